"""The folder's scores as bars, with a threshold and a band of doubt, and what lies on each side in words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from app.culling.bands import BandCounts, ScoreBand, star_marks
from app.culling.wording import in_digits, in_few_digits
from app.gui import theme
from app.gui.folding_row import FoldingRow
from app.gui.histogram_plot import HistogramPlot


class ScoreHistogram(QWidget):
    """Distribution of the folder's scores, a threshold in a band of doubt, and what lies on each side.

    Signals:
        thresholdChanged: 0..100, at every step of a drag.
        bandChanged: the `ScoreBand`, likewise; the threshold takes it along.
        rejectBelowRequested: the lower end of the band; the window makes the proposal and asks.
        keepBestRequested: the user wants to keep a number of photos.
    """

    thresholdChanged = Signal(float)
    bandChanged = Signal(object)
    rejectBelowRequested = Signal(float)
    keepBestRequested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scores: NDArray[np.float64] = np.empty(0)
        self._counts = BandCounts(0, 0, 0, 0)
        self._plot = HistogramPlot()
        self._reject = self._number(theme.BAD)
        self._doubt = self._number(theme.MIDDLING)
        self._keep = self._number(theme.TEXT_BRIGHT)
        self._rest = QLabel()
        self._rest.setStyleSheet(f"color: {theme.TEXT_DIM}")
        self._button = QPushButton()
        self._button.clicked.connect(lambda: self.rejectBelowRequested.emit(self.band().low))
        self._best = QPushButton(self.tr("Keep the best …"))
        self._best.setToolTip(self.tr("Keep so many photos of the folder or of each burst; shows the photos first."))
        self._best.clicked.connect(self.keepBestRequested)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * theme.SPACE, theme.SPACE, 2 * theme.SPACE, 2 * theme.SPACE)
        column.setSpacing(theme.SPACE)
        column.addWidget(FoldingRow(self._reject, self._doubt, self._keep))
        column.addWidget(self._plot, 1)
        column.addWidget(self._rest)
        column.addWidget(FoldingRow(self._button, self._best, stretch=True))
        self.setFocusProxy(self._plot)
        self._plot.moved.connect(self._on_moved)
        self._plot.bandMoved.connect(self._on_band_moved)
        self._say()

    def _number(self, color: str) -> QLabel:
        label = QLabel()
        label.setStyleSheet(f"color: {color}; font-weight: 600")
        return label

    @property
    def plot(self) -> HistogramPlot:
        """The part with the bars."""
        return self._plot

    @property
    def reject_button(self) -> QPushButton:
        """Asks for the proposal."""
        return self._button

    @property
    def keep_best_button(self) -> QPushButton:
        """Asks how many to keep."""
        return self._best

    def set_scores(self, scores: NDArray[np.float64], stars: NDArray[np.int8] | None = None) -> None:
        """Scores 0..100 of the folder, NaN for a photo without one, and the stars given so far."""
        self._scores = scores
        marks = {} if stars is None else star_marks(scores, stars)
        self._plot.set_scores(scores[~np.isnan(scores)], marks)
        self._say()

    def threshold(self) -> float:
        """Where the line stands, 0..100."""
        return self._plot.threshold

    def set_threshold(self, threshold: float) -> None:
        """Move the line with its band, without a signal."""
        self._plot.threshold = threshold
        self._say()

    def band(self) -> ScoreBand:
        """The band of doubt."""
        return self._plot.band

    def reach(self) -> tuple[float, float]:
        """How far the band reaches under and above the threshold."""
        return self._plot.reach

    def set_reach(self, low: float, high: float) -> None:
        """Make the band reach so far under and above the threshold, without a signal."""
        self._plot.reach = (low, high)
        self._say()

    def counts(self) -> BandCounts:
        """Photos above the band, under it, in it, and without a score."""
        return self._counts

    def words(self) -> str:
        """The counts in words."""
        text = self.tr("{keep} keep, {reject} reject, {doubt} in doubt")
        counts = self._counts
        return text.format(
            keep=in_digits(counts.keep), reject=in_digits(counts.reject), doubt=in_digits(counts.in_doubt)
        )

    def _on_moved(self, threshold: float) -> None:
        self._say()
        self.thresholdChanged.emit(threshold)
        self.bandChanged.emit(self.band())

    def _on_band_moved(self) -> None:
        self._say()
        self.bandChanged.emit(self.band())

    def _say(self) -> None:
        band = self.band()
        self._counts = counts = band.counts(self._scores)
        low = in_few_digits(band.low)
        self._reject.setText(self.tr("{count} reject").format(count=in_digits(counts.reject)))
        self._doubt.setText(self.tr("{count} in doubt").format(count=in_digits(counts.in_doubt)))
        self._keep.setText(self.tr("{count} keep").format(count=in_digits(counts.keep)))
        self._doubt.setToolTip(
            self.tr("Scores from {low} up to {high}: the second opinion is asked about these.").format(
                low=low, high=in_few_digits(band.high)
            )
        )
        # Emptied and not hidden: hiding lays out the whole side of the window anew, 40 ms while somebody pages.
        unscored = self.tr("{count} without a score").format(count=in_digits(counts.unscored))
        self._rest.setText(unscored if counts.unscored else "")
        self._button.setText(self.tr("Reject below {threshold} …").format(threshold=low))
        self._button.setEnabled(counts.reject > 0)
        self._button.setToolTip(
            self.tr("Shows the photos first. What you have decided on is left alone.")
            if counts.reject
            else self.tr("No photo scores below {threshold}.").format(threshold=low)
        )
        self._best.setEnabled(len(self._scores) > counts.unscored)
        described = self.tr("{threshold}, doubt from {low} to {high}: {words}, {unscored} without a score")
        self._plot.setAccessibleDescription(
            described.format(
                threshold=in_few_digits(self.threshold()),
                low=low,
                high=in_few_digits(band.high),
                words=self.words(),
                unscored=in_digits(counts.unscored),
            )
        )
