"""The full-size teacher with RANDOM weights: time, memory, and where both go; beside it the two students.

The weights have Stable Diffusion 1.5's shapes and random values: time and memory do not depend on them, scores do.
Every model is measured in a process of its own, loaded from its folder as the application loads it. About 5 GB of disk.

    python tests/benchmarks/bench_teacher.py [--batches 1,2] [--threads 2] [--rounds 3] [--place DIR] [--teacher-only]

With a CUDA GPU the teacher is measured there too, with weights in half precision.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import numpy as np
import torch
from torch import nn

from dpiqa_core.evaluation.cost import cost_row, count, peak_rss
from dpiqa_core.models import load_model
from dpiqa_core.preprocess import PAPER
from dpiqa_core.student import PaperStudent, PaperStudentConfig
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.tensor_file import write_tensors
from dpiqa_core.weights import DEFAULT_MODEL, WEIGHTS, Card, find_model

CPU_LIMIT_GB, GPU_LIMIT_GB = 8.0, 6.0


def make(folder: Path, kind: str) -> None:
    """Write a model of random weights."""
    if (folder / "card.json").exists():
        return
    torch.manual_seed(0)
    network: nn.Module
    if kind == "teacher":
        config: Any = TeacherConfig()
        network = Teacher(config)
    else:
        config = PaperStudentConfig()
        network = PaperStudent(config)
    if isinstance(network, Teacher):
        network.texts.normal_()
    folder.mkdir(parents=True, exist_ok=True)
    digest = write_tensors(folder / WEIGHTS, network.state_dict())
    name = f"{kind}-random"
    Card(name, "random weights", f"paper-{kind}", config.to_dict(), PAPER, files={WEIGHTS: digest}).write(folder)


class Clock:
    """Seconds spent in the teacher's parts."""

    def __init__(self, device: str) -> None:
        self._device = device
        self.seconds: dict[str, float] = {}

    @contextmanager
    def section(self, name: str) -> Iterator[None]:
        self._wait()
        begun = time.perf_counter()
        yield
        self._wait()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - begun

    def _wait(self) -> None:
        if self._device == "cuda":
            torch.cuda.synchronize()

    def wrap(self, owner: Any, attribute: str, name: str) -> None:
        """Time every call of a method or module."""
        inner: Callable[..., Any] = getattr(owner, attribute)

        def timed(*arguments: Any, **named: Any) -> Any:
            with self.section(name):
                return inner(*arguments, **named)

        setattr(owner, attribute, timed)


def measure(folder: Path, device: str, batches: list[int], rounds: int, threads: int) -> dict[str, Any]:
    """Load and time the teacher in this process."""
    torch.set_num_threads(threads)
    begun = time.perf_counter()
    network = load_model(Card.read(folder), mapped=True)
    assert isinstance(network, Teacher)
    if device == "cuda":
        network = network.half().to("cuda")
    network.requires_grad_(False)
    loaded = time.perf_counter() - begun
    clock = Clock(device)
    # Methods rather than modules where a module's call is not what is made.
    clock.wrap(network.vae, "encode", "VAE encoder")
    clock.wrap(network.img_adapter, "forward", "image adapter")
    clock.wrap(network.unet, "forward", "U-Net")
    clock.wrap(network.QFD, "forward", "decoder")
    random = np.random.default_rng(0)
    result: dict[str, Any] = {"load_s": loaded, "batches": {}}
    with torch.inference_mode():
        for size in batches:
            image = torch.from_numpy(random.integers(0, 256, (size, 512, 512, 3), dtype=np.uint8)).to(device)
            first = network({"image": image})["score"].cpu()  # kernels are chosen, pages come in
            if size == batches[0]:
                result["peak_rss_gb_one_call"] = peak_rss() / 1e9
                clock.seconds.clear()
            times = []
            for _ in range(rounds):
                start = time.perf_counter()
                score = network({"image": image})["score"].cpu()
                times.append(time.perf_counter() - start)
            result["batches"][size] = statistics.median(times) / size
            result["same_twice"] = max(result.get("same_twice", 0.0), float((score - first).abs().max()))
            if size == batches[0]:
                total = sum(times)
                result["shares"] = {name: seconds / total for name, seconds in clock.seconds.items()}
    result["peak_rss_gb"] = peak_rss() / 1e9
    if device == "cuda":
        result["peak_gpu_gb"] = torch.cuda.max_memory_allocated() / 1e9
    return result


