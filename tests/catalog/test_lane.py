"""The serial lane."""

from __future__ import annotations

import threading
from concurrent.futures import CancelledError, Future
from pathlib import Path

import pytest

from app.catalog.catalog import Catalog
from app.catalog.lane import CatalogLane
from app.errors import UserError


def test_results_and_errors_come_through_futures(lane: CatalogLane) -> None:
    assert lane.submit(lambda catalog: catalog.models()).result() == []
    future = lane.submit(lambda catalog: catalog.record(1))
    assert isinstance(future.exception(), KeyError)
    with pytest.raises(KeyError):
        lane.call(lambda catalog: catalog.record(1))
    assert lane.call(lambda catalog: 7) == 7, "an error stops nobody else"


def test_all_jobs_run_in_one_thread_that_is_not_ours(lane: CatalogLane) -> None:
    threads = {lane.call(lambda catalog: threading.get_ident()) for _ in range(5)}
    assert len(threads) == 1
    assert threading.get_ident() not in threads


def test_urgent_jobs_overtake(lane: CatalogLane) -> None:
    held, go = threading.Event(), threading.Event()
    ran: list[str] = []

    def hold(catalog: Catalog) -> None:
        held.set()
        go.wait()

    futures: list[Future[None]] = [lane.submit(hold)]
    held.wait()
    for name, urgent in (("a", False), ("b", False), ("C", True), ("D", True)):
        futures.append(lane.submit(lambda catalog, name=name: ran.append(name), urgent=urgent))
    go.set()
    for future in futures:
        future.result()
    assert ran == ["C", "D", "a", "b"]


def test_a_cancelled_job_does_not_run(lane: CatalogLane) -> None:
    held, go = threading.Event(), threading.Event()
    ran: list[int] = []

    def hold(catalog: Catalog) -> None:
        held.set()
        go.wait()

    lane.submit(hold)
    held.wait()
    waiting = lane.submit(lambda catalog: ran.append(1))
    assert waiting.cancel()
    go.set()
    lane.call(lambda catalog: None)
    assert ran == []
    with pytest.raises(CancelledError):
        waiting.result()


def test_close_finishes_what_waits(catalog_url: str) -> None:
    lane = CatalogLane(lambda: Catalog.open(catalog_url))
    ran: list[int] = []
    futures = [lane.submit(lambda catalog, n=n: ran.append(n)) for n in range(50)]
    lane.close()
    assert ran == list(range(50))
    assert all(future.done() for future in futures)
    with pytest.raises(RuntimeError, match="closed"):
        lane.submit(lambda catalog: None)
    lane.close()


def test_a_job_may_close_the_lane(catalog_url: str) -> None:
    lane = CatalogLane(lambda: Catalog.open(catalog_url))
    lane.call(lambda catalog: lane.close())
    with pytest.raises(RuntimeError):
        lane.call(lambda catalog: None)


def test_a_job_that_waits_for_its_lane_is_told(lane: CatalogLane) -> None:
    with pytest.raises(RuntimeError, match="waits for the lane"):
        lane.call(lambda catalog: lane.call(lambda inner: None))


def test_a_catalogue_that_does_not_open_is_told_to_every_job(tmp_path: Path) -> None:
    with CatalogLane(lambda: Catalog.open(tmp_path)) as lane:
        for _ in range(2):
            with pytest.raises(UserError, match="is a folder"):
                lane.call(lambda catalog: None)
