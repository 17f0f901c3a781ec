"""Writing a network as ONNX, for ONNX Runtime. Needs the packages of the extra ``training``."""

from __future__ import annotations

import copy
import logging
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from onnx import ModelProto
    from torch import nn

    from dpiqa_core.preprocess import Preprocessing

OPSET = 18


def export_onnx(model: nn.Module, preprocessing: Preprocessing, path: Path, *, outputs: Sequence[str]) -> None:
    """Write ``model`` with named uint8 inputs and a free batch size to ``path``, replacing what is there.

    Args:
        model: takes and gives dictionaries of tensors; is left as it is, on its device.
        preprocessing: tells names and shapes of the inputs.
        path: of the ``.onnx`` file; weights over 2 GB do not fit one file.
        outputs: which of the model's outputs the file gives.

    Raises:
        ImportError: onnx or onnxscript is not installed.
    """
    import onnx
    import torch
    from torch import Tensor

    shapes = preprocessing.input_shapes

    class Positional(torch.nn.Module):
        """The exporter wants positional tensors where models take and give dictionaries."""

        def __init__(self) -> None:
            super().__init__()
            self.model = copy.deepcopy(model).cpu()

        def forward(self, *tensors: Tensor) -> tuple[Tensor, ...]:
            found: Mapping[str, Tensor] = self.model(dict(zip(shapes, tensors, strict=True)))
            return tuple(found[name] for name in outputs)

    batch = torch.export.Dim("batch", min=1, max=4096)
    # Two photos, because a batch of one would be taken for a constant.
    example = tuple(
        torch.from_numpy(np.random.default_rng(0).integers(0, 256, (2, *shape), dtype=np.uint8))
        for shape in shapes.values()
    )
    exporter_logs = [logging.getLogger(name) for name in ("torch.onnx", "onnxscript", "onnx_ir")]
    levels = [log.level for log in exporter_logs]
    try:
        for log in exporter_logs:
            log.setLevel(logging.ERROR)  # notes about the exporter's own passes
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # deprecations inside the exporter, none of ours
            program = torch.onnx.export(
                Positional().eval(),
                example,
                input_names=list(shapes),
                output_names=list(outputs),
                dynamic_shapes=(tuple({0: batch} for _ in shapes),),
                opset_version=OPSET,
                dynamo=True,
                verbose=False,
            )
    finally:
        for log, level in zip(exporter_logs, levels, strict=True):
            log.setLevel(level)
    if program is None:
        raise RuntimeError("the exporter gave no program")
    part = path.with_name(path.name + ".part")
    onnx.save_model(without_traces(program.model_proto), part)
    part.replace(path)


def without_traces(model: ModelProto) -> ModelProto:
    """Take out what the exporter notes beside the network: stack traces with the paths of the machine that made it."""
    graph = model.graph
    for part in (model, graph, *graph.node, *graph.input, *graph.output, *graph.value_info, *graph.initializer):
        part.ClearField("metadata_props")
        part.ClearField("doc_string")
    return model
