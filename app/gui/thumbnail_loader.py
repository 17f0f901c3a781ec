"""Thumbnails for the cells that show: from the cache file, else made from the photo, in background threads."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict, deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app.errors import PhotoError
from app.gui.dispatcher import Dispatcher
from app.gui.screen_profile import to_screen
from app.photos.model import PhotoKind
from app.priority import BEHIND, give_way

if TYPE_CHECKING:
    from app.gui.services import Services

EDGE = 512
"""Edge of the thumbnails in the cache file, pixels."""
BUDGET = 200 * 1024 * 1024
"""Bytes of pixmaps kept."""
_OUTDATED = 0
"""Stands for the edge of a pixmap that is shown until another one has come."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A photo whose thumbnail is wanted."""

    id: int
    path: str
    kind: PhotoKind


@dataclass(frozen=True, slots=True)
class _Task:
    wanted: Wanted
    fingerprint: str | None
    edge: int
    generation: int


class ThumbnailLoader(QObject):
    """Loads thumbnails in the order wanted. New wishes replace the old ones, so what scrolled away is not loaded.

    All public methods belong to the GUI thread.
    """

    ready = Signal(int)  # photo id
    failed = Signal(int, str)  # photo id, reason

    def __init__(self, dispatcher: Dispatcher, parent: QObject | None = None, *, budget: int = BUDGET) -> None:
        super().__init__(parent)
        self._dispatcher = dispatcher
        self._budget = budget
        self._services: Services | None = None
        self._pixmaps: OrderedDict[int, tuple[QPixmap, int]] = OrderedDict()  # id -> pixmap, edge it was made for
        self._bytes = 0
        self._fingerprints: dict[int, str | None] = {}
        self._asked: set[int] = set()  # ids whose fingerprint is on its way
        self._failed: set[int] = set()
        self._wishes: Sequence[Wanted] = ()
        self._edge = EDGE
        self._generation = 0
        # Shared with the workers, under the condition:
        self._condition = threading.Condition()
        self._quick: deque[_Task] = deque()
        self._slow: deque[_Task] = deque()
        self._busy: set[int] = set()
        self._closed = False
        self._workers: list[threading.Thread] = []

    def start(self, services: Services) -> None:
        """Begin to work; wishes uttered before are fulfilled now."""
        self._services = services
        for number in range(min(4, max(2, os.cpu_count() or 1))):
            worker = threading.Thread(target=self._work, args=(services,), name=f"thumbnail-{number}", daemon=True)
            worker.start()
            self._workers.append(worker)
        self._pump()

    def pixmap(self, photo_id: int) -> QPixmap | None:
        """The thumbnail as far as it is loaded, maybe made for another cell size."""
        entry = self._pixmaps.get(photo_id)
        if entry is None:
            return None
        self._pixmaps.move_to_end(photo_id)
        return entry[0]

    def want(self, photos: Sequence[Wanted], edge: int) -> None:
        """Replace the wishes: these photos, the most urgent first, fit for a square of ``edge`` device pixels."""
        self._edge = min(edge, EDGE)
        self._wishes = photos
        self._pump()

    def forget(self) -> None:
        """Drop everything: another folder was opened or photos may have changed."""
        self._generation += 1
        self._pixmaps.clear()
        self._bytes = 0
        self._fingerprints.clear()
        self._asked.clear()
        self._failed.clear()
        self._wishes = ()
        self._fill(())

    def renew(self, photo_ids: Collection[int]) -> None:
        """The files of these have another content. A thumbnail in sight stays until the new one is there."""
        wished = {wanted.id for wanted in self._wishes}
        for photo_id in photo_ids:
            self._fingerprints.pop(photo_id, None)
            self._asked.discard(photo_id)
            self._failed.discard(photo_id)
            if photo_id in wished and photo_id in self._pixmaps:
                self._pixmaps[photo_id] = self._pixmaps[photo_id][0], _OUTDATED
            else:
                self._drop(photo_id)
        self._pump()

    def try_again(self, photo_ids: Collection[int]) -> None:
        """Those of these that could not be loaded may be readable now."""
        if not self._failed.isdisjoint(photo_ids):
            self._failed.difference_update(photo_ids)
            self._pump()

    def close(self) -> None:
        """End the workers; waits for the photos in hand."""
        self._services = None
        with self._condition:
            self._closed = True
            self._quick.clear()
            self._slow.clear()
            self._condition.notify_all()
        for worker in self._workers:
            worker.join()
        self._workers.clear()

    # -- GUI thread ----------------------------------------------------------------------------------------------

    def _pump(self) -> None:
        if self._services is None:
            return
        missing = [w for w in self._wishes if w.id not in self._failed and self._edge_of(w.id) != self._edge]
        unknown = [w.id for w in missing if w.id not in self._fingerprints and w.id not in self._asked]
        if unknown:
            self._asked.update(unknown)
            generation = self._generation
            self._dispatcher.when_done(
                self._services.lane.submit(lambda catalog: catalog.thumb_keys(unknown), urgent=True),
                lambda keys: self._take_keys(generation, unknown, keys),
                lambda _: None,  # the session tells that the catalogue is out of reach
            )
        self._fill([w for w in missing if w.id in self._fingerprints])

    def _edge_of(self, photo_id: int) -> int:
        entry = self._pixmaps.get(photo_id)
        return entry[1] if entry else 0

    def _take_keys(self, generation: int, ids: Sequence[int], keys: dict[int, str]) -> None:
        if generation != self._generation:
            return
        for photo_id in ids:
            self._asked.discard(photo_id)
            self._fingerprints[photo_id] = keys.get(photo_id)
        self._pump()

    def _fill(self, photos: Sequence[Wanted]) -> None:
        with self._condition:
            missed = {task.wanted.id for task in self._slow if task.edge == self._edge}
            tasks = [_Task(w, self._fingerprints[w.id], self._edge, self._generation) for w in photos]
            tasks = [task for task in tasks if task.wanted.id not in self._busy]
            self._quick = deque(task for task in tasks if task.fingerprint and task.wanted.id not in missed)
            self._slow = deque(task for task in tasks if not task.fingerprint or task.wanted.id in missed)
            self._condition.notify_all()

    def _take(self, task: _Task, image: QImage) -> None:
        if not self._is_current(task):
            return
        pixmap = QPixmap.fromImage(image)
        self._drop(task.wanted.id)
        self._pixmaps[task.wanted.id] = (pixmap, task.edge)
        self._bytes += _bytes_of(pixmap)
        while self._bytes > self._budget and len(self._pixmaps) > 1:
            self._bytes -= _bytes_of(self._pixmaps.popitem(last=False)[1][0])
        self.ready.emit(task.wanted.id)
        if task.edge != self._edge:
            self._pump()  # the cells changed their size while this one was made

    def _is_current(self, task: _Task) -> bool:
        """Whether a task was about the photo as it is now; else it is asked for anew."""
        if task.generation != self._generation:
            return False
        photo_id = task.wanted.id
        if photo_id in self._fingerprints and self._fingerprints[photo_id] == task.fingerprint:
            return True
        self._pump()
        return False

    def _drop(self, photo_id: int) -> None:
        old = self._pixmaps.pop(photo_id, None)
        if old is not None:
            self._bytes -= _bytes_of(old[0])

    def _take_failure(self, task: _Task, reason: str) -> None:
        if self._is_current(task):
            self._drop(task.wanted.id)
            self._failed.add(task.wanted.id)
            self.failed.emit(task.wanted.id, reason)

    # -- worker threads ------------------------------------------------------------------------------------------

    def _next(self) -> tuple[_Task, bool] | None:
        """The next task and whether to ask only the cache: what is there goes before what must be made."""
        with self._condition:
            while not (self._quick or self._slow or self._closed):
                self._condition.wait()
            if self._closed:
                return None
            quick = bool(self._quick)
            task = self._quick.popleft() if quick else self._slow.popleft()
            self._busy.add(task.wanted.id)
            return task, quick

    def _work(self, services: Services) -> None:
        give_way(BEHIND)
        while (item := self._next()) is not None:
            task, quick = item
            try:
                image = _cached(services, task) if quick else None
                if image is None and not quick:
                    image = _made(services, task)
            except PhotoError as error:
                reason = error.reason
                self._done(task, lambda task=task, reason=reason: self._take_failure(task, reason))  # type: ignore[misc]
                continue
            except BaseException as error:
                # A bug: let the GUI thread's exception hook tell it; this photo is not tried again and again.
                self._done(task, lambda task=task, error=error: self._crash(task, error))  # type: ignore[misc]
                continue
            if image is None:
                with self._condition:
                    self._busy.discard(task.wanted.id)
                    if not self._closed and task.generation == self._generation:
                        self._slow.append(task)
                        self._condition.notify()
                continue
            self._done(task, lambda task=task, image=image: self._take(task, image))  # type: ignore[misc]

    def _done(self, task: _Task, then: Callable[[], None]) -> None:
        with self._condition:
            self._busy.discard(task.wanted.id)
        self._dispatcher.post(then)

    def _crash(self, task: _Task, error: BaseException) -> None:
        self._failed.add(task.wanted.id)
        raise error


