"""The second opinion in the window: whom it asks, what it says before and after, and where its scores are shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QMessageBox, QWidget

from app.catalog.records import ModelKey, PhotoToScore
from app.culling.agreement import Second, verdict
from app.culling.bands import ScoreBand
from app.culling.wording import photos as photos_text
from app.errors import UserError
from app.gui.background import Background
from app.gui.dispatcher import Dispatcher
from app.gui.folder_session import FolderSession
from app.gui.sentences import localised
from app.gui.teacher_dialogs import AskDialog
from app.gui.teacher_errands import TeacherErrands
from app.gui.teacher_strip import TeacherStrip
from app.gui.window_state import WindowState
from app.scoring import model_store
from app.scoring.estimates import Estimate, estimate
from app.scoring.second_opinion import CpuWanted, Event, Finished, Judged, SecondOpinion, Starting, Unloaded

if TYPE_CHECKING:
    from app.catalog.catalog import Catalog
    from app.gui.services import Services
    from dpiqa_core.weights import Card

UNASKED_S = 20.0
"""A loaded teacher is asked at once where it will be ready within so many seconds."""


class SecondOpinionDesk(QObject):
    """Asks the teacher.

    Args:
        session: the open folder.
        targets: gives the ids that a command applies to.
        band: gives the band of doubt.
        dispatcher, state: of the window.
        tell: says a sentence in the status bar.
        window: parent of the dialogs.
    """

    def __init__(
        self,
        session: FolderSession,
        targets: Callable[[], list[int]],
        band: Callable[[], ScoreBand],
        dispatcher: Dispatcher,
        state: WindowState,
        tell: Callable[[str], object],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._targets = targets
        self._band = band
        self._dispatcher = dispatcher
        self._state = state
        self._tell = tell
        self._window = window
        self._services: Services | None = None
        self._opinion: SecondOpinion | None = None
        self._background = Background(self)
        self._load_s: float | None = None
        self._open_questions: list[threading.Event] = []
        self._judged: list[int] = []  # of this request
        self._sum_up_soon = False
        session.countsChanged.connect(self._sum_up)
        self.dialog: QDialog | None = None
        """The dialog that is open, or None."""
        self.strip = TeacherStrip(window)
        self.strip.cancelRequested.connect(self.cancel)
        self.strip.unloadRequested.connect(self.unload)
        self.errands = TeacherErrands(dispatcher, window)
        self.errands.told.connect(tell)
        self.errands.installed.connect(self._installed)

    def use(self, services: Services) -> None:
        """The rooms behind are ready; to be called before the folder is read, so that its second scores come along."""
        self._services = services
        services.ask_cpu = self.may_use_cpu
        self._opinion = services.second_opinion(lambda event: self._dispatcher.post(lambda: self._take(event)))
        self._show_scores_of(self._teacher())

    def shut_down(self) -> None:
        """End everything; what is judged is stored."""
        for answered in self._open_questions:
            answered.set()
        self.errands.shut_down()
        self._background.shut_down()
        if self._opinion is not None:
            self._opinion.close()

    # -- asking --------------------------------------------------------------------------------------------------

    def ask_targets(self) -> None:
        """Ask about the selection, or the photo that is looked at."""
        self.ask(self._targets())

    def ask_band(self) -> None:
        """Ask about the photos in the band of doubt, within the folder that is shown."""
        columns, band = self._session.view.scope_columns(), self._band()
        ids = columns.ids[band.in_doubt(columns.scores)].tolist()
        if not ids:
            words = self.tr("No photo lies in the band of doubt from {low} to {high}.")
            self._tell(words.format(low=f"{band.low:.0f}", high=f"{band.high:.0f}"))
            return
        self.ask(ids)

    def ask(self, ids: Sequence[int]) -> None:
        """Ask about these photos; those that the teacher has judged already are left out."""
        if self._services is None or not ids:
            return
        teachers = self._teachers()
        if not teachers:
            if model_store.installed_teachers():
                self._tell(self.tr("The only teacher that is installed judges this window; it has no second opinion."))
            else:
                self.errands.begin()
            return
        card = self._teacher(teachers)
        assert card is not None
        self._find(card, list(ids))

    def cancel(self) -> None:
        """End the request; what is judged stays."""
        if self._opinion is not None:
            self._opinion.cancel()

    def unload(self) -> None:
        """Give the teacher's memory back."""
        if self._opinion is not None:
            self._opinion.unload()

    def _find(self, card: Card, ids: list[int]) -> None:
        assert self._services is not None
        key = _key(card)

        def find(catalog: Catalog) -> list[PhotoToScore]:
            return catalog.to_score(ids, key)

        def found(waiting: list[PhotoToScore]) -> None:
            if waiting:
                self._estimate(card, ids, waiting)
            else:
                self._tell(self._known_words(ids))

        self._dispatcher.when_done(self._services.lane.submit(find, urgent=True), found)

    def _estimate(self, card: Card, ids: list[int], waiting: list[PhotoToScore]) -> None:
        assert self._services is not None
        device = self._services.device

        def begin(expected: Estimate) -> None:
            self._ask_or_start(card, ids, waiting, expected)

        self._background.ask("estimate", lambda: estimate(card, device), begin)

    def _ask_or_start(self, card: Card, ids: list[int], waiting: list[PhotoToScore], expected: Estimate) -> None:
        assert self._opinion is not None
        loaded = self._opinion.is_loaded(card)
        seconds = expected.seconds(len(waiting), loaded=loaded)
        if loaded and seconds is not None and seconds <= UNASKED_S:
            self._start(card, waiting, expected)
            return
        if isinstance(self.dialog, AskDialog) and self.dialog.isVisible():
            self.dialog.show_estimate(expected, loaded)
            return
        dialog = AskDialog([c.name for c in self._teachers()], card.name, len(waiting), self._window)
        dialog.show_estimate(expected, loaded)
        dialog.accepted.connect(lambda: self._start(card, waiting, expected))
        dialog.modelChosen.connect(lambda name: self._other_teacher(dialog, name, ids))
        self._open(dialog)

    def _other_teacher(self, dialog: QDialog, name: str, ids: list[int]) -> None:
        dialog.reject()
        self._state.set_value("teacher", name)
        self._show_scores_of(self._teacher(), reload=True)
        self.ask(ids)

    def _start(self, card: Card, waiting: list[PhotoToScore], expected: Estimate) -> None:
        assert self._opinion is not None
        self._load_s = expected.load_s if expected.measured else None
        try:
            self._opinion.ask(card, waiting)
        except UserError as error:
            self._tell(localised(str(error)))

    def _known_words(self, ids: Sequence[int]) -> str:
        at = self._session.table.positions(ids)
        differences = self._session.table.columns.disagreement[at[at >= 0]]
        known = differences[~np.isnan(differences)]
        if not len(known):
            return self.tr("There is nothing that the teacher could judge: these photos cannot be read.")
        return self.tr("The teacher has judged these already: {words}.").format(words=self._verdicts(known))

    def _verdicts(self, differences: np.ndarray) -> str:
        found = [verdict(float(value)) for value in differences]
        parts = [
            text.format(count=found.count(which))
            for which, text in (
                (Second.AGREES, self.tr("{count} agree")),
                (Second.HIGHER, self.tr("{count} higher")),
                (Second.LOWER, self.tr("{count} lower")),
            )
            if which in found
        ]
        return ", ".join(parts)

    # -- what the teacher says -----------------------------------------------------------------------------------

    def _take(self, event: Event) -> None:
        match event:
            case Starting():
                self.strip.show_starting(self._load_s)
                self._judged = []
            case Judged():
                self.strip.show_progress(event)
                if event.done == 0:
                    self._judged = []
                if event.ids:
                    self._judged += event.ids
                    self._session.take_ids(event.ids)
            case CpuWanted():
                self._ask_cpu(event.text, self._opinion.answer if self._opinion else lambda _: None)
            case Finished():
                self._finished(event)
            case Unloaded():
                self.strip.hide()

    def _finished(self, report: Finished) -> None:
        assert self._opinion is not None
        if self._opinion.pid is None:
            self.strip.hide()
        else:
            self.strip.show_idle()
        words = self.tr("The teacher judged {photos}.").format(photos=photos_text(report.judged))
        if report.refused:
            first = next(iter(report.refused.values()))
            words += " " + self.tr("{photos} could not be judged: {reason}").format(
                photos=photos_text(len(report.refused)), reason=localised(first)
            )
        self._tell(words)
        self._sum_up_soon = bool(report.judged and not report.refused and not report.trouble)
        self._sum_up()
        if report.trouble:
            box = QMessageBox(
                QMessageBox.Icon.Warning,
                self.tr("Second opinion"),
                localised(report.trouble),
                QMessageBox.StandardButton.Ok,
                self._window,
            )
            self._open(box)

    def _sum_up(self) -> None:
        """Say how the two agree as soon as the last scores have come to the table."""
        if not self._sum_up_soon:
            return
        at = self._session.table.positions(self._judged)
        columns = self._session.table.columns
        at = at[at >= 0]
        if np.isnan(columns.second[at]).any():
            return
        self._sum_up_soon = False
        differences = columns.disagreement[at]
        if words := self._verdicts(differences[~np.isnan(differences)]):
            judged = self.tr("The teacher judged {photos}: {words}.")
            self._tell(judged.format(photos=photos_text(len(self._judged)), words=words))

    def may_use_cpu(self, text: str) -> bool:
        """Ask about the CPU and wait for the answer; for the threads of the inference. No, where the window closes."""
        answered, answers = threading.Event(), [False]

        def reply(yes: bool) -> None:
            answers[0] = yes
            answered.set()

        self._open_questions.append(answered)
        self._dispatcher.post(lambda: self._ask_cpu(text, reply))
        answered.wait()
        self._open_questions.remove(answered)
        return answers[0]

    def _ask_cpu(self, text: str, reply: Callable[[bool], object]) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Question,
            self.tr("The GPU is full"),
            localised(text),
            QMessageBox.StandardButton.Cancel,
            self._window,
        )
        box.setInformativeText(self.tr("The CPU can go on with it, which takes much longer. What is judged is kept."))
        box.addButton(self.tr("Go on with the CPU"), QMessageBox.ButtonRole.AcceptRole)
        box.finished.connect(lambda _: reply(box.buttonRole(box.clickedButton()) == QMessageBox.ButtonRole.AcceptRole))
        self._open(box)

    # -- which teacher -------------------------------------------------------------------------------------------

    def _teachers(self) -> list[Card]:
        """All but the model that judges everything: its own opinion is no second one."""
        assert self._services is not None
        try:
            judge = self._services.model_key().weights_hash
        except UserError:
            judge = ""
        return [card for card in model_store.installed_teachers() if card.sha256 != judge]

    def _teacher(self, teachers: Sequence[Card] | None = None) -> Card | None:
        found = self._teachers() if teachers is None else teachers
        wanted = self._state.text("teacher")
        return next((card for card in found if card.name == wanted), found[0] if found else None)

    def _installed(self, name: str) -> None:
        if name in (card.name for card in self._teachers()):
            self._state.set_value("teacher", name)
            self._show_scores_of(self._teacher(), reload=True)
            self._tell(self.tr("The teacher {name} is ready: T asks it about the selection.").format(name=name))

    def _show_scores_of(self, card: Card | None, *, reload: bool = False) -> None:
        assert self._services is not None
        key = None if card is None else _key(card)

        def choose(catalog: Catalog) -> None:
            catalog.second = key

        def chosen(_: None) -> None:
            if reload:
                self._session.reload()

        self._dispatcher.when_done(self._services.lane.submit(choose, urgent=True), chosen, lambda _: None)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(lambda _: self._closed(dialog))
        dialog.open()

    def _closed(self, dialog: QDialog) -> None:
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()


def _key(card: Card) -> ModelKey:
    return ModelKey(card.name, card.sha256, card.preprocessing.version)
