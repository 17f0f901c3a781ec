"""Sentences of the rooms without Qt in the German window: all are known, come back as they were made, and are shown."""

from __future__ import annotations

import ast
import errno
import json
import os
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from app.catalog.transfers import TransferState
from app.catalog.trouble import explain
from app.culling import reasons
from app.culling.transfer_files import source_trouble, target_trouble
from app.culling.transfer_model import Entry, Outcome, TransferMode
from app.culling.transfer_report import TransferReport, report_json, report_text
from app.errors import PhotoError, UserError
from app.gui import sentences, update_translations
from app.gui.collect_sentences import ROOMS, collect_sentences, is_sentence
from app.gui.fault_words import fault_word
from app.gui.phase import Phase
from app.gui.sentences import CONTEXT, SentenceBook, Template, fill, localised
from app.gui.translations import FOLDER, install
from app.photos.pixels import damage_sentence, wrong_content
from app.photos.xmp.sidecar import trouble
from tests.gui.conftest import WindowMaker

REPOSITORY = update_translations.REPOSITORY
TEMPLATES: list[str] = json.loads(sentences.TEMPLATES.read_text(encoding="utf-8"))
GERMAN = {
    text: translation
    for (context, text), translation in update_translations.read(FOLDER / "keepers_de.ts").items()
    if context == CONTEXT
}


