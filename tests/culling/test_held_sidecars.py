"""A sidecar that another program holds open, as programs on Windows do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from app.catalog.records import Decision, Flag
from app.culling.auto_writer import AutoWriter
from app.culling.sidecar_writer import Outcome, Written
from app.photos.xmp.settings import MetadataSettings
from tests.culling.sidecar_desk import PICK4, Desk


def _raise(error: Exception) -> None:
    raise error


class SharingViolation:
    """Windows' answer while another program holds a file open without sharing it.

    A real lock of this kind needs Windows; here the system calls answer as they do there: opening is a sharing
    violation, replacing an access that is denied.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, held: Path, call: str) -> None:
        self.met = 0
        place, name, at, code = {"replace": (os, "replace", 1, 5), "open": (os, "open", 0, 32)}[call]
        real = getattr(place, name)

        def answer(*args: object, **options: object) -> object:
            if str(args[at]) != str(held):
                return real(*args, **options)
            self.met += 1
            error = PermissionError(13, "The process cannot access the file", str(held))
            error.winerror = code  # type: ignore[attr-defined]  # which other systems leave away
            raise error

        monkeypatch.setattr(place, name, answer)


@pytest.mark.parametrize(("call", "words"), [("replace", "no permission"), ("open", "another program holds it open")])
def test_a_sidecar_that_another_program_holds_is_written_when_it_lets_go(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, call: str, words: str
) -> None:
    desk.photo("a.jpg")
    desk.scan()
    photo_id = desk.decide("a.jpg", Decision(Flag.PICK))
    desk.write("a.jpg")
    sidecar = desk.folder / "a.xmp"
    before = sidecar.read_bytes()
    desk.decide("a.jpg", PICK4)
    results: list[Written] = []
    auto = AutoWriter(desk.lane, lambda: MetadataSettings(automatic=True), results.extend, _raise, quiet_seconds=0.01)
    try:
        with monkeypatch.context() as locked:
            lock = SharingViolation(locked, sidecar, call)
            auto.poke()
            assert auto.wait(20)
            assert lock.met
        assert [r.outcome for r in results] == [Outcome.REFUSED]
        assert results[0].reason.startswith(f"{sidecar}: ")
        assert words in results[0].reason
        assert sidecar.read_bytes() == before
        assert sorted(path.name for path in desk.folder.iterdir()) == ["a.jpg", "a.xmp"], "no temporary file is left"
        assert desk.decision("a.jpg") == PICK4
        assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == [photo_id]
        results.clear()
        auto.poke()
        assert auto.wait(20)
    finally:
        assert auto.close()
    assert [r.outcome for r in results] == [Outcome.WRITTEN]
    assert desk.xmp("a.xmp") == (1, 4, 1)
    assert desk.lane.call(lambda catalog: catalog.sidecars.due(0)) == []