def _cached(services: Services, task: _Task) -> QImage | None:
    assert task.fingerprint is not None
    jpeg = services.thumbnails.get(task.fingerprint)
    if jpeg is None:
        return None
    image = _read(jpeg)
    return None if image.isNull() else _fit(image, task.edge)


def _made(services: Services, task: _Task) -> QImage:
    from app.photos.decode import decode, thumbnail_jpeg

    decoded = decode(Path(task.wanted.path), task.wanted.kind, min_edge=EDGE)
    jpeg = thumbnail_jpeg(decoded.image, EDGE)
    if task.fingerprint and task.fingerprint == _fingerprint_now(Path(task.wanted.path)):
        services.thumbnails.put_many({task.fingerprint: jpeg})
    return _fit(_read(jpeg), task.edge)


def _read(jpeg: bytes) -> QImage:
    """Decode a thumbnail.

    The format is said: else Qt tries one after the other, and the one for SVG connects signals, under a lock that the
    window's thread may have while it waits for the interpreter, which this thread has meanwhile.
    """
    return QImage.fromData(jpeg, "JPEG")  # type: ignore[arg-type]  # its stub wants bytes, which it refuses


def _fingerprint_now(path: Path) -> str | None:
    """What the catalogue says of the file is some seconds old: it may be another one by now."""
    from app.photos.fingerprint import fingerprint

    try:
        return fingerprint(path, path.stat().st_size)
    except (OSError, PhotoError):
        return None


def _fit(image: QImage, edge: int) -> QImage:
    if max(image.width(), image.height()) > edge:
        image = image.scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    return to_screen(image.convertToFormat(QImage.Format.Format_RGB32))


def _bytes_of(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
