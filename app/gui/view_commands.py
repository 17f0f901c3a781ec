"""The commands of the views: which one is shown, zoom, what lies over the photos, full screen, second screen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QActionGroup

from app.gui.bare_words import BareWords
from app.gui.large_view import ViewMode
from app.gui.photo_canvas import PhotoCanvas
from app.gui.renewed_photos import RenewedPhotos
from app.gui.second_screen import SecondScreen

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

MODES = {"grid": ViewMode.GRID, "loupe": ViewMode.LOUPE, "compare": ViewMode.COMPARE, "survey": ViewMode.SURVEY}
_ONLY_GRID = ("larger", "smaller", "select-all", "select-none")
_ONLY_ZOOMABLE = ("zoom-in", "zoom-out", "sharpest")


class ViewCommands(QObject):
    """Does them for a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self.second = SecondScreen(window, window.area.large)
        self.second.closed.connect(self._second_closed)
        self.words = BareWords(window.area.large.pages)
        window.status.told.connect(self.words.show_message)
        window.area.currentChangedTo.connect(self._show_second)
        RenewedPhotos(window.area).seenAnew.connect(self._show_second)

    def handlers(self) -> dict[str, Callable[..., object]]:
        """What to do for each command."""
        area, large = self._window.area, self._window.area.large
        return {
            "previous": lambda: area.step(-1),
            "next": lambda: area.step(1),
            "pane-up": lambda: area.step_row(-1),
            "pane-down": lambda: area.step_row(1),
            "first": lambda: area.go_to_end(False),
            "last": lambda: area.go_to_end(True),
            "grid": lambda: self._go(area.show_grid),
            "loupe": lambda: self._go(area.show_loupe),
            "compare": lambda: self._go(area.show_compare),
            "survey": lambda: self._go(area.show_survey),
            "swap": area.compare.swap,
            "win": area.compare.win,
            "survey-remove": area.remove_from_survey,
            "zoom": self._zoom,
            "zoom-in": lambda: self._with_canvas(lambda canvas: canvas.step_zoom(2)),
            "zoom-out": lambda: self._with_canvas(lambda canvas: canvas.step_zoom(-2)),
            "sharpest": self._show_sharpest,
            "back": self._back,
            "info": lambda on: self._over(self.tr("Info over the photo"), on, large.set_info_visible),
            "quality-map": lambda on: self._over(self.tr("Quality map"), on, large.set_quality_map_visible),
            "clipping": lambda on: self._over(
                self.tr("Clipping warning"), on, lambda on: large.set_looks(replace(large.looks, clipping=on))
            ),
            "peaking": lambda on: self._over(
                self.tr("Focus peaking"), on, lambda on: large.set_looks(replace(large.looks, peaking=on))
            ),
            "rgb-histogram": lambda on: self._over(
                self.tr("Histogram"), on, lambda on: large.set_looks(replace(large.looks, histogram=on))
            ),
            "af-point": lambda on: self._over(self.tr("Autofocus point"), on, large.set_af_point_visible),
            "filmstrip": large.set_filmstrip_visible,
            "turn-left": lambda: self._turn(-1),
            "turn-right": lambda: self._turn(1),
            "full-screen": self._full_screen,
            "second-screen": self._second_screen,
        }

    def group_modes(self) -> None:
        """Make the commands that choose a view exclude each other."""
        modes = QActionGroup(self)
        for name in MODES:
            self._window.actions_by_id[name].setCheckable(True)
            modes.addAction(self._window.actions_by_id[name])
        self._window.actions_by_id["grid"].setChecked(True)

    def mode_changed(self) -> None:
        """Another view came up: say which, and offer what makes sense in it."""
        area, actions = self._window.area, self._window.actions_by_id
        shown = area.mode if area.in_large else ViewMode.GRID
        for name, mode in MODES.items():
            if mode is shown:
                actions[name].setChecked(True)
        for name in _ONLY_GRID:
            actions[name].setEnabled(not area.in_large)
        for name in _ONLY_ZOOMABLE:
            actions[name].setEnabled(area.in_loupe or area.in_compare or self.second.view is not None)
        for name in ("swap", "win"):
            actions[name].setEnabled(area.in_compare)
        actions["survey-remove"].setEnabled(area.in_survey)
        self.fit_full_screen()

    # -- views ---------------------------------------------------------------------------------------------------

    def _go(self, show: Callable[[], None]) -> None:
        show()
        self.mode_changed()  # the button that was pressed stays down only where that view came up

    def _back(self) -> None:
        if self._window.area.in_large:
            self._window.area.show_grid()
        else:
            self._window.actions_by_id["full-screen"].setChecked(False)

    def _zoom(self) -> None:
        area = self._window.area
        if area.in_loupe or area.in_compare or self.second.active_view is not None:
            self._with_canvas(lambda canvas: canvas.toggle_zoom(None))
        else:
            self._go(area.show_loupe)

    def _with_canvas(self, do: Callable[[PhotoCanvas], object]) -> None:
        """Do something with the photo under the mouse, else with the one that has the focus."""
        area = self._window.area
        if self.second.active_view is not None:
            do(self.second.active_view.canvas)
        elif area.in_loupe:
            do(area.loupe.canvas)
        elif area.in_compare:
            panes = area.large.compare.panes()
            under = [pane for pane in panes if pane.view.canvas.underMouse()]
            chosen = under or [pane for pane in panes if pane.focused]
            if chosen:
                do(chosen[0].view.canvas)

    def _show_sharpest(self) -> None:
        area = self._window.area
        if self.second.active_view is not None:
            self.second.active_view.show_sharpest()
        elif area.in_loupe:
            area.loupe.show_sharpest()
        elif area.in_compare:
            for pane in area.large.compare.panes():
                if pane.focused:
                    pane.view.show_sharpest()

    def _turn(self, by: int) -> None:
        self._window.area.turn_view(by)
        self._show_second()

    # -- over the photos -----------------------------------------------------------------------------------------

    def _over(self, name: str, on: bool, switch: Callable[[bool], None]) -> None:
        switch(on)
        if on and not self._window.area.in_large and self._window.isVisible():
            self._window.tell(self.tr("{name}: on. It shows in the loupe, comparison and survey.").format(name=name))
        elif not on and not self._window.area.in_large and self._window.isVisible():
            self._window.tell(self.tr("{name}: off.").format(name=name))

    # -- screens -------------------------------------------------------------------------------------------------

    def _full_screen(self, on: bool) -> None:
        window = self._window
        flag = Qt.WindowState.WindowFullScreen
        window.setWindowState(window.windowState() | flag if on else window.windowState() & ~flag)
        window.menuBar().setVisible(not on)
        self.fit_full_screen()

    @property
    def bare(self) -> bool:
        """Whether nothing but photos is wanted: full screen, with a large view."""
        return self._window.actions_by_id["full-screen"].isChecked() and self._window.area.in_large

    def fit_full_screen(self) -> None:
        """Hide the bars and panels around a large view in full screen, and show them again."""
        window, actions = self._window, self._window.actions_by_id
        window.tool_bar.setVisible(not self.bare)
        window.status.setVisible(not self.bare)
        self.words.set_bare(self.bare)
        if window.comfort.hint is not None:
            window.comfort.hint.setVisible(not self.bare)
        window.show_filter_bar(actions["filter-bar"].isChecked())
        window.show_panels(actions["panels"].isChecked() and not self.bare)

    def _second_screen(self, on: bool) -> None:
        if not on:
            self.second.hide()
            self.mode_changed()
            return
        self.second.show(self._window.actions_by_id.values())
        self.mode_changed()
        if self.second.other_screen() is None:
            self._window.tell(self.tr("There is one monitor: the second window can be moved and resized."))
        self._show_second()

    def _second_closed(self) -> None:
        self._window.actions_by_id["second-screen"].setChecked(False)

    def _show_second(self) -> None:
        if self.second.window is not None:
            self.second.show_photo(self._window.area.source.on_show(self._window.session.current))
