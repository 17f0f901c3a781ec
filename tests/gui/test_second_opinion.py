"""The second opinion in a real window with a real helper process; the teacher is a tiny ONNX model that says it is one,
because torch and diffusers take seconds to start (``tests/scoring`` runs a teacher of the real classes).
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from app import places
from app.culling.agreement import Second, compare
from app.culling.filters import FilterSpec
from app.gui.main_window import MainWindow
from app.gui.second_opinion_card import SecondOpinionCard
from app.gui.teacher_dialogs import AskDialog, LicenceDialog, NoTeacherDialog
from app.scoring import model_store
from app.scoring.estimates import Estimate
from app.scoring.second_opinion import CpuWanted
from dpiqa_core.weights import Card
from tests.gui.conftest import WindowMaker
from tests.tiny_models import write_tiny_model

WAIT = 60_000


def install_teacher(name: str = "teacher") -> Card:
    """A model that gives twice the brightness."""
    folder = write_tiny_model(places.installed_models_dir(), name)
    replace(Card.read(folder), architecture=model_store.TEACHER, score_range=(0.0, 0.5)).write(folder)
    return Card.read(folder)


Ready = Callable[[MainWindow], None]


@pytest.fixture
def window(make_window: WindowMaker, ready: Ready, shoot: Path) -> MainWindow:
    made = make_window(shoot)
    ready(made)
    made.area.grid.setFocus()
    return made


def dialog_of(window: MainWindow, qtbot: QtBot) -> QDialog:
    def shown() -> bool:
        return window.teacher.dialog is not None or window.teacher.errands.dialog is not None

    qtbot.waitUntil(shown, timeout=WAIT)
    found = window.teacher.dialog or window.teacher.errands.dialog
    assert found is not None
    return found


def ask(window: MainWindow, qtbot: QtBot, ids: list[int]) -> None:
    """Press T on these photos, say yes, and wait for the last score."""
    window.area.grid.select_ids(ids, ids[0])
    QTest.keyClick(window.area.grid, Qt.Key.Key_T)
    dialog = dialog_of(window, qtbot)
    assert isinstance(dialog, AskDialog)
    dialog.accept()
    table = window.session.table
    qtbot.waitUntil(lambda: not np.isnan(table.columns.second[table.positions(ids)]).any(), timeout=WAIT)


def test_without_a_teacher_a_dialog_says_what_is_needed(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window.area.grid, Qt.Key.Key_T)
    dialog = dialog_of(window, qtbot)
    assert isinstance(dialog, NoTeacherDialog)
    assert dialog.import_button.isVisible()
    assert dialog.download_button.isVisible()
    assert np.isnan(window.session.table.columns.second).all()
    dialog.reject()
    assert window.teacher.errands.dialog is None


def test_the_download_asks_first(window: MainWindow, qtbot: QtBot) -> None:
    window.teacher.ask_targets()
    dialog = dialog_of(window, qtbot)
    assert isinstance(dialog, NoTeacherDialog)
    dialog.download_button.click()
    question = window.teacher.errands.dialog
    assert isinstance(question, QMessageBox)
    assert "1.71 GB" in question.text()
    assert "32bd64288804" in question.informativeText()
    question.reject()


def test_asked_about_a_selection_the_scores_stand_side_by_side(window: MainWindow, qtbot: QtBot) -> None:
    install_teacher()
    window.teacher.use(window.services)  # type: ignore[arg-type]
    order = window.session.view.order
    ids = window.session.table.columns.ids[order[:3]].tolist()
    ask(window, qtbot, ids)
    table = window.session.table
    at = table.positions(ids)
    assert table.columns.second[at] == pytest.approx(np.minimum(100, 2 * table.columns.scores[at]), abs=1e-3)
    window.area.grid.select_ids(ids[:1], ids[0])
    card = window.side_panel.second
    qtbot.waitUntil(lambda: not card.isHidden(), timeout=WAIT)
    assert "too few to compare ranks" in card.words()
    qtbot.waitUntil(lambda: "loaded" in window.teacher.strip.words(), timeout=WAIT)
    window.teacher.strip.button().click()
    qtbot.waitUntil(lambda: window.teacher.strip.words() == "", timeout=WAIT)

    other = int(table.columns.ids[order[4]])
    window.area.grid.select_ids([other], other)
    qtbot.waitUntil(card.isHidden, timeout=WAIT)

    window.session.set_spec(FilterSpec(second=frozenset({Second.JUDGED})))
    assert sorted(table.columns.ids[window.session.view.order].tolist()) == sorted(ids)


@pytest.mark.parametrize("view", [Qt.Key.Key_E, Qt.Key.Key_C, Qt.Key.Key_N])
def test_every_view_asks_about_its_targets(window: MainWindow, qtbot: QtBot, view: Qt.Key) -> None:
    install_teacher()
    window.teacher.use(window.services)  # type: ignore[arg-type]
    ids = window.session.table.columns.ids[window.session.view.order[:2]].tolist()
    window.area.grid.select_ids(ids, ids[0])
    QTest.keyClick(window.area.grid, view)
    qtbot.waitUntil(lambda: not window.area.grid.isVisible(), timeout=WAIT)
    asked = list(window.area.targets())
    assert asked
    assert set(asked) <= set(ids)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_T)
    dialog = dialog_of(window, qtbot)
    assert isinstance(dialog, AskDialog)
    dialog.accept()
    columns = window.session.table.columns
    at = window.session.table.positions(asked)
    qtbot.waitUntil(lambda: not np.isnan(window.session.table.columns.second[at]).any(), timeout=WAIT)
    assert np.isnan(window.session.table.columns.second).sum() == len(columns.ids) - len(asked)


def test_what_is_judged_already_is_not_asked_again(window: MainWindow, qtbot: QtBot) -> None:
    install_teacher()
    window.teacher.use(window.services)  # type: ignore[arg-type]
    ids = window.session.table.columns.ids[window.session.view.order[:2]].tolist()
    ask(window, qtbot, ids)
    window.teacher.ask(ids)
    qtbot.waitUntil(lambda: "has judged these already" in window.status.message(), timeout=WAIT)
    assert window.teacher.dialog is None


def test_the_band_of_doubt_is_asked_about(window: MainWindow, qtbot: QtBot) -> None:
    install_teacher()
    window.teacher.use(window.services)  # type: ignore[arg-type]
    columns = window.session.table.columns
    band = window.histogram.band()
    inside = columns.ids[band.in_doubt(columns.scores)].tolist()
    assert inside
    window.teacher.ask_band()
    dialog = dialog_of(window, qtbot)
    dialog.accept()
    qtbot.waitUntil(lambda: not np.isnan(columns.second[window.session.table.positions(inside)]).any(), timeout=WAIT)
    assert int(np.count_nonzero(~np.isnan(columns.second))) == len(inside)


def test_a_gpu_that_is_full_is_a_question(window: MainWindow, qtbot: QtBot) -> None:
    """No GPU is here: the event comes from the test, the question and its answer are the window's."""
    answers: list[bool] = []
    opinion = window.teacher._opinion
    assert opinion is not None
    opinion.answer = answers.append  # type: ignore[method-assign]
    for accept in (True, False):
        window.teacher._take(CpuWanted("The GPU (cuda) has too little memory."))
        box = window.teacher.dialog
        assert isinstance(box, QMessageBox)
        button = next(b for b in box.buttons() if (box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole) == accept)
        button.click()
    assert answers == [True, False]


