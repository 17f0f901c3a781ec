from __future__ import annotations

import itertools
import os
import socket
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.errors import UserError
from app.photos.model import PhotoFile, PhotoKind, ScanProblem
from app.photos.scan import is_set_aside, natural_key, scan

NAMES = ["夏の写真.jpg", "🐈 cat 👩‍🚀.jpg", "quote \"x\" 'y'.jpg", "new\nline.jpg", " leading.jpg", "a&b;$(c).JPG"]


def touch(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(str(path).encode(errors="surrogateescape"))
    return path


def photos(items: Iterable[PhotoFile | ScanProblem]) -> list[Path]:
    found = list(items)
    assert not [item for item in found if isinstance(item, ScanProblem)]
    return [item.path for item in found]


def test_photos_first_then_subfolders_in_natural_order(tmp_path: Path) -> None:
    for name in ("IMG_10.jpg", "IMG_9.jpg", "b/2.jpg", "b/10.nef", "a10/x.png", "a9/y.png", "b/c/z.heic", "notes.txt"):
        touch(tmp_path / name)
    found = [str(path.relative_to(tmp_path)) for path in photos(scan([tmp_path]))]
    wanted = ["IMG_9.jpg", "IMG_10.jpg", "a9/y.png", "a10/x.png", "b/2.jpg", "b/10.nef", "b/c/z.heic"]
    assert found == [str(Path(name)) for name in wanted]


def test_a_photo_carries_size_time_and_kind(tmp_path: Path) -> None:
    path = touch(tmp_path / "x.DNG")
    os.utime(path, ns=(5, 1_234_567_890_123_456_789))
    status = path.stat()
    assert list(scan([tmp_path])) == [PhotoFile(path, status.st_size, status.st_mtime_ns, PhotoKind.RAW)]


def test_not_recursive(tmp_path: Path) -> None:
    top = touch(tmp_path / "a.jpg")
    touch(tmp_path / "sub/b.jpg")
    assert photos(scan([tmp_path], recursive=False)) == [top]


def test_hidden_and_system_folders_are_left_out(tmp_path: Path) -> None:
    keep = touch(tmp_path / "_others/keep.jpg")
    for name in (
        "_rejects/a.jpg",
        "day/_Rejects/deep/a.jpg",
        ".hidden.jpg",
        "._IMG_1.jpg",
        ".cache/a.jpg",
        "@eaDir/a.jpg",
        ".Trash-1000/a.jpg",
        "$RECYCLE.BIN/a.jpg",
        "Previews.lrdata/a.jpg",
        "Shoot.cocatalog/a.jpg",
        "mine/deep/a.jpg",
    ):
        touch(tmp_path / name)
    assert photos(scan([tmp_path], leave_out=[tmp_path / "mine", tmp_path / "absent"])) == [keep]


@pytest.mark.parametrize("name", [".secret", "_rejects"])
def test_a_hidden_root_is_taken(tmp_path: Path, name: str) -> None:
    path = touch(tmp_path / name / "a.jpg")
    assert photos(scan([path.parent])) == [path]


def test_rejects_are_set_aside_unless_their_folder_is_asked_for() -> None:
    assert is_set_aside("/s/_rejects/", ["/s"])
    assert is_set_aside("/s/_rejects/day 1/", ["/s/"])
    assert not is_set_aside("/s/_rejects/", ["/s/_rejects"])
    assert not is_set_aside("/s/_rejects/day 1/", ["/s", "/s/_rejects"])
    assert not is_set_aside("/s/_rejects_no/", ["/s"])
    assert not is_set_aside("/s/_rejects/", ["/s/_rejects/a.jpg"]), "a single photo"
    assert not is_set_aside("/s/", ["/s"])


def test_hard_links_come_once(tmp_path: Path) -> None:
    first = touch(tmp_path / "a.jpg")
    os.link(first, tmp_path / "b.jpg")
    (tmp_path / "sub").mkdir()
    os.link(first, tmp_path / "sub/c.jpg")
    assert photos(scan([tmp_path])) == [first]


@pytest.mark.skipif(sys.platform == "win32", reason="symbolic links need rights on Windows")
class TestSymbolicLinks:
    def test_loops_end(self, tmp_path: Path) -> None:
        path = touch(tmp_path / "a/b/x.jpg")
        (tmp_path / "a/b/up").symlink_to(tmp_path)
        (tmp_path / "a/self").symlink_to(tmp_path / "a")
        assert photos(scan([tmp_path])) == [path]

    def test_the_target_is_preferred_to_a_link_beside_it(self, tmp_path: Path) -> None:
        target = touch(tmp_path / "z.jpg")
        (tmp_path / "a.jpg").symlink_to(target)
        assert photos(scan([tmp_path])) == [target]

    def test_a_link_to_a_photo_elsewhere_is_a_photo(self, tmp_path: Path) -> None:
        target = touch(tmp_path / "outside/z.jpg")
        (tmp_path / "shoot").mkdir()
        link = tmp_path / "shoot/a.jpg"
        link.symlink_to(target)
        assert photos(scan([tmp_path / "shoot"])) == [link]

    def test_a_dangling_link_is_a_problem(self, tmp_path: Path) -> None:
        link = tmp_path / "a.jpg"
        link.symlink_to(tmp_path / "gone.jpg")
        assert list(scan([tmp_path])) == [ScanProblem(link, "The link points to a file that does not exist.")]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_pipes_and_sockets_are_no_photos(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "s.jpg"))
        assert photos(scan([tmp_path])) == []


