"""The loop: steps, validations, checkpoints, and going on after a kill as if nothing had happened."""

from __future__ import annotations

import hashlib
import json
import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from dpiqa_core.datasets.records import Rated
from dpiqa_core.errors import ModelError
from dpiqa_core.evaluation.correlation import krcc, plcc, rmse, srcc
from dpiqa_core.training.paper import journal
from dpiqa_core.training.paper.batches import Batch, Batches
from dpiqa_core.training.paper.checkpoint import load_state, mend_best, save_best, save_state
from dpiqa_core.training.paper.optimiser import gradients_of, make_adam
from dpiqa_core.training.paper.precision import LossScale, autocast, choose_precision
from dpiqa_core.training.paper.recipe import Recipe
from dpiqa_core.training.paper.tasks import Task

LAST, BEST, SETTINGS = "last.pt", "best", "settings.json"


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is made; nothing of it changes what is learned, but for ``seed``, ``precision`` and ``steps``.

    Attributes:
        out: folder of the run; one that was interrupted goes on.
        seed: of order and chance.
        precision: ``auto``, ``fp32``, ``fp16`` or ``bf16``.
        micro_batch: photos at once in memory; gradients are added up to the recipe's batch. None: the whole batch.
        host_adam: keep Adam's moments in main memory; None: where the GPU is small for the network.
        validate_every: steps.
        save_every: steps between checkpoints.
        steps: stop after so many; None: the recipe's epochs.
        workers: decoding threads.
    """

    out: Path
    seed: int = 1
    precision: str = "auto"
    micro_batch: int | None = None
    host_adam: bool | None = None
    validate_every: int = 250
    save_every: int = 250
    steps: int | None = None
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run.

    Attributes:
        steps: done.
        best_step: after which the best model was kept.
        best: its figures on the held-out part.
        folder: of the best model.
    """

    steps: int
    best_step: int
    best: Mapping[str, float]
    folder: Path


