"""Options of the commands that read and write XMP."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer


class ProfileName(StrEnum):
    """The program that shall understand flags and labels best."""

    DEFAULT = "default"
    BRIDGE = "bridge"
    DARKTABLE = "darktable"
    DIGIKAM = "digikam"
    PHOTO_MECHANIC = "photo-mechanic"


class Prefer(StrEnum):
    """Who is right where Keepers and a file both changed the same."""

    NOBODY = "nobody"
    KEEPERS = "keepers"
    FILE = "file"


ProfileOption = Annotated[
    ProfileName | None,
    typer.Option("--profile", help="xmp: for which program. Default: as set in the window.", show_default=False),
]
PreferOption = Annotated[
    Prefer,
    typer.Option("--prefer", help="Where Keepers and a sidecar both changed the same field: who is right."),
]
EmbedOption = Annotated[
    bool | None,
    typer.Option(
        "--embed/--no-embed",
        help="xmp: write into JPEG, TIFF and DNG files themselves. Default: as set in the window.",
        show_default=False,
    ),
]
ExportJsonOption = Annotated[
    bool,
    typer.Option(
        "--json", help="What was (or would be) written, as JSON on stdout: counts and files; xmp: a row for each photo."
    ),
]
