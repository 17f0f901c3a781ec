"""The second opinion in a real process. Most tests use a tiny ONNX model that starts in a moment, one a tiny teacher;
what dies, sleeps, or is a GPU that is full is SCRIPTED, because there is no GPU where these tests run.
"""

from __future__ import annotations

import os
import queue
import signal
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from app import places
from app.catalog.catalog import Catalog
from app.catalog.intake import Intake
from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey, PhotoToScore
from app.errors import UserError
from app.photos.decode import decode
from app.scoring.estimates import estimate
from app.scoring.second_opinion import CpuWanted, Event, Finished, Judged, SecondOpinion, Starting, Unloaded
from dpiqa_core.weights import Card
from tests.gui.windows import write_photo
from tests.tiny_models import write_tiny_model

WAIT = 60.0


class Told:
    """Collects events and waits for one of a kind."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._queue: queue.Queue[Event] = queue.Queue()

    def __call__(self, event: Event) -> None:
        self.events.append(event)
        self._queue.put(event)

    def next(self, timeout: float = WAIT) -> Event:
        return self._queue.get(timeout=timeout)

    def until(self, kind: type[Event], condition: Callable[[Event], bool] = lambda _: True) -> Event:
        while True:
            event = self.next()
            if isinstance(event, kind) and condition(event):
                return event


@pytest.fixture
def teacher(private_places: Path) -> Card:
    """No real teacher, but a model that is judged with alike."""
    return Card.read(write_tiny_model(places.installed_models_dir()))


@pytest.fixture
def key(teacher: Card) -> ModelKey:
    return ModelKey(teacher.name, teacher.sha256, teacher.preprocessing.version)


@pytest.fixture
def lane(tmp_path: Path) -> Iterator[CatalogLane]:
    with CatalogLane(lambda: Catalog.open(tmp_path / "catalog.sqlite3")) as opened:
        yield opened


@pytest.fixture
def photos(tmp_path: Path, lane: CatalogLane, key: ModelKey) -> list[PhotoToScore]:
    root = tmp_path / "shoot"
    for number in range(6):
        write_photo(root / f"{number} ünï\n.jpg", 20 + 40 * number, (160, 120))
    Intake(lane).run([root])
    return lane.call(lambda catalog: catalog.to_score_in([root], key))


@pytest.fixture
def told() -> Told:
    return Told()


Maker = Callable[..., SecondOpinion]


@pytest.fixture
def make(lane: CatalogLane, told: Told) -> Iterator[Maker]:
    made: list[SecondOpinion] = []

    def maker(**options: object) -> SecondOpinion:
        made.append(SecondOpinion(lane, told, device="cpu", **options))  # type: ignore[arg-type]
        return made[-1]

    yield maker
    for opinion in made:
        opinion.close()


def scripted(tmp_path: Path, load: str) -> list[str]:
    """A helper process whose ``load`` is the given code instead of the program's own."""
    script = tmp_path / "helper.py"
    script.write_text(
        textwrap.dedent(
            """
            import os, signal, sys, time
            from dataclasses import replace
            import numpy as np
            from app import places
            from app.scoring import helper_process
            from dpiqa_core.engines.fallback import load_or_ask
            from dpiqa_core.errors import ModelError, OutOfMemory
            from dpiqa_core.scorer import Scorer
            from dpiqa_core.weights import find_model

            class Engine:
                name, precision, best_batch = "scripted", "fp32", 4
                def __init__(self, device, run):
                    self.device, self._run, self.sizes = device, run, []
                def run(self, batch):
                    images = batch["image"]
                    self.sizes.append(len(images))
                    return {"score": self._run(images)}

            def means(images):
                return (images.reshape(len(images), -1).mean(axis=1) / 255).astype(np.float32)

            def load(name, device, ask):
                card = replace(find_model(name, [places.installed_models_dir()]), outputs=("score",))
            """
        )
        + textwrap.indent(textwrap.dedent(load), "    ")
        + "\nhelper_process.load_scorer = load\nhelper_process.serve.__defaults__ = (load,)\nhelper_process.main()\n",
        encoding="utf-8",
    )
    return [sys.executable, str(script)]


def waiting(tmp_path: Path) -> str:
    """A scripted model that waits for a file before its third photo."""
    return f"""
    def run(images):
        while len(engine.sizes) == 3 and not os.path.exists({str(tmp_path / "go")!r}):
            time.sleep(0.01)
        return means(images)
    engine = Engine("cpu", run)
    engine.best_batch = 1
    return Scorer(card, engine)
    """


def scores_of(lane: CatalogLane, photos: list[PhotoToScore], key: ModelKey) -> list[float | None]:
    ids = [photo.id for photo in photos]
    return [record.score for record in lane.call(lambda catalog: catalog.records(ids, key))]


