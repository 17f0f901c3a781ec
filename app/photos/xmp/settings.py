"""What the user chose about metadata: one small file, the same for the window and the command line."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app import places
from app.errors import UserError
from app.photos.xmp.profiles import Profile, Style
from app.photos.xmp.vocabulary import ENGLISH

_MAX_WORD = 64


@dataclass(frozen=True, slots=True)
class MetadataSettings:
    """How and when decisions are written into files.

    Attributes:
        style: which properties, in which words.
        automatic: write a sidecar after each decision.
        since_us: when that was switched on, microseconds since 1970; earlier decisions are written on command only.
        embed: write into JPEG, TIFF and DNG files themselves instead of new sidecars.
    """

    style: Style = field(default_factory=Style)
    automatic: bool = False
    since_us: int = 0
    embed: bool = False


def settings_file() -> Path:
    """Where the settings are kept."""
    return places.config_dir() / "metadata.json"


def load_settings() -> MetadataSettings:
    """The user's settings; what is missing or damaged there reads as the default."""
    try:
        stored: Any = json.loads(settings_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return MetadataSettings()
    return from_dict(stored) if isinstance(stored, dict) else MetadataSettings()


def save_settings(settings: MetadataSettings) -> None:
    """Keep the settings.

    Raises:
        UserError: the file cannot be written.
    """
    file = settings_file()
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(to_dict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        raise UserError(
            f"The settings cannot be kept in {file}: {error.strerror or error}. Make the folder writable."
        ) from error


def to_dict(settings: MetadataSettings) -> dict[str, Any]:
    """As JSON has it."""
    style = settings.style
    return {
        "profile": style.profile.value,
        "words": list(style.words),
        "score": style.score,
        "keyword": style.keyword,
        "automatic": settings.automatic,
        "since_us": settings.since_us,
        "embed": settings.embed,
    }


def from_dict(stored: Mapping[str, Any]) -> MetadataSettings:
    """From JSON, whatever is in it."""
    profile = stored.get("profile")
    since = stored.get("since_us")
    return MetadataSettings(
        style=Style(
            profile=Profile(profile) if profile in set(Profile) else Profile.DEFAULT,
            words=usable_words(stored.get("words")),
            score=stored.get("score") is True,
            keyword=stored.get("keyword") is True,
        ),
        automatic=stored.get("automatic") is True,
        since_us=since if isinstance(since, int) and since >= 0 else 0,
        embed=stored.get("embed") is True,
    )


def usable_words(words: Any) -> tuple[str, ...]:
    """Label words that can be written: the English one stands in for one that is empty, too long or unprintable."""
    given = words if isinstance(words, list | tuple) and len(words) == len(ENGLISH) else ENGLISH
    return tuple(
        word.strip()
        if isinstance(word, str) and word.strip() and word.isprintable() and len(word) <= _MAX_WORD
        else usual
        for word, usual in zip(given, ENGLISH, strict=True)
    )
