"""Proposals by number: keep the best 200 of a folder, or the best 2 of each burst."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from app.catalog.records import Flag, PhotoColumns
from app.culling.proposals import Proposal, decided_mask, unscored_words
from app.culling.wording import in_digits, photos, translate


def keep_best(columns: PhotoColumns, count: int, *, pick: bool = False) -> Proposal:
    """Propose to reject every scored photo but the best ``count``, or to pick those.

    Photos that a person has rejected do not compete; photos that he has picked, starred or labelled do and are never
    touched. Photos without a score neither compete nor are touched.

    Args:
        columns: the photos.
        count: how many are kept, 0 or more.
        pick: pick the best instead of rejecting the others.
    """
    compete = np.flatnonzero(~np.isnan(columns.scores) & (columns.flags != Flag.REJECT))
    ranked = compete[np.argsort(-columns.scores[compete], kind="stable")]
    best, rest = ranked[:count], ranked[count:]
    what = translate("Culling", "the best {number} of {photos}")
    what = what.format(number=in_digits(len(best)), photos=photos(len(ranked)))
    return _proposal(columns, best, rest, pick, what, int(np.count_nonzero(np.isnan(columns.scores))))


def keep_best_of_groups(
    columns: PhotoColumns, group_of: NDArray[np.int32], rank: NDArray[np.int32], count: int, *, pick: bool = False
) -> Proposal:
    """Propose to reject all but the best ``count`` of each group, or to pick those.

    Args:
        columns: n photos.
        group_of: (n,) group of each photo; -1 for those that are in none (or in one that is to be left alone, as an
            exposure bracket, whose photos are no duplicates): they are not touched.
        rank: (n,) rank in the group, 1 for the best.
        count: how many of each group are kept, 1 or more.
        pick: pick the best instead of rejecting the others.
    """
    grouped = np.flatnonzero((group_of >= 0) & (columns.flags != Flag.REJECT))
    order = grouped[np.lexsort((rank[grouped], group_of[grouped]))]
    # The place among those of the group that compete: where the best was rejected by hand, the second is the best.
    starts = np.flatnonzero(np.diff(group_of[order], prepend=-2))
    lengths = np.diff(np.append(starts, len(order)))
    place = np.arange(len(order)) - np.repeat(starts, lengths)
    best, rest = order[place < count], order[place >= count]
    groups = _groups(len(starts))
    what = translate("Culling", "the best of {groups}")
    if count > 1:
        what = translate("Culling", "the best {number} of each of {groups}")
    what = what.format(number=in_digits(count), groups=groups)
    return _proposal(columns, best, rest, pick, what, 0)


def _proposal(
    columns: PhotoColumns, best: NDArray[np.intp], rest: NDArray[np.intp], pick: bool, what: str, unscored: int
) -> Proposal:
    decided = decided_mask(columns)
    meant = best if pick else rest[::-1]
    scores = np.nan_to_num(columns.scores[meant], nan=-1.0)
    meant = meant[np.argsort(-scores if pick else scores, kind="stable")]
    ids = tuple(int(i) for i in columns.ids[meant[~decided[meant]]])
    left_alone = int(np.count_nonzero(decided[meant]))
    number = photos(len(ids))
    if not ids and pick:
        text = translate("Culling", "Nothing to pick: you have already decided on {best}.")
    elif not ids:
        text = translate("Culling", "Nothing to reject: {best} are kept, and no other photo is left to decide on.")
    elif pick:
        text = translate("Culling", "Pick {best}? That flags {photos}.")
    else:
        text = translate("Culling", "Keep {best} and reject the others? That rejects {photos}.")
    text = text.format(best=what, photos=number)
    if left_alone:
        one = translate("Culling", "{photos} more stays as it is: you have already decided.")
        more = translate("Culling", "{photos} more stay as they are: you have already decided.")
        text += " " + (one if left_alone == 1 else more).format(photos=photos(left_alone))
    text += unscored_words(unscored)
    step = translate("Culling", "Rejected {photos}, all but {best}")
    if pick:
        step = translate("Culling", "Picked {photos}, {best}")
    step = step.replace("{best}", what)
    return Proposal(ids, left_alone, text, step, Flag.PICK if pick else Flag.REJECT)


def _groups(number: int) -> str:
    if number == 1:
        return translate("Culling", "1 group")
    return translate("Culling", "{number} groups").format(number=in_digits(number))
