"""What the score suggests. A proposal decides nothing until a person has seen it and said yes."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Decision, Flag, Label, PhotoColumns
from app.culling.decisions import Change, Decider, DecisionStore
from app.culling.wording import in_few_digits, photos, translate


@dataclass(frozen=True, slots=True)
class Proposal:
    """Photos to reject or to pick, shown before it is done.

    Attributes:
        ids: exactly the photos that would be flagged; to reject, the worst first, to pick, the best first.
        left_alone: photos meant as well that a person has already decided on.
        text: the question in plain words.
        step: what the undoable step is called, ``{photos}`` standing for their number.
        flag: reject or pick.
    """

    ids: tuple[int, ...]
    left_alone: int
    text: str
    step: str
    flag: Flag = Flag.REJECT

    def apply(self, decider: Decider, store: DecisionStore) -> Change:
        """Flag the photos as one undoable step; those decided on since the proposal was made are left alone."""
        return decider.apply(store, self.ids, self.decide, self.step)

    def decide(self, _: int, decision: Decision) -> Decision:
        """What becomes of one photo's decision."""
        return decision if decision.decided else replace(decision, flag=self.flag)


def reject_below(columns: PhotoColumns, threshold: float) -> Proposal:
    """Propose to reject every photo that scores under a threshold.

    Photos with a flag, stars or a label are never in it, nor are photos without a score.

    Args:
        columns: the photos.
        threshold: 0..100; a photo with exactly this score stays.
    """
    below = columns.scores < threshold  # never true for NaN
    decided = decided_mask(columns)
    chosen = np.flatnonzero(below & ~decided)
    worst_first = chosen[np.argsort(columns.scores[chosen], kind="stable")]
    left_alone = int(np.count_nonzero(below & decided))
    unscored = int(np.count_nonzero(np.isnan(columns.scores)))
    ids = tuple(int(i) for i in columns.ids[worst_first])
    text = _question(len(ids), left_alone, unscored, threshold)
    return Proposal(
        ids,
        left_alone,
        text,
        translate("Culling", "Rejected {photos} scoring under {threshold}").replace(
            "{threshold}", in_few_digits(threshold)
        ),
    )


def decided_mask(columns: PhotoColumns) -> NDArray[np.bool_]:
    """Tell which photos a person has decided on; no proposal touches them."""
    mask: NDArray[np.bool_] = (columns.flags != Flag.NONE) | (columns.stars != 0) | (columns.labels != Label.NONE)
    return mask


def _question(chosen: int, left_alone: int, unscored: int, threshold: float) -> str:
    if chosen:
        text = translate("Culling", "Reject {photos} scoring under {threshold}?")
    else:
        text = translate("Culling", "No photo scoring under {threshold} is left to decide on.")
    text = text.format(photos=photos(chosen), threshold=in_few_digits(threshold))
    if left_alone:
        one = translate("Culling", "{photos} under it stays as it is: you have already decided.")
        more = translate("Culling", "{photos} under it stay as they are: you have already decided.")
        text += " " + (one if left_alone == 1 else more).format(photos=photos(left_alone))
    return text + unscored_words(unscored)


def unscored_words(number: int) -> str:
    """The sentence about photos without a score, with a blank before it; empty where there is none."""
    one = translate("Culling", "{photos} without a score is not touched.")
    more = translate("Culling", "{photos} without a score are not touched.")
    return " " + (one if number == 1 else more).format(photos=photos(number)) if number else ""
