"""The page of the large views: loupe, comparison or survey, and the filmstrip below."""

from __future__ import annotations

from enum import Enum, auto

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from app.gui.background import Background
from app.gui.filmstrip import Filmstrip
from app.gui.image_loader import ImageLoader
from app.gui.loupe import LoupeView
from app.gui.pane_board import PaneBoard
from app.gui.photo_looks import Looks
from app.gui.photo_model import PhotoModel
from app.gui.photo_pane import PhotoPane
from app.gui.zoom_link import ZoomLink


class ViewMode(Enum):
    """How the photos are shown."""

    GRID = auto()
    LOUPE = auto()
    COMPARE = auto()
    SURVEY = auto()


class CompareBoard(PaneBoard):
    """Two to four photos side by side; a single row unless another arrangement shows them much larger."""

    BESIDE = 1.5


class LargeView(QWidget):
    """Holds the large views; they share one loader with its memory, and the switches of what lies over the photos."""

    def __init__(self, model: PhotoModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.loader = ImageLoader(self)
        self.background = Background(self)
        self.loupe = LoupeView(self, loader=self.loader, background=self.background, slot="loupe")
        self.compare = CompareBoard("compare", self.loader, self.background, self, zooms=True)
        self.compare.setAccessibleName(self.tr("Compare"))
        self.survey = PaneBoard("survey", self.loader, self.background, self, zooms=False)
        self.survey.setAccessibleName(self.tr("Survey"))
        self.filmstrip = Filmstrip(model, self)
        self.link = ZoomLink(self)
        self._filmstrip_wanted = True
        self._looks = Looks()
        self._info_visible = True
        self._map_visible = False
        self._af_visible = False
        self.compare.on_new_pane = self._new_compared
        self.survey.on_new_pane = self._dress
        self._pages = QStackedWidget(self)
        self._elsewhere: LoupeView | None = None
        self._by_mode: dict[ViewMode, QWidget] = {
            ViewMode.LOUPE: self.loupe,
            ViewMode.COMPARE: self.compare,
            ViewMode.SURVEY: self.survey,
        }
        for page in self._by_mode.values():
            self._pages.addWidget(page)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(0)
        rows.addWidget(self._pages, 1)
        rows.addWidget(self.filmstrip)

    @property
    def pages(self) -> QWidget:
        """Where the photos are, without the filmstrip."""
        return self._pages

    def show_mode(self, mode: ViewMode) -> None:
        """Show one of the views."""
        self._pages.setCurrentWidget(self._by_mode[mode])
        self._place_filmstrip()

    def focus_view(self) -> None:
        """Give the keyboard to the view that is shown."""
        page = self._pages.currentWidget()
        assert page is not None
        page.setFocus()

    def set_filmstrip_visible(self, visible: bool) -> None:
        """Switch the filmstrip; a survey has no use for it."""
        self._filmstrip_wanted = visible
        self._place_filmstrip()

    def _place_filmstrip(self) -> None:
        self.filmstrip.setVisible(self._filmstrip_wanted and self._pages.currentWidget() is not self.survey)

    # -- what lies over the photos -------------------------------------------------------------------------------

    def set_looks(self, looks: Looks) -> None:
        """Clipping warning, focus peaking and histogram, in every large view."""
        self._looks = looks
        for view in self._views():
            view.set_looks(looks)
        if self._elsewhere is not None:
            self._elsewhere.set_looks(looks)

    def set_elsewhere(self, view: LoupeView | None) -> None:
        """Show on a loupe in another window what is computed on the pixels here; None: there is none."""
        self._elsewhere = view
        if view is not None:
            view.set_looks(self._looks)

    @property
    def looks(self) -> Looks:
        """What is switched on."""
        return self._looks

    def set_info_visible(self, visible: bool) -> None:
        """The words over the photos, in every large view."""
        self._info_visible = visible
        for view in self._views():
            view.set_overlay_visible(visible)

    def set_quality_map_visible(self, visible: bool) -> None:
        """The quality map, in every large view."""
        self._map_visible = visible
        for view in self._views():
            view.set_quality_map_visible(visible)

    def set_af_point_visible(self, visible: bool) -> None:
        """The autofocus point, in every large view."""
        self._af_visible = visible
        for view in self._views():
            view.set_af_point_visible(visible)

    def _views(self) -> list[LoupeView]:
        panes = [*self.compare.all_panes(), *self.survey.all_panes()]
        return [self.loupe, *(pane.view for pane in panes)]

    def _dress(self, pane: PhotoPane) -> None:
        pane.view.set_overlay_visible(self._info_visible)
        pane.view.set_looks(self._looks)
        pane.view.set_quality_map_visible(self._map_visible)
        pane.view.set_af_point_visible(self._af_visible)

    def _new_compared(self, pane: PhotoPane) -> None:
        self._dress(pane)
        pane.view.canvas.zooms_on_click = True
        self.link.join(pane.view.canvas)

    # -- end -----------------------------------------------------------------------------------------------------

    def shut_down(self) -> None:
        """End the threads."""
        for view in self._views():
            view.rest()
        self.background.shut_down()
        self.loader.shut_down()
