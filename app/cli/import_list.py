"""``keepers import-list``: flags for the photos that a list names."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import CatalogOption, PairsOption, RecursiveOption, existing
from app.errors import UserError

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.catalog.catalog import Catalog
    from app.culling.name_lists import Matches

INCOMPLETE = 1
"""Exit code where a name was not found or fits several photos."""


class FlagName(StrEnum):
    """A flag on the command line."""

    PICK = "pick"
    REJECT = "reject"
    NONE = "none"


def import_list_command(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The list; - is stdin.")],
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[FOLDER]", help="Where the photos are. Default: the whole catalogue.", readable=False),
    ] = None,
    flag: Annotated[FlagName, typer.Option("--flag", help="The flag to set.")] = FlagName.PICK,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be flagged; store nothing.")] = False,
    json_out: Annotated[bool, typer.Option("--json", help="The result as JSON on stdout.")] = False,
    recursive: RecursiveOption = True,
    pairs: PairsOption = True,
    catalog: CatalogOption = None,
) -> None:
    """Flag the photos that a list names: a txt, csv or json of ours, or names as people write them.

    One name a line, or separated by commas or semicolons, with or without suffix, with or without folders. A name that
    fits photos of several shots is told and not flagged. Exit codes: 0 every name was found, 1 some were not, 2 wrong
    usage or no name was found.
    """
    from app.bootstrap import Services
    from app.cli.dry_run import catalog_for
    from app.cli.terminal import complain, say

    text = _read(file)
    with catalog_for(catalog, dry_run) as where, Services(where, pairs=pairs) as services:
        paths, ids, matches = _match(services, text, folder, recursive)
        if not matches.names:
            raise UserError(f"There are no names in {file}.")
        changed = 0
        if matches.found and not dry_run:
            changed = services.lane.call(lambda opened: _flag(opened, [ids[at] for at in matches.found], flag))
    if json_out:
        sys.stdout.write(_as_json(matches, paths, flag, changed, dry_run))
        sys.stdout.flush()
    for name, at in matches.ambiguous:
        places = ", ".join(paths[position] for position in at[:3])
        complain(f"{name} is ambiguous: {places}{', ...' if len(at) > 3 else ''}")
    for name in matches.missing:
        complain(f"{name} was not found.")
    done = "Nothing was changed." if dry_run else f"Set flag {flag.value}; {changed:,} changed."
    say(f"{matches.text} {done}")
    if not matches.found:
        raise typer.Exit(2)
    if matches.ambiguous or matches.missing:
        raise typer.Exit(INCOMPLETE)


def _read(file: str) -> str:
    from app.culling.name_lists import LARGEST, decode_list

    try:
        if file == "-":
            data = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(file).open("rb") as opened:
                data = opened.read(LARGEST + 1)
    except OSError as error:
        raise UserError(f"The list {file} cannot be read: {error.strerror or error}.") from error
    return decode_list(data, file)


def _match(services: Services, text: str, folder: Path | None, recursive: bool) -> tuple[list[str], list[int], Matches]:
    from app.cli.run import take_in
    from app.culling.name_lists import NameIndex

    if folder is not None:
        (root,) = existing([folder])
        take_in(services, [root], recursive=recursive)
    else:
        root = Path(Path.cwd().anchor)
    columns = services.lane.call(lambda opened: opened.folder_columns([root], recursive=recursive or folder is None))
    return columns.paths, columns.ids.tolist(), NameIndex(columns.paths).match(text)


def _flag(catalog: Catalog, ids: Sequence[int], flag: FlagName) -> int:
    from app.catalog.records import Flag

    chosen = Flag[flag.name]
    before = catalog.decisions(ids)
    changes = {photo_id: replace(decision, flag=chosen) for photo_id, decision in before.items()}
    changes = {photo_id: decision for photo_id, decision in changes.items() if decision != before[photo_id]}
    catalog.set_decisions(changes)
    return len(changes)


def _as_json(matches: Matches, paths: Sequence[str], flag: FlagName, changed: int, dry_run: bool) -> str:
    return (
        json.dumps(
            {
                "flag": flag.value,
                "dry_run": dry_run,
                "names": matches.names,
                "changed": changed,
                "found": [paths[at] for at in matches.found],
                "ambiguous": {name: [paths[position] for position in at] for name, at in matches.ambiguous},
                "missing": list(matches.missing),
            },
            indent=1,
        )
        + "\n"
    )
