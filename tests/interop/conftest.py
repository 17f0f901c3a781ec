"""Real programs of others: found on this machine, or the tests that need them are skipped in words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

PACKAGES = {"exiftool": "libimage-exiftool-perl", "exiv2": "exiv2", "darktable-cli": "darktable"}
"""Program -> the Debian package that brings it."""


def program(name: str) -> str:
    """Where a program is; skips the test where it is not."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not on this machine (Debian package {PACKAGES[name]})")
    return found


def run(*command: object, timeout: float = 100, **variables: str) -> subprocess.CompletedProcess[bytes]:
    """Run a program; what it says is in the result."""
    return subprocess.run(
        [str(part) for part in command],
        capture_output=True,
        check=False,
        timeout=timeout,
        env={**os.environ, "LC_ALL": "C.UTF-8", **variables},
    )


class ExifTool:
    """ExifTool, many files a call."""

    def __init__(self) -> None:
        self.path = program("exiftool")

    def dump(self, files: Sequence[Path], *options: str) -> dict[str, dict[str, Any]]:
        """File name -> all tags of its metadata, by group and name."""
        done = run(self.path, "-j", "-a", "-u", "-s", "-G1", "-struct", *options, *files)
        rows = json.loads(done.stdout or b"[]")
        skipped = ("System:", "File:", "ExifTool:", "SourceFile")
        return {
            Path(row["SourceFile"]).name: {k: v for k, v in row.items() if not k.startswith(skipped)} for row in rows
        }

    def warnings(self, files: Sequence[Path]) -> dict[str, list[str]]:
        """File name -> what ``-validate -warning`` has to say against it."""
        done = run(self.path, "-j", "-a", "-G1", "-validate", "-warning", "-error", *files)
        found: dict[str, list[str]] = {}
        for row in json.loads(done.stdout):
            words: list[str] = []
            for key, value in row.items():
                if key.rpartition(":")[2] in ("Warning", "Error"):
                    words += value if isinstance(value, list) else [value]
            found[Path(row["SourceFile"]).name] = sorted(words)
        return found

    def write(self, *arguments: object) -> None:
        """Write tags; complains where ExifTool does."""
        done = run(self.path, "-q", "-overwrite_original", *arguments)
        assert done.returncode == 0, done.stderr.decode()

    def write_many(self, arguments: Sequence[str], file: Path) -> None:
        """Several writes in one call; ``arguments`` are told apart by ``-execute``."""
        file.write_text("\n".join(arguments), encoding="utf-8")
        done = run(self.path, "-charset", "filename=utf8", "-@", file)
        assert done.returncode == 0, done.stderr.decode()


@pytest.fixture(scope="session")
def exiftool() -> ExifTool:
    return ExifTool()
