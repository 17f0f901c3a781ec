"""The four sets of the paper in the layouts their authors publish, and any folder with a csv of ``path,mos``.

==========  =====================================================================  ==================
set         files                                                                  labels
==========  =====================================================================  ==================
CLIVE       ``Data/AllImages_release.mat``, ``Data/AllMOS_release.mat``,           MOS 0..100
            ``Images/``; the first 7 are the raters' training and left out
KonIQ-10k   ``koniq10k_distributions_sets.csv``, ``1024x768/`` (or ``512x384/``)   column MOS, 0..100
LIVEFB      ``labels_image.csv``, photos below the root, ``database/``, ``FLIVE/`` column mos, 0..100
SPAQ        ``Annotations/MOS and Image attribute scores.xlsx``, ``TestImage/``    column MOS, 0..100
==========  =====================================================================  ==================
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from dpiqa_core.datasets.matlab import read_mat
from dpiqa_core.datasets.records import DataError, Rated, RatedSet, checked, to_unit
from dpiqa_core.datasets.tables import read_csv
from dpiqa_core.datasets.xlsx import read_first_sheet

PERCENT = (0.0, 100.0)
CSV = "labels.csv"
_CLIVE_TRAINING = 7
_PARTS = {
    "training": "train",
    "train": "train",
    "validation": "validation",
    "valid": "validation",
    "val": "validation",
    "test": "test",
}


def _find(root: Path, *names: str) -> Path:
    """The first of some files that is there, or the first one's place."""
    return next((root / name for name in names if (root / name).exists()), root / names[0])


