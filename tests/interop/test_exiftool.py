"""ExifTool finds nothing wrong with what we write, reads it back field by field, and sees nothing else changed."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from app.photos.xmp.document import with_decision
from app.photos.xmp.embed import embed
from app.photos.xmp.marks import read_marks
from app.photos.xmp.profiles import Judgement, Profile, Style
from tests.interop.conftest import ExifTool, program, run
from tests.shoots import write_photo
from tests.xmp_samples import document, encoded

pytestmark = pytest.mark.interop

DECISIONS = [(f, s, c) for f in (-1, 0, 1) for s in (0, 3, 5) for c in (0, 1, 2, 3, 4, 5)]
WORDS = ("", "Red", "Yellow", "Green", "Blue", "Purple")
OURS = {
    "XMP-xmp:Rating",
    "XMP-xmp:Label",
    "XMP-xmpDM:Pick",
    "XMP-xmpDM:Good",
    "XMP-photoshop:LabelColor",
    "XMP-digiKam:PickLabel",
    "XMP-digiKam:ColorLabel",
    "XMP-photomech:Tagged",
    "XMP-photomech:ColorClass",
    "XMP-microsoft:RatingPercent",
    "XMP-darktable:Colorlabels",
    "XMP-keepers:Score",
    "XMP-keepers:Model",
    "XMP-dc:Subject",
}
"""Everything of ours, as ExifTool calls it. ``dc:subject`` is looked at by itself: only our keyword may come."""


def expected(decision: tuple[int, int, int], profile: Profile) -> dict[str, Any]:
    """What ExifTool (with ``-n``) has to read in a new sidecar."""
    flag, stars, label = decision
    rejects = profile in (Profile.BRIDGE, Profile.DARKTABLE)
    found: dict[str, Any] = {"XMP-xmp:Rating": -1 if rejects and flag == -1 else stars}
    if flag:
        found |= {"XMP-xmpDM:Pick": flag, "XMP-xmpDM:Good": flag == 1}
    if label:
        found |= {"XMP-xmp:Label": WORDS[label], "XMP-photoshop:LabelColor": WORDS[label].lower()}
    if profile is Profile.DIGIKAM:
        found["XMP-digiKam:PickLabel"] = {1: 3, -1: 1, 0: 0}[flag]
        found["XMP-digiKam:ColorLabel"] = (0, 1, 3, 4, 5, 6)[label]
    if profile is Profile.PHOTO_MECHANIC:
        found["XMP-photomech:Tagged"] = flag == 1
        found["XMP-photomech:ColorClass"] = (0, 2, 4, 5, 7, 1)[label]
    return found


@pytest.mark.parametrize("profile", list(Profile))
def test_every_sidecar_is_valid_and_reads_back(tmp_path: Path, exiftool: ExifTool, profile: Profile) -> None:
    files: dict[str, tuple[int, int, int]] = {}
    for number, decision in enumerate(DECISIONS):
        path = tmp_path / f"{number:03}.xmp"
        path.write_bytes(with_decision(None, decision, Style(profile)))
        files[path.name] = decision
    read, against = exiftool.look(sorted(tmp_path.iterdir()), "-n")
    assert {path.name: words for path, words in against.items() if words} == {}
    assert {path.name for path in read} == files.keys()
    for path, tags in read.items():
        found = {key: value for key, value in tags.items() if not key.endswith("XMPToolkit")}
        assert found == expected(files[path.name], profile), path.name


def test_score_and_keyword_are_valid_too(tmp_path: Path, exiftool: ExifTool) -> None:
    path = tmp_path / "a.xmp"
    path.write_bytes(with_decision(None, (1, 4, 1), Style(score=True, keyword=True), Judgement(81.25, "student-lite")))
    read, against = exiftool.look([path], "-n")
    assert against == {path: []}
    tags = read[path]
    assert tags["XMP-keepers:Score"] == 81.2
    assert tags["XMP-keepers:Model"] == "student-lite"
    assert tags["XMP-dc:Subject"] in ("Keepers 80-89", ["Keepers 80-89"])


def foreign(folder: Path, exiftool: ExifTool) -> list[Path]:
    """At least 50 sidecars of other programs, each written by the program itself where it can be run here."""
    folder.mkdir()
    for name, data in encoded().items():
        (folder / f"sample-{name}.xmp").write_bytes(data)
    fields: dict[str, list[str]] = {
        "rating": ["-XMP:Rating=3"],
        "label": ["-XMP:Label=Rot", "-XMP-photoshop:City=Łódź"],
        "reject": ["-XMP:Rating=-1"],
        "camera-raw": [
            "-XMP-crs:Version=16.0",
            "-XMP-crs:Exposure2012=+0.50",
            "-XMP-crs:ToneCurvePV2012=0, 0",
            "-XMP-crs:ToneCurvePV2012=255, 255",
            "-XMP-crs:HasSettings=True",
            "-XMP-tiff:Orientation#=6",
        ],
        "history": [
            "-XMP-xmpMM:HistoryAction=saved",
            "-XMP-xmpMM:HistoryWhen=2026:05:04 03:02:01",
            "-XMP-xmpMM:DocumentID=xmp.did:1",
        ],
        "keywords": ["-XMP-dc:Subject=one", "-XMP-dc:Subject=Zwei & drei", "-XMP-lr:HierarchicalSubject=a|b"],
        "regions": ["-XMP-mwg-rs:RegionList={Name=Ä,Type=Face,Area={X=0.5,Y=0.5,W=0.1,H=0.1,Unit=normalized}}"],
        "languages": ["-XMP-dc:Title-de-DE=Größe", "-XMP-dc:Title=Size", "-XMP-dc:Description-ja=写真"],
        "rights": ["-XMP-dc:Rights=© me", "-XMP-xmpRights:Marked=True", '-XMP-cc:License=http://x/?a=1&b="2"'],
        "gps": ["-XMP-exif:GPSLatitude=51.5", "-XMP-exif:GPSLongitude=7.25"],
        "digikam": [
            "-XMP-digiKam:PickLabel#=3",
            "-XMP-digiKam:ColorLabel#=4",
            "-XMP-digiKam:TagsList=Orte/Köln",
            "-XMP-digiKam:TagsList=Leute",
            "-XMP-microsoft:RatingPercent=50",
            "-XMP-acdsee:Rating=3",
            "-XMP:Rating=3",
        ],
        "mechanic": ["-XMP-photomech:Tagged=Yes", "-XMP-photomech:ColorClass#=4", "-XMP-photomech:Prefs=1:2:3"],
        "video": ["-XMP-xmpDM:Good=True", "-XMP-xmpDM:LogComment=x"],
    }
    forms: dict[str, list[str]] = {
        "element": [],
        "short": ["-api", "Compact=Shorthand"],
        "bare": ["-api", "Compact=NoPadding,OneDesc"],
    }
    arguments: list[str] = []
    for name, tags in fields.items():
        for form, options in forms.items():
            arguments += ["-q", *options, *tags, str(folder / f"exiftool-{name}-{form}.xmp"), "-execute"]
    exiftool.write_many(arguments, folder.parent / "arguments.txt")
    odd = document(
        'xmp:Rating="2" weird:a="1"',
        "<weird:b weird:c='x'><!-- keep --><?keep me?></weird:b>",
        declare='xmlns:weird="urn:w"',
    )
    (folder / "odd-prefix-1.xmp").write_text(
        odd.replace("xmp:", "ns0:").replace("xmlns:xmp=", "xmlns:ns0="), encoding="utf-8"
    )
    (folder / "odd-prefix-2.xmp").write_text(
        odd.replace('xmlns:xmpDM="', 'xmlns:xmpDM="urn:mine" xmlns:q="'), encoding="utf-8"
    )
    (folder / "odd-crlf-tabs.xmp").write_text(odd.replace("><", ">\r\n\t<"), encoding="utf-8", newline="")
    return sorted(folder.iterdir())


def test_fifty_foreign_sidecars_survive_our_edit(tmp_path: Path, exiftool: ExifTool) -> None:
    files = foreign(tmp_path / "before", exiftool)
    assert len(files) >= 50
    style = {profile: Style(profile, score=True, keyword=True) for profile in Profile}
    edited: dict[Path, Path] = {}
    for profile in Profile:
        folder = tmp_path / profile.value
        folder.mkdir()
        for file in files:
            data = with_decision(file.read_bytes(), (1, 4, 5), style[profile], Judgement(81.2, "m"))
            assert read_marks(data).values == (1, 4, 5), file.name
            (folder / file.name).write_bytes(data)
            edited[folder / file.name] = file
    tags, against = exiftool.look([*files, *edited], "-n")
    assert tags.keys() == {*files, *edited}
    for path, original in edited.items():
        assert against[path] == against[original], path
        before, after = tags[original], tags[path]
        changed = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        assert changed <= OURS, path
        assert as_list(after["XMP-dc:Subject"]) == [*as_list(before.get("XMP-dc:Subject", [])), "Keepers 80-89"], path


def as_list(value: Any) -> list[Any]:
    """ExifTool gives a list of one as its item."""
    return value if isinstance(value, list) else [value]


def test_sidecars_made_by_exiv2_survive(tmp_path: Path, exiftool: ExifTool) -> None:
    exiv2 = program("exiv2")
    photo = write_photo(tmp_path / "a.jpg")
    commands = [
        "set Xmp.xmp.Rating 2",
        "set Xmp.dc.subject Köln",
        "set Xmp.xmp.Label Green",
        "set Xmp.dc.title lang=de Größe",
    ]
    for command in commands:
        assert run(exiv2, "-M", command, "mo", photo).returncode == 0
    assert run(exiv2, "-eX", "ex", photo).returncode == 0
    sidecar = tmp_path / "a.xmp"
    before = exiftool.dump([sidecar], "-n")["a.xmp"]
    sidecar.write_bytes(with_decision(sidecar.read_bytes(), (-1, 1, 1), Style()))
    after = exiftool.dump([sidecar], "-n")["a.xmp"]
    assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} <= OURS
    assert after["XMP-xmp:Rating"] == 1


def test_exiv2_reads_ours(tmp_path: Path) -> None:
    exiv2 = program("exiv2")
    path = tmp_path / "a.xmp"
    for profile in Profile:
        path.write_bytes(with_decision(None, (1, 4, 3), Style(profile)))
        done = run(exiv2, "-px", path)
        assert done.stderr == b""
        said = {line.split()[0]: line.split()[-1] for line in done.stdout.decode().splitlines()}
        assert said["Xmp.xmp.Rating"] == "4"
        assert said["Xmp.xmpDM.pick"] == "1"
        assert said["Xmp.xmp.Label"] == "Green"
        assert said["Xmp.photoshop.LabelColor"] == "green"
        if profile is Profile.DIGIKAM:
            assert (said["Xmp.digiKam.PickLabel"], said["Xmp.digiKam.ColorLabel"]) == ("3", "4")


def test_embedding_changes_nothing_else_for_exiftool(tmp_path: Path, exiftool: ExifTool, shared_data: Path) -> None:
    camera = shared_data / "camera"
    wanted = [
        camera / "Canon_PowerShot_G11.jpg",
        camera / "Apple_iPhone_4.jpg",
        camera / "Sony_DSC-P12.jpg",
        camera / "Nikon_E995_(iptc).jpg",
        camera / "Photoshop_(1).jpg",
        shared_data / "raw" / "colorchart.dng",
    ]
    paths = [Path(shutil.copy(path, tmp_path)) for path in wanted]
    tiff = write_photo(tmp_path / "made.tif")
    exiftool.write("-IPTC:City=x", "-EXIF:Artist=me", "-XMP-dc:Title=t", "-ICC_Profile=", tiff)
    paths.append(tiff)
    before = exiftool.dump(paths, "-n")
    for path in paths:
        embed(path, (1, 4, 3), Style())
    after = exiftool.dump(paths, "-n")
    for name, tags in before.items():
        changed = {key for key in tags.keys() | after[name].keys() if tags.get(key) != after[name].get(key)}
        assert changed - {"XMP-x:XMPToolkit"} <= OURS, name
        assert after[name]["XMP-xmp:Rating"] == 4
