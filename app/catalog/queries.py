"""Reading: which photos lie under which folders, as columns, as records, as work for a model."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from app.catalog.records import (
    Decision,
    Flag,
    KnownFile,
    Label,
    ModelKey,
    PhotoColumns,
    PhotoRecord,
    PhotoToScore,
)
from app.catalog.rows import chunks, facts_from_row, measures_from_row, raw_rows, unique, utc_time
from app.catalog.schema import (
    as_folder,
    below,
    contents,
    folders,
    photos,
    quality_maps,
    scores,
    split_path,
    stands_for_itself,
)
from app.catalog.scores import find_model
from app.photos.model import PhotoKind
from app.photos.scan import is_set_aside

# Bytes of a name to text as os.fsdecode does it, without its overhead for each of 100,000 names.
_ENCODING, _ON_ERROR = sys.getfilesystemencoding(), sys.getfilesystemencodeerrors()


def conditions_for(roots: Sequence[Path], recursive: bool) -> list[sa.ColumnElement[bool]]:
    """Conditions on ``photos`` joined with ``folders``, one for each root; together they give every photo once.

    A root may be a folder or a single photo.
    """
    texts = unique(os.path.abspath(root) for root in roots)  # noqa: PTH100 - as text, links unresolved, as the scan names files
    tops = [as_folder(text) for text in texts]
    if recursive:
        tops = [top for top in tops if not any(top != other and top.startswith(other) for other in tops)]
    found = [below(top) if recursive else folders.c.path == top for top in tops]
    for text in texts:
        folder, name = split_path(text)
        covered = any(folder.startswith(top) if recursive else folder == top for top in tops)
        if name and not covered:
            found.append(sa.and_(folders.c.path == folder, photos.c.name == name))
    return found


def known_files(connection: Connection, root: Path, recursive: bool) -> dict[str, KnownFile]:
    query = (
        sa.select(
            photos.c.folder_id,
            photos.c.name,
            photos.c.id,
            photos.c.size,
            photos.c.mtime_ns,
            contents.c.fingerprint,
            photos.c.error,
            sa.func.coalesce(contents.c.has_facts, sa.false()),
            photos.c.missing,
        )
        .select_from(photos)
        .join(folders, folders.c.id == photos.c.folder_id)
        .outerjoin(contents, contents.c.id == photos.c.content_id)
    )
    found: dict[str, KnownFile] = {}
    for condition in conditions_for([root], recursive):
        texts = _folder_texts(connection, condition)
        for folder_id, name, photo_id, size, mtime_ns, text, error, has_facts, missing in raw_rows(
            connection, query.where(condition)
        ):
            path = texts[folder_id] + name.decode(_ENCODING, _ON_ERROR)
            found[path] = KnownFile(photo_id, size, mtime_ns, text, error, bool(has_facts), bool(missing))
    return found


def _folder_texts(connection: Connection, condition: sa.ColumnElement[bool]) -> dict[int, str]:
    """Path texts of the folders that photos under ``condition`` lie in."""
    query = (
        sa.select(folders.c.id, folders.c.path).select_from(folders).join(photos, photos.c.folder_id == folders.c.id)
    )
    return {folder_id: os.fsdecode(path) for folder_id, path in raw_rows(connection, query.where(condition).distinct())}


def _columns_query(model_id: int | None, pairs: bool) -> sa.Select[Any]:
    judged = model_id is not None
    query = (
        sa.select(
            photos.c.id,
            photos.c.folder_id,
            photos.c.name,
            contents.c.captured_us,
            scores.c.score if judged else sa.null(),
            photos.c.stars,
            photos.c.flag,
            photos.c.label,
            sa.or_(photos.c.error.is_not(None), contents.c.error.is_not(None)),
            photos.c.kind,
            contents.c.width,
            contents.c.height,
            scores.c.faults if judged else sa.null(),
            contents.c.camera,
            contents.c.lens,
            contents.c.sharpness,
            photos.c.content_id,
        )
        .select_from(photos)
        .join(folders, folders.c.id == photos.c.folder_id)
        .outerjoin(contents, contents.c.id == photos.c.content_id)
    )
    if judged:
        query = query.outerjoin(
            scores, sa.and_(scores.c.model_id == model_id, scores.c.content_id == photos.c.content_id)
        )
    # Of a pair the JPEG stands for both.
    return query.where(stands_for_itself()) if pairs else query


def folder_columns(
    connection: Connection, roots: Sequence[Path], recursive: bool, model: ModelKey | None, pairs: bool
) -> PhotoColumns:
    """All photos under the roots that are not missing, ordered by folder and name (byte order).

    As in a scan, rejects that were set aside in a folder of their own are left out.
    """
    known = find_model(connection, model) if model is not None else None
    query = (
        _columns_query(known[0] if known else None, pairs)
        .where(sa.not_(photos.c.missing))
        .order_by(folders.c.path, photos.c.name)
    )
    halves = sa.select(photos.c.pair_of).join(folders, folders.c.id == photos.c.folder_id)
    halves = halves.where(photos.c.pair_of.is_not(None), sa.not_(photos.c.missing))
    rows: list[tuple[Any, ...]] = []
    texts: dict[int, str] = {}
    faces: set[int] = set()
    for condition in conditions_for(roots, recursive):
        texts |= _folder_texts(connection, condition)
        rows += raw_rows(connection, query.where(condition))
        if pairs:
            faces.update(row[0] for row in raw_rows(connection, halves.where(condition)))
    tops = [os.path.abspath(root) for root in roots]  # noqa: PTH100 - as in conditions_for
    aside = {folder_id for folder_id, text in texts.items() if is_set_aside(text, tops)}
    if aside:
        rows = [row for row in rows if row[1] not in aside]
    return _to_columns(rows, texts, known[1] if known else (), faces)


def columns_for(connection: Connection, ids: Sequence[int], model: ModelKey | None, pairs: bool) -> PhotoColumns:
    """The photos with these ids, in this order; ids that do not exist (or have no place) are left out."""
    known = find_model(connection, model) if model is not None else None
    query = _columns_query(known[0] if known else None, pairs)
    halves = sa.select(photos.c.pair_of).where(sa.not_(photos.c.missing))
    rows: dict[int, tuple[Any, ...]] = {}
    faces: set[int] = set()
    for part in chunks(ids):
        rows |= {row[0]: row for row in raw_rows(connection, query.where(photos.c.id.in_(part)))}
        if pairs:
            faces.update(row[0] for row in raw_rows(connection, halves.where(photos.c.pair_of.in_(part))))
    texts: dict[int, str] = {}
    for part in chunks(unique(row[1] for row in rows.values())):
        folder_query = sa.select(folders.c.id, folders.c.path).where(folders.c.id.in_(part))
        texts |= {folder_id: os.fsdecode(path) for folder_id, path in raw_rows(connection, folder_query)}
    return _to_columns([rows[i] for i in ids if i in rows], texts, known[1] if known else (), faces)


def _to_columns(
    rows: Sequence[tuple[Any, ...]], folder_texts: dict[int, str], fault_names: tuple[str, ...], faces: set[int]
) -> PhotoColumns:
    """The columns of these rows, made part by part: one long step would keep the interpreter from the window."""
    parts = [_part(part, folder_texts, len(fault_names), faces) for part in chunks(rows)] or [
        _part((), folder_texts, len(fault_names), faces)
    ]
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0] if name not in _TEXTS}
    texts: dict[str, list[Any]] = {name: [text for part in parts for text in part[name]] for name in _TEXTS}
    cameras, camera_names = interned(texts["camera"])
    lenses, lens_names = interned(texts["lens"])
    return PhotoColumns(
        paths=texts["path"],
        kinds=texts["kind"],
        fault_names=fault_names,
        cameras=cameras,
        camera_names=camera_names,
        lenses=lenses,
        lens_names=lens_names,
        **columns,
    )


_TEXTS = ("path", "kind", "camera", "lens")


def _part(
    rows: Sequence[tuple[Any, ...]], folder_texts: dict[int, str], fault_count: int, faces: set[int]
) -> dict[str, Any]:
    columns: Sequence[Sequence[Any]] = list(zip(*rows, strict=True)) if rows else [()] * 17
    ids, folder_ids, names, captured, score, stars, flags, labels, errors, kinds, widths, heights, *more = columns
    faults, cameras, lenses, sharpness, content_ids = more
    return {
        "ids": np.array(ids, np.int64),
        "path": [
            folder_texts[f] + name.decode(_ENCODING, _ON_ERROR) for f, name in zip(folder_ids, names, strict=True)
        ],
        "captured": np.array(captured, np.float64) / 1e6,
        "scores": np.array(score, np.float64),
        "stars": np.array(stars, np.int8),
        "flags": np.array(flags, np.int8),
        "labels": np.array(labels, np.int8),
        "errors": np.array(errors, np.bool_),
        "kind": kinds,
        "widths": _or_zero(widths),
        "heights": _or_zero(heights),
        "faults": unpack_faults(faults, fault_count),
        "camera": cameras,
        "lens": lenses,
        "sharpness": np.array(sharpness, np.float64),
        "contents": np.fromiter((content_id or 0 for content_id in content_ids), np.int64, count=len(ids)),
        "pairs": np.fromiter((photo_id in faces for photo_id in ids), np.bool_, count=len(ids)),
    }


def interned(texts: Sequence[str | None]) -> tuple[NDArray[np.int32], tuple[str, ...]]:
    """Each different text once, and the index of each row's text among them; -1 for None and blank."""
    numbers: dict[str | None, int] = {None: -1, "": -1}
    names: list[str] = []
    for text in dict.fromkeys(texts):
        if text is not None and text not in numbers:
            numbers[text] = len(names)
            names.append(text)
    codes = np.fromiter(map(numbers.__getitem__, texts), np.int32, count=len(texts))
    return codes, tuple(names)


