"""The simulator: identity at zero, stronger with severity, the same from the same seed, local where it says so."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dpiqa_core.training import optics, styles, targets
from dpiqa_core.training.dataset import FAMILY_NAMES, MAP_CELLS, judge, make_group, plan_group
from dpiqa_core.training.faults import FAMILIES, FAULT_NAMES, Fault, nominal_severity, simulate
from dpiqa_core.training.light import convolve, gaussian_kernel, to_bytes, to_display, to_linear

pytestmark = pytest.mark.usefixtures("one_thread")


@pytest.fixture(scope="module")
def photo() -> np.ndarray:
    """A picture with edges, fine texture and smooth ground, of no one's licence."""
    random = np.random.default_rng(3)
    y, x = np.mgrid[0:192, 0:256]
    ground = 110 + 60 * np.sin(x / 40) + 30 * np.cos(y / 23)
    texture = 40 * (np.sin(x * 0.9) * np.sin(y * 0.7)) * (x > 100)
    boxes = np.kron(random.integers(0, 2, (6, 8)) * 50, np.ones((32, 32)))
    colours = np.stack([ground + boxes, ground * 0.9 + texture, ground * 0.7 + 30], 2) + texture[..., None]
    return np.clip(colours, 4, 251).astype(np.uint8)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    return float(np.abs(a.astype(np.float32) - b).mean())


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_a_fault_is_nothing_at_zero_grows_with_severity_and_repeats(family: str, photo: np.ndarray) -> None:
    assert np.array_equal(simulate(photo, [Fault(family, 0.0, 5)]).image, photo)
    images = [simulate(photo, [Fault(family, s, 5)]).image for s in (0.4, 0.7, 1.0)]
    distances = [apart(image, photo) for image in images]
    assert 0 < distances[0] < distances[1] < distances[2]
    assert np.array_equal(images[1], simulate(photo, [Fault(family, 0.7, 5)]).image)


@pytest.mark.parametrize("family", FAMILY_NAMES)
def test_the_target_falls_with_severity(family: str, photo: np.ndarray) -> None:
    qualities = []
    for severity in (0.0, 0.35, 0.65, 1.0):
        faults = [Fault(family, severity, 11)] if severity else []
        quality, losses, cells = judge(photo, faults, simulate(photo, faults))
        qualities.append(quality)
        assert cells.shape == (MAP_CELLS, MAP_CELLS)
        assert 0 < cells.min() <= cells.max() <= 1
        if losses.max() > 0:
            assert FAULT_NAMES[int(losses.argmax())] == FAMILIES[family].name
    assert qualities[0] == 1.0
    assert qualities == sorted(qualities, reverse=True)
    assert qualities[3] < 0.97


@pytest.mark.parametrize("family", ["subject_motion", "missed_focus"])
def test_a_local_fault_leaves_the_rest_alone(family: str, photo: np.ndarray) -> None:
    found = simulate(photo, [Fault(family, 0.8, 2)])
    region = found.regions[family]
    assert 0 < (region > 0.5).mean() < 0.95
    assert apart(found.image[region == 0], photo[region == 0]) < 1.0
    assert apart(found.image[region > 0.9], photo[region > 0.9]) > 2.0
    _, _, cells = judge(photo, [Fault(family, 0.8, 2)], found)
    assert cells.max() > cells.min() + 0.1


def test_faults_come_in_camera_order_whatever_the_order_given(photo: np.ndarray) -> None:
    faults = [Fault("jpeg", 0.5, 1), Fault("noise", 0.4, 2), Fault("shake", 0.5, 3), Fault("underexposure", 0.3, 4)]
    found = simulate(photo, faults)
    assert np.array_equal(found.image, simulate(photo, faults[::-1]).image)
    # Only the exposure is left in the reference of the structure.
    assert np.array_equal(found.tonal, simulate(photo, [faults[3]]).image)


def test_unknown_and_doubled_faults_are_refused(photo: np.ndarray) -> None:
    for faults in (
        [Fault("gremlin", 0.5, 1)],
        [Fault("noise", 1.5, 1)],
        [Fault("noise", 0.1, 1), Fault("noise", 0.2, 2)],
    ):
        with pytest.raises(ValueError, match=r"fault|twice"):
            simulate(photo, faults)


def test_a_blur_in_pixels_has_the_severity_of_its_size() -> None:
    by_severity = Fault("shake", 0.4, 1)
    assert nominal_severity(by_severity, 1000) == 0.4
    assert nominal_severity(Fault("shake", 0.9, 1, pixels=2.0), 6000) < 0.05
    assert nominal_severity(Fault("shake", 0.9, 1, pixels=500.0), 600) == 1.0


