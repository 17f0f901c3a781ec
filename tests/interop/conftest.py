"""Real programs of others: found on this machine, or the tests that need them are skipped in words."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

PACKAGES = {
    "exiftool": "libimage-exiftool-perl",
    "exiv2": "exiv2",
    "darktable-cli": "darktable",
    "digikam": "digikam",
    "dbus-run-session": "dbus",
    "xvfb-run": "xvfb",
}
"""Program -> the Debian package that brings it."""

Tags = dict[str, Any]

_ABOUT_THE_FILE = ("System:", "File:", "ExifTool:", "SourceFile")


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
    """ExifTool, started once for all that is read, many files a question."""

    def __init__(self) -> None:
        self.path = program("exiftool")
        self._process = subprocess.Popen(
            [self.path, "-stay_open", "True", "-@", "-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
        )

    def close(self) -> None:
        """End the process."""
        self._process.communicate(b"-stay_open\nFalse\n", timeout=30)

    def _ask(self, *arguments: object) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("".join(f"{each}\n" for each in (*arguments, "-execute")).encode())
        self._process.stdin.flush()
        lines: list[bytes] = []
        while (line := self._process.stdout.readline()) != b"{ready}\n":
            assert line, "ExifTool ended"
            lines.append(line)
        return json.loads(b"".join(lines) or b"[]")

    def look(self, files: Sequence[Path], *options: str) -> tuple[dict[Path, Tags], dict[Path, list[str]]]:
        """All tags of each file's metadata, by group and name, and what ``-validate`` has to say against it."""
        tags: dict[Path, Tags] = {}
        words: dict[Path, list[str]] = {}
        for row in self._ask("-j", "-a", "-u", "-s", "-G1", "-struct", "-all", "-validate", *options, *files):
            path = Path(row["SourceFile"])
            tags[path] = {key: value for key, value in row.items() if not key.startswith(_ABOUT_THE_FILE)}
            found = words[path] = []
            for key, value in row.items():
                if key.rpartition(":")[2] in ("Warning", "Error"):
                    found += value if isinstance(value, list) else [value]
            found.sort()
        return tags, words

    def dump(self, files: Sequence[Path], *options: str) -> dict[str, Tags]:
        """File name -> all tags of its metadata."""
        return {path.name: tags for path, tags in self.look(files, *options)[0].items()}

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
def exiftool() -> Iterator[ExifTool]:
    tool = ExifTool()
    yield tool
    tool.close()
