"""``keepers transfer``: keepers or rejects to another folder, or rejects to the trash, and back."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Self

import typer

from app.cli.options import CatalogOption, ModelOption, PairsOption, RecursiveOption, as_given, existing_folder
from app.errors import UserError

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.culling.keepers import KeeperQuery
    from app.culling.transfer import TransferProgress
    from app.culling.transfer_model import PhotoAt, TransferSettings
    from app.culling.transfer_report import TransferReport
    from app.culling.transferring import Outlook

INCOMPLETE = 1
"""Exit code where something was skipped, failed or not reached."""

_SAY_EVERY = 10.0


class WhatChoice(StrEnum):
    """Which photos go."""

    KEEPERS = "keepers"
    REJECTS = "rejects"


class FlagChoice(StrEnum):
    """Which flags count as keepers; without a choice all but rejects."""

    PICK = "pick"
    NONE = "none"


class CollisionChoice(StrEnum):
    """What to do where another file has the name."""

    RENAME = "rename"
    SKIP = "skip"
    REFUSE = "refuse"


def transfer_command(
    what: Annotated[
        WhatChoice | None, typer.Argument(metavar="keepers|rejects", help="Which photos.", show_default=False)
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FOLDER]",
            help="Where they are. Default: the folder that the command runs in.",
            readable=False,
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to",
            metavar="DIR",
            help="Where they go; made if need be. Rejects without it: FOLDER/_rejects.",
            show_default=False,
        ),
    ] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Copy, verified by reading back. Default for keepers.")] = False,
    move: Annotated[bool, typer.Option("--move", help="Move. Default for rejects.")] = False,
    link: Annotated[bool, typer.Option("--link", help="Make hard links: no space needed, same disk only.")] = False,
    trash: Annotated[bool, typer.Option("--trash", help="Rejects: into the system's trash.")] = False,
    flat: Annotated[bool, typer.Option("--flat", help="All into one folder instead of keeping subfolders.")] = False,
    collision: Annotated[
        CollisionChoice,
        typer.Option("--collision", help="Where another file has the name. The same content is no collision."),
    ] = CollisionChoice.RENAME,
    pairs: PairsOption = True,
    min_score: Annotated[
        float | None,
        typer.Option("--min-score", min=0, max=100, metavar="X", help="Only keepers with at least this score."),
    ] = None,
    max_count: Annotated[int | None, typer.Option("--max-count", min=1, metavar="N", help="Only the best N.")] = None,
    flag: Annotated[
        FlagChoice | None,
        typer.Option("--flag", help="Only keepers with this flag. Default: all but rejects.", show_default=False),
    ] = None,
    min_stars: Annotated[
        int, typer.Option("--min-stars", min=0, max=5, metavar="N", help="Only keepers with at least N stars.")
    ] = 0,
    undo: Annotated[bool, typer.Option("--undo", help="Take the last transfer back.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen; touch nothing.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask about rejects.")] = False,
    json_out: Annotated[bool, typer.Option("--json", help="The report as JSON on stdout.")] = False,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="FILE", help="Write the report, as .json or as text.")
    ] = None,
    recursive: RecursiveOption = True,
    model: ModelOption = None,
    catalog: CatalogOption = None,
) -> None:
    """Bring keepers or rejects to another folder with their sidecars and pair partners, or rejects to the trash.

    Nothing is overwritten. The same command again finishes what was interrupted. Exit codes: 0 all done, 1 something
    was skipped or failed (the report says what and why), 2 wrong usage or nothing to do.
    """
    from app.bootstrap import Services
    from app.catalog.database import locate
    from app.cli.dry_run import catalog_for
    from app.cli.rows import check_targets
    from app.cli.terminal import say
    from app.culling.transferring import look_ahead, put_in_order

    check_targets(None if report is None else str(report))
    if undo and what is not None:
        raise UserError("--undo takes the last transfer back, whatever it was; it needs nothing else.")
    with catalog_for(catalog, dry_run) as where, Services(where, model=model, pairs=pairs) as services:
        outlook = look_ahead(services.lane, locate(catalog)[1]) if dry_run else None
        if undo:
            _finish(_take_back(services, outlook, json_out), json_out, report)
            return
        if what is None:
            raise UserError("Say what goes and where it is: keepers transfer keepers FOLDER --to DIR")
        root = existing_folder(Path() if folder is None else folder)
        settings = _settings(what, root, to, _mode(what, copy, move, link, trash), flat, collision, pairs)
        query = _query(what, min_score, max_count, flag, min_stars)
        notes = put_in_order(services.lane) if outlook is None else outlook.notes
        for note in notes if outlook is None else ():  # those of a dry run are in its report
            say(note)
        chosen, unreadable = _choose(services, root, recursive, query, notes)
        if not chosen and not notes:
            raise UserError(f"There are no {what.value} in {root}.")
        if what is WhatChoice.REJECTS and chosen and not dry_run:
            _ask(len(chosen), settings, yes)
        done = _carry_out(services, chosen, settings, outlook, json_out)
        if unreadable:
            done = replace(done, notes=[*done.notes, unreadable])
        _finish(done, json_out, report)


def _mode(what: WhatChoice, copy: bool, move: bool, link: bool, trash: bool) -> str:
    chosen = [name for name, on in (("copy", copy), ("move", move), ("link", link), ("trash", trash)) if on]
    if len(chosen) > 1:
        raise UserError(f"--{chosen[0]} and --{chosen[1]} exclude each other; give one of them.")
    if trash and what is WhatChoice.KEEPERS:
        raise UserError("Only rejects go to the trash: keepers transfer rejects FOLDER --trash")
    return chosen[0] if chosen else "copy" if what is WhatChoice.KEEPERS else "move"


def _settings(
    what: WhatChoice, root: Path, to: Path | None, mode: str, flat: bool, collision: CollisionChoice, pairs: bool
) -> TransferSettings:
    from app.culling.transfer_model import CollisionRule, TransferMode, TransferSettings

    if mode == "trash":
        if to is not None:
            raise UserError("--trash and --to exclude each other; give one of them.")
        destination = None
    elif to is not None:
        destination = as_given(to)
    elif what is WhatChoice.REJECTS:
        from app.photos.scan import REJECTS_FOLDER

        destination = root / REJECTS_FOLDER
    else:
        raise UserError("Say where the keepers go: --to DIR")
    return TransferSettings(TransferMode(mode), destination, root, flat, CollisionRule(collision.value), pairs)


def _query(
    what: WhatChoice, min_score: float | None, max_count: int | None, flag: FlagChoice | None, min_stars: int
) -> KeeperQuery:
    from app.culling.keepers import KeeperFlag, KeeperQuery

    if what is WhatChoice.REJECTS:
        if min_score is not None or max_count is not None or flag is not None or min_stars:
            raise UserError("--min-score, --max-count, --flag and --min-stars choose keepers; rejects go all or not.")
        return KeeperQuery(flag=KeeperFlag.REJECT)
    return KeeperQuery(min_score, max_count, KeeperFlag(flag.value) if flag else KeeperFlag.KEEPERS, min_stars)


def _choose(
    services: Services, root: Path, recursive: bool, query: KeeperQuery, notes: list[str]
) -> tuple[list[PhotoAt], str]:
    """The photos, after a look at the disk, and the words about those that cannot be read.

    None are an error unless an interrupted transfer was just finished.
    """
    from app.cli.export import mind_unscored, model_key
    from app.cli.run import take_in
    from app.culling.keepers import count, select, unreadable_words
    from app.culling.transfer_model import PhotoAt

    key = model_key(services, needed=query.min_score is not None)
    ids, _ = take_in(services, [root], recursive=recursive)
    if not ids and not notes:
        raise UserError(f"No photos were found in {root}.")
    columns = services.lane.call(lambda opened: opened.folder_columns([root], recursive=recursive, model=key))
    mind_unscored(columns, root, query.min_score, query.max_count)
    chosen = [PhotoAt(int(columns.ids[at]), Path(columns.paths[at])) for at in select(columns, query)]
    return chosen, unreadable_words(count(columns, query).unreadable)


def _ask(number: int, settings: TransferSettings, yes: bool) -> None:
    """The one question about rejects, which names number and place."""
    from app.cli.terminal import count, printable

    if yes or settings.mode.value in ("copy", "link"):
        return
    place = "the system's trash" if settings.destination is None else printable(str(settings.destination))
    words = f"Move {count(number, 'rejected photo')} with sidecars to {place}?"
    if not sys.stdin.isatty():
        raise UserError(f"{words} Nobody is there to answer; add --yes. Nothing was moved.")
    if not typer.confirm(words, err=True):
        raise UserError("Nothing was moved.")


def _take_back(services: Services, outlook: Outlook | None, quiet: bool) -> TransferReport:
    from app.culling import transferring

    with _TransferBar("Taking back", quiet) as bar:
        if outlook is not None:
            return transferring.dry_undo(services.lane, outlook, cancelled=bar.cancelled)
        return transferring.undo_last(services.lane, on_progress=bar.on_progress, cancelled=bar.cancelled)


def _carry_out(
    services: Services, chosen: list[PhotoAt], settings: TransferSettings, outlook: Outlook | None, quiet: bool
) -> TransferReport:
    from app.culling import transferring

    verbs = {"copy": "Copying", "move": "Moving", "link": "Linking", "trash": "To the trash"}
    with _TransferBar("Planning" if outlook is not None else verbs[settings.mode.value], quiet) as bar:
        if outlook is not None:
            return transferring.dry_run(services.lane, chosen, settings, outlook, cancelled=bar.cancelled)
        return transferring.transfer(
            services.lane, chosen, settings, on_progress=bar.on_progress, cancelled=bar.cancelled
        )


def _finish(done: TransferReport, json_out: bool, file: Path | None) -> None:
    from app.catalog.transfers import TransferState
    from app.cli.terminal import INTERRUPTED, complain, out, printable, say
    from app.culling.transfer_model import Outcome
    from app.culling.transfer_report import report_json, write_report

    if file is not None:
        write_report(done, file)
    for note in done.notes:
        say(note)
    if json_out:
        sys.stdout.write(report_json(done))
        sys.stdout.flush()
        say(done.text)
    else:
        out().print(printable(done.text), soft_wrap=True)
        if done.dry_run:
            for entry in done.entries:
                for source, target in entry.files if entry.outcome is Outcome.DONE else ():
                    place = "the trash" if target is None else printable(str(target))
                    out().print(f"{printable(str(source))} -> {place}", soft_wrap=True)
    for entry in done.entries:
        if entry.reason:
            complain(f"{entry.photo}: {entry.reason}")
    if done.state is TransferState.CANCELLED:
        raise typer.Exit(INTERRUPTED)
    if not done.complete:
        raise typer.Exit(INCOMPLETE)


class _TransferBar:
    """Progress on stderr; Ctrl+C ends it properly."""

    def __init__(self, verb: str, quiet: bool) -> None:
        from rich.progress import BarColumn, Progress, TextColumn

        from app.cli.terminal import StopOnInterrupt, err

        self._verb = verb
        self._quiet = quiet
        self._stop = StopOnInterrupt()
        self._said = time.monotonic()
        self._bar = Progress(
            TextColumn(verb),
            BarColumn(),
            TextColumn("{task.fields[words]}"),
            console=err(),
            disable=not err().is_terminal,
        )
        self._task = self._bar.add_task("", total=None, words="looking at the files")

    def __enter__(self) -> Self:
        self._stop.__enter__()
        self._bar.start()
        return self

    def __exit__(self, *details: Any) -> None:
        self._bar.stop()
        self._stop.__exit__(*details)

    def cancelled(self) -> bool:
        return self._stop.asked

    def on_progress(self, progress: TransferProgress) -> None:
        from app.cli.terminal import err, say
        from app.culling.transfer_model import size_words
        from app.scoring.estimates import duration

        parts = [f"{progress.sets:,} of {progress.total_sets:,} photos"]
        if progress.total_bytes:
            parts.append(f"{size_words(progress.bytes)} of {size_words(progress.total_bytes)}")
        if progress.seconds_left is not None:
            parts.append(f"{duration(progress.seconds_left)} left")
        words = ", ".join(parts)
        share = progress.bytes / progress.total_bytes if progress.total_bytes else progress.sets / progress.total_sets
        self._bar.update(self._task, total=1.0, completed=share, words=words)
        now = time.monotonic()
        if not err().is_terminal and now - self._said > _SAY_EVERY:
            self._said = now
            say(f"{self._verb}: {words}")