def _or_zero(values: Sequence[int | None]) -> NDArray[np.int32]:
    return np.nan_to_num(np.array(values, np.float64)).astype(np.int32)


def unpack_faults(blobs: Sequence[bytes | None], count: int) -> NDArray[np.float32]:
    """(n, count) severities; blobs from before the model learned to name more faults are shorter and end in NaN."""
    blank = np.full(count, np.nan, "<f4").tobytes()
    joined = b"".join(blank if blob is None else blob + blank[len(blob) :] for blob in blobs)
    return np.frombuffer(joined, "<f4").reshape(len(blobs), count).astype(np.float32)


def records(connection: Connection, ids: Sequence[int], model: ModelKey | None) -> list[PhotoRecord]:
    """Everything about these photos, in this order; ids that do not exist (or have no place) are left out."""
    known = find_model(connection, model) if model is not None else None
    model_id, fault_names = known if known else (None, ())
    query = (
        sa.select(
            photos,
            folders.c.path.label("folder"),
            *[c for c in contents.c if c.name not in ("id", "error")],
            contents.c.error.label("content_error"),
            scores.c.score,
            scores.c.faults,
            quality_maps.c.rows,
            quality_maps.c.columns,
            quality_maps.c.data,
        )
        .select_from(photos)
        .join(folders, folders.c.id == photos.c.folder_id)
        .outerjoin(contents, contents.c.id == photos.c.content_id)
        .outerjoin(scores, sa.and_(scores.c.model_id == model_id, scores.c.content_id == photos.c.content_id))
        .outerjoin(
            quality_maps, sa.and_(quality_maps.c.model_id == model_id, quality_maps.c.content_id == photos.c.content_id)
        )
    )
    found: dict[int, PhotoRecord] = {}
    for part in chunks(ids):
        partner_paths = _partner_paths(connection, part)
        for row in connection.execute(query.where(photos.c.id.in_(part))).mappings():
            severities = unpack_faults([row["faults"]], len(fault_names))[0]
            quality_map = None
            if row["data"] is not None:
                quality_map = np.frombuffer(row["data"], np.uint8).reshape(row["rows"], row["columns"]).copy()
            found[row["id"]] = PhotoRecord(
                id=row["id"],
                path=Path(row["folder"] + row["name"]),
                size=row["size"],
                mtime_ns=row["mtime_ns"],
                kind=PhotoKind(row["kind"]),
                fingerprint=row["fingerprint"],
                width=row["width"],
                height=row["height"],
                facts=facts_from_row(row),
                decision=Decision(Flag(row["flag"]), row["stars"], Label(row["label"])),
                decided_at=utc_time(row["decided_us"]),
                score=row["score"],
                faults={n: float(s) for n, s in zip(fault_names, severities, strict=True) if not np.isnan(s)},
                quality_map=quality_map,
                measures=measures_from_row(row),
                error=row["error"] if row["error"] is not None else row["content_error"],
                partner=partner_paths.get(row["id"]),
            )
    return [found[i] for i in ids if i in found]


