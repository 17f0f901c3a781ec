"""The command line as a user has it: in this process where that is enough, in its own where it matters."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app import places
from tests.tiny_models import write_tiny_model

REPOSITORY = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """stdout as JSON."""
        return json.loads(self.out)


Run = Callable[..., Outcome]


@pytest.fixture
def model_name(private_places: Path) -> str:
    """An installed model: the score is the mean brightness."""
    return write_tiny_model(places.installed_models_dir()).name


@pytest.fixture
def keepers(capfd: pytest.CaptureFixture[str]) -> Run:
    """Run a command in this process."""

    def run(*arguments: object) -> Outcome:
        from app.cli import main

        with pytest.raises(SystemExit) as left:
            main([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        code = left.value.code
        return Outcome(code if isinstance(code, int) else int(code is not None), captured.out, captured.err)

    return run


@pytest.fixture
def score(keepers: Run, model_name: str) -> Run:
    """``keepers score --model ... --json -``."""
    return lambda *arguments: keepers("score", "--model", model_name, "--json", "-", *arguments)


def command(*arguments: object) -> list[str]:
    """The command line of the program in a process of its own."""
    return [sys.executable, str(REPOSITORY / "main.py"), *map(str, arguments)]


def run_process(*arguments: object, **variables: str | None) -> Outcome:
    """Run a command in a process of its own; a variable that is None is taken out of the environment."""
    environment = {**os.environ, **{k: v for k, v in variables.items() if v is not None}}
    for name in [name for name, value in variables.items() if value is None]:
        environment.pop(name, None)
    done = subprocess.run(command(*arguments), capture_output=True, env=environment, check=False, timeout=100)
    return Outcome(done.returncode, os.fsdecode(done.stdout), os.fsdecode(done.stderr))
