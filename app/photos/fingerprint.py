"""Content fingerprint: how a moved or renamed photo is known again."""

from __future__ import annotations

import hashlib
from pathlib import Path

from app.errors import PhotoError
from app.photos.reading import CHANGED, open_photo

_BLOCK = 64 * 1024


def fingerprint(path: Path, size: int) -> str:
    """BLAKE2b over the size and the first and last 64 KiB of a file, as 32 hexadecimal digits.

    The head holds the capture facts to the sub-second, the tail compressed pixels: two photos that agree in both and
    in size are the same photo. The rest is not read, so that a card of RAW files is known in seconds. In files under
    128 KiB head and tail do not overlap: the tail is what follows the head.

    Args:
        path: the file.
        size: bytes, as the scan saw it.

    Raises:
        PhotoError: the file cannot be read, is empty, or no longer has that size.
    """
    digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
    with open_photo(path) as handle:
        head = handle.read(_BLOCK)
        digest.update(head)
        if size > _BLOCK:
            handle.seek(max(_BLOCK, size - _BLOCK))
            # One byte more than there should be, to notice a file that grew.
            tail = handle.read(min(_BLOCK, size - _BLOCK) + 1)
            digest.update(tail)
            read = max(_BLOCK, size - _BLOCK) + len(tail)
        else:
            read = len(head) + len(handle.read(1)) if len(head) == size else len(head)
        if read != size:
            raise PhotoError(path, CHANGED)
    return digest.hexdigest()
