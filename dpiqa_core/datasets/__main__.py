"""``python -m dpiqa_core.datasets check|split SET``: read every photo of a set; make and save a split."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from dpiqa_core.datasets.pixels import read_photo
from dpiqa_core.datasets.published import read_set
from dpiqa_core.datasets.records import DataError, Rated
from dpiqa_core.datasets.splits import make_split, own_split
from dpiqa_core.errors import ModelError


def _problem(photo: Rated) -> str | None:
    try:
        read_photo(photo.path)
    except DataError as error:
        return str(error)
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    """0 where everything is well, 1 where photos are damaged, 2 where the set cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m dpiqa_core.datasets")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="read every photo and name the damaged ones")
    check.add_argument("set", help="koniq=FOLDER, clive=, livefb=, spaq=, a csv of path,mos, or a folder")
    check.add_argument("--workers", type=int, default=2)
    split = commands.add_parser("split", help="make an 80/20 split and save it")
    split.add_argument("set")
    split.add_argument("--seed", type=int, default=1, help="-1: the set's own parts")
    split.add_argument("--out", type=Path, required=True, help="the JSON file")
    for command in (check, split):
        command.add_argument("--scale", type=float, nargs=2, default=(0.0, 100.0), help="of the labels of a csv")
    given = parser.parse_args(arguments)
    try:
        rated = read_set(given.set, tuple(given.scale))
        if given.command == "split":
            made = own_split(rated) if given.seed < 0 else make_split(rated, given.seed)
            made.save(given.out)
            print(f"{rated.name}: {len(made.train)} train, {len(made.test)} test, in {given.out}")
            return 0
        with ThreadPoolExecutor(given.workers) as pool:
            problems = [found for found in pool.map(_problem, rated.photos) if found]
    except (ModelError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{rated.name}: {len(rated.photos)} photos, {len(problems)} damaged")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