def test_overlapping_roots_are_scanned_once(tmp_path: Path) -> None:
    inner = touch(tmp_path / "sub/b.jpg")
    outer = touch(tmp_path / "a.jpg")
    assert photos(scan([inner.parent, tmp_path, tmp_path / "sub/../sub", outer])) == [inner, outer]


def test_a_file_as_root(tmp_path: Path) -> None:
    path = touch(tmp_path / "a.jpg")
    touch(tmp_path / "b.jpg")
    assert photos(scan([path])) == [path]


def test_bad_roots_are_told_before_the_first_photo(tmp_path: Path) -> None:
    touch(tmp_path / "a.txt")
    with pytest.raises(UserError, match="no folder or file"):
        scan([tmp_path, tmp_path / "gone"])
    with pytest.raises(UserError, match="by its name not a photo"):
        scan([tmp_path / "a.txt"])


@pytest.mark.parametrize("name", NAMES)
def test_unusual_names(tmp_path: Path, name: str) -> None:
    path = touch(tmp_path / name)
    assert photos(scan([tmp_path])) == [path]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_utf8(tmp_path: Path) -> None:
    path = touch(tmp_path / os.fsdecode(b"caf\xe9.jpg"))
    assert photos(scan([tmp_path])) == [path]


def test_a_relative_root_gives_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = touch(tmp_path / "shoot/a.jpg")
    monkeypatch.chdir(tmp_path)
    assert photos(scan([Path("shoot")])) == [path]


def test_a_folder_that_cannot_be_listed_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Simulated, since the superuser may look into every folder.
    touch(tmp_path / "locked/a.jpg")
    open_ = touch(tmp_path / "open/b.jpg")
    real = os.scandir

    def guarded(path: str) -> object:
        if path.endswith("locked"):
            raise PermissionError(13, "Permission denied", path)
        return real(path)

    monkeypatch.setattr("app.photos.scan.os.scandir", guarded)
    problem, photo = scan([tmp_path])
    assert isinstance(problem, ScanProblem)
    assert problem.path == tmp_path / "locked"
    assert "permission" in problem.reason
    assert isinstance(photo, PhotoFile)
    assert photo.path == open_


def test_the_scan_streams(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in range(5):
        touch(tmp_path / f"{folder}/a.jpg")
    listed: list[str] = []
    real = os.scandir

    def counting(path: str) -> object:
        listed.append(path)
        return real(path)

    monkeypatch.setattr("app.photos.scan.os.scandir", counting)
    assert len(list(itertools.islice(scan([tmp_path]), 2))) == 2
    assert len(listed) == 3


def test_deep_folders(tmp_path: Path) -> None:
    path = touch(tmp_path.joinpath(*["d"] * 500) / "a.jpg")
    assert photos(scan([tmp_path])) == [path]


def test_natural_key() -> None:
    names = ["img10", "IMG9", "img09", "img", "9", "10", "a1b2", "a1b10", "٣", "²"]
    ordered = sorted(names, key=natural_key)
    assert ordered.index("IMG9") < ordered.index("img10")
    assert ordered.index("9") < ordered.index("10")
    assert ordered.index("a1b2") < ordered.index("a1b10")
