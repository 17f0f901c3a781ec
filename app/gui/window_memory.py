"""What a window puts back from the last time, and keeps for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.culling.bands import USUAL_REACH, USUAL_THRESHOLD
from app.gui.last_view import written

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

_SWITCHES = (
    ("filter-bar", True),
    ("advance", False),
    ("info", True),
    ("panels", True),
    ("filmstrip", True),
    ("watch", True),
    ("pairs", True),
)


def restore(window: MainWindow) -> None:
    """Put back places, sizes, sort, filter and switches."""
    state, view = window.state, window.session.view
    window.restoreGeometry(state.bytes("geometry"))
    window.panels.restoreState(state.bytes("docks"))
    window.panels.want_widths({name: int(state.number(f"width-{name}", 0)) for name in window.docks})
    window.area.grid.set_cell_edge(int(state.number("cell", window.area.grid.cell_edge())))
    view.key, view.descending = state.sort()
    window.tool_bar.set_sort(view.key, view.descending)
    view.spec = state.spec()
    window.filter_bar.set_spec(view.spec)
    window.histogram.set_threshold(state.number("threshold", USUAL_THRESHOLD))
    window.histogram.set_reach(state.number("doubt-below", USUAL_REACH), state.number("doubt-above", USUAL_REACH))
    window.session.band = window.histogram.band()
    window.groups.restore()
    for name, default in _SWITCHES:
        window.actions_by_id[name].setChecked(state.switch(name, default))


def keep(window: MainWindow) -> None:
    """Write them down."""
    state, session = window.state, window.session
    if window.isFullScreen():
        window.actions_by_id["full-screen"].setChecked(False)
    state.set_bytes("geometry", window.saveGeometry())
    state.set_bytes("docks", window.panels.saveState())
    for name, width in window.panels.widths().items():
        state.set_value(f"width-{name}", width)
    state.set_value("cell", window.area.grid.cell_edge())
    state.set_sort(session.view.key, session.view.descending)
    state.set_spec(session.view.spec)
    state.set_value("threshold", window.histogram.threshold())
    below, above = window.histogram.reach()
    state.set_value("doubt-below", below)
    state.set_value("doubt-above", above)
    window.groups.keep()
    for name, _ in _SWITCHES:
        state.set_value(name, window.actions_by_id[name].isChecked())
    last = window.opening.last_view
    if last is None or not last.pending:  # else the place where the last session ended is still to be shown
        state.set_value("last-view", written(window))
        position = session.table.position(session.current)
        state.set_folder(session.root, session.table.columns.paths[position] if position >= 0 else "")
    state.save()
