"""Full disks, vanishing shares, files that go or change: a sentence, nothing lost, nothing half, and it can go on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.catalog.transfers import FileState, JournalFile, TransferState
from app.culling import transfer as transfer_module
from app.culling import transfer_files, transferring
from app.culling.transfer_files import Trouble, source_trouble, target_trouble
from app.errors import UserError
from tests.culling.transfer_world import World, counts, entry_of, tree


def test_too_little_room_is_told_before_the_first_byte(world: World, small_disk: Path) -> None:
    for number in range(3):
        world.write(f"{number}.jpg", "x" * 1_000_000)
    with pytest.raises(UserError, match=r"has 2\.\d MB free, but 3 photos .* need 3\.\d MB"):
        world.transfer("copy", destination=small_disk)
    assert tree(small_disk) == {}


@pytest.mark.parametrize("mode", ["copy", "move"])
def test_a_disk_that_fills_up_meanwhile(mode: str, world: World, small_disk: Path) -> None:
    for number in range(6):
        world.write(f"{number}.jpg", f"{number}" * 250_000)
        world.write(f"{number}.xmp", "<x/>")
    before = tree(world.shoot)
    filler = small_disk / "of another program"

    def fill(_progress: Any) -> None:
        if not filler.exists():
            filler.write_bytes(b"x" * 900_000)

    report = world.transfer(mode, destination=small_disk / "keepers", on_progress=fill)
    assert report.state is TransferState.STOPPED
    assert "full" in report.reason
    assert 0 < counts(report)["done"] < 6
    assert not list(small_disk.rglob("*.part"))
    names = set(tree(small_disk / "keepers"))
    assert {name.removesuffix(".xmp") for name in names if name.endswith("xmp")} == {
        name.removesuffix(".jpg") for name in names if name.endswith("jpg")
    }, "a photo and its sidecar go together"
    filler.unlink()
    assert world.transfer(mode, destination=small_disk / "keepers").complete
    assert tree(small_disk / "keepers") == before
    assert tree(world.shoot) == ({} if mode == "move" else before)


@pytest.mark.parametrize("mode", ["copy", "move"])
@pytest.mark.parametrize("arrived", [0, 1, 3, 5])
def test_a_share_that_disappears_and_comes_back(mode: str, arrived: int, world: World, small_disk: Path) -> None:
    for number in range(5):
        world.write(f"{number}.jpg", f"{number}" * 1000)
    before = tree(world.shoot)
    chosen = world.photos()
    unplugged: list[bool] = []

    def unplug() -> bool:
        if not unplugged and len(list(small_disk.glob("*.jpg"))) == arrived:
            unplugged.append(True)
            subprocess.run(["umount", "-l", str(small_disk)], check=True)
        return False

    report = world.transfer(mode, chosen, destination=small_disk, cancelled=unplug)
    if unplugged:
        assert report.state is TransferState.STOPPED
        assert report.reason
    else:
        subprocess.run(["umount", "-l", str(small_disk)], check=True)
    assert tree(small_disk) == {}, "nothing goes into the empty folder where the share was"
    # A share that is cut off keeps what was moved; this one forgets, so nothing may have left before it went.
    assert tree(world.shoot) == (before if unplugged or mode == "copy" else {})
    assert world.transfer(mode, world.photos(), destination=world.out).complete
    assert tree(world.out) == (before if unplugged or mode == "copy" else {})


def test_a_destination_that_is_deleted_meanwhile(world: World, other_disk: Path) -> None:
    for number in range(5):
        world.write(f"{number}.jpg")
    before = tree(world.shoot)
    target = other_disk / "keepers"

    def delete(_progress: Any) -> None:
        if target.is_dir():
            target.rename(other_disk / "gone")

    report = world.transfer("move", destination=target, on_progress=delete)
    assert report.state is TransferState.STOPPED
    assert report.reason
    assert before.items() <= (tree(world.shoot) | tree(other_disk / "gone")).items()


def test_a_file_that_changes_or_vanishes_is_told_and_the_others_go(world: World, other_disk: Path) -> None:
    for name in "abc":
        world.write(f"{name}.jpg")
    chosen = world.photos()
    (world.shoot / "b.jpg").unlink()
    report = world.transfer("move", chosen, destination=other_disk)
    assert counts(report) == {"done": 2, "failed": 1}
    assert "no longer there" in entry_of(report, "b.jpg").reason


def test_a_file_that_grows_while_it_is_copied_is_not_taken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    photo = world.write("a.jpg", "x" * 10_000)
    world.write("a.xmp", "<x/>")

    def grow(_descriptor: int) -> None:
        with photo.open("ab") as writer:
            writer.write(b"more")

    chosen = world.photos()
    monkeypatch.setattr(transfer_files, "_drop_cache", grow)
    report = world.transfer("copy", chosen)
    assert counts(report) == {"failed": 1}
    assert "changed" in entry_of(report, "a.jpg").reason
    assert tree(world.out) == {}


def test_a_copy_that_arrives_damaged_is_not_kept_and_ends_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        world.write(f"{name}.jpg")
    before = tree(world.shoot)
    real = transfer_files._check_copy

    def damage(temporary: Path, *rest: Any) -> None:
        data = bytearray(temporary.read_bytes())
        data[5] ^= 1
        temporary.write_bytes(data)
        real(temporary, *rest)

    monkeypatch.setattr(transfer_files, "_check_copy", damage)
    report = world.transfer("copy")
    assert report.state is TransferState.STOPPED
    assert "not what was sent" in report.reason
    assert counts(report) == {"failed": 1, "not reached": 2}
    assert tree(world.out) == {}
    assert tree(world.shoot) == before


def test_a_file_too_large_for_the_destination(world: World) -> None:
    """As on FAT32, here by the limit of a process of its own."""
    world.write("a.jpg")
    world.write("large.jpg", "x" * 8_000_000)
    script = (
        "import resource, sys\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4_000_000, 4_000_000))\n"
        "from app.cli import main\n"
        "main(sys.argv[1:])\n"
    )
    repository = Path(__file__).resolve().parents[2]
    arguments = ["transfer", "keepers", str(world.shoot), "--to", str(world.out), "--flag", "pick", "--json"]
    world.take_in()
    world.lane.call(_pick_all)
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments, "--catalog", str(world.folder / "catalog.sqlite3")],
        cwd=repository,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    assert b"too large for the file system" in done.stderr
    assert set(tree(world.out)) == {"a.jpg"}
    assert set(tree(world.shoot)) == {"a.jpg", "large.jpg"}


def _pick_all(catalog: Any) -> None:
    from app.catalog.records import Decision, Flag

    ids = catalog.folder_columns([Path("/")]).ids.tolist()
    catalog.set_decisions(dict.fromkeys(ids, Decision(Flag.PICK)))


def test_a_read_only_folder(world: World, tmp_path: Path) -> None:
    world.write("a.jpg")
    chosen = world.photos()
    mount = ["mount", "--bind", "-o", "ro", str(world.shoot), str(world.shoot)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        with pytest.raises(UserError, match="read-only"):
            world.transfer("move", chosen)
        with pytest.raises(UserError, match="may not be written"):
            world.transfer("copy", chosen, destination=world.shoot / "keepers")
        assert world.transfer("copy", chosen).complete
    finally:
        subprocess.run(["umount", "-l", str(world.shoot)], check=True)
    assert set(tree(world.out)) == {"a.jpg"}


def test_a_failing_disk_is_one_trouble_and_not_five_thousand() -> None:
    for number, word in ((5, "does not answer"), (116, "does not answer")):
        trouble = source_trouble(OSError(number, os.strerror(number)))
        assert trouble.stops
        assert word in trouble.reason
    for number, stops in ((28, True), (122, True), (30, True), (13, True), (27, False), (36, False), (5, True)):
        error = OSError(number, os.strerror(number))
        assert target_trouble(error, Path("/out/a.jpg")).stops is stops
        assert isinstance(target_trouble(error, Path("/out/a.jpg")), Trouble)


# -- what a kill leaves, put in order ----------------------------------------------------------------------------


def begin(world: World, mode: str, *, names: tuple[str, ...] = ("a.jpg", "a.xmp")) -> list[JournalFile]:
    """A transfer as it stands in the journal while a batch is in hand."""
    ids = {photo.path.name: photo.id for photo in world.photos()}
    files = []
    for name in names:
        status = (world.shoot / name).stat()
        target = world.out / name
        files.append(JournalFile(0, 0, ids.get(name), world.shoot / name, target, status.st_size, status.st_mtime_ns))
    settings = {"root": str(world.shoot), "flat": False, "rule": "rename", "pairs": True}
    transfer, entered = world.lane.call(lambda catalog: catalog.transfers.begin(mode, world.out, settings, files))
    world.lane.call(lambda catalog: catalog.transfers.start(entered))
    world.out.mkdir(exist_ok=True)
    for file in entered:
        (world.out / f".keepers-{transfer.token}-{file.id}.part").write_bytes(b"half")
    return entered


@pytest.mark.parametrize("mode", ["copy", "move"])
@pytest.mark.parametrize("arrived", [(), ("a.jpg",), ("a.jpg", "a.xmp")])
def test_killed_before_anything_left(mode: str, arrived: tuple[str, ...], world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    before = tree(world.shoot)
    begin(world, mode)
    for name in arrived:
        (world.out / name).write_bytes(before[name])
    report = world.transfer(mode)
    assert report.complete
    assert len(report.notes) == 1
    assert "interrupted" in report.notes[0]
    assert tree(world.out) == before
    assert tree(world.shoot) == ({} if mode == "move" else before)


def test_killed_while_the_old_place_is_being_left(world: World) -> None:
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    before = tree(world.shoot)
    (photo,) = world.photos()
    begin(world, "move")
    for name, content in before.items():
        (world.out / name).write_bytes(content)
    (world.shoot / "a.jpg").unlink()
    world.transfer("move", [])
    assert tree(world.out) == before
    assert tree(world.shoot) == {}
    assert world.lane.call(lambda catalog: catalog.record(photo.id)).path == world.out / "a.jpg"


def test_killed_after_a_rename_of_the_first_of_two(world: World) -> None:
    """A disk without hard links: the first file is over, the second has only its name reserved."""
    world.write("a.jpg")
    world.write("a.xmp", "<x/>")
    before = tree(world.shoot)
    begin(world, "move")
    (world.shoot / "a.jpg").rename(world.out / "a.jpg")
    (world.out / "a.xmp").touch()
    world.transfer("move", [])
    assert tree(world.out) == before
    assert tree(world.shoot) == {}


def test_a_disk_that_is_not_plugged_in_waits(world: World) -> None:
    world.write("a.jpg")
    (file,) = begin(world, "move", names=("a.jpg",))
    done = JournalFile(**{name: getattr(file, name) for name in file.__slots__} | {"state": FileState.DONE})
    world.lane.call(lambda catalog: catalog.transfers.settle([done]))
    world.out.rename(world.folder / "unplugged")
    report = world.transfer("copy", destination=world.folder / "other")
    assert "not there" in report.notes[0]
    assert len(world.lane.call(lambda catalog: catalog.transfers.cut_off())) == 1


class Killed(BaseException):
    """Stands for a kill: nothing that would clean up gets to run."""


def test_a_move_killed_between_the_files_of_a_set_leaves_a_shared_sidecar(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.jpg", "a.tif"):
        world.write(name)
    world.write("a.xmp", "<x/>")
    chosen = world.photos(["a.jpg"])

    def killed(*_: object) -> str:
        raise Killed

    with monkeypatch.context() as disk:
        # A disk without hard links, where the photo itself has been renamed before its sidecar is copied.
        disk.setattr(transfer_module, "link", lambda *_: False)
        disk.setattr(transfer_module, "copy_to", killed)
        disk.setattr(transfer_module, "take_back", lambda _placed: None)
        with pytest.raises(Killed):
            world.transfer("move", chosen)
    assert not (world.shoot / "a.jpg").exists()
    transferring.put_in_order(world.lane)
    assert set(tree(world.shoot)) == {"a.tif", "a.xmp"}, "the other photo needs it"
    assert set(tree(world.out)) == {"a.jpg", "a.xmp"}
    assert world.undo().complete
    assert set(tree(world.shoot)) == {"a.jpg", "a.tif", "a.xmp"}
