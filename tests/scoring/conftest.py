"""A shoot, a tiny model and the wired rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app import places
from app.bootstrap import Services
from app.catalog.records import PhotoToScore
from tests.tiny_models import write_tiny_model


@pytest.fixture
def model_name(private_places: Path) -> str:
    """An installed model: the score is the mean brightness."""
    return write_tiny_model(places.installed_models_dir()).name


@pytest.fixture
def services(model_name: str) -> Iterator[Services]:
    """The rooms on a private catalogue."""
    with Services(model=model_name) as wired:
        yield wired


@pytest.fixture
def waiting(services: Services) -> Callable[[Path], list[PhotoToScore]]:
    """A function that takes a folder in and lists what has no score."""

    def take_in(folder: Path) -> list[PhotoToScore]:
        ids: list[int] = []
        services.intake().run([folder], on_batch=ids.extend)
        model = services.model_key()
        return services.lane.call(lambda catalog: catalog.to_score(ids, model))

    return take_in
