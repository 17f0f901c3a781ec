"""The journal of transfers: what a copy or move of photos is about to do and has done, so that it can be gone on with
after a kill, and taken back; and the photos' rows that follow their files."""

from __future__ import annotations

import json
import os
import platform
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from app.catalog.database import Database
from app.catalog.identity import ensure_folders
from app.catalog.rows import chunks, now_us, plain_text, unique, update_each, upsert, utc_time
from app.catalog.schema import photos, split_path, transfer_files, transfer_folders, transfers


class TransferState(StrEnum):
    """How a transfer stands. ``RUNNING`` with no program working on it was cut off."""

    RUNNING = "running"
    DONE = "done"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    UNDONE = "undone"


class FileState(IntEnum):
    """How one file of a transfer stands; the files of a set change together."""

    PLANNED = 0
    STARTED = 1
    DONE = 2
    LEFT = 3
    UNDONE = 4


@dataclass(frozen=True, slots=True)
class JournalFile:
    """One file of a transfer.

    Attributes:
        id: 0 for one that is not in the journal yet.
        set_no: files with the same number go together or not at all.
        photo_id: None for a sidecar and the like.
        source: where it is or was.
        target: where it shall be or is; None where the trash chooses.
        size, mtime_ns: of the source.
        target_mtime_ns: of the finished target.
        digest: BLAKE2b of the content, 64 hexadecimal digits, where it was copied.
        existed: the target was there before, with the same content.
        keep_source: a move leaves the source, because another photo needs it, too.
    """

    id: int
    set_no: int
    photo_id: int | None
    source: Path
    target: Path | None
    size: int
    mtime_ns: int
    target_mtime_ns: int | None = None
    digest: str | None = None
    existed: bool = False
    keep_source: bool = False
    state: FileState = FileState.PLANNED


@dataclass(frozen=True, slots=True)
class JournalTransfer:
    """One transfer.

    Attributes:
        mode: copy, move, link or trash.
        destination: folder; None for the trash.
        settings: what its maker needs to go on with it.
        token: part of the names of its temporary files.
        undo_of: the transfer that this one takes back.
        sets: sets of files, that is photos or pairs.
        done: of these, sets that are finished and not undone.
    """

    id: int
    mode: str
    state: TransferState
    destination: Path | None
    settings: Mapping[str, Any]
    token: str
    started_at: datetime
    undo_of: int | None
    sets: int
    done: int


_FILE_COLUMNS = ("id", "set_no", "photo_id", "source", "target", "size", "mtime_ns", "target_mtime_ns", "digest")


