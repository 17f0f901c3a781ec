"""What groups are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from app.culling.groups import GroupKind, Groups
from app.culling.suggestion import Suggestion
from app.culling.wording import in_digits


def group_title(groups: Groups, group: int) -> str:
    """What a group is: "Burst of 7", "Exposure bracket of 3: 0, −2, +2 EV"."""
    count = len(groups.members(group))
    match groups.kind(group):
        case GroupKind.BURST:
            return QCoreApplication.translate("Groups", "Burst of {count}").format(count=count)
        case GroupKind.MANUAL:
            return QCoreApplication.translate("Groups", "{count} put together by hand").format(count=count)
        case GroupKind.BRACKET:
            words = QCoreApplication.translate("Groups", "Exposure bracket of {count}: {steps} EV")
            return words.format(count=count, steps=", ".join(step_words(step) for step in groups.steps[group]))


def step_words(stops: float) -> str:
    """Stops of exposure with their sign, in thirds as cameras count: "0", "+0.7", "−2"."""
    rounded = round(stops * 3) / 3
    if abs(rounded) < 0.01:
        return "0"
    return f"{'+' if rounded > 0 else '−'}{in_digits(abs(rounded), 0 if rounded == int(rounded) else 1)}"


def rank_words(rank: int, size: int) -> str:
    """Place in the group."""
    if rank == 1:
        return QCoreApplication.translate("Groups", "Best of {count} in its group").format(count=size)
    return QCoreApplication.translate("Groups", "{rank} of {count} in its group").format(rank=rank, count=size)


def reason_words(suggestion: Suggestion) -> str:
    """Why the best is suggested, beginning with a small letter."""
    count = suggestion.size
    if not suggestion.scored:
        if not suggestion.sharpest:
            return QCoreApplication.translate("Groups", "not scored yet")
        return QCoreApplication.translate("Groups", "sharpest of {count}, not scored yet").format(count=count)
    lead = (
        QCoreApplication.translate("Groups", "sharpest of {count}")
        if suggestion.sharpest
        else QCoreApplication.translate("Groups", "best score of {count}")
    ).format(count=count)
    if suggestion.points < 1:
        return QCoreApplication.translate("Groups", "{best}; the scores are close").format(best=lead)
    points = (
        QCoreApplication.translate("Groups", "1 point")
        if suggestion.points == 1
        else QCoreApplication.translate("Groups", "{count} points").format(count=suggestion.points)
    )
    if count == 2:
        return QCoreApplication.translate("Groups", "{best}, {points} above the other").format(best=lead, points=points)
    return QCoreApplication.translate("Groups", "{best}, {points} above the median").format(best=lead, points=points)


def folder_words(groups: Groups) -> str:
    """How many groups there are and what they hold."""
    if not len(groups):
        return QCoreApplication.translate("Groups", "No groups with these settings.")
    inside = int((groups.group_of >= 0).sum())
    count = (
        QCoreApplication.translate("Groups", "1 group")
        if len(groups) == 1
        else QCoreApplication.translate("Groups", "{count} groups").format(count=in_digits(len(groups)))
    )
    words = QCoreApplication.translate("Groups", "{groups} with {inside} of {all} photos").format(
        groups=count, inside=in_digits(inside), all=in_digits(len(groups.group_of))
    )
    brackets, by_hand = groups.count(GroupKind.BRACKET), groups.count(GroupKind.MANUAL)
    if brackets:
        words += " · " + QCoreApplication.translate("Groups", "brackets: {count}").format(count=in_digits(brackets))
    if by_hand:
        words += " · " + QCoreApplication.translate("Groups", "by hand: {count}").format(count=in_digits(by_hand))
    return words
