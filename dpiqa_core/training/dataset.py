"""The samples: which photographs, how a scene becomes a group of clean and faulty photos, and their targets.

A group is one scene: its clean self first, then one fault at three severities with the same seed, single faults of
other families, and combinations. Everything follows from (source, seed), so that a run can be repeated or resumed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.training import styles, targets
from dpiqa_core.training.faults import FAMILIES, FAULT_NAMES, Fault, Faulty, nominal_severity, simulate
from dpiqa_core.training.light import Floats
from dpiqa_core.training.lost import LOST, lose

Bytes = NDArray[np.uint8]

PREPROCESSING = Preprocessing(
    "overview-crops", (320, 320), "bilinear", (-127 / 128, 1.0), None, 3.0, crop_count=5, crop_size=160
)
"""The bundled student's: the photo squashed to 320 x 320, and five crops of 160 pixels (two at 100 %, three at the size
of a screen). Values are ``(rgb - 127) / 128``, as the ImageNet weights want."""

MAP_CELLS = 20
PlanName = Literal["usual", "fine", "mixed", "lost"]
GROUP_SIZE = 10
CLEAN_FINE = 0.4
"""Share of the photos of clean groups that stand for a sensor of many pixels with a phone's grain."""
FAMILY_NAMES = tuple(FAMILIES)
_LONGEST = 1500
HELD_OUT_SOURCES = ("kodak", "budgie")
"""Photo sources that training never sees; of the others some scenes are left out as well, see ``split_of``."""


@dataclass(frozen=True, slots=True)
class Sample:
    """One photo of a group.

    Attributes:
        inputs: what ``Preprocessing.prepare`` gave.
        quality: target, 0..1.
        faults: loss that each of ``FAULT_NAMES`` causes, 0..1.
        quality_map: (20, 20), 0..1.
        families: severity of each of ``FAMILY_NAMES``, 0..1.
        style: index in ``styles.STYLES``.
        image: the pixels, only kept on request.
    """

    inputs: dict[str, Bytes]
    quality: float
    faults: Floats
    quality_map: Floats
    families: Floats
    style: int
    image: Bytes | None = None


def find_sources(data: Path) -> list[Path]:
    """List the clean photographs of a data folder: all of ``pristine/`` where there is one, else of the folder itself.

    Raises:
        FileNotFoundError: there are none.
    """
    folder = data / "pristine" if (data / "pristine").is_dir() else data
    found = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    if not found:
        raise FileNotFoundError(f"{folder}: There are no photographs (JPEG or PNG) in this folder.")
    return found


def split_of(sources: Sequence[Path]) -> dict[str, list[Path]]:
    """Divide photographs into ``train``, ``validation`` and ``test`` by source and place in the sorted list.

    Test: every photo of the sources of ``HELD_OUT_SOURCES``, every fifth CID22 scene and every fourth of the others.
    Validation (calibration and the choice of weights): every ninth of what is left.
    """
    parts: dict[str, list[Path]] = {"train": [], "validation": [], "test": []}
    seen: dict[str, int] = {}
    kept = 0
    for path in sorted(sources):
        source = path.name.split("-")[0]
        place = seen[source] = seen.get(source, -1) + 1
        if source in HELD_OUT_SOURCES or place % (5 if source == "cid22" else 4) == 2:
            parts["test"].append(path)
            continue
        parts["validation" if kept % 9 == 4 else "train"].append(path)
        kept += 1
    return parts


def read_photo(path: Path) -> Bytes:
    """Read a photograph as uint8 sRGB (h, w, 3)."""
    with Image.open(path) as image:
        return np.array(image.convert("RGB"), dtype=np.uint8)