class TransferJournal:
    """Transfers in a catalogue. Every method is one transaction, durable when it returns; UserError as of `Catalog`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(
        self,
        mode: str,
        destination: Path | None,
        settings: Mapping[str, Any],
        files: Sequence[JournalFile],
        undo_of: int | None = None,
    ) -> tuple[JournalTransfer, list[JournalFile]]:
        """Enter a transfer before its first file is touched; gives it back with the files' ids."""
        row = {
            "mode": mode,
            "state": TransferState.RUNNING.value,
            "destination": None if destination is None else os.fspath(destination),
            "settings": json.dumps(dict(settings)),
            "host": _host(),
            "token": secrets.token_hex(4),
            "started_us": now_us(),
            "undo_of": undo_of,
        }
        with self._database.writing() as connection:
            key = connection.execute(sa.insert(transfers).values(row)).inserted_primary_key
            assert key is not None
            transfer_id = int(key[0])
            if files:
                connection.execute(sa.insert(transfer_files), [_row_of(file, transfer_id) for file in files])
            (transfer,) = _transfers(connection, transfers.c.id == transfer_id)
            return transfer, _files(connection, transfer_id)

    def start(self, files: Sequence[JournalFile]) -> None:
        """Note that these are being worked on and under which names; called before they are."""
        rows = [
            {
                "row_id": file.id,
                "target": None if file.target is None else os.fspath(file.target),
                "existed": file.existed,
                "state": FileState.STARTED.value,
            }
            for file in files
        ]
        with self._database.writing() as connection:
            update_each(connection, transfer_files, rows)

    def settle(
        self,
        files: Sequence[JournalFile],
        *,
        moved: Mapping[int, Path] | None = None,
        gone: Iterable[int] = (),
        undone: Iterable[int] = (),
    ) -> None:
        """Note how files stand now, and let the photos' rows follow, in one transaction.

        Args:
            files: with their new state, target and digest.
            moved: photo id -> where its file lies now; scores and decisions go along.
            gone: photos whose file is in the trash.
            undone: ids of journal files of another transfer that are taken back by this.
        """
        rows = [
            {
                "row_id": file.id,
                "target": None if file.target is None else os.fspath(file.target),
                "size": file.size,
                "mtime_ns": file.mtime_ns,
                "target_mtime_ns": file.target_mtime_ns,
                "digest": file.digest,
                "existed": file.existed,
                "state": file.state.value,
            }
            for file in files
        ]
        rows_undone = [{"row_id": file_id, "state": FileState.UNDONE.value} for file_id in undone]
        with self._database.writing() as connection:
            update_each(connection, transfer_files, rows)
            update_each(connection, transfer_files, rows_undone)
            relocate(connection, moved or {})
            for part in chunks(list(gone)):
                connection.execute(sa.update(photos).where(photos.c.id.in_(part)).values(missing=True))

    def made_folders(self, transfer_id: int, folders: Sequence[Path]) -> None:
        """Note folders before they are made, for undo to take away while they are empty."""
        rows = [{"transfer_id": transfer_id, "path": os.fspath(folder)} for folder in folders]
        with self._database.writing() as connection:
            upsert(connection, transfer_folders, rows, update=False)

    def folders_below(self, destination: Path) -> list[Path]:
        """All folders that transfers to a destination made, whichever of them, those above others first."""
        query = sa.select(transfer_folders.c.path).join(transfers, transfers.c.id == transfer_folders.c.transfer_id)
        query = query.where(transfers.c.destination == os.fspath(destination)).order_by(transfer_folders.c.id)
        with self._database.reading() as connection:
            paths = [Path(path) for (path,) in connection.execute(query)]
        return sorted(dict.fromkeys(paths), key=lambda path: len(path.parts))

    def end(self, transfer_id: int, state: TransferState) -> None:
        """Note that nobody works on it any more."""
        with self._database.writing() as connection:
            connection.execute(
                sa.update(transfers).where(transfers.c.id == transfer_id).values(state=state.value, ended_us=now_us())
            )

    def files(self, transfer_id: int) -> list[JournalFile]:
        """Its files in the order of their sets."""
        with self._database.reading() as connection:
            return _files(connection, transfer_id)

    def transfer(self, transfer_id: int) -> JournalTransfer:
        """One transfer.

        Raises:
            KeyError: there is none of that number.
        """
        with self._database.reading() as connection:
            found = _transfers(connection, transfers.c.id == transfer_id)
        if not found:
            raise KeyError(transfer_id)
        return found[0]

    def cut_off(self) -> list[JournalTransfer]:
        """Transfers of this machine that were never ended, oldest first. Ask only while no other program transfers."""
        condition = sa.and_(transfers.c.state == TransferState.RUNNING.value, transfers.c.host == _host())
        with self._database.reading() as connection:
            return _transfers(connection, condition)

    def unfinished(self) -> JournalTransfer | None:
        """The newest transfer that was cut off, stopped or cancelled with files left to do, if nothing came after."""
        with self._database.reading() as connection:
            found = _transfers(connection, transfers.c.host == _host())
        newest = found[-1] if found else None
        if newest is None or newest.undo_of is not None or newest.done == newest.sets:
            return None
        open_states = (TransferState.RUNNING, TransferState.STOPPED, TransferState.CANCELLED)
        return newest if newest.state in open_states else None

    def undoable(self) -> JournalTransfer | None:
        """The newest transfer that has something to take back."""
        states = [TransferState.UNDONE.value, TransferState.RUNNING.value]
        condition = sa.and_(
            transfers.c.undo_of.is_(None), transfers.c.host == _host(), transfers.c.state.not_in(states)
        )
        with self._database.reading() as connection:
            found = [transfer for transfer in _transfers(connection, condition) if transfer.done]
        return found[-1] if found else None

    def done_into(self, destination: Path | None) -> list[JournalFile]:
        """Files that earlier transfers brought to a destination and that were not taken back."""
        if destination is None:
            return []
        query = _file_query().join(transfers, transfers.c.id == transfer_files.c.transfer_id)
        query = query.where(
            transfers.c.destination == os.fspath(destination), transfer_files.c.state == FileState.DONE.value
        )
        with self._database.reading() as connection:
            return [_file_of(row) for row in connection.execute(query.order_by(transfer_files.c.id)).mappings()]


