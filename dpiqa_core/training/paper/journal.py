"""The curve of a run as two plain csv files and a picture; no times in it, so that equal runs have equal files."""

from __future__ import annotations

import csv
import io
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

TRAIN, VALIDATION = "train.csv", "validation.csv"


class Journal:
    """Rows by step. What lies behind the checkpoint that a run goes on from is dropped and written again."""

    def __init__(self, path: Path, done: int) -> None:
        """Open a file and keep its rows of the first ``done`` steps."""
        self._path = path
        rows = [row for row in read_rows(path) if int(row["step"]) <= done]
        self._columns = list(rows[0]) if rows else []
        text = io.StringIO()
        if rows:
            writer = csv.DictWriter(text, self._columns, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        part = path.with_name(path.name + ".part")
        part.write_text(text.getvalue(), encoding="utf-8")
        part.replace(path)

    def add(self, row: Mapping[str, float]) -> None:
        """Append a row; every row has the columns of the first."""
        with self._path.open("a", encoding="utf-8", newline="") as stream:
            first = not self._columns
            if first:
                self._columns = list(row)
            writer = csv.DictWriter(stream, self._columns, lineterminator="\n")
            if first:
                writer.writeheader()
            writer.writerow({name: value if isinstance(value, int) else f"{value:.7g}" for name, value in row.items()})


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a journal; a line that a kill cut short is left out."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    rows = list(csv.DictReader(io.StringIO(whole)))
    return [row for row in rows if None not in row and None not in row.values()]


def plot(folder: Path) -> Path | None:
    """Draw losses and validation over steps; None where matplotlib is not installed."""
    try:
        import matplotlib
    except ImportError:
        log.info("matplotlib is not installed; no plot was drawn")
        return None
    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 2, figsize=(11, 4), constrained_layout=True)
    for axis, file, wanted in ((axes[0], TRAIN, ("loss", "score", "map")), (axes[1], VALIDATION, ("srcc", "plcc"))):
        rows = read_rows(folder / file)
        for name in wanted:
            if rows and name in rows[0]:
                _line(axis, rows, name)
        axis.set(xlabel="step", title=file.removesuffix(".csv"))
        if axis.lines:
            axis.legend()
    if axes[0].lines:
        axes[0].set_yscale("log")
    path = folder / "curve.png"
    figure.savefig(path, dpi=90)
    pyplot.close(figure)
    return path


def _line(axis: Any, rows: list[dict[str, str]], name: str) -> None:
    axis.plot([int(row["step"]) for row in rows], [float(row[name]) for row in rows], label=name)
