"""``keepers export``: the keeper list of a folder."""

from __future__ import annotations

import json
import math
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.options import CatalogOption, ModelOption, PairsOption, RecursiveOption, existing
from app.cli.xmp_options import EmbedOption, ExportJsonOption, Prefer, PreferOption, ProfileOption
from app.errors import UserError

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.catalog.records import ModelKey, PhotoColumns
    from app.culling.keepers import ListFormat


class FlagChoice(StrEnum):
    """Which flags count as keepers; without a choice all but rejects."""

    PICK = "pick"
    REJECT = "reject"
    NONE = "none"
    ANY = "any"


class FormatChoice(StrEnum):
    """How the list is written."""

    TXT = "txt"
    CSV = "csv"
    JSON = "json"
    XMP = "xmp"


def export_command(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", readable=False)],
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", min=0, max=100, metavar="X", help="Only photos with at least this score."),
    ] = None,
    max_count: Annotated[int | None, typer.Option("--max-count", min=1, metavar="N", help="Only the best N.")] = None,
    flag: Annotated[
        FlagChoice | None,
        typer.Option("--flag", help="Only photos with this flag. Default: all but rejects.", show_default=False),
    ] = None,
    min_stars: Annotated[
        int, typer.Option("--min-stars", min=0, max=5, metavar="N", help="Only photos with at least N stars.")
    ] = 0,
    to: Annotated[str | None, typer.Option("--to", metavar="FILE|-", help="The list to write.")] = None,
    format_: Annotated[
        FormatChoice | None,
        typer.Option(
            "--format",
            help="Default: by the suffix of FILE, else txt. xmp writes all decisions into sidecars beside the photos.",
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Print counts only; write nothing.")] = False,
    recursive: RecursiveOption = True,
    model: ModelOption = None,
    catalog: CatalogOption = None,
    pairs: PairsOption = True,
    profile: ProfileOption = None,
    prefer: PreferOption = Prefer.NOBODY,
    embed: EmbedOption = None,
    json_out: ExportJsonOption = False,
) -> None:
    """Write the list of keepers, best first. Rejects are never keepers unless asked for by --flag.

    With --format xmp the decisions of all photos, rejects too, go into sidecars where Lightroom, Bridge, darktable,
    digiKam and Photo Mechanic read them; photos without a decision get none. Exit code 1: some could not be written.

    The photos of the folder are taken into the catalogue first; scores come from 'keepers score'.
    """
    from app.bootstrap import Services
    from app.cli.dry_run import catalog_for
    from app.cli.grouping import group_places
    from app.cli.rows import check_targets
    from app.cli.run import take_in
    from app.cli.terminal import out, say, shown
    from app.culling.keepers import KeeperFlag, KeeperQuery, count, select, write_list
    from app.culling.ranking import percentiles

    if format_ is FormatChoice.XMP:
        from app.cli.export_xmp import export_xmp

        query = KeeperQuery(
            min_score=min_score,
            max_count=max_count,
            flag=KeeperFlag(flag.value) if flag else KeeperFlag.ANY,
            min_stars=min_stars,
        )
        export_xmp(
            folder,
            query,
            to=to,
            dry_run=dry_run,
            recursive=recursive,
            model=model,
            catalog=catalog,
            pairs=pairs,
            profile=profile,
            prefer=prefer,
            embed=embed,
            json_out=json_out,
        )
        return
    if to is None and not dry_run:
        raise UserError("Say where the list goes: --to FILE, or --to - for stdout. (--dry-run only counts.)")
    if json_out and to == "-" and not dry_run:
        raise UserError("The list and the report of --json cannot both go to stdout. Give the list a file: --to FILE")
    check_targets(None if dry_run else to)
    (root,) = existing([folder])
    with catalog_for(catalog, dry_run) as where, Services(where, model=model, pairs=pairs) as services:
        key = model_key(services, needed=min_score is not None)
        ids, _ = take_in(services, [root], recursive=recursive)
        if not ids:
            raise UserError(f"No photos were found in {root}.")
        columns = services.lane.call(lambda opened: opened.folder_columns([root], recursive=recursive, model=key))
        mind_unscored(columns, root, min_score, max_count)
        query = KeeperQuery(
            min_score=min_score,
            max_count=max_count,
            flag=KeeperFlag(flag.value) if flag else KeeperFlag.KEEPERS,
            min_stars=min_stars,
        )
        counts = count(columns, query)
        chosen = select(columns, query)
        form = _format(to or "-", format_)
        report: dict[str, object] = {"format": form.value, "to": to, "dry_run": dry_run, **asdict(counts)}
        report["files"] = [columns.paths[at] for at in chosen]
        if dry_run or to is None:
            if json_out:
                _put(json.dumps(report, indent=1) + "\n")
            else:
                out().print(f"Keepers in {shown(root)}: {counts.text}", soft_wrap=True)
            return
        places = percentiles(columns.scores)[chosen]
        ids = [int(photo_id) for photo_id in columns.ids[chosen]]
        records = services.lane.call(lambda opened: opened.records(ids, key))
        groups = group_places(services, columns.ids.tolist(), key)
        name = key.name if key else None
        text = write_list(records, places.tolist(), to, form, model=name, places=groups)
        if to == "-" or json_out:
            _put(json.dumps(report, indent=1) + "\n" if json_out else text)
        say(f"Keepers in {shown(root)}: {counts.text}{'' if to == '-' else f' Written to {to}'}")


def _put(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def model_key(services: Services, needed: bool) -> ModelKey | None:
    """The model whose scores count; none is needed where decisions alone choose."""
    try:
        return services.model_key()
    except UserError:
        if needed or services.model_name is not None:
            raise
        return None


def mind_unscored(columns: PhotoColumns, root: Path, min_score: float | None, max_count: int | None) -> None:
    from app.cli.rows import unjudged
    from app.cli.terminal import count, say

    unscored = unjudged(columns)
    if min_score is not None and all(math.isnan(score) for score in columns.scores):
        raise UserError(
            f"No photo in {root} has a score yet, so --min-score leaves nothing. First run: keepers score {root}"
        )
    if unscored and min_score is not None:
        say(f"{count(unscored, 'photo')} without a score left out; 'keepers score' scores them.")
    elif unscored and max_count is not None:
        say(f"{count(unscored, 'photo')} without a score ranked last; 'keepers score' scores them.")


def _format(to: str, chosen: FormatChoice | None) -> ListFormat:
    from app.culling.keepers import ListFormat

    if chosen is not None:
        return ListFormat(chosen.value)
    suffix = Path(to).suffix.lower().removeprefix(".")
    return ListFormat(suffix) if suffix in set(ListFormat) else ListFormat.TXT