def _partner_paths(connection: Connection, ids: Sequence[int]) -> dict[int, Path]:
    """Photo id -> the file of the other half of its pair, both of which are there."""
    other = photos.alias()
    joined = photos.join(other, sa.or_(photos.c.pair_of == other.c.id, other.c.pair_of == photos.c.id))
    query = (
        sa.select(photos.c.id, folders.c.path, other.c.name)
        .select_from(joined.join(folders, folders.c.id == other.c.folder_id))
        .where(photos.c.id.in_(ids), sa.not_(other.c.missing))
    )
    return {photo_id: Path(folder + name) for photo_id, folder, name in connection.execute(query)}


def _to_score_query(connection: Connection, model: ModelKey, rescore: bool, pairs: bool) -> sa.Select[Any]:
    query = (
        sa.select(
            photos.c.id,
            folders.c.path,
            photos.c.name,
            photos.c.kind,
            photos.c.size,
            photos.c.mtime_ns,
            contents.c.fingerprint,
        )
        .select_from(photos)
        .join(folders, folders.c.id == photos.c.folder_id)
        .join(contents, contents.c.id == photos.c.content_id)
        .where(sa.not_(photos.c.missing))
    )
    if pairs:
        query = query.where(stands_for_itself())
    if rescore:
        return query
    query = query.where(photos.c.error.is_(None), contents.c.error.is_(None))
    known = find_model(connection, model)
    if known is None:
        return query
    judged = sa.exists().where(scores.c.model_id == known[0], scores.c.content_id == photos.c.content_id)
    return query.where(sa.not_(judged))


