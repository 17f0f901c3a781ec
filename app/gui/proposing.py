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
from app.gui.thumbnail_loader import ThumbnailLoader, Wanted
from app.photos.model import PhotoKind

THUMBNAIL_EDGE = 192


def ask_proposal(parent: QWidget, proposal: Proposal, model: PhotoModel, thumbnails: ThumbnailLoader) -> bool:
    """Whether the user agrees to what he sees."""
    columns = model.table.columns
    at = model.table.positions(proposal.ids).tolist()
    photos = [
        ProposedPhoto(
            columns.paths[position].rpartition(os.sep)[2],
            float(columns.scores[position]),
            thumbnails.pixmap(photo_id),
            model.place_of(position),
            model.percentile_of(position),
            model.rank_in_group(position),
        )
        for photo_id, position in zip(proposal.ids, at, strict=True)
    ]
    accept = QCoreApplication.translate("Proposing", "Reject {photos}")
    if proposal.flag is Flag.PICK:
        accept = QCoreApplication.translate("Proposing", "Pick {photos}")
    accept = accept.format(photos=in_words(len(photos)))
    dialog = ProposalDialog(proposal.text, proposal.left_alone, photos, parent, accept_text=accept)
    index_of = {photo_id: index for index, photo_id in enumerate(proposal.ids)}

    def fill_in(photo_id: int) -> None:
        pixmap = thumbnails.pixmap(photo_id)
        if pixmap is not None and photo_id in index_of:
            dialog.set_thumbnail(index_of[photo_id], pixmap)

    asked: list[int] = []

    def ask_for(rows: list[int]) -> None:
        """Those that came into sight before the ones asked for earlier, which may be in sight still."""
        earlier = [row for row in asked if row not in rows]
        asked.clear()
        wanted = []
        for row in [*rows, *earlier]:
            pixmap = thumbnails.pixmap(proposal.ids[row])
            if pixmap is not None:
                dialog.set_thumbnail(row, pixmap)
            else:
                asked.append(row)
                position = at[row]
                kind = PhotoKind(columns.kinds[position])
                wanted.append(Wanted(proposal.ids[row], columns.paths[position], kind))
        if wanted:
            thumbnails.want(wanted, THUMBNAIL_EDGE)

    thumbnails.ready.connect(fill_in)
    dialog.thumbnailsWanted.connect(ask_for)
    try:
        return dialog.exec() == QDialog.DialogCode.Accepted
    finally:
        thumbnails.ready.disconnect(fill_in)
