"""What the untouched early stages make of the samples, computed once and kept beside them.

On a CPU this runs in ONNX Runtime where it and the exporter are installed (three to eight times as fast as torch), on
a GPU in torch.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dpiqa_core.lite import LiteStudent
from dpiqa_core.training.dataset import PREPROCESSING

log = logging.getLogger(__name__)

LOW = ("overview", "crops", "early", "crop_early", "detail")
HIGH = ("vector", "local")
KEPT = ("vector", "early", "crop_early")
"""Kept with all their digits; the others are rounded to 16 bits."""
_BATCH = 10
_WORTH_EXPORT = 500

Inputs = Mapping[str, NDArray[np.uint8]]
Run = Callable[[Inputs], dict[str, NDArray[Any]]]
NAMES = ("global", "crops", "detail")


class _Stages(nn.Module):
    """``low`` and ``high`` with positional tensors, as the exporter wants them."""

    def __init__(self, model: LiteStudent) -> None:
        super().__init__()
        self.model = model

    def forward(self, overview: Tensor, crops: Tensor, detail: Tensor) -> tuple[Tensor, ...]:
        low = self.model.low({"global": overview, "crops": crops, "detail": detail})
        high = self.model.high(low)
        return (*(low[name] for name in LOW), *(high[name] for name in HIGH))


def extractor(model: LiteStudent, folder: Path, device: torch.device, *, photos: int) -> Run:
    """Give a function from inputs to the arrays of ``LOW`` and ``HIGH``.

    Args:
        model: whose stages are run.
        folder: keeps the exported network.
        device: for torch.
        photos: how many there are; for few the export does not pay.
    """
    stages = _Stages(model).eval()
    names = (*LOW, *HIGH)
    if device.type == "cpu" and photos >= _WORTH_EXPORT:
        try:
            session = _session(stages, folder / "stages.onnx")
        except ImportError as error:
            log.info("no ONNX Runtime or exporter here (%s); torch computes the features", error)
        else:

            def run_onnx(inputs: Inputs) -> dict[str, NDArray[Any]]:
                found = session.run(None, {f"in_{name}": inputs[name] for name in NAMES})
                return dict(zip(names, found, strict=True))

            return run_onnx
    stages = stages.to(device)

    def run_torch(inputs: Inputs) -> dict[str, NDArray[Any]]:
        with torch.inference_mode():
            found = stages(*(torch.from_numpy(inputs[name]).to(device) for name in NAMES))
        return {name: tensor.cpu().numpy() for name, tensor in zip(names, found, strict=True)}

    return run_torch


def _session(stages: nn.Module, path: Path) -> Any:
    import onnx
    import onnxruntime
    import onnxscript  # noqa: F401 - the exporter needs it, and says so only in the middle of its work

    if not path.exists():
        for name in ("torch.onnx", "onnxscript", "onnx_ir"):
            logging.getLogger(name).setLevel(logging.ERROR)
        batch = torch.export.Dim("batch", min=1, max=64)
        shapes = PREPROCESSING.input_shapes
        example = tuple(torch.zeros((2, *shapes[name]), dtype=torch.uint8) for name in NAMES)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            program = torch.onnx.export(
                stages,
                example,
                input_names=[f"in_{name}" for name in NAMES],
                output_names=[*LOW, *HIGH],
                dynamic_shapes=tuple({0: batch} for _ in NAMES),
                opset_version=18,
                dynamo=True,
                verbose=False,
            )
        if program is None:
            raise RuntimeError("the exporter gave no program")
        part = path.with_name(path.name + ".part")
        onnx.save_model(program.model_proto, part)
        part.replace(path)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def add_features(shards: Sequence[Path], run: Run, *, enough: Callable[[], bool] = lambda: False) -> int:
    """Write ``<shard>.feat.npy`` files beside shards that have none yet; how many are new.

    Args:
        shards: of samples.
        run: from ``extractor``.
        enough: asked before each shard; true ends the work.
    """
    made = 0
    for shard in shards:
        target = features_of(shard)
        if target.exists():
            continue
        if enough():
            break
        with np.load(shard) as arrays:
            inputs = {name: arrays[name] for name in NAMES}
        count = len(inputs["global"])
        parts = [run({n: a[i : i + _BATCH] for n, a in inputs.items()}) for i in range(0, count, _BATCH)]
        found = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
        part_file = target.with_suffix(".part")
        with part_file.open("wb") as stream:
            np.savez(stream, **{n: a if n in KEPT else a.astype(np.float16) for n, a in found.items()})  # type: ignore[arg-type]
        part_file.replace(target)
        made += 1
    return made


def features_of(shard: Path) -> Path:
    """Where the features of a shard lie."""
    return shard.with_suffix(".features")


def load_features(shard: Path, names: Sequence[str]) -> dict[str, NDArray[Any]]:
    """Read some of a shard's features."""
    with np.load(features_of(shard)) as arrays:
        return {name: arrays[name] for name in names}


def as_tensors(arrays: Mapping[str, NDArray[Any]], device: torch.device) -> dict[str, Tensor]:
    """Float tensors of cached arrays."""
    return {name: torch.from_numpy(np.asarray(array)).to(device).float() for name, array in arrays.items()}
