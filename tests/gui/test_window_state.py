"""What survives a restart."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QByteArray

from app import places
from app.culling.filters import FilterSpec
from app.culling.sorting import SortKey
from app.gui.window_state import WindowState


def test_everything_comes_back_from_the_file() -> None:
    state = WindowState()
    odd = Path(os.fsdecode(b"/photos/\xff \xe5\x86\x99\n;=%"))
    state.set_folder(odd, str(odd / "a.jpg"))
    state.set_sort(SortKey.STARS, True)
    state.set_spec(FilterSpec(text="ü;\n", min_score=12.5))
    state.set_value("cell", 144)
    state.set_value("panels", False)
    state.set_bytes("geometry", QByteArray(b"\x00\x01\xff"))
    state.save()
    assert (places.config_dir() / "window.ini").is_file()
    again = WindowState()
    assert again.folder() == odd
    assert again.photo() == str(odd / "a.jpg")
    assert again.sort() == (SortKey.STARS, True)
    assert again.spec() == FilterSpec(text="ü;\n", min_score=12.5)
    assert again.number("cell", 1) == 144
    assert again.switch("panels", True) is False
    assert again.bytes("geometry") == QByteArray(b"\x00\x01\xff")


def test_a_damaged_file_reads_as_the_defaults() -> None:
    file = places.config_dir() / "window.ini"
    file.parent.mkdir(parents=True)
    file.write_text('[view]\nsort=banana\nfilter={not json\ncell=wide\n[session]\nfolder="{"\n[window]\ngeometry=5\n')
    state = WindowState()
    assert state.sort() == (SortKey.NAME, False)
    assert state.spec() == FilterSpec()
    assert state.number("cell", 200) == 200
    assert state.folder() is None
    assert state.bytes("geometry").isEmpty()