def scene(
    photo: Bytes,
    rng: np.random.Generator,
    *,
    augment: bool = True,
    large: bool | None = None,
    fine: bool = False,
) -> tuple[Bytes, int, bool]:
    """Turn a source into a clean scene: a part of it at some size, in some style, with a camera's pixels.

    Args:
        photo: the source.
        rng: decides everything.
        augment: also take small parts and sizes.
        large: whether the scene stands for a sensor of many pixels; None leaves it to chance.
        fine: of a photo of many pixels take a part at 100 %.

    Returns:
        The photo, the index of its style, and whether it stands for a sensor of many pixels.
    """
    photo, native = _window(photo, rng, fine=fine)
    height, width = photo.shape[:2]
    share = rng.uniform(0.55, 1.0) if augment and max(height, width) > 900 else rng.uniform(0.85, 1.0)
    part_h, part_w = max(64, int(height * share)), max(64, int(width * share))
    top, left = int(rng.integers(0, height - part_h + 1)), int(rng.integers(0, width - part_w + 1))
    part = photo[top : top + part_h, left : left + part_w]
    longest = max(part.shape[:2])
    edge = int(longest * rng.uniform(0.45, 1.0)) if longest > 900 else int(longest * rng.uniform(0.8, 1.0))
    edge = max(edge, min(longest, 400))
    if edge < longest and not native:
        size = (round(part.shape[1] * edge / longest), round(part.shape[0] * edge / longest))
        part = np.asarray(Image.fromarray(part).resize(size, Image.Resampling.LANCZOS), np.uint8)
    if rng.random() < 0.5:
        part = part[:, ::-1]
    part = np.ascontiguousarray(part)
    chances = np.asarray(styles.CHANCES)
    style = int(rng.choice(len(chances), p=chances / chances.sum()))
    part = styles.apply_style(part, styles.STYLES[style], rng)
    if native:  # pixels as a camera made them
        return part, style, True
    chance = bool(rng.random() < (0.3 if longest > 900 else 0.08))
    large = chance if large is None else large
    if large:
        return styles.large_sensor(part, rng.uniform(1.3, 2.0), rng, phone=fine), style, True
    return styles.camera_pixels(part, rng), style, False


def _window(photo: Bytes, rng: np.random.Generator, *, fine: bool) -> tuple[Bytes, bool]:
    """Of a photo of many pixels: a part at 100 % half of the time (then true), else the whole at a screen's size.

    With ``fine`` always the part.
    """
    longest = max(photo.shape[:2])
    if longest <= 1.25 * _LONGEST:
        return photo, False
    if rng.random() < 0.5 or fine:
        height, width = (min(side, _LONGEST) for side in photo.shape[:2])
        top = int(rng.integers(0, photo.shape[0] - height + 1))
        left = int(rng.integers(0, photo.shape[1] - width + 1))
        return np.ascontiguousarray(photo[top : top + height, left : left + width]), True
    scale = _LONGEST / longest
    size = (round(photo.shape[1] * scale), round(photo.shape[0] * scale))
    return np.asarray(Image.fromarray(photo).resize(size, Image.Resampling.LANCZOS), np.uint8), False


def plan_group(rng: np.random.Generator, *, large: bool, leave_out: Sequence[str] = ()) -> list[list[Fault]]:
    """Choose the faults of a group: none, a ladder of three, single ones, combinations."""
    names = [name for name in FAMILY_NAMES if name not in leave_out]

    def seed() -> int:
        return int(rng.integers(1 << 31))

    def fault(name: str, low: float = 0.1, high: float = 1.0) -> Fault:
        return Fault(name, float(rng.uniform(low, high)), seed())

    # Blur, noise and compression are the faults that people meet and mind most.
    chance = np.asarray([2.0 if FAMILIES[n].stage in (0, 2, 8) else 1.2 if n == "jpeg" else 1.0 for n in names])
    chosen = [str(n) for n in rng.choice(names, 5, replace=False, p=chance / chance.sum())]
    plans: list[list[Fault]] = [[]]
    ladder_seed, start = seed(), rng.uniform(0.08, 0.35)
    pixel_ladder, finest = large and rng.random() < 0.7, float(rng.uniform(1.4, 2.2))
    family = str(rng.choice(["shake", "defocus"])) if pixel_ladder else chosen[0]
    for step in range(3):
        severity = min(1.0, start + step * rng.uniform(0.22, 0.32))
        pixels = finest * (1 + 0.9 * step) if pixel_ladder else None
        plans.append([Fault(family, severity, ladder_seed, pixels)])
    plans += [[fault(name)] for name in chosen[1:5]]
    for _ in range(GROUP_SIZE - len(plans)):
        picked = rng.choice(names, int(rng.integers(2, 5)), replace=False)
        plans.append([fault(str(name), 0.05, 0.7) for name in picked])
    return plans


def plan_fine_group(rng: np.random.Generator) -> list[list[Fault]]:
    """Choose the faults of a group about sharpness at 100 %: none, two ladders of a few pixels of blur, and noise."""
    plans: list[list[Fault]] = [[]]
    for family in ("shake", "defocus"):
        seed, finest = int(rng.integers(1 << 31)), float(rng.uniform(1.2, 2.4))
        plans += [[Fault(family, 0.3, seed, finest * factor)] for factor in (1.0, 1.5, 2.2, 3.0)]
    plans.append([Fault("noise", float(rng.uniform(0.1, 0.8)), int(rng.integers(1 << 31)))])
    return plans


