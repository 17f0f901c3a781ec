"""The files that travel with a photo."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.errors import PhotoError
from app.photos.companions import CompanionIndex, companions_of
from app.photos.pairs import pair_names


def _folder(tmp_path: Path, names: str) -> Path:
    for name in names.split():
        (tmp_path / name).touch()
    return tmp_path


def _names(paths: list[Path]) -> str:
    return " ".join(path.name for path in paths)


def test_everything_of_a_pair_comes_from_either_half(tmp_path: Path) -> None:
    folder = _folder(
        tmp_path, "IMG_1.CR2 img_1.jpg IMG_1.XMP IMG_1.cr2.xmp img_1.jpg.pp3 IMG_1.WAV IMG_1.thm IMG_2.CR2"
    )
    rest = "IMG_1.cr2.xmp img_1.jpg.pp3 IMG_1.thm IMG_1.WAV IMG_1.XMP"
    assert _names(companions_of(folder / "IMG_1.CR2")).split() == sorted(f"img_1.jpg {rest}".split(), key=str.casefold)
    assert set(_names(companions_of(folder / "img_1.jpg")).split()) == {"IMG_1.CR2", *rest.split()}
    assert companions_of(folder / "IMG_2.CR2") == []


def test_live_photo(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "IMG_2.HEIC IMG_2.MOV IMG_2.AAE IMG_20.MOV")
    assert _names(companions_of(folder / "IMG_2.HEIC")) == "IMG_2.AAE IMG_2.MOV"


def test_an_edited_copy_is_a_photo_of_its_own(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "IMG_1.CR2 IMG_1-1.jpg IMG_1-1.xmp IMG_1.xmp IMG_1-Edit.tif")
    assert _names(companions_of(folder / "IMG_1.CR2")) == "IMG_1.xmp"
    assert _names(companions_of(folder / "IMG_1-1.jpg")) == "IMG_1-1.xmp"


def test_sidecars_of_darktable_duplicates_come_along(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "A.CR2 A.CR2.xmp A_01.CR2.xmp A_02.CR2.xmp B.CR2 B_01.CR2 B_01.CR2.xmp")
    assert _names(companions_of(folder / "A.CR2")) == "A.CR2.xmp A_01.CR2.xmp A_02.CR2.xmp"
    assert companions_of(folder / "B.CR2") == []


def test_without_pairs_the_stem_sidecar_is_shared(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "A.NEF A.JPG A.xmp A.NEF.xmp")
    index = CompanionIndex(pairs=False)
    assert _names(index.of(folder / "A.NEF")) == "A.NEF.xmp A.xmp"
    assert _names(index.shared(folder / "A.NEF")) == "A.xmp"
    assert _names(index.of(folder / "A.JPG")) == "A.xmp"
    assert CompanionIndex().shared(folder / "A.NEF") == []


def test_names_that_differ_only_in_case(tmp_path: Path) -> None:
    """Two photos on a case-sensitive file system: each has the sidecar of its own spelling."""
    folder = _folder(tmp_path, "A.jpg a.JPG A.xmp a.xmp")
    if len(list(folder.iterdir())) < 4:
        pytest.skip("this file system does not tell letters by case")
    assert _names(companions_of(folder / "A.jpg")) == "A.xmp"
    assert _names(companions_of(folder / "a.JPG")) == "a.xmp"


def test_an_index_lists_a_folder_once(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "A.jpg")
    index = CompanionIndex()
    assert index.of(folder / "A.jpg") == []
    (folder / "A.xmp").touch()
    assert index.of(folder / "A.jpg") == []
    index.forget(folder)
    assert _names(index.of(folder / "A.jpg")) == "A.xmp"


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(PhotoError, match="cannot be listed"):
        companions_of(tmp_path / "gone" / "A.jpg")


@pytest.mark.parametrize(
    ("names", "pairs"),
    [
        ("A.CR2 A.JPG", {"A.CR2": "A.JPG"}),
        ("A.CR3 A.HIF", {"A.CR3": "A.HIF"}),
        ("IMG.NEF img.jpeg", {"IMG.NEF": "img.jpeg"}),
        ("A.CR2 A-1.JPG", {}),
        ("A.NEF A.DNG A.JPG", {"A.NEF": "A.JPG"}),  # the DNG is the converted copy
        ("A.DNG A.JPG", {"A.DNG": "A.JPG"}),
        ("A.NEF A.CR2 A.JPG", {}),  # two cameras
        ("A.NEF A.DNG", {}),
        ("A.CR2 A.JPG A.HEIC", {"A.CR2": "A.JPG"}),
        ("A.CR2 A.jpg A.jpeg", {}),
        ("A.CR2 A.JPG a.cr2 a.jpg", {"A.CR2": "A.JPG", "a.cr2": "a.jpg"}),
        ("A.CR2 a.JPG A.jpg", {"A.CR2": "A.jpg"}),
        ("A.HEIC A.JPG", {}),
        ("A.CR2 A.TIF A.PNG", {}),
        ("", {}),
    ],
)
def test_pairs(names: str, pairs: dict[str, str]) -> None:
    assert pair_names(names.split()) == pairs
    assert pair_names(reversed(names.split())) == pairs