def names_of(template: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", template)


def samples(template: str) -> dict[str, str]:
    """A value for each hole, none of which is a sentence: a path with blanks, a number, a name."""
    values = ("/cards/first card/IMG 1.CR3", "4711", "Müller & Söhne", "0xfeed")
    return {name: values[at % len(values)] for at, name in enumerate(names_of(template))}


# -- the templates that are shipped ------------------------------------------------------------------------------


def test_the_shipped_templates_are_those_of_the_sources() -> None:
    text = sentences.TEMPLATES.read_text(encoding="utf-8")
    assert text == update_translations.templates_text(), "run python -m app.gui.update_translations"


def test_each_template_is_translated() -> None:
    assert len(TEMPLATES) > 250
    assert sorted(GERMAN) == TEMPLATES
    assert [text for text, translation in GERMAN.items() if not translation] == []
    same = {text for text, translation in GERMAN.items() if text == translation}
    assert not same, "still English"


def test_the_sentence_of_every_error_is_collected() -> None:
    """A second reading, of the raise sites only: what is given to an error that is told must have been found."""
    told = {"UserError", "PhotoError", "SidecarError", "XmpError", "Trouble", "ModelError"}
    literal = {"".join(re.split(r"\{\w+\}", template)) for template in TEMPLATES}
    seen = 0
    for file in (f for room in ROOMS for f in (REPOSITORY / room).rglob("*.py") if "training" not in f.parts):
        if any(part in file.parts for part in ("datasets", "evaluation")) or file.stem == "efficientnet":
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in told:
                for text in (arg.value for arg in node.args if isinstance(arg, ast.Constant)):
                    if isinstance(text, str) and "{" not in text:
                        seen += 1
                        assert text in literal, f"{file}: {text}"
    assert seen > 60


@pytest.mark.parametrize("template", TEMPLATES)
def test_a_sentence_is_recognised_as_its_own_template(template: str) -> None:
    values = samples(template)
    book = SentenceBook(TEMPLATES, lambda text: f"<{text}>" if text == template else text)
    said = book.say(fill(template, values))
    assert said == f"<{fill(template, values)}>", "another template took it"


@pytest.mark.parametrize("template", TEMPLATES)
def test_the_german_sentence_has_the_same_values(template: str) -> None:
    values = samples(template)
    assert sorted(names_of(GERMAN[template])) == sorted(names_of(template))
    said = SentenceBook(TEMPLATES, GERMAN.__getitem__).say(fill(template, values))
    assert said == fill(GERMAN[template], values)
    assert all(value in said for value in values.values())


# -- how a text is read ------------------------------------------------------------------------------------------


def test_a_text_without_a_template_stays() -> None:
    book = SentenceBook(["The file {name} is gone."], lambda _: "Die Datei {name} ist weg.")
    assert book.say("The file a.jpg is gone.") == "Die Datei a.jpg ist weg."
    assert book.say("The file a.jpg is here.") == "The file a.jpg is here."
    assert book.say("") == ""
    long = "The file " + "x" * 5000 + " is gone."
    assert book.say(long) == long


def test_values_that_are_sentences_are_translated() -> None:
    german = {
        "It stays. {why} Ask again.": "Es bleibt. {why} Fragen Sie wieder.",
        "It crashed ({name}).": "Abgestürzt ({name}).",
        "{why} {done} of {total} are done.": "{why} {done} von {total} sind getan.",
    }
    book = SentenceBook(german, german.__getitem__)
    told = book.say("It stays. It crashed (SIGKILL). Ask again.")
    assert told == "Es bleibt. Abgestürzt (SIGKILL). Fragen Sie wieder."
    assert book.say("It crashed (SIGKILL). 3 of 8 are done.") == "Abgestürzt (SIGKILL). 3 von 8 sind getan."


def test_a_path_in_front_and_several_sentences() -> None:
    german = {"It is empty.": "Sie ist leer.", "Copy it again.": "Kopieren Sie sie neu."}
    book = SentenceBook(german, german.__getitem__)
    told = book.say("/a: b/c. d.jpg: It is empty. Copy it again.")
    assert told == "/a: b/c. d.jpg: Sie ist leer. Kopieren Sie sie neu."
    assert book.say("It is empty. Nobody knows why.") == "Sie ist leer. Nobody knows why."


def test_a_place_in_front_is_not_taken_for_a_part_of_the_sentence() -> None:
    german = {"{place} cannot be read: {why}": "Nicht lesbar ist {place}: {why}", "It is empty.": "Sie ist leer."}
    book = SentenceBook(german, german.__getitem__)
    assert book.say("This list cannot be read: It is empty.") == "Nicht lesbar ist This list: Sie ist leer."
    assert book.say("C:\\shoot\\a.jpg: It is empty.") == "C:\\shoot\\a.jpg: Sie ist leer."


def test_braces_in_a_file_name_are_no_holes() -> None:
    book = SentenceBook(["{name} is gone for good."], lambda _: "{name} ist endgültig weg.")
    assert book.say("{name} {0}.jpg is gone for good.") == "{name} {0}.jpg ist endgültig weg."


def test_values_are_found_between_the_words() -> None:
    template = Template("The list {name} holds {count} names.")
    early, late = template.readings("The list a holds b holds 3 names.")
    assert early == {"name": "a", "count": "b holds 3"}
    assert late == {"name": "a holds b", "count": "3"}
    assert list(template.readings("The list a holds 3 files.")) == []


def test_what_is_collected(tmp_path: Path) -> None:
    room = tmp_path / "app" / "photos"
    room.mkdir(parents=True)
    for other in (
        *("bootstrap.py", "places.py", "gui/loader_workers.py"),
        *(f"{name}/a.py" for name in ("catalog", "helpers", "scoring", "culling")),
    ):
        (tmp_path / "app" / other).parent.mkdir(exist_ok=True)
        (tmp_path / "app" / other).write_text("")
    (tmp_path / "dpiqa_core").mkdir()
    (room / "a.py").write_text(
        '"""A documentation that is a sentence."""\n'
        '_ADVICE = "Move it away."\n'
        "def f(path, error, n):\n"
        '    """Another one, of a function."""\n'
        '    log.info("This is for a log file.")\n'
        '    tr("This is translated already.")\n'
        '    execute("SELECT a FROM b WHERE c = 1.")\n'
        '    raise UserError(f"The file {path.name} is {error.strerror or error}. "\n'
        '                    f"It has {n:,} of {len(path)} parts. {_ADVICE}")\n'
        "    return f\"It ended{': ' + n if n else ''}.\"\n"
        "    return f\"Named {path.suffix or 'nothing at all'} by you.\"\n"
        '    return "It cannot be {why}.".format(why=1)\n'
    )
    found = [text for text in collect_sentences(tmp_path) if is_sentence(text) and not text.startswith("[Errno")]
    assert found == [
        "It cannot be {why}.",
        "It ended.",
        "It ended: {n}.",
        "Move it away.",
        "Named nothing at all by you.",
        "Named {suffix} by you.",
        "The file {name} is {strerror}. It has {n} of {path} parts. Move it away.",
    ]


# -- in the window -----------------------------------------------------------------------------------------------


def test_english_is_left_alone(qapp: QApplication) -> None:
    install(qapp, "en")
    text = str(PhotoError(Path("/a.jpg"), "This is not a regular file."))
    assert localised(text) is text


def test_a_photo_error_in_german(german: None) -> None:
    error = PhotoError(Path("/cards/IMG 1.jpg"), "The file is named .jpg but holds a PDF document.")
    assert localised(str(error)) == "/cards/IMG 1.jpg: Die Datei heißt .jpg, enthält aber ein PDF-Dokument."
    assert localised(str(UserError("The gods are angry."))) == "The gods are angry."


def test_nested_advice_in_german(german: None) -> None:
    text = "The list cannot be written to /a b/c.txt: Permission denied. Free some space or choose another place."
    said = localised(text)
    assert said == (
        "Die Liste kann nicht nach /a b/c.txt geschrieben werden: keine Berechtigung. "
        "Schaffen Sie Platz, oder wählen Sie einen anderen Ort."
    )


def test_what_the_rooms_really_say_is_recognised(german: None) -> None:
    """Sentences as the functions of the rooms make them from errors, not as they stand in the sources."""
    said = [damage_sentence(EOFError()), damage_sentence(ValueError("odd")), wrong_content(Path("a"), b"<html>")]
    for number in (errno.ENOSPC, errno.EACCES, errno.ENOENT, errno.ENAMETOOLONG, errno.EIO):
        error = OSError(number, os.strerror(number))
        said += [trouble(error, "read"), trouble(error, "written")]
        said += [str(source_trouble(error)), str(target_trouble(error, Path("/my cards/a b.jpg")))]
    for code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_CORRUPT):
        failed = sqlite3.OperationalError("bad")
        failed.sqlite_errorcode = code
        said.append(str(explain(failed, "/my cards/catalog 1.sqlite3")))
    english = {"The", "It", "file", "Check", "again", "and", "cannot", "is", "written", "read", "or"}
    for sentence in said:
        words = set(re.findall(r"[A-Za-z]+", localised(sentence)))
        assert not words & english, sentence


