"""Scoring apart at moments that no real process can be made to hit: what it does is PLAYED."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.catalog.records import ModelKey, PhotoToScore, ScoreResult
from app.scoring.parcels import Finished
from app.scoring.scorer_client import Customer, Loaded, ScorerProcess
from tests.scoring.test_apart import WAIT, Running, Waiting, errors_of
from tests.shoots import write_shoot


@pytest.fixture
def photos(waiting: Waiting, tmp_path: Path) -> list[PhotoToScore]:
    write_shoot(tmp_path / "shoot", 12)
    return waiting(tmp_path / "shoot")


class Played(ScorerProcess):
    """Plays a process in the threads of its caller: ``send`` and ``start`` do what a test says, then answer."""

    def __init__(
        self,
        send: Callable[[Customer, PhotoToScore, int], bool],
        start: Callable[[Customer, int], None] = lambda *_: None,
    ) -> None:
        super().__init__("played", "cpu", lambda _: False, workers=1)
        self._to_do = send, start
        self._starts = self._sends = 0

    def start(self, customer: Customer) -> Loaded | None:
        self._starts += 1
        self._to_do[1](customer, self._starts)
        return None if self.closed else Loaded(ModelKey("played", "0" * 64, "1"), 1)

    def send(self, photo: PhotoToScore, *, thumbnail: bool) -> None:
        assert self._customer is not None
        self._sends += 1
        if self._to_do[0](self._customer, photo, self._sends):
            self._customer.take(Finished(ScoreResult(photo.id, photo.fingerprint, 50.0), photo.fingerprint))


def test_a_process_that_ends_as_soon_as_it_is_there_is_started_again(
    services: Services, photos: list[PhotoToScore]
) -> None:
    there = [True]

    def send(customer: Customer, _photo: PhotoToScore, sends: int) -> bool:
        if sends <= 2:  # the first photo, and the same alone
            there[0] = False
            customer.lost("It crashed.")
        return there[0]

    def start(customer: Customer, starts: int) -> None:
        there[0] = starts != 3
        if starts == 3:
            customer.lost("It crashed.")

    report = Running(services, Played(send, start), photos).report()
    assert (report.scored, report.failed) == (11, 1)


def test_closing_blames_no_photo(services: Services, photos: list[PhotoToScore]) -> None:
    def send(customer: Customer, _photo: PhotoToScore, sends: int) -> bool:
        if sends == 2:
            process.close()  # tells the customer
        else:
            customer.lost("It crashed.")
        return False

    process = Played(send)
    assert Running(services, process, photos).report().cancelled
    assert not errors_of(services, photos)


def test_cancel_does_not_wait_for_a_photo_that_is_being_sent(services: Services, photos: list[PhotoToScore]) -> None:
    sending, go_on = threading.Event(), threading.Event()

    def send(*_: object) -> bool:
        sending.set()
        return go_on.wait(WAIT)

    running = Running(services, Played(send), photos)
    assert sending.wait(WAIT)
    cancelling = threading.Thread(target=running.job.cancel)
    cancelling.start()
    cancelling.join(5.0)
    waits = cancelling.is_alive()
    go_on.set()
    assert not waits
    assert running.report().cancelled
