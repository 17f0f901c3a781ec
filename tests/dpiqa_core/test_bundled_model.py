"""The model that ships: its card is true, its engines agree, and it ranks plain cases right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dpiqa_core.scorer import Scorer
from dpiqa_core.training.faults import FAULT_NAMES, Fault, simulate
from dpiqa_core.weights import ONNX, WEIGHTS, Card, bundled_dir

LIMIT_BYTES = 25_000_000
PHOTOS = ("kodak-3", "kodak-8", "kodak-19", "budgie-casa-mila")
"""Of sources that training never saw."""


@pytest.fixture(scope="module")
def scorer() -> Scorer:
    return Scorer.load(device="cpu")


@pytest.fixture(scope="module")
def card() -> Card:
    return Card.read(bundled_dir() / "student-lite")


def test_the_card_is_true(card: Card) -> None:
    for file in (WEIGHTS, ONNX):
        assert card.verify(file).stat().st_size < LIMIT_BYTES
    assert card.fault_names == FAULT_NAMES
    assert card.preprocessing.version.startswith("overview-crops")
    for source in ("CID22", "CLIC", "ImageNet"):
        assert source in card.training_data
    assert card.licence == "Apache-2.0"
    assert (Path(__file__).parents[2] / "docs" / "model-card.md").exists()


def test_torch_and_onnx_agree(card: Card, scorer: Scorer) -> None:
    random = np.random.default_rng(1)
    coarse = Image.fromarray(random.integers(0, 256, (9, 12, 3), dtype=np.uint8))
    photos = [coarse.resize(size, Image.Resampling.BICUBIC) for size in ((700, 500), (300, 640))]
    torch_scorer = Scorer.from_card(card, "cpu", engine="torch")
    for ours, theirs in zip(scorer.score(photos), torch_scorer.score(photos), strict=True):
        assert ours.score == pytest.approx(theirs.score, abs=1e-3)
        assert ours.quality_map is not None
        assert theirs.quality_map is not None
        assert np.allclose(ours.quality_map, theirs.quality_map, atol=1e-3)
        assert ours.quality_map.shape[0] >= 12
        assert ours.quality_map.shape[1] >= 16


@pytest.mark.parametrize("name", PHOTOS)
def test_spoiled_photos_score_below_their_clean_selves(name: str, scorer: Scorer, shared_data: Path) -> None:
    with Image.open(shared_data / "pristine" / f"{name}.jpg") as image:
        photo = np.asarray(image.convert("RGB"))
    spoiled = {
        "blurred": Fault("defocus", 0.6, 1),
        "shaken": Fault("shake", 0.6, 2),
        "noisy": Fault("noise", 0.7, 3),
        "dark": Fault("underexposure", 0.7, 4),
        "compressed": Fault("jpeg", 0.9, 5),
    }
    images = [Image.fromarray(photo)]
    images += [Image.fromarray(simulate(photo, [fault]).image) for fault in spoiled.values()]
    clean, *others = scorer.score(images)
    assert clean.score > 0.65
    for kind, quality in zip(spoiled, others, strict=True):
        assert quality.score < clean.score - 0.1, kind
    assert max(others[3].faults, key=lambda fault: others[3].faults[fault]) == "too dark"


def test_photos_of_which_nothing_is_left_score_lowest(scorer: Scorer) -> None:
    random = np.random.default_rng(3)

    def frame(level: float, noise: float) -> Image.Image:
        values = level + noise * random.standard_normal((600, 900, 3))
        return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))

    lens_caps = [frame(0, 0), frame(4, 2), frame(10, 3)]
    white = [frame(255, 0), frame(252, 2)]
    for kind, photos in (("too dark", lens_caps), ("blown highlights", white)):
        for quality in scorer.score(photos):
            assert quality.score < 0.2
            assert max(quality.faults, key=lambda fault: quality.faults[fault]) == kind
            assert quality.faults[kind] > 0.5


def test_very_small_and_odd_photos_get_a_score(scorer: Scorer) -> None:
    photos = [Image.new("RGB", size, (90, 120, 60)) for size in ((1, 1), (640, 20), (33, 400))]
    photos.append(Image.new("L", (300, 200), 128))
    for quality in scorer.score(photos):
        assert 0 <= quality.score <= 1
        assert set(quality.faults) == set(FAULT_NAMES)
