"""``keepers open`` and ``keepers demo``: the window, or its work without one."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import CatalogOption, Device, DeviceOption, ModelOption, WindowPairsOption, existing_folder
from app.errors import UserError


def open_command(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder to open; without one, the last.", show_default=False, readable=False)
    ] = None,
    model: ModelOption = None,
    device: DeviceOption = Device.AUTO,
    catalog: CatalogOption = None,
    pairs: WindowPairsOption = None,
) -> None:
    """Open the window (the default command)."""
    from app.qt_libraries import window_problem

    chosen = None if folder is None else existing_folder(folder)
    if problem := window_problem():
        raise UserError(f"{problem} Without a window, 'keepers score FOLDER' scores a folder.")
    raise typer.Exit(_show(chosen, catalog, model, device, pairs))


def demo_command(model: ModelOption = None, device: DeviceOption = Device.AUTO, catalog: CatalogOption = None) -> None:
    """Open the window on a copy of the sample shoot; where there is no display, score it and print the ranking.

    Unless a catalogue is named, a temporary one is used, and everything is thrown away at the end.
    """
    from app.cli.terminal import say
    from app.qt_libraries import window_problem

    with tempfile.TemporaryDirectory(prefix="keepers-demo-") as place:
        shoot = _copy_sample_shoot(Path(place))
        # The window must not come back to the demo's folder, nor the user's cache keep its thumbnails.
        os.environ["KEEPERS_CACHE_DIR"] = os.environ["KEEPERS_CONFIG_DIR"] = place
        demo_catalog = catalog or str(Path(place) / "catalog.sqlite3")
        problem = window_problem()
        if problem is None:
            raise typer.Exit(_show(shoot, demo_catalog, model, device))
        say(f"{problem} The sample shoot is scored without a window instead.")
        raise typer.Exit(_score_headless(shoot, demo_catalog, model, device))


def _show(
    folder: Path | None, catalog: str | None, model: str | None, device: Device, pairs: bool | None = None
) -> int:
    from app.bootstrap import Services
    from app.qt_libraries import explain_import_error

    try:
        from app.gui.application import run_window
    except ImportError as error:
        explanation = explain_import_error(error)
        if explanation is None:
            raise
        raise UserError(explanation) from error

    def open_services() -> Services:
        services = Services(catalog, model=model, device=device.value, pairs=pairs, apart=True)
        try:
            services.thumbnails  # noqa: B018 - opened now, so that trouble with it is told before the window shows
        except UserError:
            services.close()
            raise
        return services

    return run_window(open_services, folder)


def _copy_sample_shoot(place: Path) -> Path:
    """Copy the photographs that ship with the program, so that nothing done to them lasts."""
    source = Path(__file__).resolve().parents[2] / "resources" / "sample_shoot"
    if not source.is_dir():
        raise UserError(f"The sample shoot is missing: {source}. Install Keepers again.")
    return Path(shutil.copytree(source, place / "sample shoot"))


def _score_headless(shoot: Path, catalog: str, model: str | None, device: Device) -> int:
    from app.bootstrap import Services
    from app.cli.rows import print_table
    from app.cli.run import list_failures, run_scoring
    from app.cli.score import SOME_UNREADABLE
    from app.cli.terminal import INTERRUPTED

    with Services(catalog, model=model, device=device.value) as services:
        run = run_scoring(services, [shoot])
        if run.stopped:
            return INTERRUPTED
        print_table(run.photos, shoot)
        sys.stdout.flush()
        list_failures(run)
        return SOME_UNREADABLE if run.failed else 0
