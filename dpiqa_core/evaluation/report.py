"""One table in three forms: csv for programs, markdown for papers, a picture for the eye."""

from __future__ import annotations

import csv
import logging
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

log = logging.getLogger(__name__)

Row = Mapping[str, Any]


def cell(value: Any) -> str:
    """A value as people read it: four digits, intervals in brackets, nothing for nothing."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, tuple):
        return "[" + ", ".join(cell(part) for part in value) + "]"
    if isinstance(value, float):
        return f"{value:.4f}" if abs(value) < 1000 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value).replace("|", "\\|")


def columns_of(rows: Sequence[Row]) -> list[str]:
    """All columns, in the order in which they first appear."""
    return list(dict.fromkeys(name for row in rows for name in row))


def markdown(rows: Sequence[Row]) -> str:
    """The table in markdown."""
    columns = columns_of(rows)
    lines = ["| " + " | ".join(columns) + " |", "|" + "---|" * len(columns)]
    lines += ["| " + " | ".join(cell(row.get(name)) for name in columns) + " |" for row in rows]
    return "\n".join(lines)


def write_csv(path: Path, rows: Sequence[Row]) -> None:
    """The table with full digits; an interval becomes two columns, ``_low`` and ``_high``."""
    flat: list[dict[str, Any]] = []
    for row in rows:
        plain: dict[str, Any] = {}
        for name, value in row.items():
            if isinstance(value, tuple):
                plain[f"{name}_low"], plain[f"{name}_high"] = value
            else:
                plain[name] = value
        flat.append(plain)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns_of(flat), lineterminator="\n")
        writer.writeheader()
        writer.writerows(flat)


def write_report(
    out: Path, stem: str, rows: Sequence[Row], *, label: str, value: str, interval: str | None = None, more: str = ""
) -> str:
    """Write ``stem.csv``, ``stem.md`` and ``stem.png`` into a folder and give the markdown.

    Args:
        out: made where missing.
        stem: of the three files.
        rows: of the table.
        label, value: columns of the picture's bars.
        interval: column with (low, high) around ``value``.
        more: text behind the table.
    """
    out.mkdir(parents=True, exist_ok=True)
    text = markdown(rows) + ("\n\n" + more if more else "")
    write_csv(out / f"{stem}.csv", rows)
    (out / f"{stem}.md").write_text(text + "\n", encoding="utf-8")
    _plot(out / f"{stem}.png", rows, label, value, interval)
    return text


def _plot(path: Path, rows: Sequence[Row], label: str, value: str, interval: str | None) -> None:
    try:
        import matplotlib
    except ImportError:
        log.info("matplotlib is not installed; no plot was drawn")
        return
    matplotlib.use("Agg")
    from matplotlib import pyplot

    shown = [row for row in rows if isinstance(row.get(value), (int, float)) and math.isfinite(row[value])]
    figure, axis = pyplot.subplots(figsize=(8, 0.4 * len(shown) + 1.2), constrained_layout=True)
    places = list(range(len(shown)))[::-1]
    axis.barh(places, [row[value] for row in shown], color="C0", height=0.6)
    for place, row in zip(places, shown, strict=True):
        bounds = row.get(interval) if interval else None
        if isinstance(bounds, tuple):
            axis.plot(bounds, (place, place), color="black", linewidth=1.5)
    axis.set_yticks(places, [str(row[label]) for row in shown])
    axis.set_xlabel(value)
    figure.savefig(path, dpi=90)
    pyplot.close(figure)
