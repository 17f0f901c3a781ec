"""``keepers export --format xmp``: decisions into sidecars."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from app.cli.options import existing
from app.cli.xmp_options import Prefer, ProfileName
from app.errors import UserError

if TYPE_CHECKING:
    from app.catalog.records import Decision
    from app.culling.keepers import KeeperQuery
    from app.culling.sidecar_writer import Written

INCOMPLETE = 1
"""Exit code where a photo's decision could not be written, or is in conflict with its sidecar."""

_MOST_TOLD = 20


def export_xmp(
    folder: Path,
    query: KeeperQuery,
    *,
    to: str | None,
    dry_run: bool,
    recursive: bool,
    model: str | None,
    catalog: str | None,
    pairs: bool,
    profile: ProfileName | None,
    prefer: Prefer,
    embed: bool | None,
    json_out: bool,
) -> None:
    """Write the decisions of the photos that the query takes.

    Raises:
        UserError: the folder or the catalogue cannot be used, or a list file was named.
    """
    from app.bootstrap import Services
    from app.catalog.sidecar_intake import Prefer as Preferred
    from app.cli.dry_run import catalog_for
    from app.cli.export import mind_unscored, model_key
    from app.cli.run import take_in
    from app.cli.terminal import StopOnInterrupt
    from app.culling.keepers import select
    from app.culling.sidecar_writer import SidecarWriter
    from app.photos.xmp.profiles import Profile
    from app.photos.xmp.settings import load_settings

    if to is not None:
        raise UserError("Sidecars go beside the photos: leave --to away with --format xmp.")
    settings = load_settings()
    style = settings.style if profile is None else replace(settings.style, profile=Profile(profile.value))
    settings = replace(settings, style=style, embed=settings.embed if embed is None else embed)
    (root,) = existing([folder])
    with (
        catalog_for(catalog, dry_run) as where,
        Services(where, model=model, pairs=pairs) as services,
        StopOnInterrupt() as stop,
    ):
        key = model_key(services, needed=query.min_score is not None)
        ids, _ = take_in(services, [root], recursive=recursive, stop=stop)
        if not ids:
            raise UserError(f"No photos were found in {root}.")
        columns = services.lane.call(lambda opened: opened.folder_columns([root], recursive=recursive, model=key))
        mind_unscored(columns, root, query.min_score, query.max_count)
        chosen = columns.ids[select(columns, query)].tolist()
        writer = SidecarWriter(services.lane, settings, prefer=Preferred(prefer.value), dry_run=dry_run)
        results = writer.write(sorted(chosen), key, cancelled=lambda: stop.asked)
    report(results, dry_run=dry_run, json_out=json_out)


def report(results: Sequence[Written], *, dry_run: bool, json_out: bool) -> None:
    """Tell what was written; leaves with exit code 1 where something was not."""
    from app.cli.terminal import complain, count, say
    from app.culling.sidecar_writer import Outcome, counts

    if json_out:
        sys.stdout.write(json.dumps([row_of(result) for result in results], indent=1) + "\n")
        sys.stdout.flush()
    number = counts(results)
    bad = [result for result in results if result.outcome in (Outcome.CONFLICT, Outcome.REFUSED)]
    for result in bad[:_MOST_TOLD]:
        complain(conflict_words(result) if result.outcome is Outcome.CONFLICT else result.reason)
    if len(bad) > _MOST_TOLD:
        complain(f"And {len(bad) - _MOST_TOLD:,} more; --json lists all.")
    for result in [r for r in results if r.reason and r not in bad][:_MOST_TOLD]:
        say(result.reason)
    would = "Would write" if dry_run else "Wrote"
    say(
        f"{would} the decisions of {count(number[Outcome.WRITTEN], 'photo')}; {number[Outcome.SAME]:,} up to date, "
        f"{number[Outcome.SKIPPED]:,} without a decision, {number[Outcome.CONFLICT]:,} in conflict, "
        f"{number[Outcome.REFUSED]:,} refused."
    )
    if bad:
        raise typer.Exit(INCOMPLETE)


def conflict_words(result: Written) -> str:
    """Both values of a conflict, in a sentence."""
    return conflict_sentence(result.photo.path, result.photo.decision, result.theirs, result.files)


def conflict_sentence(photo: Path, ours: Decision, theirs: Decision, files: Sequence[Path]) -> str:
    """Both values of a conflict, and what to do about it."""
    from app.culling.wording import decision_words

    names = " and ".join(file.name for file in files)
    return (
        f"{photo}: conflict: Keepers has {decision_words(ours)}, {names} has {decision_words(theirs)}. "
        "Nothing was written; --prefer keepers or --prefer file decides."
    )


def row_of(result: Written) -> dict[str, Any]:
    """A result for JSON."""
    return {
        "path": str(result.photo.path),
        "outcome": result.outcome.value,
        "files": [str(file) for file in result.files],
        **decision_row(result.decision),
        "file_says": decision_row(result.theirs) if result.fields else None,
        "conflict": list(result.fields),
        "reason": result.reason or None,
    }


def decision_row(decision: Decision) -> dict[str, Any]:
    """A decision for JSON."""
    return {"flag": decision.flag.name.lower(), "stars": decision.stars, "label": decision.label.name.lower()}