def test_kernels_keep_light_and_have_the_size_asked_for() -> None:
    rng = np.random.default_rng(0)
    for kernel in (optics.shake_kernel(12, rng), optics.line_kernel(9, 0.4), optics.aperture_kernel(5, 6, 0.2)):
        assert kernel.sum() == pytest.approx(1, abs=1e-5)
        assert kernel.shape[0] % 2 == kernel.shape[1] % 2 == 1
    disc = optics.aperture_kernel(5.0, 0, 0.0)
    assert (disc > 0.2 / (np.pi * 25)).sum() == pytest.approx(np.pi * 25, rel=0.15)


def test_direct_and_fourier_convolution_agree() -> None:
    random = np.random.default_rng(1)
    image = random.random((40, 31, 3), dtype=np.float32)
    kernel = random.random((7, 7), dtype=np.float32)
    wide = np.zeros((11, 11), np.float32)
    wide[2:9, 2:9] = kernel
    assert np.allclose(convolve(image, kernel), convolve(image, wide), atol=1e-4)
    flat = np.full((20, 20, 3), 0.3, np.float32)
    assert np.allclose(convolve(flat, gaussian_kernel(2.0)), 0.3, atol=1e-5)


def test_linear_light_and_back_is_exact_to_the_byte() -> None:
    ramp = np.arange(256, dtype=np.uint8).reshape(16, 16, 1).repeat(3, 2)
    assert np.abs(to_bytes(to_display(to_linear(ramp))).astype(int) - ramp).max() <= 1


def test_measures_are_one_and_zero_for_equal_photos(photo: np.ndarray) -> None:
    assert targets.gmsd(photo, photo) == pytest.approx(0, abs=1e-6)
    assert targets.ms_ssim(photo, photo) == pytest.approx(1, abs=1e-5)
    noisy = simulate(photo, [Fault("noise", 0.7, 1)]).image
    worse = simulate(photo, [Fault("noise", 1.0, 1)]).image
    assert 0 < targets.gmsd(photo, noisy) < targets.gmsd(photo, worse)
    assert 1 > targets.ms_ssim(photo, noisy) > targets.ms_ssim(photo, worse) > 0


@pytest.mark.parametrize("style", styles.STYLES)
def test_styles_keep_the_size_and_the_sharpness_of_something(style: str, photo: np.ndarray) -> None:
    styled = styles.apply_style(photo, style, np.random.default_rng(1))
    assert styled.shape == photo.shape
    assert styled.dtype == np.uint8
    assert styled.std() > 5
    with pytest.raises(ValueError, match="no style"):
        styles.apply_style(photo, "cubist", np.random.default_rng(1))


def test_a_group_can_leave_families_out() -> None:
    for seed in range(5):
        plans = plan_group(np.random.default_rng(seed), large=False, leave_out=["shake", "jpeg"])
        assert plans[0] == []
        used = {fault.family for plan in plans for fault in plan}
        assert used.isdisjoint({"shake", "jpeg"})
        ladder = [plan[0] for plan in plans[1:4]]
        assert len({fault.seed for fault in ladder}) == 1
        assert ladder[2].severity - ladder[0].severity > 0.4


def test_overexposure_clips_a_dark_scene_as_much_as_a_bright_one(photo: np.ndarray) -> None:
    for scene in (photo, (photo * 0.4).astype(np.uint8)):
        clipped = [
            float((simulate(scene, [Fault("overexposure", s, 3)]).image.min(2) >= 250).mean()) for s in (0.3, 0.6, 1.0)
        ]
        assert 0.02 < clipped[0] < clipped[1] < clipped[2] < 0.75


def test_a_cast_never_sets_the_colours_of_a_scene_right(photo: np.ndarray) -> None:
    warm = np.clip(photo * [1.25, 1.0, 0.7], 0, 255).astype(np.uint8)

    def imbalance(image: np.ndarray) -> float:
        means = np.log(to_linear(image).reshape(-1, 3).mean(0))
        return float(np.linalg.norm(means - means.mean()))

    for seed in range(8):
        assert imbalance(simulate(warm, [Fault("white_balance", 0.8, seed)]).image) > imbalance(warm)


@pytest.mark.parametrize(("style", "families"), sorted(styles.TAKEN.items()))
def test_faults_that_nobody_can_tell_from_the_style_are_left_out(
    style: str, families: tuple[str, ...], tmp_path: Path, photo: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(styles, "CHANCES", tuple(float(name == style) for name in styles.STYLES))
    Image.fromarray(photo).save(tmp_path / "scene.png")
    columns = [FAMILY_NAMES.index(name) for name in families]
    samples = [s for seed in range(4) for s in make_group(tmp_path / "scene.png", seed)]
    assert not any(sample.families[columns].any() for sample in samples)
    assert any(sample.families.any() for sample in samples)
