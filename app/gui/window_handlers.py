"""What the window's commands do."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.catalog.records import Flag, Label
from app.gui.actions import AND_NEXT

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

Handler = Callable[..., object]


def handlers(window: MainWindow) -> dict[str, Handler]:
    """What to do for each command; a checkable one gets the new state."""
    groups = window.stacking.handlers()
    groups |= window.transfers.handlers()
    groups |= window.metadata.handlers() | window.views.handlers()
    return groups | _look(window) | _folder(window) | _decisions(window) | _comfort(window)


def _look(window: MainWindow) -> dict[str, Handler]:
    area = window.area
    return {
        "larger": area.grid.larger,
        "smaller": area.grid.smaller,
        "select-all": area.grid.selectAll,
        "select-none": area.grid.select_only_current,
        "panels": window.show_panels,
        "next-area": lambda: window.focus_order.go_to_part(True),
        "previous-area": lambda: window.focus_order.go_to_part(False),
    }


def _folder(window: MainWindow) -> dict[str, Handler]:
    session = window.session
    return {
        "undo": lambda: window.comfort.undo(),
        "redo": lambda: window.comfort.redo(),
        "open": window.opening.choose,
        "rescan": session.rescan,
        "close-folder": session.close_folder,
        "reject-below": lambda: window.propose_reject_below(window.histogram.band().low),
        "export": window.dialogs.export_keepers,
        "pause": session.pause_or_resume,
        "filter-bar": window.show_filter_bar,
        "clear-filter": window.clear_filter,
        "pairs": window.pairs.switch,
        "keys": window.dialogs.show_keys,
        "second-opinion": window.teacher.ask_targets,
        "second-opinion-band": window.teacher.ask_band,
        "quit": window.close,
    }


def _decisions(window: MainWindow) -> dict[str, Handler]:
    desk = window.session.desk
    decisions: dict[str, Callable[[list[int]], None]] = {
        "pick": lambda ids: desk.set_flag(ids, Flag.PICK),
        "reject": lambda ids: desk.set_flag(ids, Flag.REJECT),
        "unflag": lambda ids: desk.set_flag(ids, Flag.NONE),
        **{f"stars-{n}": lambda ids, n=n: desk.set_stars(ids, n) for n in range(6)},  # type: ignore[misc]
        **{
            f"label-{label.name.lower()}": lambda ids, label=label: desk.set_label(ids, label)  # type: ignore[misc]
            for label in (Label.RED, Label.YELLOW, Label.GREEN, Label.BLUE)
        },
    }
    handlers: dict[str, Handler] = {"advance": lambda _: None}
    for name, decide in decisions.items():
        handlers[name] = lambda decide=decide: window.decide(decide, False)
        handlers[name + AND_NEXT] = lambda decide=decide: window.decide(decide, True)
    return handlers


def _comfort(window: MainWindow) -> dict[str, Handler]:
    bar = window.filter_bar
    return {
        "keep-best": lambda: window.comfort.keep_best(),
        "show-file": lambda: window.comfort.outside.show_in_file_manager(),
        "open-editor": lambda: window.comfort.outside.open_in_editor(),
        "copy-path": lambda: window.comfort.outside.copy_paths(),
        "watch": lambda on: window.comfort.watch.switch(on),
        "search": lambda: window.comfort.search(),
        "invert-filter": bar.invert,
        "save-filter": bar.save,
        "change-keys": lambda: window.comfort.change_keys(),
        "settings": lambda: window.comfort.change_settings(),
    }
