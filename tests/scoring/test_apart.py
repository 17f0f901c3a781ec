"""Scoring in a real process of its own. What crashes, waits or is a GPU that is full is SCRIPTED in that process: no
photo at hand crashes a decoder, and there is no GPU where these tests run.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from app.bootstrap import Services
from app.catalog.records import PhotoToScore
from app.errors import UserError
from app.helpers.client import HelperProcess
from app.helpers.frames import read_message, write_message
from app.photos.crash_journal import is_suspect
from app.scoring.apart import MOST_LOSSES, JobApart
from app.scoring.events import JobEvent, JobReport, Progress, Scored
from app.scoring.scorer_client import ScorerProcess
from tests.shoots import break_photo, write_shoot
from tests.tiny_models import replace_model

Waiting = Callable[[Path], list[PhotoToScore]]
Scripted = Callable[..., ScorerProcess]
WAIT = 60.0


@pytest.fixture
def shoot(tmp_path: Path) -> Path:
    write_shoot(tmp_path / "shoot ünï", 12)
    return tmp_path / "shoot ünï"


@pytest.fixture
def scripted(tmp_path: Path, model_name: str) -> Iterator[Scripted]:
    """Makes processes: the program's own, after some lines of a test have changed things in it."""
    made: list[ScorerProcess] = []

    def make(lines: str, ask_cpu: Callable[[str], bool] = lambda _: False, **options: Any) -> ScorerProcess:
        script = tmp_path / f"scorer-{len(made)}.py"
        frame = """
            import os, signal, time
            from pathlib import Path
            from app.scoring import scoring_process
            prepare, load, place = scoring_process.prepare_photo, scoring_process.load_scorer, Path({place!r})
            {lines}
            scoring_process.serve.__defaults__ = (load,)
            scoring_process.main()
        """
        body = textwrap.indent(textwrap.dedent(lines).strip(), " " * 12).strip()
        script.write_text(textwrap.dedent(frame.format(place=str(tmp_path), lines=body)), encoding="utf-8")
        command = (sys.executable, str(script))
        made.append(ScorerProcess(model_name, "cpu", ask_cpu, workers=2, command=command, **options))
        return made[-1]

    yield make
    for process in made:
        process.close()


DIES_OF = """
def dying(photo, *args, **options):
    if photo.path.name in {names}:
        os.kill(os.getpid(), signal.SIGKILL)
    return prepare(photo, *args, **options)
scoring_process.prepare_photo = dying
"""
WAITS = """
def waiting(photo, *args, **options):
    with open(place / "prepared.txt", "a") as note:
        note.write(photo.path.name + "\\n")
    while photo.path.name > "IMG_0003.jpg" and not (place / "go").exists():
        time.sleep(0.01)
    return prepare(photo, *args, **options)
scoring_process.prepare_photo = waiting
"""


def job_over(
    services: Services, process: ScorerProcess, photos: list[PhotoToScore], on_event: Any = lambda _: None
) -> JobApart:
    return JobApart(services.lane, services.thumbnails, process, photos, on_event=on_event)


def records_of(services: Services, photos: list[PhotoToScore]) -> list[Any]:
    model = services.model_key()
    return services.lane.call(lambda catalog: catalog.records([p.id for p in photos], model))


def errors_of(services: Services, photos: list[PhotoToScore]) -> dict[str, str]:
    return {record.path.name: record.error for record in records_of(services, photos) if record.error}


def suspects_of(photos: list[PhotoToScore]) -> set[str]:
    return {photo.path.name for photo in photos if is_suspect(photo.path, photo.size, photo.mtime_ns)}


class Running:
    """A job in a thread."""

    def __init__(self, services: Services, process: ScorerProcess, photos: list[PhotoToScore]) -> None:
        self.events: queue.Queue[JobEvent] = queue.Queue()
        self.job = job_over(services, process, photos, self.events.put)
        self._report: list[JobReport] = []
        self._thread = threading.Thread(target=lambda: self._report.append(self.job.run()))
        self._thread.start()

    def until(self, condition: Callable[[JobEvent], bool]) -> JobEvent:
        while not condition(event := self.events.get(timeout=WAIT)):
            pass
        return event

    def until_scored(self, count: int) -> None:
        told = 0
        while told < count:
            event = self.until(lambda event: isinstance(event, Scored))
            assert isinstance(event, Scored)
            told += len(event.ids)

    def report(self) -> JobReport:
        self._thread.join(WAIT)
        assert not self._thread.is_alive()
        return self._report[0]


