"""``keepers models``: the installed models with their cards, importing, downloading, removing."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import CatalogOption, JsonOption
from app.errors import UserError

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

    from dpiqa_core.weights import Card

NONE_INSTALLED = 2
NOT_WANTED = 1
"""Exit code where a question was answered with no."""

models_app = typer.Typer(
    help="List, import, download and remove quality models.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


class BaseName(StrEnum):
    """Base weights that can be fetched."""

    STABLE_DIFFUSION = "stable-diffusion-1.5"
    CLIP = "clip-vit-l14"


YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


@models_app.callback()
def models_command(context: typer.Context, json_to: JsonOption = None, catalog: CatalogOption = None) -> None:
    """List, import, download and remove quality models. Without a command, list them."""
    if context.invoked_subcommand is None:
        list_command(json_to, catalog)


@models_app.command("list")
def list_command(json_to: JsonOption = None, catalog: CatalogOption = None) -> None:
    """List the installed quality models with their cards, and whether the catalogue holds scores of them."""
    from app.bootstrap import model_dirs
    from app.cli.rows import check_targets, put_rows
    from app.cli.terminal import complain, printable, say
    from dpiqa_core.weights import find_models

    check_targets(json_to)
    problems: list[tuple[Path, str]] = []
    cards = find_models(model_dirs(), lambda path, reason: problems.append((path, reason)))
    used = _hashes_in(catalog)
    if json_to is not None:
        put_rows([_row(card, card.sha256 in used) for card in cards], json_to)
    if json_to != "-":
        for card in cards:
            _print(card, card.sha256 in used)
    for path, reason in problems:
        say(f"{printable(str(path))}: {reason}")
    if not cards:
        places = " and ".join(str(place) for place in model_dirs())
        complain(f"No model is installed: neither with the program nor in {places}. Install Keepers again.")
        raise typer.Exit(NONE_INSTALLED)


@models_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="FILE.pth", help="A released checkpoint.", readable=False)],
    name: Annotated[
        str | None,
        typer.Option("--name", metavar="N", help="What --model shall take. Default: from the file's name."),
    ] = None,
    accept_license: Annotated[
        bool, typer.Option("--accept-license", help="Accept the licence CC BY-NC-SA 4.0 without being asked.")
    ] = False,
) -> None:
    """Import a released DP-IQA checkpoint, teacher or student: check it, show its licence, convert it.

    The file is only read; nothing that it holds is run. Afterwards --model N works everywhere.
    """
    from app.cli.terminal import say
    from app.scoring import model_store

    found = model_store.look_at(file)
    chosen = name or found.usual_name
    model_store.check_name(chosen)
    if found.kind == "teacher" and not model_store.has_text_table():
        raise UserError(
            f"{file} is a teacher, and the text table that teachers need is not made yet. Make it once with 'keepers "
            "models prepare-text', then import the teacher again."
        )
    say(f"{file} is a released DP-IQA {found.kind} with {found.parameters / 1e6:,.1f} million parameters.")
    say("")
    for line in model_store.LICENCE_NOTICE.splitlines():
        say(line)
    say("")
    if not accept_license:
        _ask("Do you accept this licence?", "--accept-license accepts it without being asked.")
    with _bytes_bar("Converting") as bar:
        card = model_store.import_checkpoint(file, chosen, on_progress=_feed(bar))
    say(f"Imported as {card.name} ({_size(card) / 1e6:,.0f} MB in {card.folder}).")
    say(f"Use it: keepers score FOLDER --model {card.name}")


@models_app.command("prepare-text")
def prepare_text_command(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="A finished table of 1485 x 768 (.safetensors, .npy, .pt), or a folder with CLIP ViT-L/14.",
            readable=False,
        ),
    ] = None,
    yes: YesOption = False,
) -> None:
    """Make the text table that every teacher needs: CLIP's features of the paper's 1485 prompts. Once is enough.

    Without --from, CLIP ViT-L/14 is used, and downloaded where it is not here yet, after a question.
    """
    from app.cli.terminal import say
    from app.scoring import model_store

    if source is None and not model_store.is_downloaded(model_store.CLIP):
        _download(model_store.CLIP, yes)
    with _count_bar("Embedding prompts") as bar:
        made = model_store.prepare_text_table(source, on_progress=_feed(bar))
    say(f"The text table is ready: {made}")


@models_app.command("download")
def download_command(
    name: Annotated[BaseName, typer.Argument(help="Which base weights.")], yes: YesOption = False
) -> None:
    """Download base weights after a question: pinned revision, safetensors only, resumable."""
    from app.cli.terminal import say
    from app.scoring import model_store

    if model_store.is_downloaded(name.value):
        say(f"{name.value} is here already: {model_store.base_dir() / name.value}")
        return
    _download(name.value, yes)


@models_app.command("remove")
def remove_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="An imported model.")], yes: YesOption = False
) -> None:
    """Delete an imported model from the disk. Its scores stay in the catalogue."""
    from app.bootstrap import find_card
    from app.cli.terminal import say
    from app.scoring import model_store

    card = find_card(name)
    if not yes:
        _ask(
            f"Delete the model {name} ({_size(card) / 1e6:,.0f} MB in {card.folder})? Its scores stay.",
            "--yes does it without being asked.",
        )
    folder = model_store.remove_model(name)
    say(f"Removed {folder}.")


def _download(name: str, yes: bool) -> None:
    from app.cli.terminal import say
    from app.scoring import model_store

    weights = model_store.base_weights(name)
    say(f"{weights.title}, licence {weights.licence}, for {weights.purpose}.")
    say(f"From {weights.repository}, revision {weights.revision}; safetensors only.")
    for file, size in weights.files.items():
        if size is not None:
            say(f"  {file}: {size / 1e9:.2f} GB")
    if not yes:
        _ask(f"Download {weights.size / 1e9:.2f} GB to {model_store.base_dir() / name}?", "--yes downloads unasked.")
    with _bytes_bar("Downloading") as bar:
        folder = model_store.download(name, on_progress=_feed(bar))
    say(f"{weights.title} is ready: {folder}")


def _ask(question: str, otherwise: str) -> None:
    """Go on only after a yes; where nobody can be asked, say what to write instead."""
    from app.cli.terminal import say

    if not sys.stdin.isatty():
        raise UserError(f"{question} Nobody can be asked here, so nothing was done. {otherwise}")
    if not typer.confirm(question, err=True):
        say("Nothing was done.")
        raise typer.Exit(NOT_WANTED)


def _bytes_bar(text: str) -> Bar:
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    from app.cli.terminal import err

    columns = (TextColumn(text), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err(), disable=not err().is_terminal)


def _count_bar(text: str) -> Bar:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from app.cli.terminal import err

    columns = (TextColumn(text), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=err(), disable=not err().is_terminal)


def _feed(bar: Bar) -> Any:
    task = bar.add_task("", total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)


def _hashes_in(catalog: str | None) -> set[str]:
    """Weights whose scores the catalogue holds; a catalogue that does not exist yet is not made for this."""
    from app import places
    from app.bootstrap import open_catalog_lane
    from app.cli.terminal import complain
    from app.errors import UserError

    if "://" not in (catalog or "") and not Path(catalog or places.catalog_file()).exists():
        return set()
    lane = open_catalog_lane(catalog)
    try:
        return {model.weights_hash for model in lane.call(lambda opened: opened.models())}
    except UserError as error:
        # The models are what was asked for; they do not need the catalogue.
        complain(str(error))
        return set()
    finally:
        lane.close()


def _row(card: Card, used: bool) -> dict[str, Any]:
    return card.to_dict() | {"folder": str(card.folder), "bytes": _size(card), "in_catalogue": used}


def _size(card: Card) -> int:
    paths = [card.path_of(name) for name in card.files]
    return sum(path.stat().st_size for path in paths if path.exists())


def _print(card: Card, used: bool) -> None:
    from rich.table import Table
    from rich.text import Text

    from app.cli.terminal import out, printable

    lines = {
        "title": card.title,
        "architecture": card.architecture,
        "input": card.preprocessing.version,
        "says": ", ".join(card.outputs),
        "faults": ", ".join(card.fault_names),
        "licence": card.licence,
        "training data": card.training_data,
        "source": card.source,
        "made": card.created,
        "weights": f"SHA-256 {card.sha256}",
        "size": f"{_size(card) / 1e6:.1f} MB",
        "folder": str(card.folder),
        "catalogue": "holds scores of it" if used else "holds no scores of it yet",
    }
    out().print(Text(printable(card.name), style="bold"))
    table = Table.grid(padding=(0, 2))
    for title, text in lines.items():
        if text:
            table.add_row(Text(f"  {title}"), Text(printable(text), overflow="fold"))
    out().print(table)
