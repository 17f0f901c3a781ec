"""Words in the middle of the window where there is no photo to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.culling.wording import photos
from app.gui.notices import EmptyState
from app.gui.phase import Phase

if TYPE_CHECKING:
    from app.gui.photo_area import PhotoArea


class AreaNotices(QObject):
    """Chooses the words for a photo area and fills its notice with them."""

    def __init__(self, area: PhotoArea) -> None:
        super().__init__(area)
        self._area = area
        self._notice: EmptyState = area.notice

    def choose(self) -> bool:
        """Say why there is nothing to be seen; False where there is."""
        session = self._area.session
        if session.phase is Phase.FAILED:
            self._failed()
        elif not len(session.table):
            self._nothing_yet()
        elif not len(session.view.order):
            self._all_hidden()
        else:
            return False
        return True

    def _failed(self) -> None:
        self._notice.set_state(
            self.tr("This folder cannot be shown"),
            self._area.session.trouble,
            [
                (self.tr("Try again"), self._area.reopenRequested.emit),
                (self.tr("Open another folder…"), self._area.openRequested.emit),
            ],
        )

    def _all_hidden(self) -> None:
        count = self._area.session.view.scope_size
        self._notice.set_state(
            self.tr("The filter hides every photo"),
            self.tr("{photos} here, and none matches the filter.").format(photos=photos(count)),
            [(self.tr("Clear filter"), self._area.clearFilterRequested.emit)],
        )

    def _nothing_yet(self) -> None:
        session, area = self._area.session, self._area
        name = session.root.name or str(session.root) if session.root else ""
        if session.phase in (Phase.OPENING, Phase.SCANNING) or not session.scanned:
            if session.phase is Phase.READY:
                words = self.tr("The search was stopped before it found a photo.")
                self._notice.set_state(
                    self.tr("No photos yet"), words, [(self.tr("Look again"), area.rescanRequested.emit)]
                )
            else:
                self._notice.set_state(self.tr("Looking for photos…"), self.tr("in {name}").format(name=name), [])
            return
        self._notice.set_state(
            self.tr("No photos in this folder"),
            self.tr(
                "{name} and its subfolders hold no photo that Keepers can read: JPEG, PNG, TIFF, WebP, HEIC, AVIF or"
                " camera RAW."
            ).format(name=name),
            [
                (self.tr("Open another folder…"), area.openRequested.emit),
                (self.tr("Look again"), area.rescanRequested.emit),
            ],
        )
