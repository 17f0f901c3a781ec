"""Photos per second of the engines on this machine's CPU, as markdown.

Compares ONNX Runtime with PyTorch on EfficientNet-B0 at 512 x 384 (random weights: time does not depend on them) and,
where it is there, on the bundled model, interleaved so that all see the same state of the machine; medians.

    python tests/benchmarks/bench_engines.py [--rounds 7] [--batches 1,4,8] [--b7] [--shared-cores]
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch
from PIL import Image
from torch import Tensor, nn

from dpiqa_core.efficientnet import EfficientNet
from dpiqa_core.engines.base import Engine, physical_cores
from dpiqa_core.engines.export import export_onnx
from dpiqa_core.engines.onnx_engine import OnnxEngine
from dpiqa_core.engines.torch_engine import TorchEngine
from dpiqa_core.models import load_model
from dpiqa_core.preprocess import PAPER, Preprocessing
from dpiqa_core.student import PaperStudent
from dpiqa_core.weights import DEFAULT_MODEL, ONNX, ModelError, find_model

B0_INPUT = Preprocessing("squash", (512, 384))


class PlainB0(nn.Module):
    """The yardstick: EfficientNet-B0 with its classifier."""

    def __init__(self) -> None:
        super().__init__()
        self.network = EfficientNet("b0")

    def forward(self, inputs: dict[str, Tensor]) -> dict[str, Tensor]:
        return {"score": self.network(inputs["image"].permute(0, 3, 1, 2).float() / 255).mean(1)}


def batch_of(preprocessing: Preprocessing, count: int) -> dict[str, np.ndarray]:
    random = np.random.default_rng(0)
    shapes = preprocessing.input_shapes.items()
    return {name: random.integers(0, 256, (count, *shape), dtype=np.uint8) for name, shape in shapes}


def interleaved(jobs: dict[str, Callable[[], None]], rounds: int) -> dict[str, list[float]]:
    """Seconds of each job in each round, after one round that does not count."""
    seconds: dict[str, list[float]] = {name: [] for name in jobs}
    for turn in range(rounds + 1):
        for name, job in jobs.items():
            start = time.perf_counter()
            job()
            if turn:
                seconds[name].append(time.perf_counter() - start)
    return seconds


def engine_table(
    title: str, engines: dict[str, Engine], record: Preprocessing, batches: list[int], rounds: int
) -> None:
    jobs: dict[str, Callable[[], None]] = {}
    for count in batches:
        batch = batch_of(record, count)
        for name, engine in engines.items():
            jobs[f"{name} | {count}"] = lambda engine=engine, batch=batch: engine.run(batch)
    seconds = interleaved(jobs, rounds)
    print(f"\n### {title}\n\n| engine | batch | ms a photo (median) | photos/s | spread |\n|---|---|---|---|---|")
    for name, values in seconds.items():
        count = int(name.rpartition("| ")[2])
        each = [value / count for value in values]
        middle = statistics.median(each)
        spread = (max(each) - min(each)) / middle
        print(f"| {name} | {1000 * middle:.1f} | {1 / middle:.2f} | {spread:.0%} |")


def spinning_table(path: Path, record: Preprocessing, rounds: int) -> None:
    """What ONNX Runtime's spinning workers cost when decoding threads want the same cores."""
    import onnxruntime

    jpeg = Path(tempfile.mkdtemp()) / "photo.jpg"
    noise = np.random.default_rng(0).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    Image.fromarray(noise).resize((6000, 4000)).save(jpeg, quality=90)
    batch = batch_of(record, 4)
    print("\n### Inference beside decoding (24 MP JPEG, scaled decode), per second\n")
    print("| spinning | photos inferred | photos decoded |\n|---|---|---|")
    results: dict[str, list[tuple[float, float]]] = {"on": [], "off": []}
    for _ in range(rounds):
        for spinning in ("on", "off"):
            options = onnxruntime.SessionOptions()
            options.intra_op_num_threads = physical_cores()
            options.add_session_config_entry("session.intra_op.allow_spinning", "1" if spinning == "on" else "0")
            session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
            session.run(None, batch)
            stop = threading.Event()
            decoded = [0] * physical_cores()

            def decode(lane: int, stop: threading.Event = stop, decoded: list[int] = decoded) -> None:
                while not stop.is_set():
                    with Image.open(jpeg) as image:
                        image.draft("RGB", (1536, 1024))
                        image.load()
                    decoded[lane] += 1

            lanes = [threading.Thread(target=decode, args=(lane,)) for lane in range(len(decoded))]
            start = time.perf_counter()
            for lane in lanes:
                lane.start()
            inferred = 0
            while time.perf_counter() - start < 3:
                session.run(None, batch)
                inferred += len(batch["image"])
            stop.set()
            for lane in lanes:
                lane.join()
            wall = time.perf_counter() - start
            results[spinning].append((inferred / wall, sum(decoded) / wall))
    for spinning, pairs in results.items():
        inferred, done = (statistics.median(column) for column in zip(*pairs, strict=True))
        print(f"| {spinning} | {inferred:.2f} | {done:.2f} |")


def pair(model: nn.Module, record: Preprocessing, path: Path) -> dict[str, Engine]:
    shapes = record.input_shapes
    return {
        "ONNX Runtime": OnnxEngine(path, outputs=["score"]),
        "PyTorch": TorchEngine(model, outputs=["score"], device="cpu", input_shapes=shapes),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--batches", default="1,4,8")
    parser.add_argument("--b7", action="store_true", help="also the paper's student, with random weights")
    parser.add_argument("--shared-cores", action="store_true", help="also inference beside decoding threads")
    chosen = parser.parse_args()
    batches = [int(text) for text in chosen.batches.split(",")]
    import onnxruntime

    print(f"{physical_cores()} physical cores, ONNX Runtime {onnxruntime.__version__}, PyTorch {torch.__version__}")
    torch.manual_seed(0)
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "b0.onnx"
        b0 = PlainB0().eval()
        export_onnx(b0, B0_INPUT, path, outputs=["score"])
        engine_table("EfficientNet-B0, 512 x 384", pair(b0, B0_INPUT, path), B0_INPUT, batches, chosen.rounds)
        try:
            card = find_model(DEFAULT_MODEL)
            engines = pair(load_model(card), card.preprocessing, card.verify(ONNX))
            engine_table(f"Bundled model {card.name}", engines, card.preprocessing, batches, chosen.rounds)
        except ModelError as error:
            print(f"\nBundled model left out: {error}")
        if chosen.b7:
            student, large = PaperStudent().eval(), Path(place) / "b7.onnx"
            export_onnx(student, PAPER, large, outputs=["score"])
            engine_table("The paper's student (B7), 512 x 512", pair(student, PAPER, large), PAPER, batches[:2], 3)
        if chosen.shared_cores:
            spinning_table(path, B0_INPUT, max(3, chosen.rounds // 2))


if __name__ == "__main__":
    main()
