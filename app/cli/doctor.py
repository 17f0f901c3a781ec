"""``keepers doctor``: what is installed, where things are, what is missing."""

from __future__ import annotations

import os
import platform
import sys
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Annotated

import typer

from app.cli.options import CatalogOption

SOMETHING_MISSING = 1


@dataclass
class _Report:
    """Lines by section, and what is missing."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def add(self, title: str, text: str) -> None:
        self.lines.append((title, text))

    def lack(self, title: str, text: str, advice: str) -> None:
        """Something required is not there."""
        self.add(title, text)
        self.missing.append(advice)


def doctor_command(
    deep: Annotated[bool, typer.Option("--deep", help="Also load torch and ask it for GPUs (takes seconds).")] = False,
    catalog: CatalogOption = None,
) -> None:
    """Print versions, devices, engines, decoders, places and sizes, models, and what is missing.

    Exit code 1 when something that is required is missing.
    """
    from rich.text import Text

    from app.cli.terminal import out, printable

    report = _Report()
    _versions(report)
    _devices(report, deep)
    _decoders(report)
    _window(report)
    _models(report)
    _places(report, catalog)
    width = max(len(title) for title, _ in report.lines)
    for title, text in report.lines:
        out().print(Text(f"{title:<{width}}  {printable(text)}"), soft_wrap=True)
    out().print()
    if report.missing:
        out().print("Missing:")
        for advice in report.missing:
            out().print(Text(f"  {printable(advice)}"), soft_wrap=True)
        raise typer.Exit(SOMETHING_MISSING)
    out().print("Nothing is missing.")


def _versions(report: _Report) -> None:
    from app.bootstrap import program_version, required_packages

    report.add("Keepers", program_version())
    report.add("Python", f"{platform.python_version()} ({sys.executable})")
    report.add("System", platform.platform())
    for package in required_packages():
        found = _version(package)
        if found is None:
            report.lack(package, "missing", f"The package {package} is not installed: pip install {package}")
        else:
            report.add(package, found)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _devices(report: _Report, deep: bool) -> None:
    from dpiqa_core.engines.base import gpu_is_likely, physical_cores

    report.add("CPU", f"{platform.processor() or platform.machine()}, {physical_cores()} cores usable")
    if _version("onnxruntime") is not None:
        report.add("Engine ONNX Runtime", "for the CPU, the default there")
    if not deep:
        sign = (
            "there are signs of one; --deep asks torch" if gpu_is_likely() else "none in sight; scoring runs on the CPU"
        )
        report.add("GPU", sign)
        return
    try:
        import torch
    except ImportError as error:
        report.lack("Engine torch", f"cannot be imported: {error}", "torch cannot be imported: pip install torch")
        return
    names = [torch.cuda.get_device_name(i) for i in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        names.append("Apple GPU (mps)")
    report.add("Engine torch", f"{torch.__version__}, CUDA {torch.version.cuda or 'not built in'}")
    report.add("GPU", ", ".join(names) or "none; scoring runs on the CPU")


def _decoders(report: _Report) -> None:
    from PIL import features

    for name, feature in (("JPEG", "jpg"), ("PNG", "zlib"), ("TIFF", "libtiff"), ("WebP", "webp"), ("AVIF", "avif")):
        if features.check(feature):
            report.add(f"Reads {name}", f"yes, {features.version(feature) or 'by Pillow'}")
        else:
            report.lack(
                f"Reads {name}", "no", f"This build of Pillow cannot read {name}: pip install --force-reinstall pillow"
            )
    for name, package in (("HEIC", "pi-heif"), ("RAW", "rawpy")):
        found = _version(package)
        report.add(f"Reads {name}", f"yes, {package} {found}" if found else "no")
    from app.photos.jpegxl import is_installed

    report.add("Reads JPEG XL", "yes" if is_installed() else "no; pip install 'keepers[jpegxl]' adds it")


def _window(report: _Report) -> None:
    from app.qt_libraries import advice, missing_libraries, no_display, window_problem

    if missing := missing_libraries():
        report.lack("Window", "system libraries are missing", advice(missing))
    elif no_display():
        report.add("Window", "no display here; the commands work without")
    else:
        report.add("Window", window_problem() or "can be opened")


def _models(report: _Report) -> None:
    from app.bootstrap import model_dirs
    from dpiqa_core.errors import ModelError
    from dpiqa_core.weights import DEFAULT_MODEL, find_models

    problems: list[str] = []
    cards = find_models(model_dirs(), lambda path, reason: problems.append(f"{path}: {reason}"))
    for card in cards:
        try:
            for name in card.files:
                card.verify(name)
        except ModelError as error:
            report.lack(f"Model {card.name}", "damaged", str(error))
        else:
            report.add(f"Model {card.name}", f"{card.title}; files match the card ({card.folder})")
    for problem in problems:
        report.lack("Model", "cannot be used", problem)
    if DEFAULT_MODEL not in {card.name for card in cards}:
        report.lack(
            f"Model {DEFAULT_MODEL}", "missing", f"The bundled model {DEFAULT_MODEL} is missing: install Keepers again."
        )


def _places(report: _Report, catalog: str | None) -> None:
    from app import places

    if catalog is not None and "://" in catalog:
        _try_catalog(report, catalog)
    else:
        file = Path(catalog) if catalog else places.catalog_file()
        if file.exists():
            report.add("Catalogue file", f"{file} ({_megabytes(_with_companions(file))})")
            _try_catalog(report, catalog)
            _check_pages(report, file)
        else:
            report.add("Catalogue file", f"{file} (not there yet; the first command makes it)")
            _check_writable(report, "Catalogue file", file.parent)
    thumbnails = places.thumbnail_file()
    size = _megabytes(_with_companions(thumbnails)) if thumbnails.exists() else "not there yet"
    report.add("Thumbnail cache", f"{thumbnails} ({size}); may be deleted at any time")
    _check_writable(report, "Thumbnail cache", places.cache_dir())
    report.add("Installed models", str(places.installed_models_dir()))
    report.add("Settings", str(places.config_dir()))


def _try_catalog(report: _Report, catalog: str | None) -> None:
    from app.bootstrap import open_catalog_lane
    from app.errors import UserError

    lane = open_catalog_lane(catalog)
    try:
        url, models = lane.call(lambda opened: (opened.url, opened.models()))
    except UserError as error:
        report.lack("Catalogue", "cannot be opened", str(error))
    else:
        judged = ", ".join(dict.fromkeys(model.name for model in models)) or "none yet"
        report.add("Catalogue", f"{url}; scores of: {judged}")
    finally:
        lane.close()


def _check_pages(report: _Report, file: Path) -> None:
    """Look for damage inside the file, which opening it does not meet."""
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    except sqlite3.OperationalError:
        return  # cannot be opened or is locked: that has been told, or is no damage
    except sqlite3.DatabaseError:
        sound = False
    if not sound and not any(title == "Catalogue" and text == "cannot be opened" for title, text in report.lines):
        report.lack(
            "Catalogue",
            "is damaged",
            f"The catalogue {file} is damaged inside. Move it away and put the newest .bak copy beside it in its "
            "place, or let Keepers begin a new one.",
        )


def _check_writable(report: _Report, title: str, folder: Path) -> None:
    existing = next(place for place in (folder, *folder.parents) if place.exists())
    if not (existing.is_dir() and os.access(existing, os.W_OK)):
        report.lack(title, "cannot be written", f"{folder} cannot be written; allow it, or choose another place.")


def _with_companions(file: Path) -> int:
    """Bytes of an SQLite file with its log."""
    return sum(part.stat().st_size for part in (file, Path(f"{file}-wal")) if part.exists())


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"
