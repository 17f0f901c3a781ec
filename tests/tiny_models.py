"""Tiny model folders for the tests of every room.

``write_tiny_model`` makes a real ONNX model whose answers a test can foretell, without torch. Students with random
weights, made by torch, are in ``tests/dpiqa_core/conftest.py``.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np

from app import places
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.weights import ONNX, WEIGHTS, Card, file_hash

TINY_FAULTS = ("too dark", "blown highlights")
TINY_MAP = (12, 16)
TINY_PREPROCESSING = Preprocessing("squash", (64, 48), decode_edge=96)


def write_tiny_model(models_dir: Path, name: str = "tiny-brightness", *, white: float = 255.0) -> Path:
    """Write ``models_dir/name`` with card, weights and ONNX (a few KB) and give that folder.

    A model with another ``white``, the brightness that scores 1, is another one of the same name.

    The model's score is the photo's mean brightness 0..1; its faults are "too dark", 1 - mean, and
    "blown highlights", the mean; its map (12 x 16) the local brightness. Runs in the ONNX engine only.
    """
    import onnx
    from onnx import TensorProto, helper
    from safetensors.numpy import save_file

    folder = models_dir / name
    folder.mkdir(parents=True)
    width, height = TINY_PREPROCESSING.size
    window = [height // TINY_MAP[0], width // TINY_MAP[1]]
    nodes = [
        helper.make_node("Cast", ["image"], ["floats"], to=TensorProto.FLOAT),
        helper.make_node("Div", ["floats", "white"], ["unit"]),
        helper.make_node("ReduceMean", ["unit", "last"], ["grey"], keepdims=0),
        helper.make_node("ReduceMean", ["grey", "plane"], ["score"], keepdims=0),
        helper.make_node("Unsqueeze", ["score", "one"], ["bright"]),
        helper.make_node("Sub", ["top", "bright"], ["dark"]),
        helper.make_node("Concat", ["dark", "bright"], ["faults"], axis=1),
        helper.make_node("Unsqueeze", ["grey", "one"], ["channel"]),
        helper.make_node("AveragePool", ["channel"], ["pooled"], kernel_shape=window, strides=window),
        helper.make_node("Squeeze", ["pooled", "one"], ["map"]),
    ]
    constants = {
        "white": np.array(white, np.float32),
        "top": np.array(1, np.float32),
        "last": np.array([3], np.int64),
        "plane": np.array([1, 2], np.int64),
        "one": np.array([1], np.int64),
    }
    graph = helper.make_graph(
        nodes,
        name,
        [helper.make_tensor_value_info("image", TensorProto.UINT8, ["batch", height, width, 3])],
        [
            helper.make_tensor_value_info("score", TensorProto.FLOAT, ["batch"]),
            helper.make_tensor_value_info("faults", TensorProto.FLOAT, ["batch", 2]),
            helper.make_tensor_value_info("map", TensorProto.FLOAT, ["batch", *TINY_MAP]),
        ],
        [onnx.numpy_helper.from_array(value, key) for key, value in constants.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=9)
    onnx.checker.check_model(model)
    onnx.save_model(model, folder / ONNX)
    # The name goes in so that two tiny models have two identities.
    identity = name if white == 255.0 else f"{name} {white}"
    save_file({"name": np.frombuffer(identity.encode(), np.uint8).copy()}, folder / WEIGHTS)
    Card(
        name=name,
        title="Mean brightness, for tests",
        architecture="test-brightness",
        config={},
        preprocessing=TINY_PREPROCESSING,
        outputs=("score", "faults", "map"),
        fault_names=TINY_FAULTS,
        licence="Apache-2.0",
        training_data="none",
        source="tests/tiny_models.py",
        files={file: file_hash(folder / file) for file in (WEIGHTS, ONNX)},
        created="2026-01-01",
    ).write(folder)
    return folder


def replace_model(name: str) -> None:
    """Install another model under the name of one that is installed: its scores are half as high."""
    shutil.rmtree(places.installed_models_dir() / name)
    write_tiny_model(places.installed_models_dir(), name, white=510.0)
