"""What the views need of a photo: its file, a first picture of it, and the words and signs beside it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QPixmap, QTransform

from app.gui.folder_session import FolderSession
from app.gui.photo_model import Cell, PhotoModel
from app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from app.photos.model import PhotoKind


class PhotoOnShow(NamedTuple):
    """A photo to be shown large.

    Attributes:
        id, path, kind: the photo and its file.
        placeholder: its thumbnail, upright, where one is at hand.
        size: upright full size, where known.
        turn: quarter turns clockwise by which it is looked at.
    """

    id: int
    path: Path
    kind: PhotoKind
    placeholder: QPixmap | None
    size: tuple[int, int] | None
    turn: int


class PaneFacts(NamedTuple):
    """What stands beside a photo that is compared.

    Attributes:
        cell: name, decision, score and place in the folder.
        rank: place in its group and the size of the group, or None.
        reasons: why it scores low.
    """

    cell: Cell
    rank: tuple[int, int] | None
    reasons: tuple[str, ...]


class PhotoSource:
    """Answers for photos of the session.

    A view can be turned by quarters. That turns the photo on the screen, in every view, until the folder is closed; it
    touches neither the file nor the catalogue.
    """

    def __init__(self, session: FolderSession, model: PhotoModel, thumbnails: ThumbnailLoader) -> None:
        self._session = session
        self._model = model
        self._thumbnails = thumbnails
        self._turns: dict[int, int] = {}
        self._turned: dict[int, tuple[int, int, QPixmap]] = {}

    # -- turning -------------------------------------------------------------------------------------------------

    def turn_of(self, photo_id: int) -> int:
        """Quarter turns clockwise, 0..3."""
        return self._turns.get(photo_id, 0)

    def turn(self, ids: Sequence[int], by: int) -> None:
        """Turn the view of photos by quarters, clockwise for positive numbers."""
        for photo_id in ids:
            self._turns[photo_id] = (self.turn_of(photo_id) + by) % 4
            self._turned.pop(photo_id, None)

    def forget_turns(self) -> None:
        """Show every photo as its file says."""
        self._turns.clear()
        self._turned.clear()

    # -- pictures ------------------------------------------------------------------------------------------------

    def thumbnail(self, photo_id: int) -> QPixmap | None:
        """The thumbnail, turned as the view is."""
        pixmap = self._thumbnails.pixmap(photo_id)
        turn = self.turn_of(photo_id)
        if pixmap is None or not turn:
            return pixmap
        kept = self._turned.get(photo_id)
        if kept is None or kept[:2] != (pixmap.cacheKey(), turn):
            kept = (pixmap.cacheKey(), turn, pixmap.transformed(QTransform().rotate(90 * turn)))
            self._turned[photo_id] = kept
        return kept[2]

    def want_thumbnails(self, ids: Sequence[int], edge: int) -> None:
        """Load the thumbnails of these, the most urgent first, and of nothing else."""
        columns = self._session.table.columns
        wanted = [
            Wanted(int(columns.ids[position]), columns.paths[position], PhotoKind(columns.kinds[position]))
            for position in self._session.table.positions(ids).tolist()
            if position >= 0 and not columns.errors[position]
        ]
        self._thumbnails.want(wanted, edge)

    def on_show(self, photo_id: int) -> PhotoOnShow | None:
        """The photo, or None where it is not in the folder any more."""
        position = self._session.table.position(photo_id)
        if position < 0:
            return None
        columns = self._session.table.columns
        width, height = int(columns.widths[position]), int(columns.heights[position])
        return PhotoOnShow(
            photo_id,
            Path(columns.paths[position]),
            PhotoKind(columns.kinds[position]),
            self._thumbnails.pixmap(photo_id),
            (width, height) if width and height else None,
            self.turn_of(photo_id),
        )

    # -- words ---------------------------------------------------------------------------------------------------

    def details(self, photo_id: int) -> str:
        """Decision, score, places and reasons in one line."""
        position = self._session.table.position(photo_id)
        return self._model.details(position) if position >= 0 else ""

    def facts(self, photo_id: int) -> PaneFacts | None:
        """Signs and words for a pane."""
        position = self._session.table.position(photo_id)
        if position < 0:
            return None
        return PaneFacts(
            self._model.cell(position),
            self._model.rank_in_group(position),
            tuple(self._model.faults_of(position)),
        )


Members = Callable[[int], Sequence[int]]
"""Gives the ids of the other photos of a photo's group."""
