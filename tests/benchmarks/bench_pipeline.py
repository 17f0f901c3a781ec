"""Pipeline efficiency: scoring against decoding alone plus inference alone, side by side in one run.

    python -m tests.benchmarks.bench_pipeline --source ../shared/data/pristine [--model NAME] [--runs 3]

Decode alone: the job's own number of threads makes thumbnail, model input and measures of every photo. Inference
alone: the engine judges prepared inputs. The pipeline: everything that ``keepers score`` does on a new folder, from
the scan to the last row on disk, with an empty catalogue and an empty thumbnail cache. On a CPU, decoding and
inference share the cores, so the sum of the two is the measure; with a GPU it is the longer of the two.

Beside the seconds on the clock stand the processor's seconds: on a machine that others use at the same time, the
ratio of those still says how much work the pipeline adds.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from app.bootstrap import Services, scorer_loader
from app.scoring.judging import default_workers
from app.scoring.prepare import prepare_photo
from tests.benchmarks.large_photos import cache_folder, make_large_photos

if TYPE_CHECKING:
    from app.catalog.records import PhotoToScore
    from dpiqa_core.scorer import Scorer

KEPT_INPUTS = 48


class Cost(NamedTuple):
    """Seconds of one measurement on the clock and of the processor."""

    wall: float
    processor: float


class Bench:
    """The three measurements over one folder.

    Args:
        folder: photos.
        model, device: as for ``keepers score``.
    """

    def __init__(self, folder: Path, model: str | None, device: str) -> None:
        self.folder = folder
        self.model = model
        self.device = device
        self.scorer: Scorer = scorer_loader(model, device)()
        with fresh_services(model, device) as services:
            self.photos = photos_in(services, folder)
        some = self.photos[:: max(1, len(self.photos) // KEPT_INPUTS)]
        self.inputs = [p.inputs for p in self._prepare(some) if p.inputs is not None]

    def decode(self) -> Cost:
        """Decode and prepare everything."""
        return _cost(lambda: self._prepare(self.photos, keep=False))

    def infer(self) -> Cost:
        """Judge as many inputs as there are photos."""
        batch = self.scorer.best_batch
        inputs = list(islice(cycle(self.inputs), len(self.photos)))

        def judge() -> None:
            for start in range(0, len(inputs), batch):
                self.scorer.score_prepared(inputs[start : start + batch])

        return _cost(judge)

    def pipeline(self) -> Cost:
        """A whole run on an empty catalogue; the model is loaded once for all three measurements."""

        def score() -> None:
            with fresh_services(self.model, self.device) as services:
                services.load_scorer = lambda: self.scorer
                photos = photos_in(services, self.folder)
                report = services.scoring_job(photos, on_event=lambda event: None).run()
                assert (report.scored, report.failed) == (len(self.photos), 0), report

        return _cost(score)

    def _prepare(self, photos: list[PhotoToScore], *, keep: bool = True) -> list[Any]:
        def one(photo: PhotoToScore) -> Any:
            prepared = prepare_photo(photo, self.scorer.preprocessing, thumbnail=True)
            assert prepared.error is None, prepared.error
            return prepared if keep else None

        with ThreadPoolExecutor(default_workers()) as pool:
            return list(pool.map(one, photos))


def _cost(work: Callable[[], object]) -> Cost:
    wall, processor = time.perf_counter(), time.process_time()
    work()
    return Cost(time.perf_counter() - wall, time.process_time() - processor)


def photos_in(services: Services, folder: Path) -> list[PhotoToScore]:
    """Take a folder in and list what has no score."""
    ids: list[int] = []
    services.intake().run([folder], on_batch=ids.extend)
    model = services.model_key()
    return services.lane.call(lambda catalog: catalog.to_score(ids, model))


@contextmanager
def fresh_services(model: str | None, device: str) -> Iterator[Services]:
    """Services on an empty catalogue and an empty thumbnail cache."""
    with tempfile.TemporaryDirectory(prefix="keepers-bench-") as place:
        os.environ["KEEPERS_CACHE_DIR"] = place
        with Services(Path(place) / "catalog.sqlite3", model=model, device=device) as services:
            yield services


def main() -> None:
    """Make the photos, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--source", type=Path, required=True, help="folder of photographs to make large ones of")
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--model", default=None)
    parser.add_argument("--device", default="auto")
    options = parser.parse_args()
    folder = cache_folder(f"large-{options.count}")
    for path in make_large_photos(options.source, folder, options.count):
        path.read_bytes()  # into the page cache, so that the first measurement does not pay for the disk alone
    bench = Bench(folder, options.model, options.device)
    on_gpu = bench.scorer.device != "cpu"
    print(
        f"{options.count} photos, model {bench.scorer.card.name}, {bench.scorer.engine_name} on {bench.scorer.device}"
    )
    wall_ratios, processor_ratios = [], []
    for number in range(options.runs):
        decode, infer, score = bench.decode(), bench.infer(), bench.pipeline()
        floor = max(decode.wall, infer.wall) if on_gpu else decode.wall + infer.wall
        wall_ratios.append(score.wall / floor)
        processor_ratios.append(score.processor / (decode.processor + infer.processor))
        print(
            f"run {number + 1}: decode {decode.wall:.1f} s, infer {infer.wall:.1f} s, score {score.wall:.1f} s, "
            f"ratio {wall_ratios[-1]:.3f}; of the processor {decode.processor:.1f}, {infer.processor:.1f} and "
            f"{score.processor:.1f} s, ratio {processor_ratios[-1]:.3f}",
            flush=True,
        )
    print(f"median ratio {statistics.median(wall_ratios):.3f} (must be at most {1.15 if on_gpu else 1.10})")
    print(f"median ratio of processor seconds {statistics.median(processor_ratios):.3f}")


if __name__ == "__main__":
    main()
