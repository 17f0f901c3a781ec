"""Programs with a decoder that really crashes: a photo ends them once, and the folder can be opened again.

Each start is a process of its own with the real rooms; only the decoder below the door is a stub. It crashes on files
that hold certain bytes, in every process.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.catalog.reading import default_threads
from app.photos.crash_journal import LEFT_ALONE
from tests.catalog.reader_scripts import COUNT, write_folder

ROOT = Path(__file__).resolve().parents[2]
BAD = "IMG_007.jpg"
ENDED = "Reading this photo ended the process that reads. It crashed (SIGABRT)."
SPOILT = {"empty.jpg", "text.jpg"}
"""Of the folder, what cannot be read at all."""

CRASHER = """
import os, resource, threading
from app.photos import decode, facts
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
decoder, reader = decode.decode_stream, facts._read_tags
def decode_stream(path, handle, *arguments, **options):
    handle.seek(0)
    if b"the decoder crashes" in handle.read():
        os.abort()
    handle.seek(0)
    if b"the decoder never ends" in handle.read():
        print("reading", flush=True)
        threading.Event().wait()
    return decoder(path, handle, *arguments, **options)
def read_tags(path, handle):
    handle.seek(0)
    if b"the reader crashes" in handle.read():
        os.abort()
    handle.seek(0)
    return reader(path, handle)
decode.decode_stream, facts._read_tags = decode_stream, read_tags
"""

READING = """
import os
import crasher
from app.catalog import reading_process
with open(__file__ + ".starts", "a") as starts:
    starts.write("x")
reading_process.REHEARSAL_S = float(os.environ.get("REHEARSAL_S", 60))
reading_process.main()
"""

PROGRAM = """
import json, os, sys
from pathlib import Path
import crasher
from app.bootstrap import Services
from app.catalog import reading_apart
from app.errors import PhotoError
from app.photos.decode import decode

folder, apart, before, after = Path(sys.argv[1]), *map(json.loads, sys.argv[2:])
reading_apart._COMMAND = os.environ.get("HELPER", sys.executable), str(Path(__file__).with_name("reading.py"))

def show(names):
    def shown(name):
        try:
            decode(folder / name, min_edge=512)
        except PhotoError as error:
            return error.reason
        return "shown"
    return {name: shown(name) for name in names}

with Services(apart=apart) as services:
    early = show(before)
    report = services.intake().run([folder])
    def read(catalog):
        ids = catalog.folder_columns([folder]).ids.tolist()
        return {record.path.name: [record.facts.camera, record.error] for record in catalog.records(ids)}
    photos = services.lane.call(read)
    print(json.dumps({"before": early, "photos": photos, "after": show(after)}))
"""

HANGING = """
import os, threading
import crasher
def hang(*_, **__):
    print("reading", flush=True)
    threading.Event().wait()
