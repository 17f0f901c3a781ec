"""The journal of what is being read: real processes that end, one way or the other, and what the next one knows."""

from __future__ import annotations

import json
import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from app.errors import PhotoError
from app.photos import crash_journal, suspects
from app.photos.crash_journal import LEFT_ALONE, SLOT, STUBBORN, CrashJournal, SuspectError
from app.photos.decode import decode
from app.photos.suspects import MOST, MOST_ENDS, REMEMBERED_S, sight_of

ROOT = Path(__file__).resolve().parents[2]
PHOTO = Path("/photos/IMG_1.jpg")
SIZE, TIME = 1234, 1_700_000_000_123_456_789

READER = """
import os, sys, threading
from pathlib import Path
from app.photos import crash_journal
folder, how, *paths = sys.argv[1:]
crash_journal.keep(crash_journal.CrashJournal(Path(folder)))
hold = threading.Barrier(len(paths) + 1)
def read(path):
    with crash_journal.reading(Path(path), 1234, 1_700_000_000_123_456_789):
        hold.wait()
        threading.Event().wait()
for path in paths:
    threading.Thread(target=read, args=(path,), daemon=True).start()
hold.wait()
print("reading", flush=True)
if how == "dies":
    os._exit(9)
if how == "ends":
    crash_journal.end(crash_journal._journal)
sys.stdin.read(1)
"""
"""Reads some photos at once and never comes to an end with them."""


