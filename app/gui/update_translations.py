"""Keeps resources/translations up to date with the texts of the sources.

Run ``python -m app.gui.update_translations`` after texts have changed: it collects them into the ``.ts`` files (new
ones are marked unfinished, for Qt Linguist or an editor), compiles these to the ``.qm`` files that the window loads,
and lists what still lacks a translation. ``--language fr`` begins a new language. ``--check`` writes nothing and ends
with status 1 where a text is missing.

The sentences of the rooms without Qt come along under the context ``Sentences``, and their English templates are
written to resources/translations/sentences.json, by which the window recognises them (`app.gui.sentences`).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path

from app.gui.collect_sentences import collect_sentences
from app.gui.sentences import CONTEXT, TEMPLATES
from app.gui.translations import FOLDER

REPOSITORY = FOLDER.parents[1]
SOURCES = ("app/gui", "app/culling")

Text = tuple[str, str]
"""Context and source text."""


def tool(name: str) -> str:
    """A program of PySide6, beside this Python or on the path.

    Raises:
        FileNotFoundError: it is not installed.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"{name} is not installed; it comes with PySide6-Essentials.")
    return found


def collect(into: Path) -> None:
    """Bring a ``.ts`` file up to date with the sources; texts that are gone are dropped."""
    files = sorted(str(file.relative_to(REPOSITORY)) for part in SOURCES for file in (REPOSITORY / part).glob("*.py"))
    with tempfile.TemporaryDirectory() as folder:
        sentences = Path(folder) / "sentences.py"
        sentences.write_text(_as_source(collect_sentences(REPOSITORY)), encoding="utf-8")
        command = [tool("pyside6-lupdate"), "-no-obsolete", "-locations", "none", *files, str(sentences)]
        subprocess.run([*command, "-ts", str(into)], cwd=REPOSITORY, check=True, capture_output=True, text=True)


def _as_source(texts: Sequence[str]) -> str:
    """Texts as a module that lupdate reads."""
    calls = (f"QCoreApplication.translate({json.dumps(CONTEXT)}, {json.dumps(t, ensure_ascii=False)})" for t in texts)
    return "\n".join(["from PySide6.QtCore import QCoreApplication", *calls, ""])


def templates_text() -> str:
    """What resources/translations/sentences.json has to hold."""
    return json.dumps(collect_sentences(REPOSITORY), ensure_ascii=False, indent=0) + "\n"


def compile_to(source: Path, target: Path) -> None:
    """Compile a ``.ts`` file."""
    command = [tool("pyside6-lrelease"), str(source), "-qm", str(target)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True, text=True)


def read(file: Path) -> dict[Text, str]:
    """Texts of a ``.ts`` file with their translation; empty where there is none."""
    found: dict[Text, str] = {}
    for context in ET.parse(file).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            found[name, message.findtext("source") or ""] = (translation.text or "") if done else ""  # type: ignore[union-attr]
    return found


def missing(file: Path) -> list[Text]:
    """Texts of the sources that a ``.ts`` file does not translate."""
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / file.name
        collect(fresh)
        known = read(file)
        return sorted(text for text in read(fresh) if not known.get(text))


def main(arguments: Sequence[str] | None = None) -> int:
    """Bring all languages up to date; gives the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--language", action="append", default=[], help="begin this language, e.g. fr")
    parser.add_argument("--check", action="store_true", help="write nothing, only tell what is missing")
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    files = {*FOLDER.glob("keepers_*.ts"), *(FOLDER / f"keepers_{code}.ts" for code in chosen.language)}
    lacking = 0
    if not chosen.check:
        FOLDER.mkdir(parents=True, exist_ok=True)
        TEMPLATES.write_text(templates_text(), encoding="utf-8")
    elif not TEMPLATES.exists() or TEMPLATES.read_text(encoding="utf-8") != templates_text():
        lacking += 1
        sys.stdout.write(f"{TEMPLATES.name} is older than the sources: run this without --check.\n")
    for file in sorted(files):
        if not chosen.check:
            collect(file)
            compile_to(file, file.with_suffix(".qm"))
        for context, text in missing(file):
            lacking += 1
            sys.stdout.write(f"{file.name}: {context}: {text}\n")
    sys.stdout.write("Every text is translated.\n" if not lacking else f"{lacking} texts are not translated.\n")
    return 1 if lacking and chosen.check else 0


if __name__ == "__main__":
    raise SystemExit(main())
