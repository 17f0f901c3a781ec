"""Takes photos into the open folder that turned up while it is open, and has them scored."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.culling.wording import photos
from app.errors import UserError
from app.gui.dispatcher import Dispatcher
from app.gui.folder_watch import FolderWatch
from app.gui.sentences import localised

if TYPE_CHECKING:
    from app.catalog.intake import IntakeReport
    from app.gui.folder_session import FolderSession
    from app.gui.services import Services


class NewPhotos(QObject):
    """Listens to the watch; works in a thread of its own, one batch after the other."""

    def __init__(self, session: FolderSession, watch: FolderWatch, dispatcher: Dispatcher) -> None:
        super().__init__(session)
        self._session = session
        self._dispatcher = dispatcher
        self._services: Services | None = None
        self._waiting: list[Path] = []
        self._thread: threading.Thread | None = None
        self._closed = threading.Event()
        watch.arrived.connect(self.take)
        watch.vanished.connect(self.take)
        watch.rootGone.connect(self._root_gone)
        watch.rootBack.connect(self._root_back)

    def use(self, services: Services) -> None:
        """Read and write through these."""
        self._services = services

    def close(self, timeout: float = 20.0) -> None:
        """Take in nothing more and wait for what is being taken in."""
        self._closed.set()
        if self._thread is not None:
            self._thread.join(timeout)

    def take(self, where: Sequence[Path]) -> None:
        """Look at these files and folders again and take in what is new there."""
        self._waiting += where
        self._work()

    def _work(self) -> None:
        root = self._session.root
        if self._thread is not None or not self._waiting or self._services is None or root is None:
            return
        roots, self._waiting = list(dict.fromkeys(self._waiting)), []
        services = self._services
        self._thread = threading.Thread(target=self._run, args=(services, root, roots), name="new-photos", daemon=True)
        self._thread.start()

    def _run(self, services: Services, folder: Path, roots: list[Path]) -> None:
        ids: list[int] = []
        try:
            there = [root for root in roots if root.exists()]
            report = services.intake().run(there, on_batch=ids.extend, cancelled=self._closed.is_set) if there else None
            shown = set(services.lane.submit(lambda catalog: catalog.without_halves(ids)).result()) if ids else set()
        except UserError as error:
            told = error
            self._dispatcher.post(lambda: self._failed(told))
        except BaseException as error:
            bug = error
            self._dispatcher.post(lambda: _raise(bug))
        else:
            self._dispatcher.post(lambda: self._taken(folder, ids, shown, report))

    def _failed(self, error: UserError) -> None:
        self._thread = None
        self._session.told.emit(localised(str(error)), False)
        self._work()

    def _taken(self, folder: Path, ids: list[int], shown: set[int], report: IntakeReport | None) -> None:
        self._thread = None
        session = self._session
        if session.root == folder and report is not None:
            before = len(session.table)
            session.take_ids(ids)
            fresh = sum(session.table.position(photo_id) < 0 for photo_id in shown)
            if fresh and before:
                session.told.emit(self.tr("{photos} arrived.").format(photos=photos(fresh)), False)
            if report.missing or report.paired:
                session.reload()
            session.score_what_is_new()
        self._work()

    def _root_gone(self) -> None:
        words = self.tr(
            "{folder} is not there any more: plug the drive or card in again. What you decided is kept, and the photos"
            " come back with it."
        )
        self._session.told.emit(words.format(folder=self._session.root), False)

    def _root_back(self) -> None:
        self._session.told.emit(self.tr("{folder} is there again.").format(folder=self._session.root), False)
        self._session.rescan()


def _raise(error: BaseException) -> None:
    raise error
