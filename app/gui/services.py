"""What the window needs from the rest of the program; ``app.bootstrap`` builds it, off the GUI thread."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from app.catalog.intake import Intake
    from app.catalog.lane import CatalogLane
    from app.catalog.records import ModelKey, PhotoToScore
    from app.catalog.thumbnails import ThumbnailCache
    from app.scoring.events import JobEvent
    from app.scoring.job import Job
    from app.scoring.second_opinion import Event, SecondOpinion


class Services(Protocol):
    """The rooms behind the window, wired together. Every member may be used from any thread.

    Attributes:
        ask_cpu: asked with a sentence, in the thread of the inference, whether to go on with the CPU where the GPU has
            no room for even one photo; None answers no.
    """

    ask_cpu: Callable[[str], bool] | None

    @property
    def lane(self) -> CatalogLane:
        """The serial lane of the catalogue; where it cannot be opened, its futures raise a UserError."""

    @property
    def thumbnails(self) -> ThumbnailCache:
        """The thumbnail cache."""

    @property
    def pairs(self) -> bool | None:
        """Whether a RAW and its JPEG count as one photo; None where only the window's own switch says so."""

    def model_key(self) -> ModelKey:
        """The model that judges; raises UserError where none is installed."""

    def intake(self) -> Intake:
        """A new scan-and-take-in."""

    def scoring_job(
        self,
        photos: Sequence[PhotoToScore],
        *,
        on_event: Callable[[JobEvent], None],
        model: ModelKey | None = None,
    ) -> Job[Any]:
        """A new job over these photos, which ``model`` has not judged; ``on_event`` is called in the thread that runs
        the job."""

    @property
    def device(self) -> str:
        """Where models run: ``auto``, ``cpu``, ``cuda`` or ``mps``."""

    def second_opinion(self, on_event: Callable[[Event], None]) -> SecondOpinion:
        """A teacher in a process of its own, which is not started yet; ``on_event`` is called in its threads."""

    def close(self) -> None:
        """Finish what the lane still has to write and close everything."""


ServicesFactory = Callable[[], Services]
