"""Another model's scores beside the judging model's."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.catalog.catalog import Catalog
from app.catalog.intake import Intake
from app.catalog.lane import CatalogLane
from app.catalog.records import ModelKey, ScoreResult
from tests.gui.windows import write_photo

STUDENT, TEACHER = ModelKey("student", "a" * 64, "v"), ModelKey("teacher", "b" * 64, "v")


def test_columns_and_records_carry_the_second_opinion(tmp_path: Path) -> None:
    root = tmp_path / "shoot"
    for number in range(5):
        write_photo(root / f"{number}.jpg", 40 * number, (60, 40))
    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        Intake(lane).run([root])
        photos = lane.call(lambda c: c.to_score_in([root], STUDENT))

        def store(model: ModelKey, base: float, count: int) -> Callable[[Catalog], None]:
            results = [ScoreResult(p.id, p.fingerprint, base + i) for i, p in enumerate(photos[:count])]
            return lambda c: c.store_scores(model, results)

        lane.call(store(STUDENT, 10.0, 5))
        lane.call(store(TEACHER, 70.0, 2))
        before = lane.call(lambda c: c.folder_columns([root], model=STUDENT))
        assert np.isnan(before.second).all()

        def choose(catalog: Catalog) -> None:
            catalog.second = TEACHER

        lane.call(choose)
        columns = lane.call(lambda c: c.folder_columns([root], model=STUDENT))
        assert columns.scores.tolist() == [10.0, 11.0, 12.0, 13.0, 14.0]
        assert columns.second[:2].tolist() == [70.0, 71.0]
        assert np.isnan(columns.second[2:]).all()
        part = lane.call(lambda c: c.columns_for([photos[1].id, photos[4].id], STUDENT))
        assert part.second[0] == 71.0
        assert np.isnan(part.second[1])
        records = lane.call(lambda c: c.records([p.id for p in photos], STUDENT))
        assert [(r.score, r.second) for r in records[:3]] == [(10.0, 70.0), (11.0, 71.0), (12.0, None)]


def test_a_teacher_that_has_judged_nothing(tmp_path: Path) -> None:
    write_photo(tmp_path / "shoot" / "a.jpg", 90, (60, 40))
    with CatalogLane(lambda: Catalog.open(tmp_path / "c.sqlite3")) as lane:
        Intake(lane).run([tmp_path / "shoot"])

        def columns(catalog: Catalog) -> object:
            catalog.second = TEACHER
            return catalog.folder_columns([tmp_path / "shoot"], model=STUDENT).second.tolist()

        assert str(lane.call(columns)) == "[nan]"
