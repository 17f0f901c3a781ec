"""What the score suggests. A proposal decides nothing until a person has seen it and said yes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from app.catalog.records import Decision, Flag, Label, PhotoColumns
from app.culling.decisions import Change, Decider, DecisionStore
from app.culling.wording import photos


@dataclass(frozen=True, slots=True)
class Proposal:
    """Photos to reject, shown before it is done.

    Attributes:
        ids: exactly the photos that would be rejected, worst first.
        left_alone: photos under the threshold that a person has already decided on.
        threshold: 0..100.
        text: the question in plain words.
    """

    ids: tuple[int, ...]
    left_alone: int
    threshold: float
    text: str

    def apply(self, decider: Decider, store: DecisionStore) -> Change:
        """Reject the photos as one undoable step; those decided on since the proposal was made are left alone."""
        return decider.apply(
            store, self.ids, _reject_undecided, f"Rejected {{photos}} scoring under {self.threshold:g}"
        )


def reject_below(columns: PhotoColumns, threshold: float) -> Proposal:
    """Propose to reject every photo that scores under a threshold.

    Photos with a flag, stars or a label are never in it, nor are photos without a score.

    Args:
        columns: the photos.
        threshold: 0..100; a photo with exactly this score stays.
    """
    below = columns.scores < threshold  # never true for NaN
    decided = (columns.flags != Flag.NONE) | (columns.stars != 0) | (columns.labels != Label.NONE)
    chosen = np.flatnonzero(below & ~decided)
    worst_first = chosen[np.argsort(columns.scores[chosen], kind="stable")]
    left_alone = int(np.count_nonzero(below & decided))
    unscored = int(np.count_nonzero(np.isnan(columns.scores)))
    ids = tuple(int(i) for i in columns.ids[worst_first])
    return Proposal(ids, left_alone, threshold, _question(len(ids), left_alone, unscored, threshold))


def _reject_undecided(_: int, decision: Decision) -> Decision:
    return decision if decision.decided else replace(decision, flag=Flag.REJECT)


def _question(chosen: int, left_alone: int, unscored: int, threshold: float) -> str:
    if chosen:
        text = f"Reject {photos(chosen)} scoring under {threshold:g}?"
    else:
        text = f"No photo scoring under {threshold:g} is left to decide on."
    if left_alone:
        stays = "stays as it is" if left_alone == 1 else "stay as they are"
        text += f" {photos(left_alone)} under it {stays}: you have already decided."
    if unscored:
        text += f" {photos(unscored)} without a score {'is' if unscored == 1 else 'are'} not touched."
    return text
