"""Scoring jobs over real files, a real catalogue and a real engine."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.bootstrap import Services
from app.catalog.records import PhotoToScore
from app.errors import UserError
from app.photos import crash_journal
from app.photos.crash_journal import LEFT_ALONE
from app.scoring import prepare
from app.scoring.events import JobEvent, Progress, Scored
from app.scoring.job import ScoringJob
from dpiqa_core.errors import BadScore
from tests.shoots import break_photo, write_photo, write_shoot

Waiting = Callable[[Path], list[PhotoToScore]]


class CountingScorer:
    """The real scorer, counting what it judges."""

    def __init__(self, services: Services) -> None:
        self._scorer = services.load_scorer()
        self.judged = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._scorer, name)

    def score_prepared(self, inputs: Any) -> Any:
        self.judged += len(inputs)
        return self._scorer.score_prepared(inputs)


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The paths that were decoded, by the real decoder."""
    seen: list[Path] = []
    real = prepare.decode

    def counting(path: Path, *args: Any, **options: Any) -> Any:
        seen.append(path)
        return real(path, *args, **options)

    monkeypatch.setattr(prepare, "decode", counting)
    return seen


def job_over(
    services: Services, photos: list[PhotoToScore], events: list[JobEvent] | None = None, **options: Any
) -> ScoringJob:
    on_event = (lambda event: None) if events is None else events.append
    load = options.pop("load_scorer", services.load_scorer)
    return ScoringJob(services.lane, services.thumbnails, load, photos, on_event=on_event, **options)


def records_of(services: Services, photos: list[PhotoToScore]) -> list[Any]:
    model = services.model_key()
    return services.lane.call(lambda catalog: catalog.records([p.id for p in photos], model))


def test_scores_measures_maps_and_thumbnails_are_stored(services: Services, waiting: Waiting, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 5)
    photos = waiting(tmp_path / "shoot")
    report = job_over(services, photos).run()
    assert (report.scored, report.failed, report.cancelled) == (5, 0, False)
    records = records_of(services, photos)
    scores = [record.score for record in records]
    assert scores == sorted(scores)
    assert scores == pytest.approx([100 * (i + 1) / 6 for i in range(5)], abs=2)
    first = records[0]
    assert (first.width, first.height) == (160, 120)
    assert first.measures is not None
    assert first.measures.sharpness >= 0
    assert set(first.faults) == {"too dark", "blown highlights"}
    assert first.quality_map is not None
    assert first.quality_map.shape == (12, 16)
    assert first.quality_map.dtype == np.uint8
    assert all(services.thumbnails.get(photo.fingerprint) for photo in photos)


def test_a_second_run_decodes_nothing_and_infers_nothing(
    services: Services, waiting: Waiting, tmp_path: Path, decoded: list[Path]
) -> None:
    write_shoot(tmp_path / "shoot", 6)
    break_photo(tmp_path / "shoot" / "IMG_0003.jpg")
    scorer = CountingScorer(services)
    job_over(services, waiting(tmp_path / "shoot"), load_scorer=lambda: scorer).run()
    assert (len(decoded), scorer.judged) == (6, 5)
    again = waiting(tmp_path / "shoot")
    report = job_over(services, again, load_scorer=lambda: scorer).run()
    assert again == []
    assert (report.scored, report.failed) == (0, 0)
    assert (len(decoded), scorer.judged) == (6, 5)


def test_without_photos_no_model_is_loaded(services: Services) -> None:
    def load() -> Any:
        raise AssertionError("loaded a model for nothing")

    assert job_over(services, [], load_scorer=load).run().scored == 0


def test_broken_photos_become_error_rows_and_do_not_stop_the_job(
    services: Services, waiting: Waiting, tmp_path: Path
) -> None:
    shoot = tmp_path / "shoot"
    write_shoot(shoot, 8)
    break_photo(shoot / "IMG_0002.jpg")
    (shoot / "IMG_0005.jpg").write_bytes(b"<html>not a photo</html>")
    photos = waiting(shoot)
    (shoot / "IMG_0006.jpg").unlink()
    events: list[JobEvent] = []
    report = job_over(services, photos, events).run()
    assert (report.scored, report.failed) == (5, 3)
    errors = {r.path.name: r.error for r in records_of(services, photos) if r.error}
    assert set(errors) == {"IMG_0002.jpg", "IMG_0005.jpg", "IMG_0006.jpg"}
    assert all(text.endswith(".") for text in errors.values())
    told = [event for event in events if isinstance(event, Progress)][-1]
    assert (told.done, told.failed, told.total) == (8, 3, 8)