def plan_mixed_group(rng: np.random.Generator, *, leave_out: Sequence[str] = ()) -> list[list[Fault]]:
    """Choose the faults of a group about what is hard to value: none, local blurs and a cast, and combinations."""
    names = [name for name in FAMILY_NAMES if name not in leave_out]
    hard = [n for n in ("subject_motion", "subject_motion", "missed_focus", "white_balance") if n not in leave_out]

    def fault(name: str, low: float, high: float) -> Fault:
        return Fault(name, float(rng.uniform(low, high)), int(rng.integers(1 << 31)))

    plans: list[list[Fault]] = [[], *([fault(name, 0.1, 1.0)] for name in hard)]
    for _ in range(GROUP_SIZE - len(plans)):
        picked = rng.choice(names, int(rng.integers(2, 5)), replace=False)
        plans.append([fault(str(name), 0.05, 0.7) for name in picked])
    return plans


def make_group(
    path: Path,
    seed: int,
    *,
    preprocessing: Preprocessing = PREPROCESSING,
    leave_out: Sequence[str] = (),
    keep_images: bool = False,
    augment: bool = True,
    large: bool | None = None,
    plan: PlanName = "usual",
    wander: bool = False,
) -> list[Sample]:
    """Make the ``GROUP_SIZE`` samples of one scene; see ``scene`` for ``augment`` and ``large``.

    By the plan they differ by all kinds of faults (``usual``), by a few pixels of blur on a photo from a sensor of many
    pixels (``fine``), by combinations and by faults that are hard to value (``mixed``), or nothing is left of them but
    of the clean one (``lost``). With ``wander`` the places of their crops vary (see ``crops.evidence``).
    """
    fine = plan == "fine"
    rng = np.random.default_rng((seed, 17))
    clean, style, large = scene(read_photo(path), rng, augment=augment, large=large or fine, fine=fine)
    places = np.random.default_rng((seed, 41)) if wander else None
    samples: list[Sample] = []
    if plan == "lost":
        return _lost_samples(clean, style, rng, preprocessing, places)
    taken = styles.TAKEN.get(styles.STYLES[style], ())
    if plan == "usual":
        plans = plan_group(rng, large=large, leave_out=(*leave_out, *taken))
    else:
        plans = plan_fine_group(rng) if fine else plan_mixed_group(rng, leave_out=(*leave_out, *taken))
    for faults in plans:
        faulty = simulate(clean, faults)
        quality, losses, cells = judge(clean, faults, faulty)
        severities = np.zeros(len(FAMILY_NAMES), np.float32)
        for fault in faults:
            severities[FAMILY_NAMES.index(fault.family)] = nominal_severity(fault, max(clean.shape[:2]))
        inputs = preprocessing.prepare(Image.fromarray(faulty.image), wander=places)
        samples.append(Sample(inputs, quality, losses, cells, severities, style, faulty.image if keep_images else None))
    return samples


def _lost_samples(
    clean: Bytes,
    style: int,
    rng: np.random.Generator,
    preprocessing: Preprocessing,
    places: np.random.Generator | None,
) -> list[Sample]:
    quality, losses, cells = judge(clean, [], simulate(clean, []))
    none = np.zeros(len(FAMILY_NAMES), np.float32)
    samples = [
        Sample(preprocessing.prepare(Image.fromarray(clean), wander=places), quality, losses, cells, none, style)
    ]
    for kind, family in LOST:
        losses, severities = np.zeros(len(FAULT_NAMES), np.float32), np.zeros(len(FAMILY_NAMES), np.float32)
        losses[FAULT_NAMES.index(FAMILIES[family].name)] = targets.WORST
        severities[FAMILY_NAMES.index(family)] = 1.0
        inputs = preprocessing.prepare(Image.fromarray(lose(clean, kind, rng)), wander=places)
        cells = np.full((MAP_CELLS, MAP_CELLS), 1 - targets.WORST, np.float32)
        samples.append(Sample(inputs, 1 - targets.WORST, losses, cells, severities, style))
    return samples


def make_clean_group(
    paths: Sequence[Path], seed: int, *, preprocessing: Preprocessing = PREPROCESSING, wander: bool = False
) -> list[Sample]:
    """Make a sample without any fault of each of some sources: scenes that must all count as clean."""
    places = np.random.default_rng((seed, 41)) if wander else None
    samples: list[Sample] = []
    for place, path in enumerate(paths):
        # Some as a phone of many pixels makes them: grain and sharpening of a good photo are no faults either.
        fine = bool(np.random.default_rng((seed, place, 43)).random() < CLEAN_FINE)
        rng = np.random.default_rng((seed, place, 29))
        clean, style, _ = scene(read_photo(path), rng, large=fine or None, fine=fine)
        quality, losses, cells = judge(clean, [], simulate(clean, []))
        inputs = preprocessing.prepare(Image.fromarray(clean), wander=places)
        samples.append(Sample(inputs, quality, losses, cells, np.zeros(len(FAMILY_NAMES), np.float32), style))
    return samples


