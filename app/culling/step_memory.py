"""Steps that can be undone, kept in a file: undo reaches back to before the window was closed.

Only what can be undone is kept here, and where somebody stood, so that undo leads back there. Decisions themselves are
in the catalogue from the moment they are made.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from app.catalog.records import Decision, Flag, Label
from app.culling.decisions import Decider, GroupStep, Step

MOST_STEPS = 1000
MOST_CHANGES = 50_000
"""Changes of single photos that are kept at most, in all steps together: under two megabytes."""
MOST_SELECTED = 50_000
"""Selected photos that are kept at most, in all steps together, besides selections that are just the photos changed."""

_FORMAT = 1
_log = logging.getLogger(__name__)


class Spot(NamedTuple):
    """Which photo was current and which were selected.

    Attributes:
        current: id, -1 for none.
        selected: ids.
    """

    current: int
    selected: tuple[int, ...] = ()


class Spots(NamedTuple):
    """Where somebody stood before a step and after it."""

    before: Spot
    after: Spot


def keep_steps(decider: Decider, catalog: str, file: Path, spots: Mapping[int, Spots] | None = None) -> None:
    """Write down what can be undone and redone, the latest steps first to be kept.

    Args:
        decider: whose steps.
        catalog: address of the catalogue they are about; photo numbers mean nothing in another one.
        file: where to; its folder is made.
        spots: by the number of a step, where somebody stood, as far as that is known.
    """
    done, undone = decider.steps()
    writer = _Writer(spots or {})
    text = json.dumps(
        {
            "format": _FORMAT,
            "catalog": catalog,
            "done": writer.latest(done),
            "undone": writer.latest(undone),
        }
    )
    beside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)  # noqa: PTH105
    except OSError as error:
        _log.info("The steps to undo were not kept: %s", error)


def take_up_steps(decider: Decider, catalog: str, file: Path) -> dict[int, Spots]:
    """Let ``decider`` go on where the last session ended; nothing happens where there is no such file.

    A file that is damaged or about another catalogue is left out: nothing is lost but the way back.

    Returns:
        By the number that a step has now, where somebody stood, as far as that is known.
    """
    numbers = count(-1, -1)  # unlike those of the steps of this session
    spots: dict[int, Spots] = {}
    steps: dict[str, list[Step | GroupStep]] = {"done": [], "undone": []}
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT or kept["catalog"] != catalog:
            return {}
        for name, taken in steps.items():
            for entry in kept[name]:
                step = replace(_from_json(entry), number=next(numbers))
                taken.append(step)
                if "spots" in entry:
                    before, after = (_to_spot(spot, step) for spot in entry["spots"])
                    spots[step.number] = Spots(before, after)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.info("The steps to undo cannot be read from %s: %s", file, error)
        return {}
    decider.go_on_after(steps["done"], steps["undone"])
    return spots


class _Writer:
    """Makes entries of the file, as many as there is room for."""

    def __init__(self, spots: Mapping[int, Spots]) -> None:
        self._spots = spots
        self._selected = 0

    def latest(self, steps: Sequence[Step | GroupStep]) -> list[dict[str, Any]]:
        """The entries of the latest of these steps."""
        entries: list[dict[str, Any]] = []
        changes = 0
        for step in reversed(steps[-MOST_STEPS:]):
            changes += len(step.after)
            if changes > MOST_CHANGES:
                break
            entries.append(_to_json(step) | self._spots_of(step))
        return entries[::-1]

    def _spots_of(self, step: Step | GroupStep) -> dict[str, Any]:
        spots = self._spots.get(step.number)
        if spots is None:
            return {}
        written = [_from_spot(spot, step) for spot in spots]
        self._selected += sum(len(selected) for _, selected in written if selected is not None)
        return {"spots": written} if self._selected <= MOST_SELECTED else {}


def _from_spot(spot: Spot, step: Step | GroupStep) -> tuple[int, list[int] | None]:
    """Current and selected photos; None stands for just the photos that changed."""
    selected = list(spot.selected)
    return spot.current, None if sorted(selected) == sorted(step.after) else selected


def _to_spot(written: tuple[int, list[int] | None], step: Step | GroupStep) -> Spot:
    current, selected = written
    return Spot(int(current), tuple(step.after) if selected is None else tuple(int(i) for i in selected))


def _to_json(step: Step | GroupStep) -> dict[str, Any]:
    if isinstance(step, GroupStep):
        return {"text": step.text, "groups": [[i, step.before[i], step.after[i]] for i in step.after]}
    rows = [[i, *_numbers(step.before[i]), *_numbers(step.after[i])] for i in step.after]
    return {"text": step.text, "decisions": rows}


def _numbers(decision: Decision) -> tuple[int, int, int]:
    return int(decision.flag), decision.stars, int(decision.label)


def _from_json(step: dict[str, Any]) -> Step | GroupStep:
    text = str(step["text"])
    if "groups" in step:
        rows = [(int(i), int(old), int(new)) for i, old, new in step["groups"]]
        return GroupStep(text, {i: old for i, old, _ in rows}, {i: new for i, _, new in rows})
    before: dict[int, Decision] = {}
    after: dict[int, Decision] = {}
    for i, flag, stars, label, new_flag, new_stars, new_label in step["decisions"]:
        before[int(i)] = Decision(Flag(flag), int(stars), Label(label))
        after[int(i)] = Decision(Flag(new_flag), int(new_stars), Label(new_label))
    return Step(text, before, after)