def test_photos_are_judged_stored_and_remembered(
    make: Maker, told: Told, teacher: Card, key: ModelKey, lane: CatalogLane, photos: list[PhotoToScore]
) -> None:
    opinion = make()
    assert not estimate(teacher, "cpu").measured
    opinion.ask(teacher, photos)
    report = told.until(Finished)
    assert report == Finished(6, {}, stopped=False)
    assert told.events[0] == Starting("tiny-brightness", 6)
    stored = [event.ids for event in told.events if isinstance(event, Judged) and event.ids]
    assert [photo_id for (photo_id,) in stored] == [photo.id for photo in photos]
    found = scores_of(lane, photos, key)
    assert len({round(score, 3) for score in found if score is not None}) > 3
    assert lane.call(lambda c: c.to_score([p.id for p in photos], key)) == []
    known = estimate(teacher, "cpu")
    assert known.measured
    assert known.memory_bytes > 50e6
    assert known.photo_s is not None


def test_the_process_is_another_one_and_ends_when_it_is_unloaded(
    make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore]
) -> None:
    opinion = make()
    opinion.ask(teacher, photos[:1])
    told.until(Finished)
    pid = opinion.pid
    assert pid is not None
    assert pid != os.getpid()
    assert opinion.is_loaded(teacher)
    opinion.ask(teacher, photos[1:2])
    told.until(Finished)
    assert opinion.pid == pid, "it is loaded once"
    opinion.unload()
    told.until(Unloaded)
    assert opinion.pid is None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def test_an_idle_teacher_unloads_itself(make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore]) -> None:
    opinion = make(idle_s=0.05)
    opinion.ask(teacher, photos[:1])
    told.until(Unloaded)
    assert opinion.pid is None
    opinion.ask(teacher, photos[1:2])
    assert told.until(Finished) == Finished(1, {}, stopped=False)