def judge(clean: Bytes, faults: Sequence[Fault], faulty: Faulty) -> tuple[float, Floats, Floats]:
    """Give quality, the loss by each fault name, and the coarse quality map of a simulated photo."""
    losses = np.zeros(len(FAULT_NAMES), np.float32)
    cells = np.ones((MAP_CELLS, MAP_CELLS), np.float32)
    if not faults:
        return 1.0, losses, cells
    tonal = [f for f in faults if FAMILIES[f.family].tonal]
    structural = [f for f in faults if not FAMILIES[f.family].tonal]
    quality = 1.0
    small = np.asarray(Image.fromarray(clean).resize((256, 256), Image.Resampling.BOX), np.uint8)
    for fault in tonal:
        alone = faulty.tonal if len(tonal) == 1 else simulate(small, [fault]).image
        measured = targets.tone_family_loss(fault.family, clean if len(tonal) == 1 else small, alone)
        loss = targets.blend(fault, measured, max(clean.shape[:2]))
        losses[_column(fault)] = max(losses[_column(fault)], loss)
        quality *= 1 - loss
    everywhere = quality
    if structural:
        whole, local = _structure(structural, faulty, losses)
        everywhere = quality * (1 - whole)
        cells[:] = everywhere
        for region, loss in local:
            share = np.asarray(Image.fromarray(region).resize((MAP_CELLS, MAP_CELLS), Image.Resampling.BOX), np.float32)
            cells *= 1 - share * loss
            everywhere *= 1 - loss
    else:
        cells[:] = quality
    return float(max(everywhere, 1 - targets.WORST)), losses, cells


def _structure(faults: Sequence[Fault], faulty: Faulty, losses: Floats) -> tuple[float, list[tuple[Floats, float]]]:
    """Split the structural loss into what is everywhere and what is local; fills in ``losses``."""
    expected = {f: targets.expected_loss(f, max(faulty.image.shape[:2])) for f in faults}
    if len(faults) == 1:
        fault = faults[0]
        region = faulty.regions.get(fault.family)
        measured = targets.structure_family_loss(fault.family, faulty.tonal, faulty.image, region)
        loss = targets.blend(fault, measured, max(faulty.image.shape[:2]))
        if region is not None:
            loss *= targets.local_share(region)
        losses[_column(fault)] = max(losses[_column(fault)], loss)
        return (0.0, [(region, loss)]) if region is not None else (loss, [])
    for fault in faults:
        if fault.family in faulty.regions:
            expected[fault] *= targets.local_share(faulty.regions[fault.family])
    local = [(faulty.regions[f.family], expected[f]) for f in faults if f.family in faulty.regions]
    spread = [f for f in faults if f.family not in faulty.regions]
    for fault in faults:
        losses[_column(fault)] = max(losses[_column(fault)], expected[fault])
    if not spread:
        return 0.0, local
    weights = np.asarray([expected[f] + 1e-3 for f in spread])
    gain = float(np.average([targets.GAIN[f.family] for f in spread], weights=weights))
    measured = min(targets.structure_loss(faulty.tonal, faulty.image) * gain, targets.WORST)
    together = 1 - float(np.prod([1 - expected[f] for f in spread]))
    if local:  # the measure saw the local faults too
        measured = min(measured, together)
    return targets.MEASURED * measured + (1 - targets.MEASURED) * together, local


def severity_labels(families: NDArray[np.floating[Any]], losses: NDArray[np.floating[Any]]) -> Floats:
    """What the fault heads learn: the severity of each name, lowered where this photo hardly suffers from it.

    A photo of a dark room can be exposed a stop more and lose nothing: then there is nothing to tell.

    Args:
        families: severities (..., ``FAMILY_NAMES``).
        losses: what each name costs the photo (..., ``FAULT_NAMES``).

    Returns:
        float32 (..., ``FAULT_NAMES``).
    """
    labels = np.zeros(losses.shape, np.float32)
    for place, name in enumerate(FAMILY_NAMES):
        severity, column = families[..., place], FAULT_NAMES.index(FAMILIES[name].name)
        usual = np.maximum(targets.usual_loss(name, severity), 1e-3)
        felt = np.clip(losses[..., column] / (0.5 * usual), 0, 1)
        labels[..., column] = np.maximum(labels[..., column], severity * felt)
    return labels


def _column(fault: Fault) -> int:
    return FAULT_NAMES.index(FAMILIES[fault.family].name)
