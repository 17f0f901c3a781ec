"""What the window needs from the rest of the program; ``app.bootstrap`` builds it, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from app.catalog.intake import Intake
    from app.catalog.lane import CatalogLane
    from app.catalog.records import ModelKey, PhotoToScore
    from app.catalog.thumbnails import ThumbnailCache
    from app.scoring.events import JobEvent
    from app.scoring.job import ScoringJob


class Services(Protocol):
    """The rooms behind the window, wired together. Every member may be used from any thread."""

    @property
    def lane(self) -> CatalogLane:
        """The serial lane of the catalogue; where it cannot be opened, its futures raise a UserError."""

    @property
    def thumbnails(self) -> ThumbnailCache:
        """The thumbnail cache."""

    def model_key(self) -> ModelKey:
        """The model that judges; raises UserError where none is installed."""

    def intake(self) -> Intake:
        """A new scan-and-take-in."""

    def scoring_job(self, photos: Sequence[PhotoToScore], *, on_event: Callable[[JobEvent], None]) -> ScoringJob:
        """A new job over these photos; ``on_event`` is called in the thread that runs the job."""

    def close(self) -> None:
        """Finish what the lane still has to write and close everything."""


ServicesFactory = Callable[[], Services]
