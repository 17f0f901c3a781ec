"""Builds the objects and wires them together: the one place that knows every room.

Nothing heavy is imported here at module level; a command pays only for what it uses.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from app import places
from app.errors import UserError

if TYPE_CHECKING:
    from app.catalog.intake import Intake
    from app.catalog.lane import CatalogLane
    from app.catalog.records import ModelKey, PhotoToScore
    from app.catalog.thumbnails import ThumbnailCache
    from app.photos.crash_journal import CrashJournal
    from app.scoring.events import JobEvent
    from app.scoring.job import Job
    from app.scoring.scorer_client import ScorerProcess
    from app.scoring.second_opinion import Event, SecondOpinion
    from dpiqa_core.scorer import Scorer
    from dpiqa_core.weights import Card


def program_version() -> str:
    """The version of Keepers, also when it runs from its folder without being installed."""
    from importlib import metadata

    try:
        return metadata.version("keepers")
    except metadata.PackageNotFoundError:
        return str(_project_file()["version"])


def required_packages() -> tuple[str, ...]:
    """Names of the packages that Keepers cannot do without, also when it runs from its folder."""
    import re
    from importlib import metadata

    try:
        requirements = [text for text in metadata.requires("keepers") or [] if "extra ==" not in text]
    except metadata.PackageNotFoundError:
        requirements = _project_file()["dependencies"]
    return tuple(re.split(r"[^\w.-]", text.strip(), maxsplit=1)[0] for text in requirements)


def _project_file() -> dict[str, Any]:
    import tomllib

    project = Path(__file__).resolve().parents[1] / "pyproject.toml"
    table: dict[str, Any] = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
    return table


def model_dirs() -> tuple[Path, ...]:
    """Folders with installed models besides the bundled ones; they need not exist."""
    return (places.installed_models_dir(),)


def open_catalog_lane(where: str | Path | None = None, *, pairs: bool = True) -> CatalogLane:
    """The serial lane of a catalogue: a file, an SQLAlchemy URL, or None for the user's own.

    ``pairs``: whether a RAW and its JPEG count as one photo.

    Where the catalogue cannot be opened, what is submitted to the lane fails with a UserError.
    """
    from app.catalog.catalog import Catalog
    from app.catalog.lane import CatalogLane

    return CatalogLane(lambda: Catalog.open(where, pairs=pairs))


def find_card(name: str | None = None) -> Card:
    """The card of an installed model (None: the bundled one); reads one small file and imports no engine.

    Raises:
        UserError: there is none of that name, or its card is damaged.
    """
    from dpiqa_core.errors import ModelError
    from dpiqa_core.weights import DEFAULT_MODEL, find_model

    try:
        return find_model(name or DEFAULT_MODEL, model_dirs())
    except ModelError as error:
        hint = " A released DP-IQA teacher or student is installed by 'keepers models import FILE.pth'."
        raise UserError(f"{error}{hint if error.path is None else ''}") from error


def model_key_of(card: Card) -> ModelKey:
    """Under which key the catalogue keeps the scores of a model."""
    from app.catalog.records import ModelKey

    return ModelKey(card.name, card.sha256, card.preprocessing.version)


def scorer_loader(
    name: str | None = None, device: str = "auto", ask_cpu: Callable[[str], bool] | None = None
) -> Callable[[], Scorer]:
    """A function that loads the model at its first call and gives the same scorer from then on, from any thread.

    The function raises UserError where the model or the device cannot be used. ``ask_cpu`` is asked whether to go on
    with the CPU where a GPU has no room.
    """
    lock = threading.Lock()
    loaded: list[Scorer] = []

    def load() -> Scorer:
        from dpiqa_core.errors import ModelError
        from dpiqa_core.scorer import Scorer
        from dpiqa_core.weights import DEFAULT_MODEL

        with lock:
            if not loaded:
                try:
                    scorer = Scorer.load(
                        name or DEFAULT_MODEL,
                        device=device,
                        model_dirs=model_dirs(),
                        onnx_cache=places.cache_dir() / "onnx",
                        ask_cpu=ask_cpu,
                    )
                    loaded.append(scorer)
                except ModelError as error:
                    raise UserError(str(error)) from error
            return loaded[0]

    return load


def _kept_journal() -> CrashJournal:
    """The journal by which a photo ends this process once only; touches no file before a photo is read."""
    from app.photos import crash_journal

    journal = crash_journal.CrashJournal(places.cache_dir() / "reading")
    crash_journal.keep(journal)
    return journal


def _end_journal(journal: CrashJournal) -> None:
    from app.photos import crash_journal

    crash_journal.end(journal)


class Services:
    """The rooms behind a window or a command, wired together; every member may be used from any thread.

    Args:
        catalog: a file, an SQLAlchemy URL, or None for the user's own catalogue.
        model: name of the model that judges, or None for the bundled one.
        device: ``"auto"``, ``"cpu"``, ``"cuda"`` or ``"mps"``.
        ask_cpu: asked with a sentence, in the thread of the inference, whether to go on with the CPU where the GPU has
            no room for even one photo; None: scoring ends with the error then.
        pairs: whether a RAW and its JPEG count as one photo; None: yes, unless the window is told otherwise.
        apart: whether files are read and photos scored in processes of their own, so that a window's thread does not
            wait for them.
    """

    def __init__(
        self,
        catalog: str | Path | None = None,
        *,
        model: str | None = None,
        device: str = "auto",
        ask_cpu: Callable[[str], bool] | None = None,
        pairs: bool | None = None,
        apart: bool = False,
    ) -> None:
        self.model_name = model
        self.device = device
        self.pairs = pairs
        self.lane: CatalogLane = open_catalog_lane(catalog, pairs=pairs is not False)
        self.ask_cpu = ask_cpu
        self.load_scorer = scorer_loader(model, device, self._may_use_cpu)
        self._thumbnails: ThumbnailCache | None = None
        self._thumbnails_lock = threading.Lock()
        self._apart = apart
        self._scorer_process: ScorerProcess | None = None
        self._scorer_process_lock = threading.Lock()
        self._journal = _kept_journal()

    @property
    def thumbnails(self) -> ThumbnailCache:
        """The thumbnail cache, opened at the first use: a decision or a list needs none, nor a place for it.

        Raises:
            UserError: it cannot be written.
        """
        from app.catalog.thumbnails import ThumbnailCache

        with self._thumbnails_lock:
            if self._thumbnails is None:
                self._thumbnails = ThumbnailCache()
            return self._thumbnails

    def _may_use_cpu(self, sentence: str) -> bool:
        return self.ask_cpu is not None and self.ask_cpu(sentence)

    def card(self) -> Card:
        """The card of the model that judges; raises UserError where it is not installed."""
        return find_card(self.model_name)

    def model_key(self) -> ModelKey:
        """The key of the model that judges; raises UserError where it is not installed."""
        return model_key_of(self.card())

    def intake(self) -> Intake:
        """A new scan-and-take-in."""
        from app.catalog.intake import Intake
        from app.catalog.reading_apart import ReadersApart

        if self._apart:
            return Intake(self.lane, ReadersApart)
        # On the command line nothing but photos over which Keepers has ended is worth a process.
        return Intake(self.lane, lambda: ReadersApart(start_at=sys.maxsize))

    def scoring_job(
        self,
        photos: Sequence[PhotoToScore],
        *,
        on_event: Callable[[JobEvent], None],
        model: ModelKey | None = None,
    ) -> Job[Any]:
        """A new job over these photos; ``on_event`` is called in the thread that runs the job.

        Args:
            model: for which the photos were found to be scored; None: as it is installed now.
        """
        from app.scoring.job import ScoringJob

        if self._apart:
            from app.scoring.apart import JobApart

            model = model or self.model_key()
            return JobApart(self.lane, self.thumbnails, self._process(), photos, on_event=on_event, model=model)
        return ScoringJob(self.lane, self.thumbnails, self.load_scorer, photos, on_event=on_event)

    def _process(self) -> ScorerProcess:
        from app.scoring.judging import default_workers
        from app.scoring.scorer_client import ScorerProcess

        with self._scorer_process_lock:
            if self._scorer_process is None:
                self._scorer_process = ScorerProcess(
                    self.card().name, self.device, self._may_use_cpu, workers=default_workers()
                )
            return self._scorer_process

    def second_opinion(self, on_event: Callable[[Event], None]) -> SecondOpinion:
        """A teacher in a process of its own, which is not started yet; ``on_event`` is called in its threads."""
        from app.scoring.second_opinion import SecondOpinion

        return SecondOpinion(self.lane, on_event, device=self.device)

    def close(self) -> None:
        """Finish what the lane still has to write and close everything."""
        with self._scorer_process_lock:
            if self._scorer_process is not None:
                self._scorer_process.close()
        self.lane.close()
        with self._thumbnails_lock:
            if self._thumbnails is not None:
                self._thumbnails.close()
        _end_journal(self._journal)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