def _place(folders: Sequence[Path], name: str) -> Path:
    """Where a photo lies: the first folder that has it, or its place in the first folder."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[0] / name)


def read_clive(root: Path) -> RatedSet:
    """LIVE In the Wild Image Quality Challenge: 1,162 photos (Ghadiyaram and Bovik, IEEE TIP 25, 2016).

    Raises:
        DataError: a file is missing or damaged, or the two tables do not fit each other.
    """
    table = _find(root, "Data/AllMOS_release.mat", "AllMOS_release.mat")
    list_file = _find(root, "Data/AllImages_release.mat", "AllImages_release.mat")
    names = read_mat(list_file).get("AllImages_release")
    labels = read_mat(table).get("AllMOS_release")
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise DataError(list_file, "The file holds no list of names AllImages_release.")
    if not isinstance(labels, np.ndarray):
        raise DataError(table, "The file holds no numbers AllMOS_release.")
    values = labels.ravel().tolist()
    if len(values) != len(names):
        raise DataError(table, f"The file holds {len(values)} labels for the {len(names)} photos of {list_file.name}.")
    folder = [root / "Images"]
    photos = [
        Rated(name, _place(folder, name), to_unit(value, PERCENT, table, f"entry {number} ({name})"), name)
        for number, (name, value) in enumerate(zip(names, values, strict=True), 1)
        if number > _CLIVE_TRAINING
    ]
    return checked("clive", root, photos, table)


def read_koniq(root: Path) -> RatedSet:
    """KonIQ-10k: 10,073 photos (Hosu et al., IEEE TIP 29, 2020), with its own parts in the column ``set``.

    Raises:
        DataError: a file is missing or a label is none.
    """
    table = _find(root, "koniq10k_distributions_sets.csv", "koniq10k_scores_and_distributions.csv")
    # In the older table MOS is the raw mean of 1..5; the score of 0..100 is MOS_zscore there.
    column = "mos_zscore" if table.name == "koniq10k_scores_and_distributions.csv" else "mos"
    folders = [_find(root, "1024x768", "koniq10k_1024x768", "512x384", "koniq10k_512x384")]
    photos = [
        Rated(
            row["image_name"],
            _place(folders, row["image_name"]),
            to_unit(row[column], PERCENT, table, f"line {line}"),
            row["image_name"],
            _PARTS.get(row.get("set", "").strip().lower(), ""),
        )
        for line, row in read_csv(table, ("image_name", column))
    ]
    return checked("koniq", root, photos, table)


def read_livefb(root: Path) -> RatedSet:
    """LIVE-FB (FLIVE): 39,810 photos (Ying et al., CVPR 2020); ``is_valid`` marks its own validation part.

    Raises:
        DataError: a file is missing or a label is none.
    """
    table = root / "labels_image.csv"
    folders = [root, root / "database", root / "FLIVE"]
    photos = []
    for line, row in read_csv(table, ("name", "mos")):
        name = row["name"].strip()
        held_out = row.get("is_valid", "").strip().lower() in ("true", "1")
        part = ("test" if held_out else "train") if "is_valid" in row else ""
        mos = to_unit(row["mos"], PERCENT, table, f"line {line}")
        photos.append(Rated(name, _place(folders, name), mos, name, part))
    return checked("livefb", root, photos, table)


def read_spaq(root: Path) -> RatedSet:
    """SPAQ: 11,125 photos of smartphones (Fang et al., CVPR 2020).

    Raises:
        DataError: a file is missing or damaged, or a label is none.
    """
    base = "MOS and Image attribute scores.xlsx"
    table = _find(root, f"Annotations/{base}", base)
    rows = read_first_sheet(table)
    header = [cell.strip().lower() for cell in rows[0][1]] if rows else []
    if "image name" not in header or "mos" not in header:
        raise DataError(table, f"The sheet has no columns 'Image name' and 'MOS'; it has: {', '.join(header)}.")
    name_at, mos_at = header.index("image name"), header.index("mos")
    folders = [_find(root, "TestImage", "SPAQ/TestImage", "Test Images", "TestImages")]
    photos: list[Rated] = []
    for number, cells in rows[1:]:
        name = cells[name_at].strip() if name_at < len(cells) else ""
        if not name:
            continue
        value = cells[mos_at] if mos_at < len(cells) else ""
        mos = to_unit(value, PERCENT, table, f"row {number}")
        photos.append(Rated(name, _place(folders, name), mos, name))
    return checked("spaq", root, photos, table)


def read_table(table: Path, scale: tuple[float, float] = PERCENT) -> RatedSet:
    """Any csv with the columns ``path`` (relative to its folder, or absolute) and ``mos``.

    Optional columns: ``content`` (photos of one content stay together in every split) and ``set`` (train, validation,
    test).

    Args:
        table: the csv.
        scale: lowest and highest possible label.

    Raises:
        DataError: the table or a photo is missing, or a label is none.
    """
    photos: list[Rated] = []
    for line, row in read_csv(table, ("path", "mos")):
        name = row["path"].strip()
        mos = to_unit(row["mos"], scale, table, f"line {line}")
        part = row.get("set", "").strip().lower()
        if part and part not in _PARTS:
            raise DataError(table, f"The set {part!r} in line {line} is not one of train, validation, test.")
        content = row.get("content", "").strip() or name
        photos.append(Rated(name, table.parent / name, mos, content, _PARTS.get(part, "")))
    return checked(table.parent.name or table.stem, table.parent, photos, table)


READERS = {"clive": read_clive, "koniq": read_koniq, "livefb": read_livefb, "spaq": read_spaq}

_SIGNS: Mapping[str, str] = {
    "clive": "AllImages_release.mat",
    "koniq": "koniq10k",
    "livefb": "labels_image.csv",
    "spaq": "MOS and Image attribute scores.xlsx",
}


def read_set(spec: str, scale: tuple[float, float] = PERCENT) -> RatedSet:
    """Read the set that a text of the command line names.

    Args:
        spec: ``koniq=FOLDER`` (also ``clive``, ``livefb``, ``spaq``, ``csv``), a csv file, or a folder whose set is
            told by its files (``labels.csv`` for one's own).
        scale: of the labels, for a csv only.

    Raises:
        DataError: nothing is known about the folder, or the set cannot be used.
    """
    kind, sign, rest = spec.partition("=")
    if sign and (kind in READERS or kind == "csv"):
        place = Path(rest).expanduser()
    else:
        kind, place = "", Path(spec).expanduser()
    if not place.exists():
        raise DataError(place, "There is no such file or folder.")
    if kind in READERS:
        return READERS[kind](place)
    if place.is_file():
        return read_table(place, scale)
    if kind == "csv" or (place / CSV).is_file():
        return read_table(place / CSV, scale)
    files = [entry.name for entry in place.iterdir()]
    files += [
        entry.name for sub in ("Data", "Annotations") if (place / sub).is_dir() for entry in (place / sub).iterdir()
    ]
    for name, mark in _SIGNS.items():
        if any(re.match(re.escape(mark), file) for file in files):
            return READERS[name](place)
    raise DataError(
        place,
        f"No data set is known here: neither {CSV} nor the tables of {', '.join(READERS)}. Name the kind, as in "
        f"koniq={place}.",
    )
