from __future__ import annotations

import random
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from app.photos.budget import MegapixelBudget


def test_never_holds_more_than_the_limit() -> None:
    budget = MegapixelBudget(10)
    lock = threading.Lock()
    held: list[float] = []
    worst = 0.0

    def work(weight: float) -> None:
        nonlocal worst
        with budget.hold(weight):
            with lock:
                held.append(weight)
                if len(held) > 1:
                    worst = max(worst, sum(held))
            sum(range(2000))
            with lock:
                held.remove(weight)

    weights = [random.Random(7).choice([0.0, 0.3, 2.5, 6.0, 9.9, 40.0]) for _ in range(400)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(work, weights))
    assert worst <= 10
    assert budget.held == 0


def test_a_bigger_one_goes_alone() -> None:
    budget = MegapixelBudget(10)
    entered, release = threading.Event(), threading.Event()

    def big() -> None:
        with budget.hold(50):
            entered.set()
            release.wait(30)

    small = threading.Event()

    def little() -> None:
        with budget.hold(1):
            small.set()

    with ThreadPoolExecutor(2) as pool:
        with budget.hold(1):
            first = pool.submit(big)
            assert not entered.wait(0.05)
        assert entered.wait(30)
        second = pool.submit(little)
        assert not small.wait(0.05)
        release.set()
        first.result(30)
        second.result(30)
    assert small.is_set()


def test_small_ones_do_not_overtake_a_waiting_big_one() -> None:
    budget = MegapixelBudget(10)
    order: list[str] = []
    queued = threading.Event()

    def take(name: str, weight: float) -> None:
        with budget.hold(weight):
            order.append(name)

    with ThreadPoolExecutor(2) as pool:
        with budget.hold(5):
            big = pool.submit(take, "big", 9)
            while not budget.waiting:
                queued.wait(0.001)
            little = pool.submit(take, "little", 1)
            assert not little.done()
        big.result(30)
        little.result(30)
    assert order == ["big", "little"]


def test_an_error_gives_back() -> None:
    budget = MegapixelBudget(10)
    with pytest.raises(KeyError), budget.hold(8):
        raise KeyError
    assert budget.held == 0
    with budget.hold(10):
        assert budget.held == 10


def test_a_limit_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        MegapixelBudget(0)
