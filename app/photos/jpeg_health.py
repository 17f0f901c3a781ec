"""Finding damage in a JPEG's compressed pixels that libjpeg only warns about, and Pillow does not tell.

libjpeg fills what it cannot decode with grey and goes on. A copy with a bad block so passes for a photo. What it warns
about most is markers where only pixels may be; those can be found without decoding. Damage that happens to contain
none (a few flipped bits, a hole of zeros) stays unseen. Source: ITU-T T.81 sections B.1.1 and F.1.2.3.
"""

from __future__ import annotations

import numpy as np

_START_OF_SCAN, _END = 0xDA, 0xD9
# Tables, a further scan, the number of lines, comments and application data may come between two scans.
_BETWEEN_SCANS = frozenset({0xC4, 0xDA, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})


def is_damaged(content: bytes) -> bool:
    """Whether the compressed data of the first picture hold a marker that cannot be there.

    A file that ends without the end marker is not damaged here: the decoder says that itself.
    """
    position = _scan_start(content, 2)
    while position > 0:
        data = np.frombuffer(content, np.uint8, offset=position)
        ff = np.flatnonzero(data[:-1] == 0xFF)
        after = data[ff + 1]
        # Behind 0xFF: 0 stands for 0xFF itself, another 0xFF is filling, D0..D7 are restarts.
        restarts = (after >= 0xD0) & (after <= 0xD7)
        found = np.flatnonzero((after != 0) & (after != 0xFF) & ~restarts)
        end = int(found[0]) if len(found) else len(ff)
        turns = after[:end][restarts[:end]].astype(np.int16)
        if len(turns) and (turns[0] != 0xD0 or np.any(np.diff(turns) % 8 != 1)):
            return True
        if not len(found):
            return False
        marker = int(after[end])
        if marker == _END:
            return False
        if marker not in _BETWEEN_SCANS:
            return True
        position = _scan_start(content, position + int(ff[end]))
        if position < 0:
            return True  # no segment after all: the bytes of a marker in the middle of noise
    return False


def _scan_start(content: bytes, position: int) -> int:
    """Where the compressed data of the next scan begin; 0 where the picture ends, -1 where no segments follow."""
    while position + 2 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker == _END:
            return 0
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
        if marker == _START_OF_SCAN:
            return position if position < len(content) - 1 else -1
    return -1
