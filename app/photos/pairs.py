"""Which RAW and which JPEG or HEIC of a folder are one photo."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping

from app.photos.formats import SUFFIXES
from app.photos.model import PhotoKind

PARTNER_KINDS = frozenset({PhotoKind.JPEG, PhotoKind.HEIC})
"""What a camera writes beside a RAW of the same shot."""


def pair_names(names: Iterable[str]) -> Mapping[str, str]:
    """RAW file name -> the file name of its JPEG (or HEIC), for the names of ONE folder.

    A pair is a RAW and a JPEG or HEIC of the same stem, in any case of letters (``IMG_1.CR2`` and ``img_1.jpg``).
    Edited copies have another stem (``IMG_1-1.jpg``, ``IMG_1-Edit.jpg``) and stay photos of their own. Where a stem is
    not clear, the choice is:

    - names that agree in the case of letters pair before names that differ only in it;
    - a JPEG before a HEIC;
    - a camera's own RAW before a DNG, which is then the converted copy and stays alone;
    - two camera RAWs of one stem (``IMG_1.CR2`` and ``IMG_1.NEF``): nobody knows whose JPEG it is, so no pair.
    """
    stems: defaultdict[str, list[tuple[str, str, PhotoKind]]] = defaultdict(list)
    for name in names:
        stem, suffix = os.path.splitext(name)  # noqa: PTH122 (text in hand)
        kind = SUFFIXES.get(suffix.lower())
        if kind is PhotoKind.RAW or kind in PARTNER_KINDS:
            stems[stem.casefold()].append((name, stem, kind))
    pairs: dict[str, str] = {}
    for members in stems.values():
        if len(members) < 2:
            continue
        if len({stem for _, stem, _ in members}) > 1 and len(members) > 2:
            # Folders of case-sensitive file systems: IMG_1.CR2 and IMG_1.JPG beside img_1.cr2 and img_1.jpg.
            for exact in {stem for _, stem, _ in members}:
                pairs.update(_pair([member for member in members if member[1] == exact]))
            left = [member for member in members if member[0] not in pairs and member[0] not in pairs.values()]
            pairs.update(_pair(left))
        else:
            pairs.update(_pair(members))
    return pairs


def _pair(members: list[tuple[str, str, PhotoKind]]) -> dict[str, str]:
    """The pair among files of one stem: none or one."""
    raws = [name for name, _, kind in members if kind is PhotoKind.RAW]
    own = [name for name in raws if not name.lower().endswith(".dng")] or raws
    for wanted in (PhotoKind.JPEG, PhotoKind.HEIC):
        partners = [name for name, _, kind in members if kind is wanted]
        if len(own) == 1 and len(partners) == 1:
            return {own[0]: partners[0]}
        if partners:
            break
    return {}