def in_process(*arguments: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, __file__, *arguments], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def show(folder: Path, device: str, chosen: argparse.Namespace) -> None:
    precision = "fp32" if device == "cpu" else "fp16"
    common = ["--batches", chosen.batches, "--rounds", str(chosen.rounds), "--threads", str(chosen.threads)]
    found = in_process("--measure", device, "--place", str(folder.parent), *common)
    threads = f", {chosen.threads} threads" if device == "cpu" else ""
    print(f"\n### Teacher, random weights, {device} {precision}{threads}\n")
    print("| batch | seconds a photo (median) | photos/s |\n|---|---|---|")
    for size, seconds in found["batches"].items():
        print(f"| {size} | {seconds:.2f} | {1 / seconds:.3f} |")
    shares = ", ".join(f"{name} {share:.0%}" for name, share in found["shares"].items())
    print(f"\nShare of time at batch {chosen.batches.split(',')[0]}: {shares}.")
    print(f"Loading {found['load_s']:.1f} s. The same photo twice: {found['same_twice']:.1e} apart (target: 1e-6).")
    print(
        f"Peak memory of the process: {found['peak_rss_gb_one_call']:.2f} GB for batch {chosen.batches.split(',')[0]}, "
        f"{found['peak_rss_gb']:.2f} GB for all (target on a CPU: one photo under {CPU_LIMIT_GB:g} GB)."
    )
    if device == "cuda":
        print(f"Peak memory of the GPU: {found['peak_gpu_gb']:.2f} GB (target: under {GPU_LIMIT_GB:g} GB).")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--batches", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--place", type=Path, help="keeps the models with random weights; default: a temporary folder")
    parser.add_argument("--teacher-only", action="store_true")
    parser.add_argument("--measure", choices=("cpu", "cuda"), help=argparse.SUPPRESS)
    parser.add_argument("--make", choices=("teacher", "student"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.make:
        make(chosen.place / chosen.make, chosen.make)
        print("{}")
        return
    if chosen.measure:
        batches = [int(text) for text in chosen.batches.split(",")]
        found = measure(chosen.place / "teacher", chosen.measure, batches, chosen.rounds, chosen.threads)
        print(json.dumps(found))
        return
    with tempfile.TemporaryDirectory() as temporary:
        place = chosen.place or Path(temporary)
        in_process("--make", "teacher", "--place", str(place))
        teacher = Card.read(place / "teacher")
        numbers = count(teacher)
        print(
            f"Teacher: {numbers['parameters'] / 1e6:,.0f} M parameters, {numbers['macs'] / 1e9:,.0f} G multiply-adds."
        )
        show(place / "teacher", "cpu", chosen)
        gpu = torch.cuda.is_available()
        if gpu:
            show(place / "teacher", "cuda", chosen)
        else:
            print("\nNo CUDA GPU here: half precision was not measured.")
        if chosen.teacher_only:
            return
        in_process("--make", "student", "--place", str(place))
        print("\n### Students\n\n| model | device | engine | M parameters | G multiply-adds | photos/s | peak MB |")
        print("|---|---|---|---|---|---|---|")
        for card in (Card.read(place / "student"), find_model(DEFAULT_MODEL)):
            for device in ("cpu", "cuda") if gpu else ("cpu",):
                row = cost_row(card, device, repeats=chosen.rounds, threads=chosen.threads)
                print(
                    f"| {row['model']} | {row['device']} | {row['engine']} | {row['parameters'] / 1e6:.1f} | "
                    f"{row['macs'] / 1e9:.1f} | {row['photos_per_s']:.2f} | {row['peak_rss_mb']} |"
                )


if __name__ == "__main__":
    main()
