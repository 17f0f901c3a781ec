"""Shows a proposal with its photos before anything is done."""

from __future__ import annotations

import os

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QDialog, QWidget

from app.catalog.records import Flag
from app.culling.proposals import Proposal
from app.culling.wording import photos as in_words
from app.gui.photo_model import PhotoModel
from app.gui.proposal_dialog import ProposalDialog, ProposedPhoto
from app.gui.shown_only import Reach, hidden_words
from app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from app.photos.model import PhotoKind

THUMBNAIL_EDGE = 192


def ask_proposal(
    parent: QWidget,
    proposal: Proposal,
    model: PhotoModel,
    thumbnails: ThumbnailLoader,
    reach: Reach = Reach(),
    everything: Proposal | None = None,
) -> Proposal | None:
    """The proposal that the user agrees to after having seen its photos, or None.

    Args:
        parent: window.
        proposal: what is shown first.
        model, thumbnails: of the photos.
        reach: what a filter shows and hides.
        everything: the same proposal without regard to the filter, where the user may choose that.
    """
    dialog = ProposalDialog("", 0, [], parent, reach=reach if everything is not None else Reach())
    now = proposal
    index_of: dict[int, int] = {}

    def show() -> None:
        nonlocal now, index_of
        now = proposal if everything is None or dialog.shown_only.on else everything
        index_of = {photo_id: index for index, photo_id in enumerate(now.ids)}
        hidden = hidden_words(reach.hidden_among(now.ids))
        dialog.propose(
            f"{now.text} {hidden}".rstrip(), now.left_alone, _photos(now, model, thumbnails), _accept_text(now)
        )

    show()
    dialog.shown_only.toggled.connect(show)

    def fill_in(photo_id: int) -> None:
        pixmap = thumbnails.pixmap(photo_id)
        if pixmap is not None and photo_id in index_of:
            dialog.set_thumbnail(index_of[photo_id], pixmap)

    asked: list[int] = []

    def ask_for(rows: list[int]) -> None:
        """Those that came into sight before the ones asked for earlier, which may be in sight still."""
        ids = [now.ids[row] for row in rows]
        ids += [photo_id for photo_id in asked if photo_id in index_of and photo_id not in ids]
        asked.clear()
        wanted = []
        for photo_id in ids:
            if thumbnails.pixmap(photo_id) is not None:
                fill_in(photo_id)
            else:
                asked.append(photo_id)
                position = model.table.position(photo_id)
                kind = PhotoKind(model.table.columns.kinds[position])
                wanted.append(Wanted(photo_id, model.table.columns.paths[position], kind))
        if wanted:
            thumbnails.want(wanted, THUMBNAIL_EDGE)

    thumbnails.ready.connect(fill_in)
    dialog.thumbnailsWanted.connect(ask_for)
    try:
        return now if dialog.exec() == QDialog.DialogCode.Accepted else None
    finally:
        thumbnails.ready.disconnect(fill_in)


def _photos(proposal: Proposal, model: PhotoModel, thumbnails: ThumbnailLoader) -> list[ProposedPhoto]:
    columns = model.table.columns
    return [
        ProposedPhoto(
            columns.paths[position].rpartition(os.sep)[2],
            float(columns.scores[position]),
            thumbnails.pixmap(photo_id),
            model.place_of(position),
            model.rank_in_group(position),
        )
        for photo_id, position in zip(proposal.ids, model.table.positions(proposal.ids).tolist(), strict=True)
    ]


def _accept_text(proposal: Proposal) -> str:
    text = QCoreApplication.translate("Proposing", "Reject {photos}")
    if proposal.flag is Flag.PICK:
        text = QCoreApplication.translate("Proposing", "Pick {photos}")
    return text.format(photos=in_words(len(proposal.ids)))
