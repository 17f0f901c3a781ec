"""``keepers flag`` and ``keepers stars``: decisions from scripts."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import CatalogOption, as_given
from app.errors import UserError

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.catalog.catalog import Catalog
    from app.catalog.records import Decision


class FlagName(StrEnum):
    """A flag on the command line."""

    PICK = "pick"
    REJECT = "reject"
    NONE = "none"


_Paths = Annotated[list[Path], typer.Argument(metavar="PATH", help="Photos.", readable=False)]


def flag_command(
    flag: Annotated[FlagName, typer.Argument(help="The flag to set.")], paths: _Paths, catalog: CatalogOption = None
) -> None:
    """Flag photos as pick or reject, or take the flag away. Nothing happens to the files."""
    from app.catalog.records import Flag

    chosen = Flag[flag.name]
    _decide(paths, catalog, lambda before: replace(before, flag=chosen), f"flag {flag.value}")


def stars_command(
    stars: Annotated[int, typer.Argument(metavar="N", min=0, max=5, help="1 to 5, or 0 for none.")],
    paths: _Paths,
    catalog: CatalogOption = None,
) -> None:
    """Give photos stars. Nothing happens to the files."""
    _decide(paths, catalog, lambda before: replace(before, stars=stars), f"{stars} stars")


def _decide(paths: Sequence[Path], catalog: str | None, change: Callable[[Decision], Decision], text: str) -> None:
    from app.bootstrap import Services
    from app.cli.terminal import count, say

    photos = _photos(paths)
    with Services(catalog) as services:
        ids = _ids(services, photos)

        def apply(opened: Catalog) -> None:
            before = opened.decisions(ids)
            opened.set_decisions({photo_id: change(decision) for photo_id, decision in before.items()})

        services.lane.call(apply)
    say(f"Set {text} on {count(len(ids), 'photo')}.")


def _photos(paths: Sequence[Path]) -> list[Path]:
    """Check all paths before anything is changed, so that a script's mistake changes nothing."""
    from app.photos.formats import kind_of

    for path in paths:
        if os.path.isdir(path):  # noqa: PTH112 - Path.is_dir() raises where a folder above may not be entered
            raise UserError(f"{path} is a folder; name the photos in it. Nothing was changed.")
        if not os.path.exists(path):  # noqa: PTH110
            raise UserError(f"{path} does not exist. Nothing was changed.")
        if kind_of(path) is None:
            raise UserError(f"{path} is not a photo of a kind that Keepers reads. Nothing was changed.")
    return list(dict.fromkeys(as_given(path) for path in paths))


def _ids(services: Services, photos: Sequence[Path]) -> list[int]:
    """Catalogue ids of the photos; those that are not in the catalogue yet are taken in first."""
    known = services.lane.call(lambda catalog: catalog.ids_for_paths(photos))
    if new := [photo for photo in photos if photo not in known]:
        services.intake().run(new)
        known |= services.lane.call(lambda catalog: catalog.ids_for_paths(new))
    for photo in photos:
        if photo not in known:
            raise UserError(f"{photo} could not be taken into the catalogue. Nothing was changed.")
    return [known[photo] for photo in photos]
