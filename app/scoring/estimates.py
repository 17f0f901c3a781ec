"""How long a model will take and how much memory, said before it is loaded.

What was measured on this computer is remembered; before that, a guess is made from the size of the model and the speed
of a small matrix product, and called a guess.
"""

from __future__ import annotations

import json
import logging
import platform
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app import places

if TYPE_CHECKING:
    from dpiqa_core.weights import Card

log = logging.getLogger(__name__)

# Of the full-size teacher at 512 x 512 (tests/benchmarks/bench_teacher.py): multiply-adds for each weight, the
# share of a plain matrix product's speed that the network reaches, and what it needs besides its weights.
_MACS_PER_WEIGHT = 1100.0
_EFFICIENCY = 0.8
_LIBRARIES_BYTES = 0.6e9
_ACTIVATIONS_SHARE = 0.2
_LOAD_BYTES_PER_S = 400e6
_IMPORT_S = 6.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What judging will take.

    Attributes:
        load_s: seconds until the first photo is begun.
        photo_s: seconds a photo, or None where nobody knows before the first one (a GPU that was never measured).
        memory_bytes: of the computer's memory, at the peak.
        measured: whether it was measured on this computer, not guessed.
    """

    load_s: float
    photo_s: float | None
    memory_bytes: float
    measured: bool

    def seconds(self, count: int, *, loaded: bool = False) -> float | None:
        """Seconds for so many photos, or None."""
        return None if self.photo_s is None else count * self.photo_s + (0.0 if loaded else self.load_s)


def estimate(card: Card, device: str) -> Estimate:
    """Estimate for a model on a device (``auto``, ``cpu``, ``cuda``, ``mps``); takes a tenth of a second at most."""
    record = _read().get(_key(card, device))
    try:
        if record is not None:
            return Estimate(float(record["load_s"]), float(record["photo_s"]), float(record["memory_bytes"]), True)
    except (KeyError, TypeError, ValueError):
        pass  # written by another version
    return _guess(card, device)


def remember(card: Card, device: str, load_s: float, photo_s: float, memory_bytes: float) -> None:
    """Keep what was measured; a place that cannot be written only means that the next estimate is a guess again."""
    records = _read()
    records[_key(card, device)] = {"load_s": load_s, "photo_s": photo_s, "memory_bytes": memory_bytes}
    file = _file()
    part = file.with_name(file.name + ".part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(json.dumps(records, indent=1), encoding="utf-8")
        part.replace(file)
    except OSError as error:
        log.info("not remembered: %s", error)


def _guess(card: Card, device: str) -> Estimate:
    from dpiqa_core.engines.base import gpu_is_likely
    from dpiqa_core.weights import WEIGHTS

    file = card.path_of(WEIGHTS)
    weights_bytes = file.stat().st_size if file.exists() else 0
    load_s = _IMPORT_S + weights_bytes / _LOAD_BYTES_PER_S
    memory = _LIBRARIES_BYTES + weights_bytes * (1 + _ACTIVATIONS_SHARE)
    if device in ("cuda", "mps") or (device == "auto" and gpu_is_likely()):
        return Estimate(load_s, None, memory, measured=False)
    operations = 2 * weights_bytes / 4 * _MACS_PER_WEIGHT
    return Estimate(load_s, operations / (_EFFICIENCY * _speed()), memory, measured=False)


def _speed() -> float:
    """Operations a second of a matrix product in fp32 on this processor."""
    matrix = np.ones((1024, 1024), np.float32)
    matrix @ matrix  # the threads start
    started = time.perf_counter()
    for _ in range(2):
        matrix @ matrix
    return 2 * 2 * 1024**3 / max(time.perf_counter() - started, 1e-6)


def _file() -> Path:
    return places.cache_dir() / "calibration.json"


def _key(card: Card, device: str) -> str:
    return f"{card.sha256} {card.preprocessing.version} {device} {platform.node()}"


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_file().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {k: v for k, v in found.items() if isinstance(v, dict)} if isinstance(found, dict) else {}


def duration(seconds: float) -> str:
    """``"42 s"``, ``"3 min 20 s"``, ``"2 h 5 min"``."""
    whole = max(1, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def size(number: float) -> str:
    """``"4.2 GB"``, ``"35 MB"``."""
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{max(1, round(number / 1e6))} MB"


def free_memory() -> int | None:
    """Bytes of memory that programs may still take, or None where the system does not say."""
    try:
        for line in Path("/proc/meminfo").read_text(encoding="ascii").splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) * 1024
    except (OSError, ValueError, IndexError):
        pass
    return None


def peak_memory() -> int:
    """Most bytes that this process has held at once, or 0 where the system does not say."""
    try:
        import resource
    except ImportError:  # Windows
        return 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if platform.system() == "Darwin" else peak * 1024
