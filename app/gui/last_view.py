"""The view in which a session ended: written down, and taken up again by the next one."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from app.culling.comparison import Board
from app.gui.large_view import ViewMode
from app.gui.phase import Phase

if TYPE_CHECKING:
    from app.gui.main_window import MainWindow

_LARGE = (ViewMode.LOUPE.name, ViewMode.COMPARE.name, ViewMode.SURVEY.name)

MOST_BESIDE = 1000
"""Photos that are written down at most; a survey or comparison of more begins in the loupe the next time."""


def written(window: MainWindow) -> str:
    """The view that is shown, with the photos that are compared or surveyed by their paths."""
    area = window.area
    if not area.in_large:
        return json.dumps({"mode": ViewMode.GRID.name})
    standing = area.ways.look()
    ids = {"survey": standing.survey}
    rest: dict[str, Any] = {}
    if standing.board is not None:
        board = standing.board
        ids = {"panes": board.panes, "members": board.members or (), "met": tuple(sorted(board.met))}
        rest = {"focus": board.focus, "ranked": board.ranked, "all": board.members is None}
    if sum(map(len, ids.values())) > MOST_BESIDE:
        return json.dumps({"mode": ViewMode.LOUPE.name})
    table = window.session.table
    paths = {
        name: [_quoted(table.columns.paths[at]) for at in table.positions(list(some)).tolist() if at >= 0]
        for name, some in ids.items()
    }
    return json.dumps({"mode": area.mode.name, **rest, **paths})


def _quoted(path: str) -> str:
    # File names may hold bytes that are no UTF-8, which JSON cannot.
    return os.fsencode(path).decode("latin-1")


def _unquoted(text: object) -> str:
    return os.fsdecode(str(text).encode("latin-1"))


class LastView(QObject):
    """Shows that view as soon as the photo that was current is there; the loupe where its photos are not.

    Nothing happens where somebody has moved meanwhile, nor when the folder has been looked through without that photo.
    """

    def __init__(self, window: MainWindow, folder: Path, photo: str, text: str) -> None:
        """Wait for the photos.

        Args:
            window: is about to open the folder.
            folder: of the last session.
            photo: path of the photo that was current.
            text: as of `written`; a damaged one means the grid.
        """
        super().__init__(window)
        self._window = window
        self._folder = folder
        self._photo = photo
        try:
            kept = json.loads(text or "{}")
            self._kept: Mapping[str, Any] = kept if isinstance(kept, dict) else {}
        except ValueError:
            self._kept = {}
        self._found = False
        self._ended = not photo
        if photo:
            window.session.wantedFound.connect(self._find)
            window.session.orderChanged.connect(self._look)
            window.session.phaseChanged.connect(self._look)

    @property
    def pending(self) -> bool:
        """Whether the photo is still waited for: until then nothing else is worth being kept for the next time."""
        return not self._ended and self._waits()

    def _waits(self) -> bool:
        session = self._window.session
        if session.root != self._folder:
            return False
        if self._found:
            return session.current < 0  # the filter hides all photos
        looked_through = session.scanned and session.phase is Phase.READY and not session.arrivals.busy
        return session.wanted_path == self._photo and not looked_through

    def _find(self) -> None:
        self._found = self._window.session.wanted_path == self._photo

    def _look(self) -> None:
        if self._ended or self._waits():
            return
        self._ended = True
        session = self._window.session
        session.wantedFound.disconnect(self._find)
        session.orderChanged.disconnect(self._look)
        session.phaseChanged.disconnect(self._look)
        large = self._found and session.root == self._folder and self._kept.get("mode") in _LARGE
        if large and not self._moved() and not self._beside():
            self._window.area.show_loupe()

    def _moved(self) -> bool:
        """Whether somebody has gone to another photo; where the filter hides the one of the last time, nobody has."""
        table = self._window.session.table
        at = table.position(self._window.session.current)
        return table.columns.paths[at] != self._photo and bool(self._visible([self._photo]))

    def _beside(self) -> bool:
        """Show the same photos side by side again; False where they are not to be seen."""
        try:
            kept = {
                name: [_unquoted(path) for path in self._kept.get(name, ())]
                for name in ("panes", "members", "met", "survey")
            }
            focus = int(self._kept.get("focus", 0))
        except (ValueError, TypeError):
            return False  # the file was edited by hand
        self._open_stacks([*kept["panes"], *kept["survey"]])
        if self._kept["mode"] == ViewMode.SURVEY.name:
            return self._survey(self._visible(kept["survey"]))
        panes = self._visible(kept["panes"])
        if len(panes) < max(2, len(kept["panes"])) or not 0 <= focus < len(panes):
            return False
        members = None if self._kept.get("all", True) else tuple(self._ids(kept["members"]))
        met = frozenset(self._ids(kept["met"]))
        return self._compare(Board(tuple(panes), focus, members, bool(self._kept.get("ranked")), met))

    def _compare(self, board: Board) -> bool:
        area = self._window.area
        if not area.compare.resume(board, area.visible_ids()):
            return False
        area.enter(ViewMode.COMPARE)
        area.go_to(area.compare.focused)
        return True

    def _survey(self, ids: Sequence[int]) -> bool:
        area = self._window.area
        if len(ids) < 2 or not area.survey.resume(ids, self._window.session.current, area.visible_ids()):
            return False
        area.enter(ViewMode.SURVEY)
        area.go_to(area.survey.focused)
        return True

    def _open_stacks(self, paths: Sequence[str]) -> None:
        """The groups are made only after the photos are there; those of these photos hide none of them."""
        stacks = self._window.session.view.stacks
        if stacks.all_closed:
            stacks.open_for(self._ids(paths))

    def _ids(self, paths: Iterable[str]) -> list[int]:
        columns = self._window.session.table.columns
        wanted = list(paths)
        among = set(wanted)
        found = {path: int(columns.ids[at]) for at, path in enumerate(columns.paths) if path in among}
        return [found[path] for path in wanted if path in found]

    def _visible(self, paths: Iterable[str]) -> list[int]:
        visible = set(self._window.area.visible_ids().tolist())
        return [photo_id for photo_id in self._ids(paths) if photo_id in visible]