def test_a_photo_that_changed_since_the_intake_gets_no_score_of_another_content(
    services: Services, waiting: Waiting, tmp_path: Path
) -> None:
    path = write_photo(tmp_path / "shoot" / "a.jpg", 0.2)
    photos = waiting(tmp_path / "shoot")
    write_photo(path, 0.9, size=(200, 150))
    job_over(services, photos).run()
    (record,) = records_of(services, photos)
    assert record.score is None
    assert "changed" in record.error
    photos = waiting(tmp_path / "shoot")
    job_over(services, photos).run()
    (record,) = records_of(services, photos)
    assert record.error is None
    assert record.score == pytest.approx(90, abs=2)


def test_a_photo_that_the_model_refuses_gets_a_sentence(services: Services, waiting: Waiting, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 4)
    photos = waiting(tmp_path / "shoot")

    class Refusing(CountingScorer):
        def score_prepared(self, inputs: Any) -> Any:
            dark = [i for i, one in enumerate(inputs) if np.mean(one["image"]) < 70]
            if dark:
                raise BadScore(None, "The model gave no number for this photo.", dark)
            return super().score_prepared(inputs)

    report = job_over(services, photos, load_scorer=lambda: Refusing(services)).run()
    assert (report.scored, report.failed) == (3, 1)
    assert records_of(services, photos)[0].error == "The model gave no number for this photo."


def test_events_say_what_is_stored_and_progress_is_not_a_flood(
    services: Services, waiting: Waiting, tmp_path: Path
) -> None:
    write_shoot(tmp_path / "shoot", 80)
    photos = waiting(tmp_path / "shoot")
    events: list[JobEvent] = []
    report = job_over(services, photos, events).run()
    stored = [photo_id for event in events if isinstance(event, Scored) for photo_id in event.ids]
    assert sorted(stored) == sorted(photo.id for photo in photos)
    progress = [event for event in events if isinstance(event, Progress)]
    assert (progress[0].done, progress[-1].done) == (0, 80)
    assert len(progress) <= 10 * report.seconds + 3


def test_pause_stops_and_stores_and_resume_goes_on(services: Services, waiting: Waiting, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 40)
    photos = waiting(tmp_path / "shoot")
    paused = threading.Event()
    resumed = threading.Event()
    during: list[int] = []

    def on_event(event: JobEvent) -> None:
        if isinstance(event, Progress):
            if event.paused:
                during.append(event.done)
                paused.set()
            elif paused.is_set():
                resumed.set()
        elif not paused.is_set():
            job.pause()

    job = ScoringJob(services.lane, services.thumbnails, services.load_scorer, photos, on_event=on_event)
    thread = threading.Thread(target=job.run)
    job.pause()
    thread.start()
    assert paused.wait(30)
    assert during == [0]
    assert not any(record.score for record in records_of(services, photos))
    job.resume()
    thread.join(60)
    assert resumed.is_set()
    assert all(record.score is not None for record in records_of(services, photos))


def test_cancel_keeps_what_is_scored_and_the_next_job_does_the_rest(
    services: Services, waiting: Waiting, tmp_path: Path, decoded: list[Path]
) -> None:
    write_shoot(tmp_path / "shoot", 60)
    photos = waiting(tmp_path / "shoot")
    scorer = CountingScorer(services)

    class CancelsAfterTen(CountingScorer):
        def score_prepared(self, inputs: Any) -> Any:
            qualities = super().score_prepared(inputs)
            if self.judged >= 10:
                job.cancel()
            return qualities

    first = CancelsAfterTen(services)
    job = job_over(services, photos, load_scorer=lambda: first)
    report = job.run()
    assert report.cancelled
    assert 10 <= report.scored == first.judged < 60
    rest = waiting(tmp_path / "shoot")
    assert len(rest) == 60 - report.scored
    job_over(services, rest, load_scorer=lambda: scorer).run()
    assert first.judged + scorer.judged == 60
    assert all(record.score is not None for record in records_of(services, photos))


