"""Watches the open folder: photos of a tethered shoot appear and are scored, without a key."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from app import places
from app.gui.dispatcher import Dispatcher
from app.gui.phase import Phase
from app.photos.watching import FolderEye, Glance, Stamp

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.gui.folder_session import FolderSession
    from app.gui.services import Services

POLL_MS = 5000
"""Folders on which the system tells nothing (network drives, or too many of them) are looked at this often."""

SOON_MS = 300
WAITING_MS = 700
_MOST_WATCHED = 500  # more would eat what the system allows all programs together


class FolderWatch(QObject):
    """Looks into the folder when the system says that something changed there, and now and then anyway.

    Signals:
        arrived: list of paths of photos that are new or changed, and whole.
        vanished: list of folders from which photos are gone.
        rootGone, rootBack: the open folder cannot be found any more, or again.
    """

    arrived = Signal(object)
    vanished = Signal(object)
    rootGone = Signal()
    rootBack = Signal()

    def __init__(self, session: FolderSession, dispatcher: Dispatcher, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._dispatcher = dispatcher
        self._on = False
        self._services: Services | None = None
        self._eye: FolderEye | None = None
        self._root: Path | None = None
        self._opens = 0  # how often an eye has been wanted: an answer for an earlier one is no use
        self._root_is_gone = False
        self._looking: Future[Glance] | None = None
        self._again = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="folder-watch")
        self._system = QFileSystemWatcher(self)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self.look)
        self._system.directoryChanged.connect(lambda _: self._soon.start(SOON_MS))
        self._poll = QTimer(self)
        self._poll.setInterval(POLL_MS)
        self._poll.timeout.connect(self.look)
        session.phaseChanged.connect(self._phase_changed)

    def use(self, services: Services) -> None:
        """Ask the catalogue of these which files are known, and how they were."""
        self._services = services

    def switch(self, on: bool) -> None:
        """Watch, or no more."""
        self._on = on
        self._forget()
        self._phase_changed()

    @property
    def watching(self) -> bool:
        """Whether a folder is being watched now."""
        return self._root is not None

    def close(self) -> None:
        """End the thread."""
        self._forget()
        self._on = False
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _forget(self) -> None:
        self._eye = None
        self._root = None
        self._opens += 1
        self._root_is_gone = False
        self._soon.stop()
        self._poll.stop()
        if watched := self._system.directories():
            self._system.removePaths(watched)

    def _phase_changed(self) -> None:
        session = self._session
        if session.root != self._root:
            self._forget()
        if not self._on or session.root is None or not session.scanned or self._root is not None:
            return
        if session.phase in (Phase.SCORING, Phase.LOADING_MODEL, Phase.READY) and not session.arrivals.busy:
            self._begin(session.root)
        elif session.phase in (Phase.SCORING, Phase.LOADING_MODEL, Phase.READY):
            QTimer.singleShot(SOON_MS, self, self._phase_changed)  # what was found is still being read

    def _begin(self, root: Path) -> None:
        self._root = root
        self._opens += 1
        asked = self._opens

        def begin(known: dict[str, Stamp]) -> None:
            if asked == self._opens:
                self._watch(root, known)

        if self._services is None:
            begin({})
            return
        # As they were when they were taken in, and the other halves of pairs too, though no photos of their own.
        known = self._services.lane.submit(lambda catalog: _stamps(catalog, root))
        self._dispatcher.when_done(known, begin, lambda _: begin({}))

    def _watch(self, root: Path, known: dict[str, Stamp]) -> None:
        shown: dict[str, Stamp | None] = dict.fromkeys(self._session.table.columns.paths)
        self._eye = FolderEye(root, shown | known, places.own_dirs())
        self._poll.start()
        self.look()

    def look(self) -> None:
        """Look now, in a thread; while a look is under way another one comes after it."""
        eye = self._eye
        if eye is None:
            return
        if self._looking is not None:
            self._again = True
            return
        columns = self._session.table.columns
        eye.note_broken([columns.paths[position] for position in columns.errors.nonzero()[0].tolist()])
        self._looking = self._thread.submit(eye.look)
        self._dispatcher.when_done(self._looking, lambda glance: self._looked(eye, glance))

    def _looked(self, eye: FolderEye, glance: Glance) -> None:
        self._looking = None
        again, self._again = self._again, False
        if eye is not self._eye:
            self._soon.start(SOON_MS)  # another folder was opened meanwhile
            return
        if glance.root_gone != self._root_is_gone:
            self._root_is_gone = glance.root_gone
            (self.rootGone if glance.root_gone else self.rootBack).emit()
        if glance.ready:
            self.arrived.emit(glance.ready)
        if glance.gone_from:
            self.vanished.emit(glance.gone_from)
        watched = set(self._system.directories())
        fresh = [folder for folder in eye.folders[:_MOST_WATCHED] if folder not in watched]
        if fresh:
            self._system.addPaths(fresh)  # those that cannot be watched are polled
        if again:
            self._soon.start(SOON_MS)
        elif glance.waiting:
            self._soon.start(WAITING_MS)


def _stamps(catalog: Catalog, root: Path) -> dict[str, Stamp]:
    """Path texts and stamps of the files below a folder that the catalogue knows to be there."""
    return {path: (file.size, file.mtime_ns) for path, file in catalog.known_files(root).items() if not file.missing}
