"""The belt between decoding and judging."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from app.catalog.records import PhotoToScore
from app.photos.model import PhotoKind
from app.scoring.conveyor import Conveyor

Belt = Conveyor[int]


def photos(count: int) -> list[PhotoToScore]:
    return [PhotoToScore(i, Path(f"/{i}.jpg"), PhotoKind.JPEG, 1, 1, f"{i:032x}") for i in range(count)]


def work_off(belt: Belt) -> list[int]:
    """One worker and one engine, taking turns."""
    done: list[int] = []
    while (photo := belt.take()) is not None:
        belt.put(photo.id)
        done += belt.collect(10, timeout=0) or []
    return done


def test_photos_come_in_the_order_given() -> None:
    assert work_off(Belt(photos(5), capacity=2)) == [0, 1, 2, 3, 4]


def test_prioritised_photos_jump_the_queue_in_their_order() -> None:
    belt = Belt(photos(6), capacity=2)
    belt.put(belt.take().id)  # type: ignore[union-attr]
    belt.prioritise([4, 0, 2])
    assert belt.collect(9, timeout=0) == [0]
    assert work_off(belt) == [4, 2, 1, 3, 5]


def test_no_more_than_the_capacity_is_ready_or_in_work() -> None:
    belt = Belt(photos(9), capacity=3)
    taken: list[int] = []
    fourth = threading.Event()

    def worker() -> None:
        while (photo := belt.take()) is not None:
            taken.append(photo.id)
            belt.put(photo.id)
            if len(taken) == 4:
                fourth.set()

    thread = threading.Thread(target=worker)
    thread.start()
    assert not fourth.wait(0.05)
    assert taken == [0, 1, 2]
    assert belt.collect(1, timeout=1) == [0]
    assert fourth.wait(5)
    belt.cancel()
    thread.join(5)
    assert not thread.is_alive()


def test_collect_ends_with_none_when_all_is_done() -> None:
    belt = Belt(photos(1), capacity=2)
    belt.put(belt.take().id)  # type: ignore[union-attr]
    assert belt.take() is None
    assert belt.collect(5, timeout=0) == [0]
    assert belt.collect(5, timeout=0) is None


def test_an_empty_belt_is_over_at_once() -> None:
    belt = Belt([], capacity=1)
    assert belt.take() is None
    assert belt.collect(1, timeout=5) is None


def test_while_paused_nothing_is_taken_and_nothing_collected() -> None:
    belt = Belt(photos(3), capacity=3)
    belt.put(belt.take().id)  # type: ignore[union-attr]
    belt.pause()
    got: list[int] = []
    thread = threading.Thread(target=lambda: got.append(belt.take().id))  # type: ignore[union-attr]
    thread.start()
    assert belt.collect(5, timeout=0.02) == []
    assert got == []
    belt.resume()
    thread.join(5)
    assert got == [1]
    assert belt.collect(5, timeout=1) == [0]


def test_cancel_wakes_everybody() -> None:
    belt = Belt(photos(3), capacity=1)
    belt.take()
    results: list[object] = []
    worker = threading.Thread(target=lambda: results.append(belt.take()))
    engine = threading.Thread(target=lambda: results.append(belt.collect(1, timeout=60)))
    worker.start()
    engine.start()
    belt.cancel()
    worker.join(5)
    engine.join(5)
    assert results == [None, None]


def test_a_bug_in_a_worker_reaches_the_engine() -> None:
    belt = Belt(photos(3), capacity=3)
    belt.take()
    belt.fail(ZeroDivisionError("a bug"))
    with pytest.raises(ZeroDivisionError, match="a bug"):
        belt.collect(1, timeout=1)
    assert belt.take() is None