def relocate(connection: Connection, moved: Mapping[int, Path]) -> None:
    """Let photos' rows follow their files, which are at the new paths already.

    A row that the new place had (of a file that was there before, or has been) waits without a place for its content to
    turn up again, as in `identity.take_in`.
    """
    if not moved:
        return
    split = {photo_id: split_path(os.fspath(path)) for photo_id, path in moved.items()}
    folder_ids = ensure_folders(connection, unique(folder for folder, _ in split.values()))
    places = {(folder_ids[folder], name): photo_id for photo_id, (folder, name) in split.items()}
    by_folder: dict[int, list[str]] = {}
    for folder_id, name in places:
        by_folder.setdefault(folder_id, []).append(name)
    leaving = list(moved)
    for folder_id, names in by_folder.items():
        for some in chunks(names):
            query = sa.select(photos.c.id).where(photos.c.folder_id == folder_id, photos.c.name.in_(some))
            leaving += [row_id for (row_id,) in connection.execute(query)]
    # First leave every old place, then take the new ones: in between no two rows want the same.
    for part in chunks(unique(leaving)):
        connection.execute(
            sa.update(photos).where(photos.c.id.in_(part)).values(folder_id=None, name=None, missing=True)
        )
    rows = []
    for (folder_id, name), photo_id in places.items():
        row = {"row_id": photo_id, "folder_id": folder_id, "name": name, "missing": False}
        try:
            row["mtime_ns"] = moved[photo_id].stat().st_mtime_ns
        except OSError:
            row["mtime_ns"] = 0  # gone again already, or out of reach; the next intake looks
        rows.append(row)
    update_each(connection, photos, rows)


def _host() -> str:
    return plain_text(platform.node()) or "here"


def _row_of(file: JournalFile, transfer_id: int) -> dict[str, Any]:
    return {
        "transfer_id": transfer_id,
        "set_no": file.set_no,
        "photo_id": file.photo_id,
        "source": os.fspath(file.source),
        "target": None if file.target is None else os.fspath(file.target),
        "size": file.size,
        "mtime_ns": file.mtime_ns,
        "target_mtime_ns": file.target_mtime_ns,
        "existed": file.existed,
        "keep_source": file.keep_source,
        "state": file.state.value,
    }


def _file_query() -> sa.Select[Any]:
    flags = (transfer_files.c.existed, transfer_files.c.keep_source, transfer_files.c.state)
    return sa.select(*(transfer_files.c[name] for name in _FILE_COLUMNS), *flags)


def _files(connection: Connection, transfer_id: int) -> list[JournalFile]:
    query = _file_query().where(transfer_files.c.transfer_id == transfer_id)
    return [_file_of(row) for row in connection.execute(query.order_by(transfer_files.c.id)).mappings()]


def _file_of(row: Mapping[Any, Any]) -> JournalFile:
    return JournalFile(
        **{name: row[name] for name in _FILE_COLUMNS if name not in ("source", "target")},
        source=Path(row["source"]),
        target=None if row["target"] is None else Path(row["target"]),
        existed=bool(row["existed"]),
        keep_source=bool(row["keep_source"]),
        state=FileState(row["state"]),
    )


def _transfers(connection: Connection, condition: sa.ColumnElement[bool]) -> list[JournalTransfer]:
    """With the counts of their sets, oldest first."""
    finished = sa.case((transfer_files.c.state == FileState.DONE.value, transfer_files.c.set_no))
    query = (
        sa.select(
            transfers,
            sa.func.count(sa.distinct(transfer_files.c.set_no)).label("sets"),
            sa.func.count(sa.distinct(finished)).label("done"),
        )
        .outerjoin(transfer_files, transfer_files.c.transfer_id == transfers.c.id)
        .where(condition)
        .group_by(transfers.c.id)
        .order_by(transfers.c.id)
    )
    found = []
    for row in connection.execute(query).mappings():
        started = utc_time(row["started_us"])
        assert started is not None
        found.append(
            JournalTransfer(
                id=row["id"],
                mode=row["mode"],
                state=TransferState(row["state"]),
                destination=None if row["destination"] is None else Path(row["destination"]),
                settings=json.loads(row["settings"]),
                token=row["token"],
                started_at=started,
                undo_of=row["undo_of"],
                sets=row["sets"],
                done=row["done"],
            )
        )
    return found
