"""What a question costs does not depend on what else the catalogue holds: SQLite's plans of the large queries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from app.catalog.catalog import Catalog
from app.catalog.records import ModelKey, ScoreResult

if TYPE_CHECKING:
    from tests.catalog.conftest import Shoot

Plans = Callable[[Callable[[], object], str], list[str]]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with Catalog.open(tmp_path / "catalog.sqlite3") as opened:
        yield opened


@pytest.fixture
def plans(catalog: Catalog) -> Plans:
    """Gives the steps of those queries of a call that hold a text."""
    asked: list[tuple[str, Any]] = []
    engine = catalog._database.engine

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        if statement.startswith("SELECT") and not many:
            asked.append((statement, parameters))

    sa.event.listen(engine, "before_cursor_execute", note)

    def steps(call: Callable[[], object], text: str) -> list[str]:
        asked.clear()
        call()
        explained = [(f"EXPLAIN QUERY PLAN {statement}", values) for statement, values in asked if text in statement]
        assert explained
        with engine.connect() as connection:
            cursor = connection.connection.cursor()
            return [row[3] for statement, values in explained for row in cursor.execute(statement, values)]

    return steps


def test_a_folder_is_found_by_its_path_and_not_among_all_photos_without_a_partner(
    catalog: Catalog, shoot: Shoot, model: ModelKey, plans: Plans, tmp_path: Path
) -> None:
    shoot.take_in(catalog, "a/1.jpg", "b/2.jpg")
    calls: list[Callable[[], object]] = [
        lambda: catalog.folder_columns([tmp_path], model=model),
        lambda: catalog.to_score_in([tmp_path], model),
        lambda: catalog.sidecars.photos_in([tmp_path], recursive=True),
    ]
    for call in calls:
        found = plans(call, "ORDER BY folders.path, photos.name")
        assert [step for step in found if step.startswith(("SEARCH folders USING", "SEARCH photos USING"))]
        assert not [step for step in found if "pair_of" in step or "SCAN" in step or "ORDER BY" in step], found


def test_second_opinions_of_a_few_photos_are_looked_up_by_photo(
    catalog: Catalog, shoot: Shoot, model: ModelKey, plans: Plans
) -> None:
    teacher = ModelKey("teacher", "cd" * 32, "1")
    ids = shoot.take_in(catalog, "1.jpg", "2.jpg", "3.jpg")
    keys = catalog.thumb_keys(ids)
    catalog.store_scores(teacher, [ScoreResult(i, keys[i], 7.0) for i in ids])
    catalog.second = teacher
    found = plans(lambda: catalog.columns_for(ids, model), "scores.score \nFROM photos LEFT OUTER JOIN scores")
    assert not [step for step in found if step == "SEARCH scores USING PRIMARY KEY (model_id=?)"], found
    assert catalog.columns_for(ids, model).second.tolist() == [7.0] * 3