def test_photos_asked_for_meanwhile_join_the_request(
    make: Maker, told: Told, teacher: Card, key: ModelKey, lane: CatalogLane, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    opinion = make(command=scripted(tmp_path, waiting(tmp_path)))
    opinion.ask(teacher, photos[:2])
    opinion.ask(teacher, photos[1:4])  # while it loads
    told.until(Judged, lambda event: isinstance(event, Judged) and event.done == 2)
    opinion.ask(teacher, photos[4:])  # while it judges
    (tmp_path / "go").touch()
    assert told.until(Finished) == Finished(6, {}, stopped=False)
    assert None not in scores_of(lane, photos, key)


def test_a_killed_process_is_told_and_what_is_judged_stays(
    make: Maker, told: Told, teacher: Card, key: ModelKey, lane: CatalogLane, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    dies = """
    seen = []
    def run(images):
        seen.extend(images)
        if len(seen) > 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return means(images)
    engine = Engine("cpu", run)
    engine.best_batch = 1
    return Scorer(card, engine)
    """
    opinion = make(command=scripted(tmp_path, dies))
    opinion.ask(teacher, photos)
    report = told.until(Finished)
    assert isinstance(report, Finished)
    assert report.judged == 2
    assert "SIGKILL" in report.trouble
    assert "memory" in report.trouble
    assert "2 of 6 photos are judged and kept" in report.trouble
    assert sum(score is not None for score in scores_of(lane, photos, key)) == 2
    assert opinion.pid is None
    assert not opinion.busy


def test_cancel_keeps_what_is_judged(
    make: Maker, told: Told, teacher: Card, key: ModelKey, lane: CatalogLane, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    opinion = make(command=scripted(tmp_path, waiting(tmp_path)))
    opinion.ask(teacher, photos)
    told.until(Judged, lambda event: isinstance(event, Judged) and event.done == 2)
    opinion.cancel()
    (tmp_path / "go").touch()
    report = told.until(Finished)
    assert isinstance(report, Finished)
    assert report.stopped
    assert not report.trouble
    assert 2 <= sum(score is not None for score in scores_of(lane, photos, key)) < 6
    opinion.ask(teacher, photos)
    assert told.until(Finished) == Finished(6, {}, stopped=False)


def test_cancel_while_it_loads_ends_the_process(
    make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    opinion = make(command=scripted(tmp_path, "time.sleep(600)"))
    opinion.ask(teacher, photos)
    told.until(Starting)
    opinion.cancel()
    assert told.until(Finished) == Finished(0, {}, stopped=True)
    assert opinion.pid is None


def test_a_teacher_that_does_not_listen_is_ended(
    make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    deaf = """
    return Scorer(card, Engine("cpu", lambda images: time.sleep(600)))
    """
    opinion = make(command=scripted(tmp_path, deaf))
    opinion.ask(teacher, photos)
    told.until(Judged)
    opinion.cancel()
    assert told.until(Finished) == Finished(0, {}, stopped=True)


def test_a_damaged_model_is_told(make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore]) -> None:
    network = teacher.path_of("model.onnx")
    network.write_bytes(network.read_bytes()[:-10])
    opinion = make()
    opinion.ask(teacher, photos)
    report = told.until(Finished)
    assert isinstance(report, Finished)
    assert "damaged" in report.trouble
    assert "model.onnx" in report.trouble
    assert opinion.pid is None


def test_a_photo_that_cannot_be_judged_is_told_and_stays_a_photo(
    make: Maker, told: Told, teacher: Card, lane: CatalogLane, key: ModelKey, photos: list[PhotoToScore]
) -> None:
    photos[2].path.unlink()
    opinion = make()
    opinion.ask(teacher, photos)
    report = told.until(Finished)
    assert isinstance(report, Finished)
    assert (report.judged, list(report.refused)) == (5, [photos[2].id])
    assert "gone" in report.refused[photos[2].id]
    (record,) = lane.call(lambda catalog: catalog.records([photos[2].id], key))
    assert record.error is None


# The engines below stand in for a GPU, of which there is none where these tests run.
FULL_GPU = """
def full(images):
    if len(images) > 1 or {always}:
        raise OutOfMemory("scripted")
    return means(images)

def engine(where):
    return Engine("cuda", full) if where == "cuda" else Engine("cpu", means)

return Scorer(card, load_or_ask(engine, "cuda", ask))
"""


def test_a_full_gpu_takes_smaller_batches_without_asking(
    make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    opinion = make(command=scripted(tmp_path, FULL_GPU.format(always=False)))
    opinion.ask(teacher, photos)
    assert told.until(Finished) == Finished(6, {}, stopped=False)
    assert {event.device for event in told.events if isinstance(event, Judged) and event.ids} == {"cuda"}
    assert not any(isinstance(event, CpuWanted) for event in told.events)


def test_a_gpu_without_room_for_one_photo_asks_and_goes_on_with_the_cpu(
    make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    opinion = make(command=scripted(tmp_path, FULL_GPU.format(always=True)))
    opinion.ask(teacher, photos)
    wanted = told.until(CpuWanted)
    assert isinstance(wanted, CpuWanted)
    assert "cuda" in wanted.text
    opinion.answer(True)
    assert told.until(Finished) == Finished(6, {}, stopped=False)
    assert {event.device for event in told.events if isinstance(event, Judged) and event.ids} == {"cpu"}


def test_no_cpu_where_the_answer_is_no(
    make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore], tmp_path: Path
) -> None:
    opinion = make(command=scripted(tmp_path, FULL_GPU.format(always=True)))
    opinion.ask(teacher, photos)
    told.until(CpuWanted)
    opinion.answer(False)
    report = told.until(Finished)
    assert isinstance(report, Finished)
    assert report.judged == 0
    assert "too little memory" in report.trouble
    assert "device cpu" in report.trouble


def test_another_teacher_waits_its_turn(make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore]) -> None:
    other = Card.read(write_tiny_model(places.installed_models_dir(), "other"))
    opinion = make()
    opinion.ask(teacher, photos[:1])
    with pytest.raises(UserError, match="still busy"):
        opinion.ask(other, photos[:1])
    told.until(Finished)
    opinion.ask(other, photos[:1])
    told.until(Finished)
    assert opinion.is_loaded(other)
    assert not opinion.is_loaded(teacher)


def test_the_helper_ends_with_the_program(make: Maker, told: Told, teacher: Card, photos: list[PhotoToScore]) -> None:
    opinion = make()
    opinion.ask(teacher, photos[:1])
    told.until(Finished)
    pid = opinion.pid
    assert pid is not None
    opinion.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, signal.SIGCONT)


@pytest.mark.timeout(600)
def test_a_teacher_of_the_real_classes(
    make: Maker, told: Told, lane: CatalogLane, photos: list[PhotoToScore], private_places: Path
) -> None:
    from dpiqa_core.scorer import Scorer
    from tests.tiny_teacher import write_tiny_teacher

    card = write_tiny_teacher(places.installed_models_dir())
    opinion = make()
    opinion.ask(card, photos)
    deadline = 500.0  # torch and diffusers are imported in there
    while not isinstance(event := told.next(deadline), Finished):
        pass
    assert event == Finished(6, {}, stopped=False)
    key = ModelKey(card.name, card.sha256, card.preprocessing.version)
    here = Scorer.from_card(card, "cpu")
    edge = card.preprocessing.decode_edge
    found = here.score([decode(p.path, min_edge=edge).image for p in photos])
    expected = [100 * min(max(q.score, 0), 1) for q in found]
    # Random layers and group normalisation make much of the last bits of a plain photo, and alone or in a batch other
    # kernels compute: compared by what the scores differ by from photo to photo.
    assert scores_of(lane, photos, key) == pytest.approx(expected, abs=0.2 * float(np.ptp(expected)))
    assert np.ptp(expected) > 3