class Run:
    """One training; ``go`` does what is still to do."""

    def __init__(
        self, task: Task, train: Sequence[Rated], test: Sequence[Rated], recipe: Recipe, options: Options
    ) -> None:
        """Prepare the folder and go back to its last checkpoint where there is one.

        Args:
            task: its network lies on the device that it is trained on.
            train, test: photos of the two parts.
            recipe: numbers of the training.
            options: how it is made.

        Raises:
            ModelError: the folder belongs to another run, or its checkpoint is damaged.
        """
        self.task, self.recipe, self.options = task, recipe, options
        self.device = next(task.module.parameters()).device
        self.precision = choose_precision(options.precision, self.device)
        self.train = Batches(train, task.records, workers=options.workers)
        self.test = Batches(test, task.records, workers=options.workers)
        self.per_epoch = self.train.steps_per_epoch(recipe.batch)
        self.total = options.steps or self.per_epoch * recipe.epochs
        self.scale = LossScale(self.precision == "fp16")
        self.out = options.out
        self.out.mkdir(parents=True, exist_ok=True)
        self._check_settings(train, test)
        mend_best(self.out / BEST)
        self.done, self.best_step, self.best = 0, -1, {}
        last = self.out / LAST
        state = load_state(last) if last.exists() else None
        if state is not None:
            task.module.load_state_dict(state["module"])
        self.adam = make_adam(task.parameters(), recipe.rate, host=options.host_adam, device=self.device)
        if state is not None:
            self.adam.load_state_dict(state["adam"])
            self.scale.restore(state["scale"])
            self.done, self.best_step, self.best = int(state["done"]), int(state["best_step"]), dict(state["best"])
        del state
        self.steps_journal = journal.Journal(self.out / journal.TRAIN, self.done)
        # The first validation, of step 0, belongs to a run that has done nothing yet.
        self.checks_journal = journal.Journal(self.out / journal.VALIDATION, self.done if self.done else -1)

    def _check_settings(self, train: Sequence[Rated], test: Sequence[Rated]) -> None:
        names = json.dumps([[p.name for p in train], [p.name for p in test]]).encode()
        record = {
            "recipe": self.recipe.to_dict(),
            "seed": self.options.seed,
            "precision": self.precision,
            "micro_batch": self.options.micro_batch,
            "split": hashlib.sha256(names).hexdigest(),
            "task": {**asdict(self.task.product({})[1]), "preprocessing": None, "notes": None, "folder": None},
        }
        text = json.dumps(record, indent=1, sort_keys=True, default=str) + "\n"
        path = self.out / SETTINGS
        if path.exists() and path.read_text(encoding="utf-8") != text:
            raise ModelError(
                path, "The folder holds a run with other settings, photos or networks; choose another folder."
            )
        path.write_text(text, encoding="utf-8")

    def go(self, report: Callable[[str], None] = print) -> Outcome:
        """Train to the end.

        Args:
            report: gets a line for each validation.

        Raises:
            DataError: a photo cannot be read.
            ModelError: the loss is no number any more, or the disk is full.
        """
        begun = time.monotonic()
        if self.done == 0:
            self._validate(report, begun)
        size, seed = self.recipe.batch, self.options.seed
        for step, batch in enumerate(self.train.training(seed, size, self.done, self.total), self.done):
            self._step(step, batch)
            self.done = step + 1
            end = self.done == self.total
            if end or self.done % self.options.validate_every == 0:
                self._validate(report, begun)
            if end or self.done % self.options.save_every == 0:
                self._save()
        journal.plot(self.out)
        return Outcome(self.done, self.best_step, self.best, self.out / BEST)

    def _step(self, step: int, batch: Batch) -> None:
        epoch = step // self.per_epoch
        rate = self.recipe.rate_at(epoch)
        for group in self.adam.param_groups:
            group["lr"] = rate
        # Chance (dropout, sampled latents) depends on the step, not on what ran before.
        torch.manual_seed(self.options.seed * 1_000_003 + step)
        self.task.module.train()
        self.adam.zero_grad()
        sums: dict[str, float] = {}
        for piece in batch.pieces(self.options.micro_batch or len(batch)):
            share = len(piece) / len(batch)
            with autocast(self.precision, self.device):
                parts = self.task.losses(piece)
            loss = torch.stack(list(parts.values())).sum() * share
            (loss * self.scale.value).backward()  # type: ignore[no-untyped-call]
            for name, value in parts.items():
                sums[name] = sums.get(name, 0.0) + float(value.detach()) * share
        total = sum(sums.values())
        if not math.isfinite(total) and self.precision != "fp16":
            raise ModelError(
                self.out, f"The loss is no number any more after step {step}; lower --rate, or train in fp32."
            )
        if self.scale.usable(gradients_of(self.task.parameters())):
            self.adam.step()
        row: dict[str, float] = {"step": step + 1, "epoch": epoch, "rate": rate, "loss": total}
        self.steps_journal.add(row | sums)

    def _validate(self, report: Callable[[str], None], begun: float) -> None:
        figures = self.figures()
        self.checks_journal.add({"step": self.done, "epoch": self.done // self.per_epoch} | figures)
        text = ", ".join(f"{name} {value:.4f}" for name, value in figures.items())
        report(f"step {self.done} of {self.total}: {text} ({time.monotonic() - begun:.0f} s)")
        if self.done and (not self.best or _place(figures) > _place(self.best)):
            self.best, self.best_step = figures, self.done
            notes = {"step": self.done, "held_out": {n: round(v, 5) for n, v in figures.items() if math.isfinite(v)}}
            tensors, card = self.task.product(notes)
            save_best(self.out / BEST, tensors, card)

    def figures(self) -> dict[str, float]:
        """SRCC, PLCC, KRCC, RMSE on the held-out part and, with a teacher, the mean error of the feature maps."""
        self.task.module.eval()
        scores, errors = [], []
        with torch.inference_mode(), autocast(self.precision, self.device):
            for batch in self.test.all(self.options.micro_batch or self.recipe.batch):
                judged = self.task.judge(batch)
                scores.append(judged.scores)
                if judged.map_errors is not None:
                    errors.append(judged.map_errors)
        found = np.concatenate(scores)
        mos = np.asarray([photo.mos for photo in self.test.photos])
        if not np.isfinite(found).all():
            raise ModelError(self.out, f"The network gives no number any more after step {self.done}; lower --rate.")
        result = {
            "srcc": srcc(found, mos),
            "plcc": plcc(found, mos),
            "krcc": krcc(found, mos),
            "rmse": rmse(found, mos),
        }
        if errors:
            result["map_error"] = float(np.concatenate(errors).mean())
        return result

    def _save(self) -> None:
        save_state(
            self.out / LAST,
            {
                "format": 1,
                "module": self.task.module.state_dict(),
                "adam": self.adam.state_dict(),
                "scale": self.scale.state(),
                "done": self.done,
                "best_step": self.best_step,
                "best": dict(self.best),
            },
        )


def _place(figures: Mapping[str, float]) -> float:
    """What the best model is chosen by; a constant score has no correlation and is worse than any."""
    return figures["srcc"] if math.isfinite(figures["srcc"]) else -2.0
