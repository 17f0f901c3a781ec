"""Options that several commands share."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.errors import UserError

CatalogOption = Annotated[
    str | None,
    typer.Option(
        "--catalog",
        metavar="FILE-OR-URL",
        help="Catalogue: an SQLite file or an SQLAlchemy URL. Default: your own, see 'keepers doctor'.",
    ),
]
ModelOption = Annotated[
    str | None,
    typer.Option("--model", metavar="NAME", help="Quality model, see 'keepers models'. Default: the bundled one."),
]
RecursiveOption = Annotated[bool, typer.Option("--recursive/--no-recursive", help="Look into folders inside, too.")]
_PAIRS_HELP = "Count a RAW and the JPEG or HEIC of the same name as one photo."
PairsOption = Annotated[bool, typer.Option("--pairs/--no-pairs", help=_PAIRS_HELP)]
WindowPairsOption = Annotated[
    bool | None, typer.Option("--pairs/--no-pairs", help=f"{_PAIRS_HELP} Default: as in the View menu.")
]
JsonOption = Annotated[
    str | None, typer.Option("--json", metavar="FILE|-", help="Write JSON to FILE, or to stdout (-).")
]
CsvOption = Annotated[str | None, typer.Option("--csv", metavar="FILE|-", help="Write CSV to FILE, or to stdout (-).")]


class Device(StrEnum):
    """Where the model runs."""

    AUTO = "auto"
    CPU = "cpu"
    CUDA = "cuda"
    MPS = "mps"


DeviceOption = Annotated[
    Device, typer.Option("--device", help="Where the model runs; auto takes a GPU where there is one.")
]


def existing(folders: list[Path]) -> list[Path]:
    """The folders (or photos) as absolute paths.

    Raises:
        UserError: one does not exist.
    """
    for folder in folders:
        if not os.path.exists(folder):  # noqa: PTH110 - Path.exists() raises where a folder above may not be entered
            raise UserError(f"{folder} does not exist. Check the spelling, and whether the disk or card is plugged in.")
    return [as_given(folder) for folder in folders]


def existing_folder(folder: Path) -> Path:
    """The folder as an absolute path.

    Raises:
        UserError: it does not exist or is a file.
    """
    (found,) = existing([folder])
    if not os.path.isdir(found):  # noqa: PTH112 - as above
        raise UserError(f"{folder} is a file, not a folder. Name the folder that it lies in.")
    return found


def as_given(path: Path) -> Path:
    """An absolute path without ``..``, links left as the user named them, as the catalogue keeps paths."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - resolve() would follow links