def _photos_to_score(connection: Connection, query: sa.Select[Any]) -> Iterator[PhotoToScore]:
    for photo_id, folder, name, kind, size, mtime_ns, text in raw_rows(connection, query):
        yield PhotoToScore(photo_id, Path(os.fsdecode(folder + name)), PhotoKind(kind), size, mtime_ns, text)


def to_score(
    connection: Connection, ids: Sequence[int], model: ModelKey, rescore: bool, pairs: bool
) -> list[PhotoToScore]:
    query = _to_score_query(connection, model, rescore, pairs)
    found: dict[int, PhotoToScore] = {}
    for part in chunks(ids):
        found |= {photo.id: photo for photo in _photos_to_score(connection, query.where(photos.c.id.in_(part)))}
    return [found[i] for i in unique(ids) if i in found]


def to_score_in(
    connection: Connection, roots: Sequence[Path], recursive: bool, model: ModelKey, rescore: bool, pairs: bool
) -> list[PhotoToScore]:
    query = _to_score_query(connection, model, rescore, pairs).order_by(folders.c.path, photos.c.name)
    tops = [os.path.abspath(root) for root in roots]  # noqa: PTH100 - as in conditions_for
    return [
        photo
        for condition in conditions_for(roots, recursive)
        for photo in _photos_to_score(connection, query.where(condition))
        if not is_set_aside(os.fspath(photo.path.parent), tops)
    ]


def ids_for_paths(connection: Connection, paths: Sequence[Path]) -> dict[Path, int]:
    found: dict[Path, int] = {}
    query = (
        sa.select(folders.c.path, photos.c.name, photos.c.id)
        .select_from(photos)
        .join(folders, folders.c.id == photos.c.folder_id)
    )
    asked = {path: split_path(os.path.abspath(path)) for path in paths}  # noqa: PTH100 - as in conditions_for
    by_folder: dict[str, list[str]] = {}
    for folder, name in asked.values():
        by_folder.setdefault(folder, []).append(name)
    ids: dict[tuple[str, str], int] = {}
    for folder, names in by_folder.items():
        for part in chunks(names):
            rows = connection.execute(query.where(folders.c.path == folder, photos.c.name.in_(part)))
            ids |= {(folder, name): photo_id for _, name, photo_id in rows}
    for path, place in asked.items():
        if place in ids:
            found[path] = ids[place]
    return found
