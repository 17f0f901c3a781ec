"""What a transfer would carry, quickly: for a dialog that counts while it is filled in."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass

from app.culling.transfer_files import Tick
from app.culling.transfer_model import PhotoAt, TransferSettings
from app.culling.transfer_plan import check_destination, nearest_folder, needs_copy
from app.culling.transfer_sets import Gatherer
from app.errors import UserError


@dataclass(frozen=True, slots=True)
class Weight:
    """Files and bytes, before names are looked at.

    Attributes:
        photos: photos or pairs.
        others: sidecars, pair partners and the like that go along.
        bytes: of all files.
        to_write: bytes that need room at the destination; 0 for links and moves within a disk.
        free: bytes free there; None for the trash or a disk that does not answer.
        left_out: photos that cannot go or are there already.
        problem: why nothing can go there at all, a sentence; empty otherwise.
    """

    photos: int
    others: int
    bytes: int
    to_write: int
    free: int | None
    left_out: int
    problem: str = ""


def weigh(photos: Sequence[PhotoAt], settings: TransferSettings, tick: Tick = lambda _size: None) -> Weight:
    """Look up what goes along with the photos and how large it is.

    Raises:
        Cancelled: by ``tick``.
    """
    problem = ""
    free = None
    try:
        check_destination(settings)
        if settings.destination is not None:
            free = shutil.disk_usage(nearest_folder(settings.destination)).free
    except UserError as error:
        problem = str(error)
    except OSError as error:
        problem = f"{settings.destination} cannot be reached: {error.strerror or error}."
    gathered = Gatherer(settings, tick).gather(photos)
    files = [file for each in gathered.sets for file in each.files]
    to_write = sum(file.size for file in files if needs_copy(file, settings)) if not problem else 0
    return Weight(
        len(gathered.sets),
        len(files) - len(gathered.sets),
        sum(file.size for file in files),
        to_write,
        free,
        len(gathered.settled),
        problem,
    )