def test_the_students_full_gpu_is_a_question_too(window: MainWindow, qtbot: QtBot) -> None:
    services = window.services
    assert services is not None
    assert services.ask_cpu is not None
    with ThreadPoolExecutor(1) as inference:
        answer = inference.submit(services.ask_cpu, "The GPU (cuda) has too little memory.")
        box = dialog_of(window, qtbot)
        assert isinstance(box, QMessageBox)
        next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
        assert answer.result(10) is True
        answer = inference.submit(services.ask_cpu, "The GPU (cuda) has too little memory.")
        qtbot.waitUntil(lambda: bool(window.teacher._open_questions), timeout=WAIT)
        window.close()
        assert answer.result(10) is False, "a window that closes waits for nobody"


def test_a_checkpoint_that_is_refused_is_told(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pth"
    wrong.write_bytes(b"no checkpoint")
    window.teacher.errands.look_at(wrong)
    boxes: list[QMessageBox] = []

    def told() -> bool:
        found = window.teacher.errands.dialog
        if isinstance(found, QMessageBox):
            boxes.append(found)
        return bool(boxes)

    qtbot.waitUntil(told, timeout=WAIT)
    assert "wrong.pth" in boxes[0].text()
    boxes[0].accept()


def test_an_errand_can_be_cancelled(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.teacher.errands.look_at(tmp_path / "whatever.pth")
    dialog = window.teacher.errands.dialog
    assert dialog is not None
    dialog.reject()
    assert window.status.message() == "Cancelled."
    assert window.teacher.errands.dialog is None


def test_the_licence_has_to_be_accepted(qtbot: QtBot) -> None:
    dialog = LicenceDialog(Path("/x/koniq.pth"), "teacher", 1_064_700_000, "teacher-koniq")
    qtbot.addWidget(dialog)
    assert not dialog.import_button().isEnabled()
    dialog.accept_box().setChecked(True)
    assert dialog.import_button().isEnabled()
    assert dialog.name() == "teacher-koniq"


@pytest.mark.parametrize(
    ("estimate", "loaded", "words"),
    [
        (Estimate(12, 41, 5e9, True), False, "About 8 min 24 s: 41 s a photo and 12 s to load the model. Measured"),
        (Estimate(12, 41, 5e9, True), True, "About 8 min 12 s: 41 s a photo. Measured"),
        (Estimate(12, 41, 5e9, False), False, "A guess"),
        (Estimate(12, None, 5e9, False), False, "Not known for this GPU"),
    ],
)
def test_time_is_said_beforehand(qtbot: QtBot, estimate: Estimate, loaded: bool, words: str) -> None:
    dialog = AskDialog(["a", "b"], "b", 12)
    qtbot.addWidget(dialog)
    assert words in dialog.time_words(estimate, loaded)
    assert dialog.model() == "b"


def test_words_about_ranks(qtbot: QtBot) -> None:
    card = SecondOpinionCard()
    qtbot.addWidget(card)
    scores = np.arange(0, 100, 10.0)
    comparison = compare(scores, scores[::-1].copy())
    card.show_opinion(0.0, 90.0, comparison, 0)
    assert card.words() == "The teacher ranks it higher: 100 points apart among 10 photos judged by both."
    card.show_opinion(scores[9], 0.0, comparison, 9)
    assert "lower" in card.words()
    card.show_opinion(40.0, 50.0, compare(scores, scores.copy()), 4)
    assert card.words().startswith("They agree: 0 points")
