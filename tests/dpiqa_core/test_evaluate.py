"""The evaluation on a few tiny scenes, and the classical measures on pictures whose order is known."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFilter

from dpiqa_core import evaluate, nss
from dpiqa_core.training import testset
from dpiqa_core.weights import bundled_dir

pytestmark = pytest.mark.usefixtures("one_thread")


def texture(height: int, width: int) -> Image.Image:
    random = np.random.default_rng(4)
    layers = [
        np.asarray(Image.fromarray(random.random((height // s, width // s), dtype=np.float32)).resize((width, height)))
        * s
        for s in (1, 2, 4, 8, 16, 32)
    ]
    grey = sum(layers)
    grey = (grey - grey.min()) / (grey.max() - grey.min()) * 235 + 10
    return Image.fromarray(grey.astype(np.uint8)).convert("RGB")


def test_asymmetric_gaussian_finds_a_normal_distribution() -> None:
    values = np.random.default_rng(0).normal(0, 1.5, 60_000)
    shape, mean, left, right = nss.asymmetric_gaussian(values)
    assert shape == pytest.approx(2.0, abs=0.1)
    assert mean == pytest.approx(0, abs=0.05)
    assert left == pytest.approx(1.5, rel=0.03)
    assert right == pytest.approx(1.5, rel=0.03)
    assert nss.asymmetric_gaussian(np.zeros(10))[2:] == (0.0, 0.0)


def test_features_have_the_published_sizes_and_answer_to_blur() -> None:
    sharp = texture(230, 260)
    soft = sharp.filter(ImageFilter.GaussianBlur(2))
    features = nss.brisque_features(np.asarray(sharp))
    assert features.shape == (36,)
    assert nss.niqe_features(np.asarray(sharp)).shape == (4, 36)
    assert nss.niqe_features(np.asarray(sharp.crop((0, 0, 60, 50)))).shape == (4, 36)
    assert np.abs(features - nss.brisque_features(np.asarray(soft))).max() > 0.1


def test_missing_packages_are_named() -> None:
    with pytest.raises(FileNotFoundError, match="brisque-of-no-one"):
        nss._read("brisque-of-no-one", "svm.txt", None)


def test_the_table_on_a_tiny_set(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    for index in range(2):
        texture(150, 180 + 20 * index).save(data / f"kodak-{index}.png")
    out = tmp_path / "out"
    arguments = ["bundled", "--data", str(data), "--out", str(out), "--workers", "1"]
    assert evaluate.main([*arguments, "--without-classical", "--without-time"]) == 0
    printed = capsys.readouterr().out
    assert "same scene, same fault" in printed
    assert "half clean, half faulty" in printed
    assert (out / "evaluation.json").exists()
    groups = evaluate.load_groups(sorted((out / "groups").glob("*.npz")))
    assert groups["quality"].shape == (2, 10)
    assert (groups["quality"][:, 0] == 1).all()
    lost = json.loads((out / "evaluation.json").read_text())["lost"]
    assert lost["photos"] == 9
    assert set(lost["median_by_kind"]) >= {"lens cap", "white", "no focus at all"}
    assert "nothing left of the photo" in printed
    # Nothing is made twice.
    monkeypatch.setattr(testset, "make", lambda task: pytest.fail("made again"))
    assert evaluate.main([*arguments, "--without-classical", "--without-time"]) == 0


def test_the_classical_measures_meet_slight_blur_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    camera = tmp_path / "data" / "camera"
    camera.mkdir(parents=True)
    photo = texture(180, 240)
    photo.save(camera / "Issue_525.jpg")
    photo.save(tmp_path / "data" / "kodak-0.png")

    def by_gradient(images: list[np.ndarray], wheels: object) -> dict[str, np.ndarray]:
        sharp = np.asarray([np.abs(np.diff(image.astype(float), axis=1)).mean() for image in images])
        return {"brisque": sharp, "niqe": -sharp}

    monkeypatch.setattr(testset, "_classical", by_gradient)
    files = testset.build(tmp_path / "data", tmp_path / "out", wheels=(None, None), workers=1)
    assert evaluate.classical_on_large(files["large"]) == {"brisque": 1.0, "niqe": 0.0}
    with np.load(files["large"][0]) as arrays:
        assert np.isnan(arrays["niqe"]).sum() == (arrays["pixels"] > testset.LARGE_PIXELS[0]).sum()


def test_every_large_camera_file_is_judged_and_read_upright(shared_data: Path) -> None:
    large = set()
    for folder in (shared_data / "camera", shared_data / "series" / "drone"):
        for path in folder.glob("*.jpg"):
            try:
                with Image.open(path) as image:
                    width, height = image.size
            except OSError:
                continue
            if width * height >= 7_800_000:
                large.add(path.relative_to(shared_data).as_posix())
    assert large == {name for name in testset.CAMERA_ORIGINALS if name.endswith(".jpg")}
    assert testset.read_original(shared_data / "camera" / "IMG_2927.HEIC").shape == (4032, 3024, 3)
    assert testset.read_original(shared_data / "raw" / "canon.cr2").shape == (3464, 5202, 3)


def test_a_model_that_is_not_there_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate.main(["bundled", "--data", str(tmp_path), "--model", "nobody"]) == 2
    assert "nobody" in capsys.readouterr().err
    assert bundled_dir().is_dir()


def test_a_backbone_without_its_file_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = ["--run", str(tmp_path), "--tests", str(tmp_path)]
    with pytest.raises(SystemExit):
        evaluate.main(["backbones", *folders, "--imagenet", "lite1"])
    assert "lite1=WHEEL" in capsys.readouterr().err
    assert evaluate.main(["backbones", *folders]) == 2
    assert "no groups" in capsys.readouterr().err
