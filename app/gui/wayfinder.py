"""Says where somebody stands in the photos, leads back there after an undo or redo, and on to other groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.gui.large_view import ViewMode
from app.gui.standing import Standing

if TYPE_CHECKING:
    from app.gui.photo_area import PhotoArea


class Wayfinder:
    """Does it for the middle of the window."""

    def __init__(self, area: PhotoArea) -> None:
        self._area = area

    def look(self) -> Standing:
        """Where somebody stands now."""
        area = self._area
        return Standing(
            area.grid.current_id(),
            tuple(area.grid.selected_ids().tolist()),
            area.compare.board() if area.in_compare else None,
            tuple(area.survey.ids) if area.in_survey else (),
        )

    def go_to_group(self, photo_id: int, mode: ViewMode) -> None:
        """Make a photo the current one; a comparison or survey begins anew with its group.

        Args:
            photo_id: the best of a group, or a photo alone.
            mode: the view in which to show it; a step may have emptied and closed that meanwhile.
        """
        area = self._area
        if mode is ViewMode.COMPARE:
            group = area.group(photo_id, ranked=True)
            if not area.compare.begin_with(photo_id, area.visible_ids(), group):
                mode = ViewMode.LOUPE
        elif mode is ViewMode.SURVEY:
            area.survey.begin(area.group(photo_id), photo_id)
        area.grid.go_to(photo_id)
        area.enter(mode)
        area.show_board()

    def take_up(self, standing: Standing) -> None:
        """Stand there again: what was selected and current, and what stood side by side.

        The view stays the one that is shown; only in that in which the step was made the same photos stand side by
        side again.
        """
        area = self._area
        if area.in_compare and standing.board is not None:
            area.session.groups.open_for(standing.board.panes)
            area.compare.resume(standing.board, area.visible_ids())
        elif area.in_survey and standing.survey:
            area.session.groups.open_for(standing.survey)
            area.survey.resume(standing.survey, standing.current, area.visible_ids())
        area.session.current = standing.current
        chosen = [photo_id for photo_id in standing.selected if area.model.row_of(photo_id) >= 0]
        if chosen:
            area.grid.select_ids(chosen, standing.current if standing.current in chosen else chosen[0])
        else:
            area.grid.selectionModel().clearSelection()
        area.grid.make_current(standing.current)
        area.show_board()
