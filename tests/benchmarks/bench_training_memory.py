"""What training the full-size teacher keeps in GPU memory, counted on shapes: no weights, no GPU, a few seconds.

Sums the bytes of all tensors that the backward pass keeps, for one photo in half precision, with recomputed activations
and without, and the weights, gradients and moments beside them. What kernels need on top is not counted.

    python tests/benchmarks/bench_training_memory.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import torch

from dpiqa_core.teacher.network import Teacher
from dpiqa_core.training.paper.memory import save_memory


def kept_bytes(recompute: bool) -> tuple[int, int]:
    """Bytes kept for the backward pass of one photo, and trained parameters."""
    with torch.device("meta"):
        teacher = Teacher().half().train()
    if recompute:
        save_memory(teacher)
    weights = {parameter.untyped_storage()._cdata for parameter in teacher.parameters()}
    kept: dict[int, torch.UntypedStorage] = {}

    def keep(tensor: torch.Tensor) -> torch.Tensor:
        storage = tensor.untyped_storage()
        if storage._cdata not in weights:
            kept[storage._cdata] = storage
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor):
        teacher.judge(torch.zeros(1, 3, 512, 512, dtype=torch.float16, device="meta"))
    return sum(storage.nbytes() for storage in kept.values()), sum(p.numel() for p in teacher.trainable())


def main() -> None:
    (few, trained), (many, _) = kept_bytes(True), kept_bytes(False)
    rows = {
        "weights, fp32": 4 * trained,
        "gradients, fp32": 4 * trained,
        "half-precision copies that autocast keeps": 2 * trained,
        "Adam's moments (in main memory with --adam-on-host)": 8 * trained,
        "activations of one photo, recomputed (the default)": few,
        "activations of one photo, all kept (--keep-activations)": many,
    }
    print(f"Teacher, {trained / 1e6:,.0f} M trained parameters\n\n| what | GB |\n|---|---|")
    for name, size in rows.items():
        print(f"| {name} | {size / 1e9:.2f} |")


if __name__ == "__main__":
    main()