def test_it_stores_what_a_job_in_this_process_stores(
    model_name: str, shoot: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_photo(shoot / "IMG_0003.jpg")
    stored = []
    for apart in (False, True):
        monkeypatch.setenv("KEEPERS_CACHE_DIR", str(shoot.parent / f"cache {apart}"))
        with Services(shoot.parent / f"{apart}.sqlite3", model=model_name, apart=apart) as services:
            ids: list[int] = []
            services.intake().run([shoot], on_batch=ids.extend)
            model = services.model_key()
            photos = services.lane.call(lambda catalog, ids=ids, model=model: catalog.to_score(ids, model))
            events: list[JobEvent] = []
            report = services.scoring_job(photos, on_event=events.append).run()
            assert (report.scored, report.failed, report.cancelled) == (11, 1, False)
            told = [photo_id for event in events if isinstance(event, Scored) for photo_id in event.ids]
            assert sorted(told) == sorted(photo.id for photo in photos)
            records = records_of(services, photos)
            stored.append([(r.path, r.score, r.faults, r.measures, r.width, r.height, r.error) for r in records])
            stored[-1] += [r.quality_map.tolist() for r in records if r.quality_map is not None]
            stored[-1] += [services.thumbnails.get(photo.fingerprint) for photo in photos]
            (shoot.parent / "cache").rename(shoot.parent / f"cache-{apart}") if (
                shoot.parent / "cache"
            ).exists() else None
    assert stored[0] == stored[1]
    assert "IMG_0003.jpg" in stored[1][3][0].name
    assert stored[1][3][6]


def test_the_process_serves_one_job_after_the_other_and_ends_when_idle(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    process = scripted("", idle_s=0.2)
    photos = waiting(shoot)
    assert process.pid is None
    first = Running(services, process, photos[:6])
    first.until(lambda event: isinstance(event, Scored))
    pid = process.pid
    second = Running(services, process, photos[6:])
    assert first.report().scored == second.report().scored == 6
    assert pid not in (None, os.getpid())
    assert all(record.score is not None for record in records_of(services, photos))
    ended = threading.Event()
    while process.pid is not None:
        assert not ended.wait(0.01)
    write_shoot(shoot, 13)
    assert job_over(services, process, waiting(shoot)).run().scored == 13
    assert process.pid != pid


def test_a_photo_that_ends_the_process_costs_that_photo(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    process = scripted(DIES_OF.format(names=("IMG_0004.jpg", "IMG_0009.jpg")))
    report = job_over(services, process, photos).run()
    assert (report.scored, report.failed, report.cancelled) == (10, 2, False)
    errors = errors_of(services, photos)
    assert set(errors) == {"IMG_0004.jpg", "IMG_0009.jpg"}
    assert "SIGKILL" in errors["IMG_0004.jpg"]
    assert suspects_of(photos) == set(errors), "the window itself would decode them"
    again = waiting(shoot)
    assert {photo.path.name for photo in again} == set(errors), "another intake tries them again"
    assert suspects_of(photos) == set(), "which it did in another process, and that lives"


def test_a_process_that_dies_of_everything_ends_the_job(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    process = scripted(DIES_OF.format(names=tuple(photo.path.name for photo in photos)))
    with pytest.raises(UserError, match=f"{MOST_LOSSES} times in a row"):
        job_over(services, process, photos).run()
    # One more was tried from the other end; the last ones may not have been stored when the job ended.
    assert MOST_LOSSES - 1 <= len(errors_of(services, photos)) <= MOST_LOSSES + 1


def test_a_run_of_photos_that_end_the_process_does_not_keep_the_others_from_their_scores(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    damaged = tuple(photo.path.name for photo in photos[: MOST_LOSSES + 2])
    report = job_over(services, scripted(DIES_OF.format(names=damaged)), photos).run()
    assert (report.scored, report.failed) == (12 - len(damaged), len(damaged))
    assert set(errors_of(services, photos)) == set(damaged)


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (
            "def load(*_):\n    raise scoring_process.ModelError(None, 'The weights are damaged.')",
            "weights are damaged",
        ),
        ("def load(*_):\n    raise RuntimeError('a bug')", "ended while it loaded the model.*a bug"),
        ("def load(*_):\n    raise MemoryError", "too little memory"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_told(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted, lines: str, told: str
) -> None:
    with pytest.raises(UserError, match=told):
        job_over(services, scripted(lines), waiting(shoot)).run()


def test_an_engine_that_fails_ends_the_job(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    process = scripted(
        """
        def failing(scorer, items):
            raise scoring_process.ModelError(None, "The engine stopped.")
        scoring_process.finish = failing
        """
    )
    with pytest.raises(UserError, match=r"The engine stopped\."):
        job_over(services, process, waiting(shoot)).run()


def test_pause_keeps_what_is_done_and_resume_goes_on(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    process = scripted(WAITS)
    running = Running(services, process, photos)
    running.until_scored(4)
    running.job.pause()
    paused = running.until(lambda event: isinstance(event, Progress) and event.paused)
    assert isinstance(paused, Progress)
    assert paused.done == 4
    (shoot.parent / "go").touch()
    running.job.resume()
    assert running.report().scored == 12


def test_cancel_keeps_what_is_scored_and_another_job_does_the_rest(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    process = scripted(WAITS)
    running = Running(services, process, photos)
    running.until_scored(4)
    running.job.cancel()
    report = running.report()
    assert report.cancelled
    assert report.scored == 4
    rest = waiting(shoot)
    assert len(rest) == 8
    (shoot.parent / "go").touch()
    assert job_over(services, process, rest).run().scored == 8


def test_a_model_that_is_replaced_meanwhile_does_not_judge_the_rest(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted, model_name: str
) -> None:
    photos = waiting(shoot)
    old = services.model_key()
    process = scripted(WAITS)
    events: queue.Queue[JobEvent] = queue.Queue()
    with ThreadPoolExecutor(1) as thread:
        run = thread.submit(job_over(services, process, photos, events.put).run)
        told = 0
        while told < 4:
            event = events.get(timeout=WAIT)
            told += len(event.ids) if isinstance(event, Scored) else 0
        replace_model(model_name)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        (shoot.parent / "go").touch()
        with pytest.raises(UserError, match="was replaced while it was scoring"):
            run.result(WAIT)
    ids = [photo.id for photo in photos]
    judged = services.lane.call(lambda catalog: catalog.records(ids, old))
    assert sum(record.score is not None for record in judged) == 4, "none by the other one"


def test_cancel_while_the_model_loads_ends_the_job(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    process = scripted("def load(*_):\n    (place / 'loading').touch()\n    time.sleep(600)")
    running = Running(services, process, waiting(shoot))
    look = threading.Event()
    while not (shoot.parent / "loading").exists():
        assert not look.wait(0.01)
    running.job.cancel()
    assert running.report().cancelled


def test_closing_ends_a_job_that_is_under_way(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    process = scripted(WAITS)
    running = Running(services, process, waiting(shoot))
    running.until(lambda event: isinstance(event, Scored))
    process.close()
    assert running.report().cancelled
    assert process.pid is None


def test_prioritised_photos_come_first(services: Services, waiting: Waiting, shoot: Path, scripted: Scripted) -> None:
    photos = waiting(shoot)
    (shoot.parent / "go").touch()
    job = job_over(services, scripted(WAITS), photos)
    job.prioritise([photos[9].id, photos[4].id])
    job.run()
    prepared = (shoot.parent / "prepared.txt").read_text().split()
    assert set(prepared[:2]) == {"IMG_0009.jpg", "IMG_0004.jpg"}


@pytest.mark.parametrize("answer", [True, False])
def test_a_full_gpu_asks_here(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted, answer: bool
) -> None:
    asked: list[str] = []
    process = scripted(
        """
        real = load
        def load(name, device, ask_cpu):
            if not ask_cpu("The GPU is full."):
                raise scoring_process.ModelError(None, "Nothing is scored without the CPU.")
            return real(name, device, ask_cpu)
        """,
        ask_cpu=lambda text: asked.append(text) or answer,  # type: ignore[func-returns-value]
    )
    job = job_over(services, process, waiting(shoot))
    if answer:
        assert job.run().scored == 12
    else:
        with pytest.raises(UserError, match="without the CPU"):
            job.run()
    assert asked == ["The GPU is full."]


def test_the_process_ends_with_the_program(model_name: str) -> None:
    command = [sys.executable, "-m", "app.scoring.scoring_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        write_message(process.stdin, {"do": "load", "name": model_name, "device": "cpu", "workers": 1})
        loaded = read_message(process.stdout)
        assert loaded is not None
        assert loaded["say"] == "loaded"
        process.stdin.close()  # as the system does with the pipes of a program that was killed
        assert process.wait(WAIT) == 0


def test_a_process_that_gets_what_is_no_request_ends(model_name: str) -> None:
    command = [sys.executable, "-m", "app.scoring.scoring_process"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        write_message(process.stdin, {"do": "load", "name": model_name, "device": "cpu", "workers": 1})
        assert read_message(process.stdout) is not None
        write_message(process.stdin, {"do": "score", "job": 1, "photo": {}, "thumbnail": False})
        assert process.wait(WAIT) == 1


@pytest.mark.expects_warnings
def test_what_is_not_understood_ends_the_process_instead_of_the_program_waiting(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    process = scripted("scoring_process.finished_record = lambda done: ({'id': 1}, [])")
    report = Running(services, process, photos[:2]).report()
    assert report.failed == 2
    assert "KeyError" in errors_of(services, photos)["IMG_0001.jpg"]
    with pytest.raises(UserError, match=r"ended while it loaded the model\..*ValueError"):
        job_over(services, scripted("os.write(1, b'a library says hello')"), photos).run()


def test_a_bug_ends_the_process_though_other_photos_are_being_decoded(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    process = scripted(
        """
        def once(photo, *args, **options):
            if not (place / "again").exists():
                if photo.path.name == "IMG_0001.jpg":
                    (place / "again").touch()
                    raise RuntimeError("a bug")
                time.sleep(600)
            return prepare(photo, *args, **options)
        scoring_process.prepare_photo = once
        """
    )
    assert Running(services, process, waiting(shoot)).report().scored == 12


def test_no_second_process_is_a_sentence(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    process = scripted(DIES_OF.format(names=("IMG_0004.jpg",)))
    real, started = HelperProcess, []

    def make(*args: Any) -> Any:
        started.append(args)
        if len(started) > 1:
            raise OSError(12, "Cannot allocate memory")
        return real(*args)

    monkeypatch.setattr("app.scoring.scorer_client.HelperProcess", make)
    with pytest.raises(UserError, match="Cannot allocate memory"):
        job_over(services, process, waiting(shoot)).run()


def test_a_folder_named_app_where_the_program_was_started_does_not_matter(
    services: Services, waiting: Waiting, shoot: Path, model_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shoot.parent / "app").mkdir()
    (shoot.parent / "app" / "__init__.py").touch()
    monkeypatch.chdir(shoot.parent)
    process = ScorerProcess(model_name, "cpu", lambda _: False, workers=2)
    try:
        assert job_over(services, process, waiting(shoot)).run().scored == 12
    finally:
        process.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows stops no process")
def test_closing_does_not_wait_for_a_process_that_does_not_read(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    photos = waiting(shoot)
    process = scripted(WAITS)
    running = Running(services, process, photos)
    running.until(lambda event: isinstance(event, Scored))
    assert process.pid is not None
    os.kill(process.pid, signal.SIGSTOP)

    def fill_the_pipe() -> None:
        for _ in range(2_000):
            process.send(photos[0], thumbnail=False)

    filling = threading.Thread(target=fill_the_pipe)
    filling.start()
    filling.join(0.5)
    process.close()
    assert running.report().cancelled
    filling.join(WAIT)


def test_a_job_that_has_ended_starts_no_process(
    services: Services, waiting: Waiting, shoot: Path, scripted: Scripted
) -> None:
    process = scripted("")
    job = job_over(services, process, waiting(shoot))
    job.run()
    process.close()
    other = scripted("")
    assert other.start(job) is None
    assert other.pid is None