crasher.facts._read_tags = hang if os.environ["HANGS_IN"] == "facts" else crasher.facts._read_tags
crasher.decode.decode_stream = hang if os.environ["HANGS_IN"] == "pixels" else crasher.decode.decode_stream
"""
"""Is put before the program: what it reads first takes for ever."""


@dataclass
class Told:
    """What a start came to."""

    before: dict[str, str]
    after: dict[str, str]
    photos: dict[str, list[Any]]

    def check_others(self) -> None:
        """Every photo but the one is there, with its facts."""
        assert len(self.photos) == COUNT + 2
        for name, (camera, error) in self.photos.items():
            if name not in (BAD, *SPOILT):
                assert error is None, name
                assert camera == f"Canon EOS {int(name[4:7])}"


class Keepers:
    """Starts the program on a folder."""

    def __init__(self, place: Path, *, apart: bool) -> None:
        self._place = place
        self._apart = apart
        self.folder = write_folder(place / "Fotos – 写真")
        for name, text in (("crasher", CRASHER), ("reading", READING), ("program", PROGRAM)):
            (place / f"{name}.py").write_text(text)
        (place / "hanging.py").write_text(HANGING + PROGRAM)

    def spoil(self, how: str) -> None:
        """Let one photo be such that the decoder, or what reads the facts, does this."""
        with (self.folder / BAD).open("ab") as file:
            file.write(f"the {how}".encode())

    def start(self, before: tuple[str, ...] = (), after: tuple[str, ...] = (), program: str = "program") -> Any:
        command = [sys.executable, str(self._place / f"{program}.py"), str(self.folder)]
        command += [json.dumps(argument) for argument in (self._apart, before, after)]
        return subprocess.Popen(
            command,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), str(self._place)])},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def crashes(self, **options: tuple[str, ...]) -> None:
        process = self.start(**options)
        _, words = process.communicate(timeout=100)
        assert process.returncode == -6, words

    def runs(self, **options: tuple[str, ...]) -> Told:
        process = self.start(**options)
        told, words = process.communicate(timeout=100)
        assert process.returncode == 0, words
        return Told(**json.loads(told))

    @property
    def helpers(self) -> int:
        """How many processes that read were started in all."""
        place = self._place / "reading.py.starts"
        return len(place.read_text()) if place.exists() else 0


pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals tell how a process ended")


@pytest.fixture
def keepers(tmp_path: Path) -> Keepers:
    """As the window uses the rooms."""
    return Keepers(tmp_path, apart=True)


@pytest.mark.parametrize("apart", [True, False], ids=["window", "command line"])
def test_a_photo_whose_facts_crash_the_program_does_so_once(apart: bool, tmp_path: Path, private_places: Path) -> None:
    keepers = Keepers(tmp_path, apart=apart)
    keepers.spoil("reader crashes")
    keepers.crashes()
    for _ in range(2):
        told = keepers.runs(after=(BAD, "IMG_008.jpg"))
        told.check_others()
        assert str(told.photos[BAD][1]).startswith(ENDED)
        assert told.after == {BAD: LEFT_ALONE, "IMG_008.jpg": "shown"}
    assert list((private_places / "cache" / "reading").glob("*.slots")) == []


@pytest.mark.parametrize("apart", [True, False], ids=["window", "command line"])
def test_a_photo_whose_pixels_crash_the_program_does_so_once(apart: bool, tmp_path: Path) -> None:
    keepers = Keepers(tmp_path, apart=apart)
    keepers.spoil("decoder crashes")
    keepers.crashes(after=(BAD,))
    assert keepers.helpers == 0
    for _ in range(2):
        told = keepers.runs(before=(BAD, "IMG_008.jpg"), after=(BAD,))
        told.check_others()
        assert str(told.photos[BAD][1]).startswith(ENDED)
        assert told.before == {BAD: LEFT_ALONE, "IMG_008.jpg": "shown"}
        assert told.after == {BAD: LEFT_ALONE}


def test_a_photo_that_ended_the_process_that_reads_is_known_without_the_list(
    keepers: Keepers, private_places: Path
) -> None:
    keepers.spoil("decoder crashes")
    keepers.crashes(after=(BAD,))
    keepers.runs()
    shutil.rmtree(private_places / "cache" / "reading")
    told = keepers.runs(after=(BAD,))
    assert str(told.photos[BAD][1]).startswith(ENDED)
    assert told.after == {BAD: LEFT_ALONE}


def test_a_photo_that_was_mended_is_shown_at_once(keepers: Keepers) -> None:
    good = (keepers.folder / BAD).read_bytes()
    keepers.spoil("decoder crashes")
    keepers.crashes(after=(BAD,))
    keepers.runs()
    (keepers.folder / BAD).write_bytes(good)
    told = keepers.runs(before=(BAD,), after=(BAD,))
    assert told.before == told.after == {BAD: "shown"}
    assert told.photos[BAD] == ["Canon EOS 7", None]


@pytest.mark.parametrize("hangs_in", ["facts", "pixels"])
def test_an_innocent_photo_at_which_the_program_was_killed_is_tried_apart_and_then_trusted(
    keepers: Keepers, hangs_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANGS_IN", hangs_in)
    process = keepers.start(before=(BAD,) if hangs_in == "pixels" else (), program="hanging")
    assert process.stdout.readline() == "reading\n"
    process.kill()
    process.communicate()
    assert keepers.helpers == 0
    names = (BAD,) if hangs_in == "pixels" else ()
    told = keepers.runs(before=names, after=names)
    told.check_others()
    assert told.photos[BAD] == ["Canon EOS 7", None]
    assert told.before == dict.fromkeys(names, LEFT_ALONE)
    assert told.after == dict.fromkeys(names, "shown")
    assert keepers.helpers == 1
    told = keepers.runs(before=(BAD,), after=(BAD,))
    assert told.before == told.after == {BAD: "shown"}
    assert keepers.helpers == 1, "nothing is under suspicion any more"


def test_a_program_beside_it_does_not_take_what_is_being_read_for_a_crash(
    keepers: Keepers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HANGS_IN", "pixels")
    process = keepers.start(before=(BAD,), program="hanging")
    assert process.stdout.readline() == "reading\n"
    told = keepers.runs(before=(BAD,), after=(BAD,))
    assert told.before == told.after == {BAD: "shown"}
    told.check_others()
    assert keepers.helpers == 0
    process.kill()
    process.communicate()
    assert keepers.runs(before=(BAD,), after=(BAD,)).before == {BAD: LEFT_ALONE}


def test_without_a_process_to_try_it_a_suspect_is_left_alone_and_the_others_are_read(
    keepers: Keepers, monkeypatch: pytest.MonkeyPatch
) -> None:
    keepers.spoil("reader crashes")
    keepers.crashes()
    monkeypatch.setenv("HELPER", "/no such program")
    told = keepers.runs(after=(BAD,))
    assert told.after == {BAD: LEFT_ALONE}
    assert str(told.photos[BAD][1]).startswith("This photo was not read, for the process that reads kept ending")
    unread = {name for name, (_, error) in told.photos.items() if error is not None} - SPOILT
    assert len(unread) <= default_threads(), "only what was being read when the program ended"


def test_a_decoder_that_never_ends_does_not_keep_the_intake(keepers: Keepers, monkeypatch: pytest.MonkeyPatch) -> None:
    keepers.spoil("decoder never ends")
    process = keepers.start(before=(BAD,))
    assert process.stdout.readline() == "reading\n"
    process.kill()
    process.communicate()
    monkeypatch.setenv("REHEARSAL_S", "1")
    told = keepers.runs(after=(BAD,))
    told.check_others()
    assert f"TimeoutError: {BAD} was not decoded in 1 seconds." in str(told.photos[BAD][1])
    assert told.after == {BAD: LEFT_ALONE}
