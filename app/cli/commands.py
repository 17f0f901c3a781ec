"""The commands of the program and the order in which the help lists them."""

from __future__ import annotations

import importlib
from typing import Annotated

import typer

COMMANDS = {
    "open": "app.cli.window",
    "demo": "app.cli.window",
    "score": "app.cli.score",
    "export": "app.cli.export",
    "transfer": "app.cli.transfer",
    "import-list": "app.cli.import_list",
    "import-xmp": "app.cli.import_xmp",
    "flag": "app.cli.decide",
    "stars": "app.cli.decide",
    "folders": "app.cli.folders",
    "models": "app.cli.models",
    "doctor": "app.cli.doctor",
}
"""Command -> the module that holds it, as a function of the same name."""

_GROUPS = frozenset({"models"})
"""Those with commands of their own; the module holds ``<name>_app``."""

_HELP = """Cull photo shoots: score, sort, compare, decide, hand over.

Without a command the window opens: keepers FOLDER. (A folder that is named like a command is given as ./score.)
"""


def build() -> typer.Typer:
    """The whole command line."""
    program = typer.Typer(
        name="keepers",
        help=_HELP,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    program.callback()(_program)
    for name, module in COMMANDS.items():
        room = importlib.import_module(module)
        if name in _GROUPS:
            program.add_typer(getattr(room, f"{name}_app"), name=name)
        else:
            program.command(name)(getattr(room, f"{name.replace('-', '_')}_command"))
    return program


def _program(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, help="Print the version.", callback=lambda v: _version(v))
    ] = False,
) -> None:
    pass


def _version(asked: bool) -> None:
    if asked:
        from app.bootstrap import program_version

        typer.echo(f"keepers {program_version()}")
        raise typer.Exit
