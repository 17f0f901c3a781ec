"""What the tests of the window share."""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image, ImageDraw

from app.gui.main_window import MainWindow


def write_photo(path: Path, brightness: int, size: tuple[int, int] = (320, 213)) -> Path:
    """A grey JPEG with a little structure; its score is about brightness / 2.55."""
    path.parent.mkdir(parents=True, exist_ok=True)
    image = Image.new("RGB", size, (brightness,) * 3)
    # The name makes every file different: equal contents would share one score row and hide mistakes.
    ImageDraw.Draw(image).text((2, 2), path.name, fill=(min(255, brightness + 20),) * 3)
    image.save(path, quality=90)
    return path


def names(window: MainWindow) -> list[str]:
    """File names in the order of the grid."""
    session = window.session
    return [os.path.basename(session.table.columns.paths[p]) for p in window.area.model.order]  # noqa: PTH119


def current_name(window: MainWindow) -> str:
    """File name of the current photo."""
    position = window.session.table.position(window.session.current)
    return Path(window.session.table.columns.paths[position]).name if position >= 0 else ""


def photo_id(window: MainWindow, name: str) -> int:
    """Id of a photo by its file name."""
    columns = window.session.table.columns
    return next(int(columns.ids[i]) for i, path in enumerate(columns.paths) if Path(path).name == name)
