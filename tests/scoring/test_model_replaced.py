"""A model that is replaced under its name while its process is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from app.bootstrap import Services
from app.catalog.records import PhotoToScore
from tests.shoots import write_shoot
from tests.tiny_models import replace_model


def scores(services: Services, root: Path) -> list[float]:
    model = services.model_key()
    found: list[float] = services.lane.call(lambda catalog: catalog.folder_columns([root], model=model)).scores.tolist()
    return found


@pytest.fixture
def score(tmp_path: Path) -> Callable[[Services], int | None]:
    """Scores what has no score and gives the number of the process that did."""

    def run(services: Services) -> int | None:
        model = services.model_key()
        photos: list[PhotoToScore] = services.lane.call(lambda c: c.to_score_in([tmp_path / "shoot"], model))
        report = services.scoring_job(photos, on_event=lambda _: None).run()
        assert report.scored == len(photos) == 3
        return services._process().pid

    return run


def test_the_next_job_judges_with_the_new_files(
    tmp_path: Path, model_name: str, score: Callable[[Services], int | None]
) -> None:
    root = tmp_path / "shoot"
    write_shoot(root, 3)
    with Services(model=model_name, apart=True) as services:
        services.intake().run([root])
        first = score(services)
        before = scores(services, root)
        replace_model(model_name)
        second = score(services)
        assert second != first
        assert scores(services, root) == pytest.approx([value / 2 for value in before], abs=0.1)


def test_the_same_model_is_not_loaded_again(
    tmp_path: Path, model_name: str, score: Callable[[Services], int | None]
) -> None:
    root = tmp_path / "shoot"
    write_shoot(root, 3)
    with Services(model=model_name, apart=True) as services:
        services.intake().run([root])
        first = score(services)
        shutil.rmtree(root)
        for path in write_shoot(root, 6)[:3]:
            path.unlink()
        services.intake().run([root])
        assert score(services) == first
