"""``keepers score``: score folders and print the ranking."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import (
    CatalogOption,
    CsvOption,
    Device,
    DeviceOption,
    JsonOption,
    ModelOption,
    PairsOption,
    RecursiveOption,
    existing,
)
from app.errors import UserError

SOME_UNREADABLE = 1
"""Exit code when some photos could not be read; all others are scored."""


class GpuFull(StrEnum):
    """What happens where the GPU has too little memory for even one photo."""

    ASK = "ask"
    CPU = "cpu"
    STOP = "stop"


def score_command(
    # Not readable is no wrong usage: it becomes a row with its sentence.
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER", help="Folders, or single photos.", readable=False)],
    recursive: RecursiveOption = True,
    model: ModelOption = None,
    device: DeviceOption = Device.AUTO,
    catalog: CatalogOption = None,
    pairs: PairsOption = True,
    rescore: Annotated[bool, typer.Option("--rescore", help="Score again what has a score already.")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=1, metavar="N", help="Only the first N photos.")] = None,
    json_to: JsonOption = None,
    csv_to: CsvOption = None,
    if_gpu_full: Annotated[
        GpuFull,
        typer.Option(
            "--if-gpu-full",
            help="Where the GPU has no memory for even one photo: ask (stop where nobody can be asked), go on with the "
            "cpu, or stop. What is scored is kept.",
        ),
    ] = GpuFull.ASK,
) -> None:
    """Score photos and print them best first. A teacher takes long: how long and how much memory is said beforehand.

    Exit code 0: all scored. 1: some photos could not be read, all others are scored. 2: wrong usage, or nothing to do.
    """
    from app.bootstrap import Services
    from app.cli.rows import check_targets, print_table, write_photos
    from app.cli.run import CpuQuestion, list_failures, run_scoring
    from app.cli.terminal import INTERRUPTED

    if json_to == csv_to == "-":
        raise UserError("JSON and CSV cannot both go to stdout; give one of them a file name.")
    check_targets(json_to, csv_to)
    roots = existing(folders)
    question = CpuQuestion(if_gpu_full.value)
    with Services(catalog, model=model, device=device.value, ask_cpu=question, pairs=pairs) as services:
        run = run_scoring(services, roots, recursive=recursive, rescore=rescore, limit=limit, question=question)
        if run.stopped:
            raise typer.Exit(INTERRUPTED)
        name = services.model_key().name
        if json_to is not None:
            write_photos(run.photos, run.problems, name, json_to, "json")
        if csv_to is not None:
            write_photos(run.photos, run.problems, name, csv_to, "csv")
        if "-" not in (json_to, csv_to):
            print_table(run.photos, roots[0] if len(roots) == 1 else None)
        list_failures(run)
        if run.failed or run.problems:
            raise typer.Exit(SOME_UNREADABLE)
