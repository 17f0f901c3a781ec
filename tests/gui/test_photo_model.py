"""The list model and the table below it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.catalog.records import Decision, Flag, Label, PhotoColumns
from app.gui.photo_model import Cell, PhotoModel
from app.gui.photo_table import PhotoTable, Renewed, head, subset


def columns(ids: range | list[int], *, folder: str = "/shoot", faults: tuple[str, ...] = ()) -> PhotoColumns:
    """Photos with the score id / 10."""
    chosen = np.array(list(ids), np.int64)
    n = len(chosen)
    return PhotoColumns(
        ids=chosen,
        paths=[f"{folder}/{number}.jpg" for number in chosen],
        captured=chosen.astype(np.float64),
        scores=chosen / 10.0,
        stars=np.zeros(n, np.int8),
        flags=np.zeros(n, np.int8),
        labels=np.zeros(n, np.int8),
        errors=np.zeros(n, np.bool_),
        kinds=["jpeg"] * n,
        widths=np.full(n, 300, np.int32),
        heights=np.full(n, 200, np.int32),
        fault_names=faults,
        faults=np.full((n, len(faults)), 0.5, np.float32),
    )


def test_the_model_keeps_qts_rules(qtbot: QtBot) -> None:
    model = PhotoModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    table = PhotoTable(columns(range(1, 6)))
    model.show(table, np.array([4, 2, 0]))
    assert model.rowCount() == 3
    model.touch(np.array([4, 1, 0]))
    at = table.put(columns(range(6, 9)))
    model.touch(at)  # not in the order yet
    model.show(table, np.arange(8))
    assert model.rowCount() == 8
    model.show(PhotoTable(), np.empty(0, np.intp))
    assert model.rowCount() == 0
    del tester


def test_rows_and_ids(qtbot: QtBot) -> None:
    model = PhotoModel()
    model.show(PhotoTable(columns([7, 3, 9])), np.array([2, 0]))
    assert [model.id_at(row) for row in range(2)] == [9, 7]
    assert model.row_of(7) == 1
    assert model.row_of(3) == -1, "hidden"
    assert model.row_of(1234) == -1
    assert model.rows_of(np.array([3, 7, 9])).tolist() == [0, 1]


def test_what_a_cell_says(qtbot: QtBot) -> None:
    model = PhotoModel()
    table = PhotoTable(columns([42, 43]))
    table.set_decisions({42: Decision(Flag.PICK, 3, Label.BLUE)})
    model.show(table, np.array([0]))
    model.show_percentiles(np.array([100.0, 0.0]))
    index = model.index(0)
    assert index.data(PhotoModel.CellRole)[:9] == Cell(42, "42.jpg", 4.2, 1, 3, 4, False, 300, 200)[:9]
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "42.jpg\nScore 4.2, top 50 % of this folder"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == (
        "42.jpg, score 4, top 50 % of this folder, picked, 3 stars, label blue"
    )
    model.reasons[42] = "The file is empty."
    assert "The file is empty." in index.data(Qt.ItemDataRole.ToolTipRole)
    assert index.data(PhotoModel.CellRole).error


def test_only_photos_with_another_place_are_painted_anew(qtbot: QtBot) -> None:
    model = PhotoModel()
    table = PhotoTable(columns(range(5)))
    model.show(table, np.arange(5))
    touched: list[int] = []
    model.dataChanged.connect(lambda first, last: touched.extend(range(first.row(), last.row() + 1)))
    share = np.array([0.0, 25.0, 50.0, 100.0, np.nan])
    model.show_percentiles(share)
    assert [model.cell(row).place for row in range(5)] == [-25, -44, 62, 25, 0]
    assert model.index(3).data(Qt.ItemDataRole.AccessibleTextRole).startswith("3.jpg, score")
    assert "top 25 % of this folder" in model.index(3).data(Qt.ItemDataRole.AccessibleTextRole)
    touched.clear()
    model.show_percentiles(share + np.array([0.0, 0.2, 0.1, 0.0, np.nan]))
    assert touched == [], "no other whole percent"
    model.show_percentiles(np.array([0.0, 100.0, 50.0, 25.0, np.nan]))
    assert touched == [1, 3]


def test_data_only_looks_at_memory(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    model = PhotoModel()
    model.show(PhotoTable(columns(range(100))), np.arange(100))

    def forbidden(*_: object, **__: object) -> None:
        raise AssertionError("the model touched the disk")

    for name in ("open", "os.stat", "os.scandir"):
        monkeypatch.setattr("builtins.open" if name == "open" else name, forbidden)
    for role in (*range(15), PhotoModel.CellRole, PhotoModel.IdRole):
        model.index(50).data(int(role))
    monkeypatch.undo()


def test_a_table_grows_and_changes_in_place() -> None:
    table = PhotoTable(columns([5, 1], folder="/a"))
    assert table.put(columns([1, 8, 2], folder="/b")).tolist() == [1, 2, 3]
    assert table.columns.ids.tolist() == [5, 1, 8, 2]
    assert table.columns.paths == ["/a/5.jpg", "/b/1.jpg", "/b/8.jpg", "/b/2.jpg"], "a moved photo keeps its place"
    assert table.positions([2, 99, 5]).tolist() == [3, -1, 0]
    assert table.inside("/b").tolist() == [False, True, True, True]
    assert table.inside("/").all()
    assert not table.inside("/bb").any()


def test_faults_of_a_model_arrive_with_the_first_scores() -> None:
    table = PhotoTable(columns([1, 2]))
    table.put(columns([2], faults=("blur",)))
    assert table.columns.fault_names == ("blur",)
    assert np.isnan(table.columns.faults[0, 0])
    assert table.columns.faults[1, 0] == 0.5
    table.put(columns([1]))
    assert np.isnan(table.columns.faults[0, 0])


def test_decisions_tell_what_they_changed() -> None:
    table = PhotoTable(columns([1, 2, 3]))
    assert table.set_decisions({2: Decision(Flag.REJECT), 3: Decision(), 99: Decision(Flag.PICK)}).tolist() == [1]
    assert table.decision(1) == Decision(Flag.REJECT)


def test_subset() -> None:
    part = subset(columns([4, 5, 6]), np.array([2, 0]))
    assert part.ids.tolist() == [6, 4]
    assert part.paths == ["/shoot/6.jpg", "/shoot/4.jpg"]


def test_faults_stand_beside_the_score_in_words(qtbot: QtBot) -> None:
    table = PhotoTable(columns(range(2), faults=("motion", "noise")))
    table.columns.scores[:] = (3.4, 90.0)
    table.columns.faults[:] = ((0.6, 0.9), (0.1, np.nan))
    table.set_decisions({0: Decision(Flag.REJECT, 2, Label.RED)})
    model = PhotoModel()
    model.show(table, np.arange(2))
    model.show_percentiles(np.array([0.0, 100.0]))
    assert model.details(0) == "✕ Reject   ★★   label red   score 3   last 50 % of this folder   noisy, motion blur"
    assert model.details(1) == "score 90   top 50 % of this folder"
    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole).endswith("\nNoisy, motion blur")
    assert "noisy" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_the_head_of_the_columns_stays_as_it_is_while_the_table_changes() -> None:
    table = PhotoTable(columns([3, 1, 2]))
    first = head(table.columns, 2)
    assert first.ids.tolist() == [3, 1]
    assert first.paths == ["/shoot/3.jpg", "/shoot/1.jpg"]
    table.put(columns([1, 7], folder="/elsewhere"))
    table.columns.scores[0] = 99.0
    assert first.paths == ["/shoot/3.jpg", "/shoot/1.jpg"]
    assert first.scores.tolist() == [0.3, 0.1]
    assert subset(table.columns, np.array([0, 3])).paths == ["/shoot/3.jpg", "/elsewhere/7.jpg"]
    assert [table.folders[code] for code in table.folder_codes] == ["/shoot", "/elsewhere", "/shoot", "/elsewhere"]


def test_a_table_says_which_files_became_others() -> None:
    table = PhotoTable(replace(columns([1, 2, 3]), contents=np.array([10, 20, 30])))
    assert not table.renewed
    table.put(replace(columns([2, 4]), contents=np.array([20, 40])))
    assert not table.renewed, "a new photo is no other one"
    table.put(replace(columns([1, 2]), contents=np.array([11, 20])))
    assert table.renewed == Renewed(frozenset({1}), frozenset())
    moved = columns([3, 4], folder="/elsewhere")
    table.put(replace(moved, contents=np.array([30, 40])))
    assert table.renewed == Renewed(frozenset(), frozenset({3, 4}))
    assert not table.has_doubles()
    table.put(replace(moved, paths=[table.columns.paths[0], moved.paths[1]]))
    assert table.has_doubles()
    other = PhotoTable(replace(columns([9, 2, 1]), contents=np.array([90, 21, 11])))
    assert other.since(table) == Renewed(frozenset({2}), frozenset())


def test_a_photo_that_is_not_there_any_more_looks_no_different() -> None:
    model = PhotoModel()
    told: list[object] = []
    model.dataChanged.connect(lambda *where: told.append(where))
    model.touch(np.array([-1]))  # a thumbnail of the folder before, late
    assert not told
