"""The middle of the window: start page, grid, loupe, or words where there is nothing to see."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QStackedWidget, QWidget

from app.culling.wording import photos
from app.gui.dispatcher import Dispatcher
from app.gui.folder_session import FolderSession, Phase
from app.gui.folder_view import Positions
from app.gui.grid_view import GridView
from app.gui.loupe import LoupeView
from app.gui.notices import EmptyState
from app.gui.photo_model import PhotoModel
from app.gui.start_page import StartPage
from app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from app.photos.model import PhotoKind

LOOK_AHEAD, LOOK_BACK = 3, 1
"""Photos that the loupe reads in advance in the direction of travel and against it."""


class PhotoArea(QStackedWidget):
    """Shows the session's photos.

    Signals:
        currentChangedTo: id of the photo that became current, -1 for none.
        targetsChanged: what a decision would apply to changed.
        modeChanged: grid or loupe came up.
        openRequested, clearFilterRequested, rescanRequested, reopenRequested: from the buttons beside the words.
    """

    currentChangedTo = Signal(int)
    targetsChanged = Signal()
    modeChanged = Signal()
    openRequested = Signal()
    clearFilterRequested = Signal()
    rescanRequested = Signal()
    reopenRequested = Signal()

    def __init__(self, session: FolderSession, dispatcher: Dispatcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._loupe_wanted = False
        self._direction = 1
        self.thumbnails = ThumbnailLoader(dispatcher, self)
        self.model = PhotoModel(self)
        self.model.thumbnail = self.thumbnails.pixmap
        self.grid = GridView(self.model, self)
        self.loupe = LoupeView(self)
        self.start = StartPage(self)
        self.notice = EmptyState("", "", parent=self)
        for page in (self.start, self.notice, self.grid, self.loupe):
            self.addWidget(page)
        self.grid.currentChangedTo.connect(self._current_changed)
        self.grid.selectionChangedTo.connect(self.targetsChanged)
        self.grid.visibleChanged.connect(self._want_thumbnails)
        self.grid.loupeRequested.connect(self.show_loupe)
        self.thumbnails.ready.connect(lambda photo_id: self._touch_id(photo_id))
        self.thumbnails.failed.connect(self._thumbnail_failed)
        self.start.openRequested.connect(self.openRequested)
        session.orderChanged.connect(self._show_order)
        session.looksChanged.connect(self._looks_changed)
        session.countsChanged.connect(self._counts_changed)
        session.rebuilt.connect(self._rebuilt)
        session.phaseChanged.connect(self._choose_page)
        session.currentWanted.connect(self._go_to)
        session.selectionWanted.connect(lambda ids: self.grid.select_ids(ids, session.current))
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(400)
        self._first.timeout.connect(self._prioritise)
        self._shown_root: Path | None = None
        self._choose_page()

    # -- targets and moving --------------------------------------------------------------------------------------

    def targets(self) -> list[int]:
        """What a decision applies to: in the loupe the photo shown, in the grid the selection, else the current one."""
        current = self.grid.current_id()
        if self.in_loupe:
            return [current] if current >= 0 else []
        if self.currentWidget() is not self.grid:
            return []
        chosen: list[int] = self.grid.selected_ids().tolist()
        return chosen or ([current] if current >= 0 else [])

    def step(self, by: int) -> bool:
        """Make the photo ``by`` places on current; False at the end."""
        row = self.grid.currentIndex().row() + by
        if self.grid.currentIndex().isValid() and 0 <= row < self.model.rowCount():
            self.grid.go_to_row(row)
            return True
        return False

    def step_after(self, ids: list[int]) -> None:
        """Go to the photo after the last of these."""
        rows = [row for row in (self.model.row_of(photo_id) for photo_id in ids) if row >= 0]
        if rows:
            self.grid.go_to_row(min(max(rows) + 1, self.model.rowCount() - 1))

    def go_to_end(self, last: bool) -> None:
        """First or last photo."""
        self.grid.go_to_row(self.model.rowCount() - 1 if last else 0)

    def _go_to(self, photo_id: int) -> None:
        self.grid.go_to(photo_id)

    def shut_down(self) -> None:
        """End the threads."""
        self._first.stop()
        self.thumbnails.close()
        self.loupe.shut_down()

    # -- pages ---------------------------------------------------------------------------------------------------

    @property
    def in_loupe(self) -> bool:
        """Whether the loupe is shown."""
        return self.currentWidget() is self.loupe

    def show_loupe(self) -> None:
        """The current photo, large."""
        if self.currentWidget() is self.grid and self.grid.current_id() >= 0:
            self._loupe_wanted = True
            self._choose_page()

    def show_grid(self) -> None:
        """All photos."""
        self._loupe_wanted = False
        self._choose_page()

    def focus_photos(self) -> None:
        """Give the keyboard to what is shown."""
        page = self.currentWidget()
        if page is not None and page is not self.notice:
            page.setFocus()

    def _choose_page(self) -> None:
        before = self.currentWidget()
        page = self._page()
        had_focus = before is not None and (before.hasFocus() or before.isAncestorOf(self.focusWidget() or self))
        if page is not before:
            self.setCurrentWidget(page)
            typing = isinstance(self.window().focusWidget(), QLineEdit | QAbstractSpinBox)
            if had_focus or (before in (self.start, self.notice) and not typing):
                self.focus_photos()
            if page is self.loupe:
                self._feed_loupe()
            elif before is self.loupe:
                self.loupe.clear()
            if page is self.grid:
                self.grid.go_to_current()
            self.modeChanged.emit()
            self.targetsChanged.emit()

    def _page(self) -> QWidget:
        session, view = self._session, self._session.view
        if session.phase is Phase.CLOSED:
            self._loupe_wanted = False
            return self.start
        if session.phase is Phase.FAILED:
            self.notice.set_state(
                self.tr("This folder cannot be shown"),
                session.trouble,
                [
                    (self.tr("Try again"), self.reopenRequested.emit),
                    (self.tr("Open another folder…"), self.openRequested.emit),
                ],
            )
            return self.notice
        if not len(session.table):
            return self._nothing_yet()
        if not len(view.order):
            self.notice.set_state(
                self.tr("The filter hides every photo"),
                self.tr("{photos} here, and none matches the filter.").format(photos=photos(view.scope_size)),
                [(self.tr("Clear filter"), self.clearFilterRequested.emit)],
            )
            return self.notice
        return self.loupe if self._loupe_wanted else self.grid

    def _nothing_yet(self) -> QWidget:
        session = self._session
        name = session.root.name or str(session.root) if session.root else ""
        if session.phase in (Phase.OPENING, Phase.SCANNING) or not session.scanned:
            if session.phase is Phase.READY:
                words = self.tr("The search was stopped before it found a photo.")
                self.notice.set_state(
                    self.tr("No photos yet"), words, [(self.tr("Look again"), self.rescanRequested.emit)]
                )
            else:
                self.notice.set_state(self.tr("Looking for photos…"), self.tr("in {name}").format(name=name), [])
            return self.notice
        self.notice.set_state(
            self.tr("No photos in this folder"),
            self.tr(
                "{name} and its subfolders hold no photo that Keepers can read: JPEG, PNG, TIFF, WebP, HEIC, AVIF or"
                " camera RAW."
            ).format(name=name),
            [
                (self.tr("Open another folder…"), self.openRequested.emit),
                (self.tr("Look again"), self.rescanRequested.emit),
            ],
        )
        return self.notice

    # -- from the session ----------------------------------------------------------------------------------------

    def _rebuilt(self) -> None:
        self.model.reasons = self._session.reasons
        if self._session.root != self._shown_root:
            self._shown_root = self._session.root
            self.thumbnails.forget()
            self._loupe_wanted = False

    def _show_order(self, reveal: bool) -> None:
        self.grid.show_order(
            self._session.table, self._session.view.order, self._session.current, reveal=reveal or self.in_loupe
        )
        self._choose_page()

    def _looks_changed(self, positions: Positions) -> None:
        self.model.touch(positions)
        self._say_in_loupe()

    def _counts_changed(self) -> None:
        self.model.percentiles = self._session.view.percentiles()
        self._say_in_loupe()

    def _say_in_loupe(self) -> None:
        """The words over the photo: decisions and scores may have changed while it is looked at."""
        position = self._session.table.position(self.grid.current_id())
        if self.in_loupe and position >= 0:
            row = self.model.row_of(self.grid.current_id())
            self.loupe.set_caption(row + 1, self.model.rowCount(), self.model.details(position))

    def _touch_id(self, photo_id: int) -> None:
        self.model.touch(self._session.table.positions([photo_id]))

    def _thumbnail_failed(self, photo_id: int, reason: str) -> None:
        self._session.reasons.setdefault(photo_id, reason)
        self._touch_id(photo_id)

    def _current_changed(self, photo_id: int) -> None:
        old = self.model.row_of(self._session.current)
        new = self.model.row_of(photo_id)
        if old >= 0 and new >= 0 and old != new:
            self._direction = 1 if new > old else -1
        self._session.current = photo_id
        if self.in_loupe:
            self._feed_loupe()
        self.currentChangedTo.emit(photo_id)

    # -- feeding -------------------------------------------------------------------------------------------------

    def _want_thumbnails(self) -> None:
        columns = self._session.table.columns
        wanted = [
            Wanted(int(columns.ids[position]), columns.paths[position], PhotoKind(columns.kinds[position]))
            for position in self.model.order[self.grid.rows_wanted()].tolist()
            if not columns.errors[position]
        ]
        self.thumbnails.want(wanted, self.grid.thumbnail_edge())
        if self._session.working:
            self._first.start()

    def _prioritise(self) -> None:
        first, last = self.grid.visible_rows()
        if last >= first:
            self._session.prioritise(self.model.ids_at(np.arange(first, last + 1)).tolist())

    def _feed_loupe(self) -> None:
        position = self._session.table.position(self.grid.current_id())
        if position < 0:
            self.loupe.clear()
            return
        columns = self._session.table.columns
        photo_id = int(columns.ids[position])
        width, height = int(columns.widths[position]), int(columns.heights[position])
        self.loupe.show_photo(
            photo_id,
            Path(columns.paths[position]),
            PhotoKind(columns.kinds[position]),
            self.thumbnails.pixmap(photo_id),
            (width, height) if width and height else None,
        )
        row, count = self.model.row_of(photo_id), self.model.rowCount()
        self._say_in_loupe()
        ahead = [row + self._direction * step for step in range(1, LOOK_AHEAD + 1)]
        back = [row - self._direction * step for step in range(1, LOOK_BACK + 1)]
        near = [self.model.order[r] for r in (*ahead, *back) if 0 <= r < count]
        self.loupe.prefetch([(int(columns.ids[p]), Path(columns.paths[p]), PhotoKind(columns.kinds[p])) for p in near])
