"""The user guide's key table is the window's own."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path

from app.gui.commands import Command, commands

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "user-guide.md"
BEGIN, END = "<!-- keys: begin -->", "<!-- keys: end -->"


def key_table(table: tuple[Command, ...]) -> str:
    """The commands that have keys as a Markdown table, grouped as in the key sheet."""
    lines = ["| key | does |", "|---|---|"]
    for group, members in groupby(table, key=lambda command: command.group):
        lines.append(f"| | **{group}** |")
        for command in members:
            if command.keys:
                lines.append(f"| {', '.join(f'`{key}`' for key in command.keys)} | {command.text} |")
    return "\n".join(lines)


def test_the_guide_lists_every_key() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    begin, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    table = key_table(commands())
    assert text[begin:end].strip() == table, f"put this between the marks in {GUIDE.name}:\n\n{table}"
