"""Many sidecars in one write: they take each step together, and what happens to one stays with it."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from app.catalog.records import Decision, Flag, Label
from app.culling.sidecar_writer import Outcome, SidecarWriter
from app.photos.xmp.settings import MetadataSettings
from app.photos.xmp.sidecar import Replacement, Stamp
from tests.culling.sidecar_desk import PICK4, Desk, edit
from tests.xmp_samples import LIGHTROOM


def test_each_of_many_has_its_own_result(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another program writes one sidecar in between, one cannot be brought to the disk, one not be put in place."""
    names = [f"{number:02}.jpg" for number in range(40)]
    for name in names:
        desk.photo(name)
        (desk.folder / name).with_suffix(".xmp").write_text(LIGHTROOM, encoding="utf-8")
    desk.scan()
    for name in names:
        desk.decide(name, Decision(Flag.PICK, 2, Label.YELLOW))
    sync, put = Replacement.sync, Replacement.put
    edited: list[Path] = []

    def bad_sync(self: Replacement) -> None:
        if self.path.name == "03.xmp":
            raise OSError(errno.ENOSPC, "full")
        if self.path.name == "05.xmp" and not edited:
            edited.append(self.path)
            edit(self.path, 'xmp:Rating="2"', 'xmp:Rating="3"')
        sync(self)

    def bad_put(self: Replacement) -> Stamp:
        if self.path.name == "04.xmp":
            raise OSError(errno.EIO, "broken")
        return put(self)

    monkeypatch.setattr(Replacement, "sync", bad_sync)
    monkeypatch.setattr(Replacement, "put", bad_put)
    before = (desk.folder / "03.xmp").read_bytes()
    done = {written.photo.path.name: written for written in desk.write(*names)}
    assert list(done) == names
    refused = [name for name in names if done[name].outcome is not Outcome.WRITTEN]
    assert refused == ["03.jpg", "04.jpg"]
    assert "no room on the disk" in done["03.jpg"].reason
    assert [(desk.folder / f"0{number}.xmp").read_bytes() for number in (3, 4)] == [before, before]
    assert (desk.xmp("05.xmp"), desk.decision("05.jpg")) == ((1, 3, 2), Decision(Flag.PICK, 3, Label.YELLOW))
    assert {desk.xmp(f"{Path(name).stem}.xmp") for name in names[6:]} == {(1, 2, 2)}
    assert not [path for path in desk.folder.iterdir() if path.name.startswith(".")]
    due = desk.lane.call(lambda catalog: catalog.sidecars.due(0))
    assert sorted(due) == sorted(desk.id(name) for name in refused)


def test_a_share_that_goes_while_many_are_written(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even the temporary files can be taken away: a sentence for each, and all stay due."""
    names = [f"{number:02}.jpg" for number in range(20)]
    for name in names:
        desk.photo(name)
    desk.scan()
    for name in names:
        desk.decide(name, PICK4)

    def gone(*_: object) -> None:
        raise OSError(errno.EIO, "gone")

    with monkeypatch.context() as away:
        away.setattr(Replacement, "sync", gone)
        away.setattr(os, "unlink", gone)
        done = desk.write(*names)
    assert {written.outcome for written in done} == {Outcome.REFUSED}
    assert all("Check the drive or network share" in written.reason for written in done)
    assert desk.sidecars() == []
    assert len(desk.lane.call(lambda catalog: catalog.sidecars.due(0))) == 20
    assert {written.outcome for written in desk.write(*names)} == {Outcome.WRITTEN}


def test_photos_of_one_stem_take_turns(desk: Desk) -> None:
    """Three that share a stem, in one write: each reads what the one before it has written."""
    names = ["a.cr2", "a.nef", "a.jpg", "b.jpg"]
    for name in names:
        desk.photo(name)
    (desk.folder / "a.xmp").write_text(LIGHTROOM, encoding="utf-8")
    desk.scan()
    for number, name in enumerate(names, 1):
        desk.decide(name, Decision(Flag.PICK, number))
    done = desk.write(*names)
    assert [written.outcome for written in done] == [Outcome.WRITTEN] * 4
    assert desk.sidecars() == ["a.cr2.xmp", "a.jpg.xmp", "a.nef.xmp", "a.xmp", "b.xmp"]
    assert desk.xmp("a.xmp") == (0, 2, 2)
    assert [desk.xmp(f"{name}.xmp")[1] for name in names[:3]] == [1, 2, 3]


def test_two_writers_of_one_photo_take_turns(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.photo("a.jpg")
    desk.scan()
    photo_id = desk.decide("a.jpg", PICK4)
    inside: list[int] = []
    most: list[int] = []
    sync = Replacement.sync

    def watched(self: Replacement) -> None:
        inside.append(1)
        most.append(len(inside))
        sync(self)
        inside.pop()

    monkeypatch.setattr(Replacement, "sync", watched)
    with ThreadPoolExecutor(4) as pool:
        for stars in range(1, 5):
            desk.decide("a.jpg", Decision(Flag.PICK, stars))
            writers = [SidecarWriter(desk.lane, MetadataSettings()) for _ in range(4)]
            done = list(pool.map(lambda writer: writer.write([photo_id]), writers))
            outcomes = sorted(written.outcome for (written,) in done)
            assert outcomes == sorted([Outcome.WRITTEN, *[Outcome.SAME] * 3])
    assert set(most) == {1}
    assert desk.xmp("a.xmp") == (1, 4, 0)


@pytest.mark.parametrize("puts", [1, 20, 55])
def test_a_kill_between_many_leaves_each_old_or_new_and_the_rest_due(desk: Desk, tmp_path: Path, puts: int) -> None:
    names = [f"{number:02}.jpg" for number in range(60)]
    for name in names:
        desk.photo(name)
        (desk.folder / name).with_suffix(".xmp").write_text(LIGHTROOM, encoding="utf-8")
    desk.scan()
    ids = [desk.decide(name, Decision(Flag.PICK, 2, Label.YELLOW)) for name in names]
    program = (
        "import os\n"
        "from app.catalog.catalog import Catalog\n"
        "from app.catalog.lane import CatalogLane\n"
        "from app.culling.sidecar_writer import SidecarWriter\n"
        "from app.photos.xmp.settings import MetadataSettings\n"
        "from app.photos.xmp.sidecar import Replacement\n"
        "put, done = Replacement.put, []\n"
        "def counted(self):\n"
        "    done.append(put(self))\n"
        f"    if len(done) >= {puts}:\n"
        "        os.kill(os.getpid(), 9)\n"
        "    return done[-1]\n"
        "Replacement.put = counted\n"
        f"with CatalogLane(lambda: Catalog.open({str(tmp_path / 'catalog.sqlite3')!r})) as lane:\n"
        f"    SidecarWriter(lane, MetadataSettings()).write({ids})\n"
    )
    killed = subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parents[2])
    assert killed.returncode == -9
    said = [desk.xmp(f"{Path(name).stem}.xmp") for name in names]
    assert set(said) == {(0, 2, 2), (1, 2, 2)}
    assert said.count((1, 2, 2)) >= puts
    assert sorted(desk.lane.call(lambda catalog: catalog.sidecars.due(0))) == sorted(ids)
    again = desk.write(*names)
    assert {written.outcome for written in again} <= {Outcome.WRITTEN, Outcome.SAME}
    assert {desk.xmp(f"{Path(name).stem}.xmp") for name in names} == {(1, 2, 2)}
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == []
