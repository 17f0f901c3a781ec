"""``keepers import-xmp``: what other programs decided, from sidecars and from inside the photos."""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.cli.options import CatalogOption, PairsOption, RecursiveOption, existing
from app.cli.xmp_options import Prefer, PreferOption
from app.errors import UserError

if TYPE_CHECKING:
    from app.catalog.sidecar_intake import Reading

INCOMPLETE = 1
"""Exit code where a sidecar could not be read, or is in conflict with a decision."""

_MOST_TOLD = 20


def import_xmp_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", readable=False)],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be taken; store nothing.")] = False,
    json_out: Annotated[bool, typer.Option("--json", help="A row for each photo with XMP, on stdout.")] = False,
    prefer: PreferOption = Prefer.NOBODY,
    recursive: RecursiveOption = True,
    pairs: PairsOption = True,
    catalog: CatalogOption = None,
) -> None:
    """Read flags, stars and labels from sidecars, and from the XMP and EXIF inside the photos, into the catalogue.

    A field is taken where nobody decided on it in Keepers; where both sides changed it, that is a conflict and stays as
    it is until --prefer decides. Every scan reads sidecars that changed; this command reads all of them again. Exit
    codes: 0 all read, 1 some were in conflict or could not be read.
    """
    from app.bootstrap import Services
    from app.catalog.sidecar_intake import Found, SidecarReader
    from app.catalog.sidecar_intake import Prefer as Preferred
    from app.cli.dry_run import catalog_for
    from app.cli.export_xmp import conflict_sentence
    from app.cli.terminal import StopOnInterrupt, complain, count, say
    from app.photos.xmp.settings import load_settings

    (root,) = existing([folder])
    with (
        catalog_for(catalog, dry_run) as where,
        Services(where, pairs=pairs) as services,
        StopOnInterrupt() as stop,
    ):
        report = services.intake().run([root], recursive=recursive, cancelled=lambda: stop.asked, sidecars=False)
        if not report.found:
            raise UserError(f"No photos were found in {root}.")
        reader = SidecarReader(services.lane, load_settings().style.own_words)
        readings = reader.read(
            [root],
            recursive=recursive,
            everything=True,
            prefer=Preferred(prefer.value),
            dry_run=dry_run,
            cancelled=lambda: stop.asked,
        )
    if json_out:
        sys.stdout.write(json.dumps([_row(reading) for reading in readings], indent=1) + "\n")
        sys.stdout.flush()
    bad = [reading for reading in readings if reading.found in (Found.CONFLICT, Found.PROBLEM)]
    for reading in bad[:_MOST_TOLD]:
        conflict = conflict_sentence(reading.photo.path, reading.photo.decision, reading.theirs, reading.files)
        complain(reading.reason or conflict)
    if len(bad) > _MOST_TOLD:
        complain(f"And {len(bad) - _MOST_TOLD:,} more; --json lists all.")
    number = Counter(reading.found for reading in readings)
    would = "Would take" if dry_run else "Took"
    say(
        f"{would} the decisions of {count(number[Found.TAKEN], 'photo')} from XMP; {number[Found.SAME]:,} the same "
        f"already, {number[Found.CONFLICT]:,} in conflict, {number[Found.PROBLEM]:,} could not be read."
    )
    if bad:
        raise typer.Exit(INCOMPLETE)


def _row(reading: Reading) -> dict[str, Any]:
    from app.cli.export_xmp import decision_row

    return {
        "path": str(reading.photo.path),
        "outcome": reading.found.value,
        "files": [str(file) for file in reading.files],
        **decision_row(reading.decision),
        "file_says": decision_row(reading.theirs) if reading.found.value != "problem" else None,
        "conflict": list(reading.fields),
        "orientation": reading.orientation,
        "reason": reading.reason or None,
    }
