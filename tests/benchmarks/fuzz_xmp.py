"""Mutated XMP, and photos with mutated XMP inside: no crash, no hang over 2 seconds, no file changed by reading.

python tests/benchmarks/fuzz_xmp.py [--inputs 20000] [--seed 1]
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PIL import Image

from app.errors import PhotoError
from app.photos.xmp.document import Document, with_decision
from app.photos.xmp.embed import embed_in_jpeg, embed_in_tiff
from app.photos.xmp.embedded import embedded_marks
from app.photos.xmp.packet import XmpError
from app.photos.xmp.profiles import Profile, Style
from tests.xmp_samples import encoded

LIMIT_S = 2.0
"""Of the processor's time, which other programs on the machine do not lengthen."""
PIECES = [
    b"<", b">", b"/>", b"</", b'"', b"'", b"&", b"&#0;", b"&lt;", b"\0", b"<!--", b"-->", b"<![CDATA[", b"]]>", b":",
    b"<?xpacket", b"?>", b"<!DOCTYPE x [<!ENTITY a 'b'>]>", b"xmlns:xmp=''", b"xmlns=''", b"rdf:li", b"\xff\xfe",
    b"=", b"\xef\xbb\xbf",
    b"\xed\xa0\x80", b"<rdf:Description>", b"</rdf:Description>", b"xmp:Rating='9'", b"\xff\xe1", b"\x7f" * 9,
]  # fmt: skip


def mutate(data: bytes, dice: random.Random) -> bytes:
    """A few bytes changed, taken out, put in, doubled, or the end cut off."""
    result = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4, 12))):
        if not result:
            break
        at = dice.randrange(len(result))
        span = dice.choice((1, 2, 8, 60, 400))
        kind = dice.randrange(6)
        if kind == 0:
            result[at] = dice.randrange(256)
        elif kind == 1:
            del result[at : at + span]
        elif kind == 2:
            result[at:at] = dice.choice(PIECES)
        elif kind == 3:
            result[at:at] = result[at : at + span] * dice.choice((1, 3, 30))
        elif kind == 4:
            to = dice.randrange(len(result))
            result[at:at] = result[to : to + span]
        else:
            del result[at:]
    return bytes(result)


def photos() -> dict[str, bytes]:
    """Photos with XMP inside, of every kind that is written into or read by own code."""
    found: dict[str, bytes] = {}
    packet = next(iter(encoded().values()))
    image = Image.new("RGB", (16, 12), (90, 80, 70))
    for form, options in (("JPEG", {"xmp": packet}), ("WEBP", {"xmp": packet}), ("TIFF", {"tiffinfo": {700: packet}})):
        file = io.BytesIO()
        image.save(file, form, **options)
        found[form] = file.getvalue()
    for form in ("JPEG", "TIFF", "PNG"):
        file = io.BytesIO()
        image.save(file, form)
        found[f"{form} without"] = file.getvalue()
    return found


def try_document(data: bytes, dice: random.Random) -> str:
    """Read and edit; what can be edited says afterwards what was written."""
    decision = (dice.choice((-1, 0, 1)), dice.randrange(6), dice.randrange(6))
    style = Style(dice.choice((Profile.DEFAULT, Profile.DIGIKAM, Profile.PHOTO_MECHANIC)))
    try:
        after = with_decision(data, decision, style)
    except XmpError:
        return "refused"
    said = Document.read(after).marks().values
    assert said == decision, (said, decision)
    return "edited"


def try_photo(data: bytes, path: Path) -> str:
    """Read the XMP inside a file, and write into a copy of it in memory."""
    path.write_bytes(data)
    before = hashlib.blake2b(data).digest()
    try:
        embedded_marks(path, None)
        outcome = "read"
    except PhotoError:
        outcome = "unreadable"
    assert hashlib.blake2b(path.read_bytes()).digest() == before
    for embed, magic in ((embed_in_jpeg, b"\xff\xd8"), (embed_in_tiff, b"II*\0")):
        if data.startswith(magic):
            try:
                embed(data, (1, 4, 1), Style())
                outcome += ", written"
            except XmpError:
                outcome += ", refused"
    return outcome


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    documents, pictures = sorted(encoded().values()), sorted(photos().items())
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    with tempfile.TemporaryDirectory() as place:
        for number in range(options.inputs):
            dice = random.Random(f"{options.seed}/{number}")
            started = time.process_time()
            try:
                if number % 4:
                    outcomes["document: " + try_document(mutate(dice.choice(documents), dice), dice)] += 1
                else:
                    name, data = dice.choice(pictures)
                    outcomes[f"{name}: " + try_photo(mutate(data, dice), Path(place) / "photo")] += 1
            except BaseException:
                print(f"input {number} of seed {options.seed}", file=sys.stderr)
                raise
            seconds = time.process_time() - started
            slowest = max(slowest, seconds)
            assert seconds < LIMIT_S, f"input {number} of seed {options.seed} took {seconds:.1f} s"
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:8,} {outcome}")
    print(f"{options.inputs:,} inputs, no crash, the slowest took {slowest * 1000:.0f} ms")


if __name__ == "__main__":
    main()
