"""``keepers models``: the installed models with their cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.cli.options import CatalogOption, JsonOption

if TYPE_CHECKING:
    from dpiqa_core.weights import Card

NONE_INSTALLED = 2


def models_command(json_to: JsonOption = None, catalog: CatalogOption = None) -> None:
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
