"""Real JPEGs of camera size for benchmarks: photographs of a folder, scaled to 6 to 24 megapixels."""

from __future__ import annotations

import math
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

SUFFIXES = (".jpg", ".jpeg", ".png")
SMALLEST_MP, LARGEST_MP = 6.0, 24.0


def cache_folder(name: str) -> Path:
    """A folder for made photos that outlives the run, so that only the first one pays for them."""
    return Path(tempfile.gettempdir()) / "keepers-benchmarks" / name


def make_large_photos(source: Path, target: Path, count: int) -> list[Path]:
    """Make ``count`` JPEGs, sizes spread evenly over 6 to 24 megapixels, qualities 88 to 95; those there are kept."""
    sources = sorted(path for path in source.rglob("*") if path.suffix.lower() in SUFFIXES)
    if not sources:
        raise SystemExit(f"no photographs in {source}")
    target.mkdir(parents=True, exist_ok=True)
    paths = [target / f"large_{i:04}.jpg" for i in range(count)]

    def make(i: int) -> None:
        if not paths[i].exists():
            _write(sources[i % len(sources)], paths[i], i, count)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(make, range(count)))
    return paths


def _write(source: Path, target: Path, i: int, count: int) -> None:
    with Image.open(source) as opened:
        image = opened.convert("RGB")
    # Golden-ratio steps mix the sizes, so that no stretch of a run is all small or all large.
    megapixels = SMALLEST_MP + (LARGEST_MP - SMALLEST_MP) * ((i * 0.6180339887) % 1.0)
    scale = math.sqrt(megapixels * 1e6 / (image.width * image.height))
    large = image.resize((round(image.width * scale), round(image.height * scale)), Image.Resampling.BICUBIC)
    part = target.with_suffix(".part")
    large.save(part, "JPEG", quality=88 + i % 8, subsampling="4:2:0" if i % 3 else "4:4:4")
    part.replace(target)
