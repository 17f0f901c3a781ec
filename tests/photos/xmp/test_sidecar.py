"""Sidecar files: whose they are, and replacing them without ever losing or half writing one."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.photos.xmp.places import SidecarIndex, Source
from app.photos.xmp.sidecar import (
    TEMPORARY,
    Overtaken,
    SidecarError,
    full_sidecar,
    read_sidecar,
    stem_sidecar,
    sync_folder,
    write_sidecar,
)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_names() -> None:
    assert stem_sidecar(Path("/a/IMG_1.x.CR2")) == Path("/a/IMG_1.x.xmp")
    assert full_sidecar(Path("/a/IMG_1.CR2")) == Path("/a/IMG_1.CR2.xmp")


def test_write_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    assert read_sidecar(path) is None
    stamp = write_sidecar(path, b"one", None)
    sync_folder(tmp_path)
    file = read_sidecar(path)
    assert file is not None
    assert (file.data, file.stamp) == (b"one", stamp)
    write_sidecar(path, b"two", file)
    assert path.read_bytes() == b"two"
    assert names(tmp_path) == ["a.xmp"]


def test_rights_stay_and_new_files_follow_the_mask(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    before = os.umask(0o027)
    try:
        write_sidecar(path, b"one", None)
    finally:
        os.umask(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    path.chmod(0o604)
    write_sidecar(path, b"two", read_sidecar(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o604


def test_another_program_that_was_faster_wins(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    path.write_bytes(b"theirs")
    with pytest.raises(Overtaken):
        write_sidecar(path, b"ours", None)
    file = read_sidecar(path)
    path.write_bytes(b"theirs, again")
    with pytest.raises(Overtaken):
        write_sidecar(path, b"ours", file)
    path.unlink()
    with pytest.raises(Overtaken):
        write_sidecar(path, b"ours", file)
    assert names(tmp_path) == []


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    path.mkdir()
    with pytest.raises(SidecarError, match=r"a\.xmp: This is a folder"):
        read_sidecar(path)


def test_a_pipe_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    os.mkfifo(path)
    with pytest.raises(SidecarError, match="not a regular file"):
        read_sidecar(path)


def test_links_are_read_but_not_written(tmp_path: Path) -> None:
    real = tmp_path / "real.xmp"
    real.write_bytes(b"one")
    link = tmp_path / "a.xmp"
    link.symlink_to(real)
    file = read_sidecar(link)
    assert file is not None
    with pytest.raises(SidecarError, match="It is a link"):
        write_sidecar(link, b"two", file)
    nowhere = tmp_path / "b.xmp"
    nowhere.symlink_to(tmp_path / "nothing")
    assert read_sidecar(nowhere) is None
    with pytest.raises(SidecarError, match="It is a link"):
        write_sidecar(nowhere, b"two", None)
    assert real.read_bytes() == b"one"


def test_huge_ones_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    with path.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    with pytest.raises(SidecarError, match="larger than 32 MB"):
        read_sidecar(path)


@pytest.mark.skipif(os.geteuid() == 0 and sys.platform != "linux", reason="root may write anywhere")
def test_write_protected_ones_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.xmp"
    path.write_bytes(b"one")
    path.chmod(0o444)
    # The superuser is let through by the system itself, so the system's answer is given here.
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(SidecarError, match="write-protected"):
        write_sidecar(path, b"two", read_sidecar(path))
    assert path.read_bytes() == b"one"


def test_a_share_that_went_away(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    path = folder / "a.xmp"
    path.write_bytes(b"one")
    file = read_sidecar(path)
    path.unlink()
    folder.rmdir()
    assert read_sidecar(path) is None
    with pytest.raises(SidecarError, match="folder is no longer there"):
        write_sidecar(path, b"two", None)
    with pytest.raises((SidecarError, Overtaken)):
        write_sidecar(path, b"two", file)
    with pytest.raises(SidecarError, match="no longer there"):
        sync_folder(folder)


def test_a_full_disk_in_the_middle_of_a_write(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    path.write_bytes(b"one")
    file = read_sidecar(path)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    heed = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, before[1]))
        with pytest.raises(SidecarError, match="no room on the disk"):
            write_sidecar(path, b"x" * 100_000, file)
        with pytest.raises(SidecarError, match="no room on the disk"):
            write_sidecar(tmp_path / "b.xmp", b"x" * 100_000, None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, heed)
    assert path.read_bytes() == b"one"
    assert names(tmp_path) == ["a.xmp"]


def test_a_kill_at_any_moment_leaves_the_old_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "a.xmp"
    contents = [letter * 200_000 for letter in (b"a", b"b")]
    path.write_bytes(contents[0])
    program = (
        "import sys; from pathlib import Path\n"
        "from app.photos.xmp.sidecar import read_sidecar, write_sidecar\n"
        f"path = Path({str(path)!r})\n"
        "print('go', flush=True)\n"
        "while True:\n"
        "    for letter in (b'b', b'a'):\n"
        "        write_sidecar(path, letter * 200_000, read_sidecar(path))\n"
    )
    for delay in (0.0, 0.003, 0.011, 0.023):
        child = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, cwd=Path(__file__).parents[3])
        assert child.stdout is not None
        child.stdout.readline()
        end = time.monotonic() + delay
        while time.monotonic() < end:
            assert path.read_bytes() in contents
        child.kill()
        child.wait()
        child.stdout.close()
        assert path.read_bytes() in contents


def test_what_a_power_cut_left_is_cleared_away(tmp_path: Path) -> None:
    old, young = tmp_path / f"{TEMPORARY}1.tmp", tmp_path / f"{TEMPORARY}2.tmp"
    for path in (old, young):
        path.write_bytes(b"half")
    os.utime(old, (1, 1))
    SidecarIndex().homes(tmp_path / "a.jpg")
    assert names(tmp_path) == [young.name]


# Whose sidecar is it?


def homes_of(folder: Path, files: list[str], photo: str, partner: str | None = None) -> tuple[dict[Source, str], bool]:
    for name in files:
        (folder / name).touch()
    found = SidecarIndex().homes(folder / photo, folder / partner if partner else None)
    return {source: path.name for source, path in found.there.items()}, found.stem_is_ours


def test_a_photo_alone_has_both_names(tmp_path: Path) -> None:
    files = ["A.CR2", "A.xmp", "A.CR2.xmp", "AB.xmp"]
    assert homes_of(tmp_path, files, "A.CR2") == ({Source.STEM: "A.xmp", Source.FULL: "A.CR2.xmp"}, True)


def test_any_case_of_letters(tmp_path: Path) -> None:
    assert homes_of(tmp_path, ["A.CR2", "a.XMP"], "A.CR2") == ({Source.STEM: "a.XMP"}, True)


def test_a_pair_shares_its_sidecar(tmp_path: Path) -> None:
    files = ["A.CR2", "A.JPG", "A.xmp", "A.CR2.xmp"]
    expected = {Source.STEM: "A.xmp", Source.PARTNER: "A.CR2.xmp"}
    assert homes_of(tmp_path, files, "A.JPG", "A.CR2") == (expected, True)


def test_raw_and_jpeg_as_two_photos(tmp_path: Path) -> None:
    files = ["A.CR2", "A.JPG", "A.xmp"]
    assert homes_of(tmp_path, files, "A.CR2") == ({Source.STEM: "A.xmp"}, True)
    assert homes_of(tmp_path, files, "A.JPG") == ({}, False)


def test_two_raws_of_one_stem(tmp_path: Path) -> None:
    files = ["A.CR2", "A.DNG", "A.xmp", "A.DNG.xmp"]
    assert homes_of(tmp_path, files, "A.CR2") == ({Source.STEM: "A.xmp"}, False)
    assert homes_of(tmp_path, files, "A.DNG") == ({Source.STEM: "A.xmp", Source.FULL: "A.DNG.xmp"}, False)
