"""Where Keepers keeps its things: platformdirs' places, overruled by ``KEEPERS_*_DIR``."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

_APP = "keepers"


def _place(variable: str, default: str) -> Path:
    chosen = os.environ.get(variable)
    return Path(chosen).expanduser().absolute() if chosen else Path(default)


def data_dir() -> Path:
    """Folder of the catalogue and of imported models (``KEEPERS_DATA_DIR``). Not created here."""
    return _place("KEEPERS_DATA_DIR", platformdirs.user_data_dir(_APP, appauthor=False))


def cache_dir() -> Path:
    """Folder of what may be deleted at any time: thumbnails (``KEEPERS_CACHE_DIR``). Not created here."""
    return _place("KEEPERS_CACHE_DIR", platformdirs.user_cache_dir(_APP, appauthor=False))


def config_dir() -> Path:
    """Folder of window places, key bindings and preferences (``KEEPERS_CONFIG_DIR``). Not created here."""
    return _place("KEEPERS_CONFIG_DIR", platformdirs.user_config_dir(_APP, appauthor=False))


def catalog_file() -> Path:
    """The default catalogue."""
    return data_dir() / "catalog.sqlite3"


def thumbnail_file() -> Path:
    """The thumbnail cache."""
    return cache_dir() / "thumbnails.sqlite3"


def installed_models_dir() -> Path:
    """Models that the user imported or downloaded, one folder each."""
    return data_dir() / "models"


def own_dirs() -> tuple[Path, ...]:
    """Folders that a scan leaves out: Keepers' own."""
    return (data_dir(), cache_dir(), config_dir())