def reader(folder: Path, how: str, *paths: Path) -> subprocess.Popen[bytes]:
    """A program that is reading these photos now, or has just ended over them."""
    command = [sys.executable, "-c", READER, str(folder), how, *map(str, paths)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"reading\n"
    if how == "dies":
        finish(process)
    return process


def finish(process: subprocess.Popen[bytes]) -> None:
    process.communicate(b"x", timeout=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "journal"


@pytest.fixture
def journal(folder: Path) -> Iterator[Callable[[], CrashJournal]]:
    """Starts a program anew: makes its journal, and is kept by this process."""
    made: list[CrashJournal] = []

    def make() -> CrashJournal:
        made.append(CrashJournal(folder))
        crash_journal.keep(made[-1])
        return made[-1]

    yield make
    for one in made:
        crash_journal.end(one)


def refused(path: Path = PHOTO, size: int = SIZE, time: int = TIME) -> str | None:
    """Why a photo is not read."""
    try:
        with crash_journal.reading(path, size, time):
            return None
    except SuspectError as error:
        return error.reason


def test_a_photo_that_ended_a_program_is_not_read_by_the_next(folder: Path, journal: Callable[[], object]) -> None:
    reader(folder, "dies", PHOTO)
    journal()
    assert refused() == LEFT_ALONE
    assert crash_journal.is_suspect(PHOTO, SIZE, TIME)
    assert refused(Path("/photos/IMG_2.jpg")) is None


def test_a_changed_file_is_another_one(folder: Path, journal: Callable[[], object]) -> None:
    reader(folder, "dies", PHOTO)
    journal()
    assert refused(size=SIZE + 1) is None
    assert refused(time=TIME + 1) is None
    assert refused() is not None


def test_all_that_were_being_read_are_under_suspicion_until_they_were_read_without_harm(
    folder: Path, journal: Callable[[], object]
) -> None:
    several = [Path(f"/photos/IMG_{number}.jpg") for number in range(12)]
    reader(folder, "dies", *several)
    journal()
    assert all(refused(path) for path in several)
    for path in several[1:]:
        crash_journal.clear(path, SIZE, TIME)
    assert [refused(path) for path in several] == [LEFT_ALONE] + [None] * 11
    journal()
    assert [refused(path) for path in several] == [LEFT_ALONE] + [None] * 11


def test_an_end_in_good_order_leaves_nothing_though_photos_are_being_read(
    folder: Path, journal: Callable[[], object]
) -> None:
    process = reader(folder, "ends", PHOTO)
    finish(process)
    assert list(folder.glob("*.slots")) == []
    journal()
    assert refused() is None
    assert not (folder / "suspects.json").exists()


def test_what_a_running_program_reads_is_not_under_suspicion(folder: Path, journal: Callable[[], CrashJournal]) -> None:
    other = reader(folder, "lives", PHOTO)
    mine = journal()
    assert refused() is None
    other.kill()
    finish(other)
    assert refused() is None, "nobody has looked since"
    mine.look()
    assert refused() == LEFT_ALONE


def test_two_programs_know_of_each_others_suspects(folder: Path, journal: Callable[[], CrashJournal]) -> None:
    first = journal()
    first.look()
    reader(folder, "dies", PHOTO)
    journal().look()
    crash_journal.keep(first)
    crash_journal.accuse(Path("/photos/IMG_2.jpg"), SIZE, TIME)
    first.look()
    assert refused() == LEFT_ALONE
    assert refused(Path("/photos/IMG_2.jpg")) == LEFT_ALONE
    assert len(json.loads((folder / "suspects.json").read_text())) == 2


@pytest.mark.parametrize(
    "path",
    [
        Path("/Fotos/Größe – 写真/IMG 1 (ünïcode).jpg"),
        Path(os.fsdecode(b"/old/caf\xe9/\xff\xfe.jpg")),
        Path("/long/" + "directory name/" * 400 + "IMG_1.jpg"),
        Path("/long/" + "目录/" * 900 + "IMG_1.jpg"),
    ],
    ids=["unicode", "no UTF-8", "long", "long in bytes"],
)
def test_any_path_is_known_again(path: Path, folder: Path, journal: Callable[[], object]) -> None:
    reader(folder, "dies", path)
    journal()
    assert refused(path) == LEFT_ALONE
    assert refused(path.with_name("IMG_2.jpg")) is None
    crash_journal.clear(path, SIZE, TIME)
    journal()
    assert refused(path) is None


def test_slots_are_used_again(folder: Path, journal: Callable[[], object]) -> None:
    journal()
    with crash_journal.reading(PHOTO, SIZE, TIME), crash_journal.reading(PHOTO, SIZE, TIME):
        pass
    for number in range(100):
        assert refused(Path(f"/photos/{number}.jpg")) is None
    [slots] = folder.glob("*.slots")
    assert SLOT < slots.stat().st_size < 2 * SLOT


def test_a_photo_that_cannot_be_read_leaves_its_slot(
    tmp_path: Path, folder: Path, journal: Callable[[], object]
) -> None:
    journal()
    path = tmp_path / "text.jpg"
    path.write_text("no photo at all, but text of some length")
    with pytest.raises(PhotoError, match="holds"):
        decode(path)
    [slots] = folder.glob("*.slots")
    assert slots.read_bytes()[:4] == bytes(4)


def test_damaged_journals_say_what_they_still_can(folder: Path, journal: Callable[[], object]) -> None:
    reader(folder, "dies", PHOTO, Path("/photos/IMG_2.jpg"), Path("/photos/IMG_3.jpg"))
    [slots] = folder.glob("*.slots")
    data = bytearray(slots.read_bytes())
    names = [data[at + 26 : at + 43].decode() for at in range(0, len(data), SLOT)]
    data[SLOT + 30] ^= 0xFF  # in the second slot's name
    slots.write_bytes(data[: 2 * SLOT + 35])  # and the third ends too early
    (folder / "noise.slots").write_bytes(bytes(range(256)) * 100)
    (folder / "empty.slots").write_bytes(b"")
    (folder / "short.slots").write_bytes(b"read")
    journal()
    assert refused(Path(names[0])) == LEFT_ALONE
    assert [refused(Path(name)) for name in names[1:]] == [None, None]
    assert len(list(folder.glob("*.slots"))) == 1, "there is more than the journal of this program"


@pytest.mark.parametrize(
    "content", [b"", b"[", b"\xff\xfe", b"{}", b'{"a": 1}', b"[1]", b'[{"name": 1}]', b"[" * 99999]
)
def test_a_damaged_list_is_begun_anew(content: bytes, folder: Path, journal: Callable[[], object]) -> None:
    reader(folder, "dies", PHOTO)
    (folder / "suspects.json").write_bytes(content)
    journal()
    assert refused() == LEFT_ALONE
    assert len(json.loads((folder / "suspects.json").read_text())) == 1


def test_a_number_without_end_in_the_list_is_damage(folder: Path, journal: Callable[[], object]) -> None:
    folder.mkdir()
    record = '{"name": "x", "size": Infinity, "mtime_ns": 1, "ends": 1, "trusted": false, "at": 1}'
    (folder / "suspects.json").write_text(f"[{record}]")
    journal()
    assert refused() is None


def test_without_a_place_photos_are_read_without_a_journal(
    folder: Path, journal: Callable[[], object], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    folder.write_text("a file where the folder should be")
    journal()
    assert refused() is None
    crash_journal.accuse(PHOTO, SIZE, TIME)
    assert refused() == LEFT_ALONE
    assert {record.levelno for record in caplog.records} == {logging.INFO}
    assert "photos are read without a journal" in caplog.text


FULL_DISK = """
import logging, resource, sys
from pathlib import Path
from app.photos import crash_journal
logging.basicConfig(level=logging.INFO, stream=sys.stdout)
crash_journal.keep(crash_journal.CrashJournal(Path(sys.argv[1])))
crash_journal.look()
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
for number in range(3):
    with crash_journal.reading(Path(f"/photos/{number}.jpg"), 1, 1):
        print("read")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a limit of POSIX stands for the full disk")
def test_a_full_disk_stops_no_reading(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.count("read\n") == 3
    assert done.stdout.count("photos are read without a journal from now on") == 1


def test_what_cannot_be_remembered_is_known_and_stays_for_the_next_program(
    folder: Path, journal: Callable[[], object]
) -> None:
    reader(folder, "dies", PHOTO)
    (folder / "suspects.lock").mkdir()  # nobody can write the list
    journal()
    assert refused() == LEFT_ALONE
    (folder / "suspects.lock").rmdir()
    journal()
    assert refused() == LEFT_ALONE
    assert len(json.loads((folder / "suspects.json").read_text())) == 1


def test_the_list_stays_short(folder: Path, journal: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suspects, "MOST", 5)
    assert MOST >= 100
    journal()
    for number in range(8):
        crash_journal.accuse(Path(f"/photos/{number}.jpg"), SIZE, TIME)
    journal()
    assert [refused(Path(f"/photos/{number}.jpg")) for number in range(8)] == [None] * 3 + [LEFT_ALONE] * 5


def test_who_ends_the_program_again_and_again_is_trusted_no_more_for_a_month(
    folder: Path, journal: Callable[[], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(MOST_ENDS - 1):
        reader(folder, "dies", PHOTO)
        journal()
        assert refused() == LEFT_ALONE
        crash_journal.clear(PHOTO, SIZE, TIME)
        assert refused() is None
    reader(folder, "dies", PHOTO)
    journal()
    crash_journal.clear(PHOTO, SIZE, TIME)
    assert refused() == STUBBORN
    later = suspects.time.time() + REMEMBERED_S + 1
    monkeypatch.setattr("app.photos.suspects.time.time", lambda: later)
    journal()
    assert refused() is None


def test_many_threads_note_and_wipe_at_once(folder: Path, journal: Callable[[], CrashJournal]) -> None:
    mine = journal()
    start = threading.Barrier(8)
    inside = threading.Barrier(9)
    go_on = threading.Event()

    def work(number: int) -> None:
        start.wait()
        for count in range(200):
            assert refused(Path(f"/photos/{number}-{count}.jpg")) is None
        with crash_journal.reading(Path(f"/photos/{number}.jpg"), SIZE, TIME):
            inside.wait()
            go_on.wait()

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    inside.wait(60)
    [slots] = folder.glob("*.slots")
    noted = {sight.name for sight in crash_journal._sights(slots.read_bytes())}
    go_on.set()
    for thread in threads:
        thread.join()
    assert noted == {f"/photos/{number}.jpg" for number in range(8)}
    assert list(crash_journal._sights(slots.read_bytes())) == []
    crash_journal.end(mine)
    assert list(folder.glob("*.slots")) == []


def test_decoding_is_a_door(tmp_path: Path, journal: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (8, 6)).save(path)
    status = path.stat()
    journal()
    noted: list[str] = []

    def look(*_: object, **__: object) -> None:
        [slots] = tmp_path.glob("journal/*.slots")
        noted.extend(sight.name for sight in crash_journal._sights(slots.read_bytes()))

    monkeypatch.setattr("app.photos.decode.decode_stream", look)
    decode(path)
    assert noted == [str(path)]
    crash_journal.accuse(path, status.st_size, status.st_mtime_ns)
    with pytest.raises(SuspectError, match="left alone"):
        decode(path)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns + 1_000_000_000))
    decode(path)


def test_a_process_that_may_die_reads_everything(folder: Path, journal: Callable[[], CrashJournal]) -> None:
    reader(folder, "dies", PHOTO)
    crash_journal.end(journal())
    assert refused() is None
    assert not crash_journal.is_suspect(PHOTO, SIZE, TIME)
    crash_journal.look()
    crash_journal.accuse(PHOTO, SIZE, TIME)
    crash_journal.clear(PHOTO, SIZE, TIME)
    assert sight_of(PHOTO, SIZE, TIME).name == str(PHOTO)
