"""Steps that can be undone, kept in a file: undo reaches back to before the window was closed.

Only what can be undone is kept here. Decisions themselves are in the catalogue from the moment they are made.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.catalog.records import Decision, Flag, Label
from app.culling.decisions import Decider, GroupStep, Step

MOST_STEPS = 1000
MOST_CHANGES = 50_000
"""Changes of single photos that are kept at most, in all steps together: under two megabytes."""

_FORMAT = 1
_log = logging.getLogger(__name__)


def keep_steps(decider: Decider, catalog: str, file: Path) -> None:
    """Write down what can be undone and redone, the latest steps first to be kept.

    Args:
        decider: whose steps.
        catalog: address of the catalogue they are about; photo numbers mean nothing in another one.
        file: where to; its folder is made.
    """
    done, undone = decider.steps()
    text = json.dumps(
        {
            "format": _FORMAT,
            "catalog": catalog,
            "done": [_to_json(step) for step in _latest(done)],
            "undone": [_to_json(step) for step in _latest(undone)],
        }
    )
    beside = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        beside.write_text(text, encoding="utf-8")
        os.replace(beside, file)  # noqa: PTH105
    except OSError as error:
        _log.info("The steps to undo were not kept: %s", error)


def take_up_steps(decider: Decider, catalog: str, file: Path) -> None:
    """Let ``decider`` go on where the last session ended; nothing happens where there is no such file.

    A file that is damaged or about another catalogue is left out: nothing is lost but the way back.
    """
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        if kept["format"] != _FORMAT or kept["catalog"] != catalog:
            return
        done, undone = ([_from_json(step) for step in kept[name]] for name in ("done", "undone"))
    except FileNotFoundError:
        return
    except (OSError, ValueError, KeyError, TypeError) as error:
        _log.info("The steps to undo cannot be read from %s: %s", file, error)
        return
    decider.go_on_after(done, undone)


def _latest(steps: Sequence[Step | GroupStep]) -> list[Step | GroupStep]:
    kept: list[Step | GroupStep] = []
    changes = 0
    for step in reversed(steps[-MOST_STEPS:]):
        changes += len(step.after)
        if changes > MOST_CHANGES:
            break
        kept.append(step)
    return kept[::-1]


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
