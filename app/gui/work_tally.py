"""What a look at a folder and the scoring after it came to, in words for the status bar."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from app.culling.wording import photos

if TYPE_CHECKING:
    from app.gui.folder_session import FolderSession
    from app.scoring.events import JobReport


class WorkTally(QObject):
    """Counts what was looked at, and says the sum once all of it is shown.

    What cannot be read is counted in the table: some of it the scan finds, some of it scoring.
    """

    def __init__(self, session: FolderSession) -> None:
        super().__init__(session)
        self._session = session
        self._looked_at: set[int] = set()
        self._report: JobReport | None = None
        session.arrivals.arrived.connect(self._tell)
        session.arrivals.failed.connect(self._tell)

    def clear(self) -> None:
        """Other work begins."""
        self._looked_at.clear()
        self._report = None

    def add(self, ids: Sequence[int]) -> None:
        """These were looked at."""
        self._looked_at.update(ids)

    def finish(self, report: JobReport | None) -> None:
        """The work has ended; None: there was nothing to score."""
        if report is None:
            self.clear()
            return
        self._report = report
        self._tell()

    def _tell(self, *_: object) -> None:
        session, report = self._session, self._report
        if report is None or session.arrivals.busy:
            return
        at = session.table.positions(list(self._looked_at))
        unread = int(np.count_nonzero(session.table.columns.errors[at[at >= 0]]))
        self.clear()
        if report.scored or unread:
            words = self.tr("Scored {photos}.").format(photos=photos(report.scored))
            if unread:
                words += " " + self.tr("{photos} could not be read.").format(photos=photos(unread))
            session.told.emit(words, False)