def test_every_fault_has_a_german_word(german: None) -> None:
    card = json.loads((FOLDER.parent / "models" / "student-lite" / "card.json").read_text(encoding="utf-8"))
    terms = reasons.filter_terms(card["fault_names"])
    assert "blurred" in terms
    for term in terms:
        assert fault_word(term) != term
    assert fault_word("moths") == "moths"


def test_a_transfer_report_in_german(german: None) -> None:
    entry = Entry(Path("/in/a.jpg"), Outcome.FAILED, (), "The file is no longer there.")
    report = TransferReport(
        TransferMode.COPY, Path("/out"), TransferState.STOPPED, [entry], reason="The disk of /out is full. Free room."
    )
    assert report.text == "0 Fotos nach /out kopiert; 1 misslungen. Das Laufwerk von /out ist voll. Free room."
    assert "Misslungen: 1 Foto\n  /in/a.jpg: Die Datei ist nicht mehr da.\n" in report_text(report)
    assert json.loads(report_json(report))["photos"][0]["reason"] == "The file is no longer there.", "for programs"


def test_a_broken_photo_says_why_in_german(
    german: None, make_window: WindowMaker, shoot: Path, ready: Any, qtbot: Any
) -> None:
    broken = shoot / "aa_broken.jpg"
    broken.write_bytes(b"%PDF-1.4 this is no photograph")
    window = make_window(shoot)
    ready(window)
    reason = "Die Datei heißt .jpg, enthält aber ein PDF-Dokument."
    table = window.session.table
    position = [Path(path).name for path in table.columns.paths].index(broken.name)
    qtbot.waitUntil(lambda: bool(table.columns.errors[position]), timeout=20_000)
    window.session.currentWanted.emit(int(table.columns.ids[position]))
    qtbot.waitUntil(lambda: reason in {label.text() for label in window.side_panel.findChildren(QLabel)})
    model = window.area.model
    tips = [str(model.index(row).data(Qt.ItemDataRole.ToolTipRole)) for row in range(model.rowCount())]
    assert [tip.splitlines()[0] for tip in tips if reason in tip.splitlines()] == [broken.name]
    window.actions_by_id["loupe"].trigger()
    qtbot.waitUntil(lambda: reason in {label.text() for label in window.area.loupe.findChildren(QLabel)})


def test_a_missing_folder_is_told_in_german(german: None, make_window: WindowMaker, tmp_path: Path, qtbot: Any) -> None:
    gone = tmp_path / "not there"
    window = make_window(gone)
    qtbot.waitUntil(lambda: window.session.phase is Phase.FAILED)
    words = (
        f"Einen Ordner oder eine Datei {gone} gibt es nicht. Prüfen Sie den Namen, oder schließen Sie das Laufwerk an."
    )
    qtbot.waitUntil(lambda: words in {label.text() for label in window.area.notice.findChildren(QLabel)})
