"""The rows of a run: as a table for people, as JSON or CSV for programs."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.terminal import out, printable, shown
from app.errors import UserError

if TYPE_CHECKING:
    from app.catalog.records import PhotoColumns
    from app.cli.run import RunPhoto
    from app.photos.model import ScanProblem


def check_targets(*targets: str | None) -> None:
    """Make sure before the work that its results can be written.

    Raises:
        UserError: a folder does not exist, a target is a folder or a photo, or two are the same file.
    """
    from app.culling.lists import check_list_target

    files = [target for target in targets if target is not None and target != "-"]
    for target in files:
        if not Path(target).absolute().parent.is_dir():
            raise UserError(f"{target} cannot be written: the folder {Path(target).absolute().parent} does not exist.")
        check_list_target(target)
    if len(files) > 1 and len({os.path.realpath(file) for file in files}) < len(files):
        raise UserError(f"Two results cannot both go to {files[0]}; give each its own file.")


def write_photos(
    photos: Sequence[RunPhoto], problems: Sequence[ScanProblem], model: str, target: str, format_: str
) -> None:
    """The rows of a run to a file, whole or not at all, or to stdout (``"-"``).

    Args:
        problems: what the scan could not look at; a photo among it, say a link to nowhere, gets a row with its error.
        model: name of the model of the run.
        format_: ``"json"`` or ``"csv"``.

    Raises:
        UserError: the file cannot be written.
    """
    from app.culling.lists import COLUMNS, photo_row
    from app.photos.formats import kind_of

    rows = [photo_row(photo.record, photo.percentile, model, photo.cached, photo.place) for photo in photos]
    blank = dict.fromkeys(COLUMNS) | {"model": model, "cached": False, "flag": "none", "stars": 0, "label": "none"}
    blank["reasons"] = []
    rows += [blank | {"path": str(p.path), "error": p.reason} for p in problems if kind_of(p.path) is not None]
    put_rows(rows, target, format_)


def put_rows(rows: Sequence[dict[str, Any]], target: str, format_: str = "json") -> None:
    """Any rows to a file or to stdout (``"-"``); errors as of ``write_photos``."""
    from app.culling.lists import ListFormat, write_rows

    text = write_rows(rows, target, ListFormat(format_))
    if target == "-":
        sys.stdout.write(text)
        sys.stdout.flush()


def unjudged(columns: PhotoColumns) -> int:
    """How many photos wait for a score; those that cannot be read do not."""
    import numpy as np

    return int(np.count_nonzero(np.isnan(columns.scores) & ~columns.errors))


def print_table(photos: Sequence[RunPhoto], root: Path | None) -> None:
    """The ranking on stdout.

    Args:
        root: folder that names are shown relative to.
    """
    from rich.table import Table
    from rich.text import Text

    from app.culling.reasons import reasons

    table = Table(box=None, pad_edge=False, header_style="bold")
    # The rank in the group tells most, but a table of photos that are all alone needs no empty column.
    ranks = ["" if p.place is None or p.place.size < 2 else f"{p.place.rank}/{p.place.size}" for p in photos]
    grouped = any(ranks)
    for title in ("#", "score", "pct", *(("rank",) if grouped else ())):
        table.add_column(title, justify="right")
    table.add_column("flag")
    table.add_column("stars")
    table.add_column("photo", overflow="fold")
    table.add_column("reasons", overflow="fold")
    for number, photo in enumerate(photos, start=1):
        record = photo.record
        if record.score is None:
            place, score, percentile = "", "-", ""
        else:
            place, score, percentile = str(number), f"{record.score:.1f}", f"{photo.percentile or 0.0:.0f}"
        why = record.error or ", ".join(reasons(record.faults))
        flag = "" if not record.decision.flag else record.decision.flag.name.lower()
        stars = "*" * record.decision.stars
        rank = (ranks[number - 1],) if grouped else ()
        cells = (place, score, percentile, *rank, flag, stars, shown(record.path, root), printable(why))
        table.add_row(*(Text(cell) for cell in cells))
    out().print(table)
