"""Feeds the loupe: the current photo, the words over it, and its neighbours ahead of the key press."""

from __future__ import annotations

from app.gui.folder_session import FolderSession
from app.gui.loupe import LoupeView
from app.gui.photo_model import PhotoModel
from app.gui.photo_source import PhotoSource

LOOK_AHEAD, LOOK_BACK = 3, 1
"""Photos that the loupe reads in advance in the direction of travel and against it."""


class LoupeFeed:
    """Shows a photo of the session in the loupe.

    Attributes:
        direction: 1 or -1, the way in which the user pages.
    """

    def __init__(self, loupe: LoupeView, source: PhotoSource, model: PhotoModel, session: FolderSession) -> None:
        self._loupe = loupe
        self._source = source
        self._model = model
        self._session = session
        self.direction = 1

    def travel(self, before: int, now: int) -> None:
        """Another photo became current: learn from it in which direction to look ahead."""
        old, new = self._model.row_of(before), self._model.row_of(now)
        if old >= 0 and new >= 0 and old != new:
            self.direction = 1 if new > old else -1

    def show(self, photo_id: int) -> None:
        """Show a photo and look ahead; none where the id is -1."""
        photo = self._source.on_show(photo_id)
        if photo is None:
            self._loupe.clear()
            return
        self._loupe.show_photo(*photo)
        self.say(photo_id)
        row, count = self._model.row_of(photo_id), self._model.rowCount()
        ahead = [row + self.direction * step for step in range(1, LOOK_AHEAD + 1)]
        back = [row - self.direction * step for step in range(1, LOOK_BACK + 1)]
        ids = [self._model.id_at(near) for near in (*ahead, *back) if 0 <= near < count]
        near = [photo for photo in map(self._source.on_show, ids) if photo is not None]
        self._loupe.prefetch([(photo.id, photo.path, photo.kind, bool(photo.turn % 2)) for photo in near])

    def say(self, photo_id: int) -> None:
        """The words over the photo: decisions and scores may have changed while it is looked at."""
        row = self._model.row_of(photo_id)
        if row >= 0:
            hidden = self._session.view.hidden
            self._loupe.set_caption(row + 1, self._model.rowCount(), self._source.details(photo_id), hidden)
