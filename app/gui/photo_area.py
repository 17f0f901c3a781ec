"""The middle of the window: start page, grid, loupe, comparison, survey, or words where there is nothing to see."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QAbstractSpinBox, QLineEdit, QStackedWidget, QWidget

from app.catalog.records import PhotoRecord
from app.gui.area_notices import AreaNotices
from app.gui.compare_desk import CompareDesk
from app.gui.dispatcher import Dispatcher
from app.gui.fact_words import af_point_of, capture_line, exposure_line
from app.gui.first_moves import FirstMoves
from app.gui.folder_session import FolderSession
from app.gui.folder_view import Positions
from app.gui.grid_view import GridView
from app.gui.large_view import LargeView, ViewMode
from app.gui.loupe import LoupeView
from app.gui.loupe_feed import LoupeFeed
from app.gui.notices import EmptyState
from app.gui.phase import Phase
from app.gui.photo_model import PhotoModel
from app.gui.photo_source import Members, PhotoSource
from app.gui.second_tries import SecondTries
from app.gui.start_page import StartPage
from app.gui.survey_desk import SurveyDesk
from app.gui.thumbnail_loader import ThumbnailLoader
from app.gui.wayfinder import Wayfinder


class PhotoArea(QStackedWidget):
    """Shows the session's photos.

    Attributes:
        mode: how they are shown, or would be if there were any.
        ways: says where somebody stands and leads to other places.
        neighbours: gives the other members of a photo's group; a comparison begins with them.

    Signals:
        currentChangedTo: id of the photo that became current, -1 for none.
        targetsChanged: what a decision would apply to changed.
        modeChanged: another view came up.
        told: a sentence for the status bar.
        openRequested, clearFilterRequested, rescanRequested, reopenRequested: from the buttons beside the words.
    """

    currentChangedTo = Signal(int)
    targetsChanged = Signal()
    modeChanged = Signal()
    told = Signal(str)
    openRequested = Signal()
    clearFilterRequested = Signal()
    rescanRequested = Signal()
    reopenRequested = Signal()

    def __init__(self, session: FolderSession, dispatcher: Dispatcher, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.mode = ViewMode.GRID
        self.neighbours: Members = lambda _: ()
        self.thumbnails = ThumbnailLoader(dispatcher, self)
        self.model = PhotoModel(self)
        self.source = PhotoSource(session, self.model, self.thumbnails)
        self.model.thumbnail = self.source.thumbnail
        self.model.turn_of = self.source.turn_of
        self.grid = GridView(self.model, self)
        self.large = LargeView(self.model, self)
        self.compare = CompareDesk(self.large, self.source, self)
        self.survey = SurveyDesk(self.large, self.source, self)
        self.start = StartPage(self)
        self.notice = EmptyState("", "", parent=self)
        self._notices = AreaNotices(self)
        self.ways = Wayfinder(self)
        self._feed = LoupeFeed(self.loupe, self.source, self.model, session)
        self._shown_mode: ViewMode | None = None
        for page in (self.start, self.notice, self.grid, self.large):
            self.addWidget(page)
        self._first = QTimer(self)
        self._first.setSingleShot(True)
        self._first.setInterval(400)
        self._first.timeout.connect(self._prioritise)
        self._thumbnails_soon = QTimer(self)  # a moment late, so that no key press waits for it
        self._thumbnails_soon.setSingleShot(True)
        self._thumbnails_soon.setInterval(15)
        self._thumbnails_soon.timeout.connect(self._want_thumbnails)
        self._shown_root: Path | None = None
        self._connect()
        self._choose_page()

    def _connect(self) -> None:
        session = self.session
        self.grid.currentChangedTo.connect(self._current_changed)
        self.grid.selectionChangedTo.connect(self.targetsChanged)
        self.grid.visibleChanged.connect(self._want_thumbnails)
        self.grid.loupeRequested.connect(self.show_loupe)
        self.large.filmstrip.chosen.connect(self._strip_chosen)
        self.large.filmstrip.sightChanged.connect(self._thumbnails_soon.start)
        self.compare.focusMoved.connect(self._focus_moved)
        self.compare.told.connect(self.told)
        self.survey.focusMoved.connect(self._focus_moved)
        self.survey.removed.connect(lambda photo_id: self.grid.deselect(photo_id))
        self.survey.opened.connect(self.show_loupe)
        self.thumbnails.ready.connect(self._thumbnail_ready)
        self.start.openRequested.connect(self.openRequested)
        session.orderChanged.connect(self._show_order)
        session.looksChanged.connect(self._looks_changed)
        session.countsChanged.connect(self._counts_changed)
        session.rebuilt.connect(self._rebuilt)
        session.phaseChanged.connect(self._phase_changed)
        session.currentWanted.connect(self.go_to)
        session.selectionWanted.connect(lambda ids: self.grid.select_ids(ids, session.current))
        session.standingWanted.connect(self.ways.take_up)
        session.desk.standings.look = self.ways.look
        FirstMoves(self)
        SecondTries(self)

    # -- targets and moving --------------------------------------------------------------------------------------

    @property
    def loupe(self) -> LoupeView:
        """The loupe."""
        return self.large.loupe

    def targets(self) -> list[int]:
        """What a decision applies to: in a large view the photo with the focus, in the grid the selection or it."""
        current = self.grid.current_id()
        if self.currentWidget() is self.large:
            return [current] if current >= 0 else []
        if self.currentWidget() is not self.grid:
            return []
        chosen: list[int] = self.grid.selected_ids().tolist()
        return chosen or ([current] if current >= 0 else [])

    def show_targets(self) -> None:
        """In the grid, bring the current photo into sight where none of those that a decision applies to is."""
        if self.currentWidget() is self.grid:
            self.grid.show_one_of(self.targets())

    def step(self, by: int) -> bool:
        """Make the photo ``by`` places on current; False at the end. A comparison brings another challenger."""
        if self.in_compare:
            return self.compare.step(by)
        if self.in_survey:
            return self.survey.step(by)
        row = self.grid.currentIndex().row() + by
        if self.grid.currentIndex().isValid() and 0 <= row < self.model.rowCount():
            self.grid.go_to_row(row)
            return True
        return False

    def step_row(self, by: int) -> None:
        """Up or down: the row of a survey or of the grid, the photo beside it in a comparison."""
        if self.in_compare:
            self.compare.move_focus(by)
        elif self.in_survey:
            self.survey.step_row(by)
        elif self.currentWidget() is self.grid:  # the key was pressed in the second window
            self.grid.step_line(by)

    def step_after(self, ids: list[int]) -> None:
        """Go to the photo after the last of these."""
        if self.in_compare:
            self.compare.step_on()
            return
        if self.in_survey:
            self.survey.step(1)
            return
        rows = [row for row in (self.model.row_of(photo_id) for photo_id in ids) if row >= 0]
        if rows:
            self.grid.go_to_row(min(max(rows) + 1, self.model.rowCount() - 1))

    def go_to_end(self, last: bool) -> None:
        """First or last photo."""
        if self.in_compare:
            self.compare.go_to_end(last)
        elif self.in_survey:
            self.survey.go_to_end(last)
        else:
            self.grid.go_to_row(self.model.rowCount() - 1 if last else 0)

    def go_to(self, photo_id: int) -> None:
        """Make a photo the current one, in whichever view is shown; nothing happens where it is hidden."""
        if self.in_compare or self.in_survey:
            self.grid.make_current(photo_id)
        else:
            self.grid.go_to(photo_id)

    def visible_ids(self) -> NDArray[np.int64]:
        """Ids of the visible photos in their order."""
        return self.session.table.columns.ids[self.session.view.order]

    def shown_ids(self) -> list[int]:
        """The photos that are to be seen large, the current one first."""
        if self.in_compare:
            return sorted(self.compare.shown, key=lambda photo_id: photo_id != self.compare.focused)
        if self.in_survey:
            return self.survey.shown
        return [self.session.current] if self.session.current >= 0 else []

    def shut_down(self) -> None:
        """End the threads."""
        self._first.stop()
        self._thumbnails_soon.stop()
        self.thumbnails.close()
        self.large.shut_down()

    # -- pages ---------------------------------------------------------------------------------------------------

    @property
    def in_large(self) -> bool:
        """Whether one of the large views is shown."""
        return self.currentWidget() is self.large

    @property
    def in_loupe(self) -> bool:
        """Whether the loupe is shown."""
        return self.in_large and self.mode is ViewMode.LOUPE

    @property
    def in_compare(self) -> bool:
        """Whether photos are compared."""
        return self.in_large and self.mode is ViewMode.COMPARE

    @property
    def in_survey(self) -> bool:
        """Whether the survey is shown."""
        return self.in_large and self.mode is ViewMode.SURVEY

    def show_loupe(self) -> None:
        """The current photo, large."""
        if self.currentWidget() in (self.grid, self.large) and self.grid.current_id() >= 0:
            self.enter(ViewMode.LOUPE)

    def show_grid(self) -> None:
        """All photos."""
        self.enter(ViewMode.GRID)

    def show_compare(self) -> None:
        """The selection or the current photo against others, side by side."""
        if self.currentWidget() not in (self.grid, self.large) or self.in_compare:
            return
        current = self.grid.current_id()
        selected = self.survey.ids if self.in_survey else self._selection()
        group = self.group(current, ranked=True) if len(selected) < 2 else []
        if not self.compare.begin(current, selected, self.visible_ids(), group):
            self.told.emit(self.tr("There is no second photo to compare with."))
            return
        self.enter(ViewMode.COMPARE)
        self._focus_moved(self.compare.focused)

    def show_survey(self) -> None:
        """The selected photos, tiled; of a single one, its group."""
        if self.currentWidget() not in (self.grid, self.large) or self.in_survey:
            return
        current = self.grid.current_id()
        chosen: Sequence[int] = self.compare.shown if self.in_compare else self._selection()
        if len(chosen) < 2:
            chosen = self.group(current)
        if len(chosen) < 2:
            self.told.emit(self.tr("Select the photos to survey first: Ctrl and click, or Shift and the arrows."))
            return
        self.survey.begin(chosen, current)
        self.enter(ViewMode.SURVEY)
        self._focus_moved(self.survey.focused)

    def remove_from_survey(self) -> None:
        """Take the photo with the focus out of the survey; nothing is decided."""
        if self.in_survey and not self.survey.remove():
            self.show_grid()

    def _selection(self) -> list[int]:
        chosen: list[int] = self.grid.selected_ids().tolist()
        return chosen

    def group(self, photo_id: int, *, ranked: bool = False) -> list[int]:
        """The members of a photo's group that can be seen, itself among them; opens a stack that hides them.

        Args:
            photo_id: one of them.
            ranked: the best first, and not in the order of the grid.
        """
        members = list(dict.fromkeys([*self.neighbours(photo_id), photo_id]))
        if len(members) > 1:
            self.session.groups.open_for(members)
        visible = self.visible_ids()
        order = np.array(members, np.int64) if ranked else visible
        group: list[int] = order[np.isin(order, visible if ranked else members)].tolist()
        return group

    def turn_view(self, by: int) -> None:
        """Turn the view of the targets by quarters."""
        targets = self.targets()
        self.source.turn(targets, by)
        self.model.touch(self.session.table.positions(targets))
        self.show_current()

    def focus_photos(self) -> None:
        """Give the keyboard to what is shown."""
        page = self.currentWidget()
        if page is self.large:
            self.large.focus_view()
        elif page is not None and page is not self.notice:
            page.setFocus()

    def enter(self, mode: ViewMode) -> None:
        """Show the photos so; what is compared or surveyed has been chosen."""
        if mode is not ViewMode.GRID:
            self.session.take_hold()
        self.mode = mode
        self._choose_page()

    def _choose_page(self) -> None:
        before, mode_before = self.currentWidget(), self._shown_mode
        page = self._page()
        had_focus = before is not None and (before.hasFocus() or before.isAncestorOf(self.focusWidget() or self))
        mode = self.mode if page is self.large else None
        if page is before and mode is mode_before:
            return
        self._leave(mode_before, mode)
        self._shown_mode = mode
        if mode is not None:
            self.large.show_mode(mode)
        self.setCurrentWidget(page)
        typing = isinstance(self.window().focusWidget(), QLineEdit | QAbstractSpinBox)
        if had_focus or (before in (self.start, self.notice) and not typing):
            self.focus_photos()
        if page is self.large:
            self.show_current()
        elif page is self.grid:
            if before is self.large and not self.grid.selectionModel().isSelected(self.grid.currentIndex()):
                self.grid.select_only_current()  # a comparison went on to another photo: keys hit what is framed
            self.grid.go_to_current()
            self._want_thumbnails()
        self.modeChanged.emit()
        self.targetsChanged.emit()

    def _leave(self, mode: ViewMode | None, following: ViewMode | None) -> None:
        if mode is following:
            return
        if mode is ViewMode.LOUPE:
            self.loupe.clear()
        elif mode is ViewMode.COMPARE:
            self.compare.end()
        elif mode is ViewMode.SURVEY:
            self.survey.end()

    def _phase_changed(self) -> None:
        self.grid.hurried = self.session.phase in (Phase.SCANNING, Phase.SCORING)
        self._choose_page()

    def _page(self) -> QWidget:
        if self.session.phase is Phase.CLOSED:
            self.mode = ViewMode.GRID
            return self.start
        if self._notices.choose():
            if self.mode in (ViewMode.COMPARE, ViewMode.SURVEY):
                self.mode = ViewMode.LOUPE  # there will be other photos when there are some again
            return self.notice
        return self.grid if self.mode is ViewMode.GRID else self.large

    # -- from the session ----------------------------------------------------------------------------------------

    def _rebuilt(self) -> None:
        self.model.reasons = self.session.reasons
        if self.session.root != self._shown_root:
            self._shown_root = self.session.root
            self.thumbnails.forget()
            self.source.forget_turns()
            self.mode = ViewMode.GRID

    def _show_order(self, reveal: bool) -> None:
        session, visible = self.session, self.visible_ids()
        if self.in_compare:
            if self.compare.update(visible):
                session.current = self.compare.focused
            else:
                self.mode = ViewMode.LOUPE
        elif self.in_survey:
            if self.survey.update(visible):
                session.current = self.survey.focused
            else:
                self.mode = ViewMode.GRID
        self.grid.show_order(session.table, session.view.order, session.current, reveal=reveal or self.in_large)
        self._choose_page()
        if self.in_large:
            self._show_strip()

    def _looks_changed(self, positions: Positions) -> None:
        self.model.touch(positions)
        self._say()

    def _counts_changed(self) -> None:
        self.model.show_percentiles(self.session.view.percentiles())
        self._say()

    def _say(self) -> None:
        """The words beside the photos: decisions and scores may have changed while they are looked at."""
        if self.in_loupe:
            self._feed.say(self.grid.current_id())
        elif self.in_compare:
            self.compare.show_facts()
        elif self.in_survey:
            self.survey.show_facts()

    def _thumbnail_ready(self, photo_id: int) -> None:
        self._touch_id(photo_id)
        pixmap = self.thumbnails.pixmap(photo_id)
        if self.in_large and pixmap is not None:
            for view in self._large_views():
                view.offer_placeholder(photo_id, pixmap)

    def _large_views(self) -> list[LoupeView]:
        """The loupe and the panes that show a photo now."""
        panes = [*self.large.compare.panes(), *self.large.survey.panes()]
        return [self.loupe, *(pane.view for pane in panes)]

    def _touch_id(self, photo_id: int) -> None:
        self.model.touch(self.session.table.positions([photo_id]))

    # -- the current photo ---------------------------------------------------------------------------------------

    def _current_changed(self, photo_id: int) -> None:
        self._feed.travel(self.session.current, photo_id)
        self.session.current = photo_id
        if self.in_loupe:
            self._feed.show(photo_id)
        elif self.in_compare:
            self.compare.bring(photo_id)
        elif self.in_survey:
            self.survey.bring(photo_id)
        if self.in_large:
            self._show_strip()
        self.currentChangedTo.emit(photo_id)
        if self.in_compare or self.in_survey:  # elsewhere the selection has changed with it, which says so
            self.targetsChanged.emit()

    def _focus_moved(self, photo_id: int) -> None:
        """In a comparison or survey another photo has the focus."""
        if self.in_large:
            self.grid.make_current(photo_id)
            self._show_strip()

    def show_board(self) -> None:
        """What is compared or surveyed is another thing now."""
        if self.in_compare or self.in_survey:
            self.show_current()
            self.targetsChanged.emit()

    def show_current(self) -> None:
        """Show the large view's photos with what is known of them now."""
        if self.in_loupe:
            self._feed.show(self.grid.current_id())
        elif self.in_compare:
            self.compare.show()
        elif self.in_survey:
            self.survey.show()
        self._show_strip()

    def _show_strip(self) -> None:
        marked = frozenset(self.compare.shown) if self.in_compare else frozenset()
        self.large.filmstrip.show_current(self.model.row_of(self.grid.current_id()), marked)
        self._thumbnails_soon.start()

    def _strip_chosen(self, row: int) -> None:
        self.go_to(self.model.id_at(row))

    def take_records(self, records: Sequence[PhotoRecord]) -> None:
        """What the catalogue knows of the photos shown: quality map, how they were taken, where the camera focused."""
        by_id = {record.id: record for record in records}
        for view in self._large_views():
            record = by_id.get(view.photo_id)
            if record is not None:
                view.set_quality_map(record.quality_map)
                words = capture_line(record.facts) if view is self.loupe else exposure_line(record.facts)
                view.set_facts(words, af_point_of(record.facts))

    # -- thumbnails ----------------------------------------------------------------------------------------------

    def _want_thumbnails(self) -> None:
        if self.in_large:
            ids = self.model.ids_at(self.large.filmstrip.rows_in_sight()).tolist()
            ids = [*self.shown_ids(), *ids]
        else:
            ids = self.model.ids_at(self.grid.rows_wanted()).tolist()
        self.source.want_thumbnails(ids, self.grid.thumbnail_edge())
        if self.session.working:
            self._first.start()

    def _prioritise(self) -> None:
        first, last = self.grid.visible_rows()
        if last >= first:
            self.session.prioritise(self.model.ids_at(np.arange(first, last + 1)).tolist())