def test_cancelled_before_it_starts_it_does_nothing(services: Services, waiting: Waiting, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 3)
    job = job_over(services, waiting(tmp_path / "shoot"))
    job.cancel()
    report = job.run()
    assert report.cancelled
    assert report.scored == 0


def test_prioritised_photos_are_decoded_first(
    services: Services, waiting: Waiting, tmp_path: Path, decoded: list[Path]
) -> None:
    write_shoot(tmp_path / "shoot", 12)
    photos = waiting(tmp_path / "shoot")
    job = job_over(services, photos, workers=1)
    job.prioritise([photos[9].id, photos[4].id])
    job.run()
    assert [path.name for path in decoded[:3]] == ["IMG_0009.jpg", "IMG_0004.jpg", "IMG_0000.jpg"]


def test_an_engine_that_fails_ends_the_job_and_leaves_no_thread(
    services: Services, waiting: Waiting, tmp_path: Path
) -> None:
    write_shoot(tmp_path / "shoot", 30)
    photos = waiting(tmp_path / "shoot")

    class Failing(CountingScorer):
        def score_prepared(self, inputs: Any) -> Any:
            raise ZeroDivisionError("a bug in the engine")

    with pytest.raises(ZeroDivisionError):
        job_over(services, photos, load_scorer=lambda: Failing(services)).run()
    names = [thread.name for thread in threading.enumerate()]
    assert not [name for name in names if name.startswith(("decode-", "store-scores"))]


def test_a_model_that_is_not_installed_is_told_in_words(services: Services, waiting: Waiting, tmp_path: Path) -> None:
    write_shoot(tmp_path / "shoot", 1)
    photos = waiting(tmp_path / "shoot")
    with Services(model="no-such-model") as other, pytest.raises(UserError, match="no-such-model"):
        job_over(other, photos).run()


def test_a_catalogue_that_cannot_be_written_ends_the_job_with_its_error(
    services: Services, waiting: Waiting, tmp_path: Path
) -> None:
    write_shoot(tmp_path / "shoot", 3)
    photos = waiting(tmp_path / "shoot")

    class Full:
        def call(self, fn: Any) -> Any:
            raise UserError("The disk is full.")

    job = ScoringJob(Full(), services.thumbnails, services.load_scorer, photos, on_event=lambda event: None)  # type: ignore[arg-type]
    with pytest.raises(UserError, match="disk is full"):
        job.run()


def test_thumbnails_that_are_there_are_not_made_again(
    services: Services, waiting: Waiting, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_shoot(tmp_path / "shoot", 3)
    photos = waiting(tmp_path / "shoot")
    services.thumbnails.put_many({photos[1].fingerprint: b"from the grid"})
    job_over(services, photos).run()
    assert services.thumbnails.get(photos[1].fingerprint) == b"from the grid"
    assert (services.thumbnails.get(photos[0].fingerprint) or b"").startswith(b"\xff\xd8")


def test_scores_of_two_models_live_side_by_side(services: Services, waiting: Waiting, tmp_path: Path) -> None:
    from app import places
    from tests.tiny_models import write_tiny_model

    write_shoot(tmp_path / "shoot", 3)
    photos = waiting(tmp_path / "shoot")
    job_over(services, photos).run()
    write_tiny_model(places.installed_models_dir(), "another")
    with Services(model="another") as other:
        key = other.model_key()
        assert len(other.lane.call(lambda catalog: catalog.to_score([p.id for p in photos], key))) == 3
    assert all(record.score is not None for record in records_of(services, photos))


def test_a_photo_that_may_end_the_program_is_not_decoded_and_not_called_unreadable_for_good(
    services: Services, waiting: Waiting, tmp_path: Path
) -> None:
    shoot = tmp_path / "shoot"
    write_shoot(shoot, 4)
    photos = waiting(shoot)
    suspect = photos[0]
    crash_journal.accuse(suspect.path, suspect.size, suspect.mtime_ns)

    def score(some: list[PhotoToScore]) -> str | None:
        ScoringJob(services.lane, services.thumbnails, services.load_scorer, some, on_event=lambda _: None).run()
        return services.lane.call(lambda catalog: catalog.records([suspect.id]))[0].error

    assert score(photos) == LEFT_ALONE
    assert waiting(shoot) == [suspect]
    assert score([suspect]) is None
