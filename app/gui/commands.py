"""Commands and their keys as data: menus, shortcuts and the key sheet are all made from this one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QCoreApplication


class Where(StrEnum):
    """Which part of the window listens to a command's keys."""

    WINDOW = "window"  # anywhere, except while a text field takes the key
    PHOTOS = "photos"  # while the grid or the loupe has the focus
    LOUPE = "loupe"  # while the loupe has the focus
    VIEW = "view"  # the view itself handles the key; listed for the key sheet only


@dataclass(frozen=True, slots=True)
class Command:
    """Something the user can do.

    Attributes:
        id: stable name, also of the key binding.
        text: what it does, for menus and the key sheet; already translated when it comes from :func:`commands`.
        group: heading in the key sheet, translated likewise.
        keys: portable QKeySequence texts, the first one is shown in menus.
        where: which part of the window listens.
        icon: file name in resources/icons without suffix, or empty.
        and_next: with Shift held it is done and the next photo becomes current.
        checkable: it is a switch.
    """

    id: str
    text: str
    group: str
    keys: tuple[str, ...] = ()
    where: Where = Where.WINDOW
    icon: str = ""
    and_next: bool = False
    checkable: bool = False


_CONTEXT = "Commands"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001
    """Mark a text for lupdate, which knows this name. PySide's own function is typed as giving any object."""
    return text


_DECIDE = QT_TRANSLATE_NOOP("Commands", "Decide (with Shift: and go to the next photo)")
_MOVE = QT_TRANSLATE_NOOP("Commands", "Move")
_LOOK = QT_TRANSLATE_NOOP("Commands", "Look")
_WINDOW = QT_TRANSLATE_NOOP("Commands", "Window")
_FOLDER = QT_TRANSLATE_NOOP("Commands", "Folder and keepers")
_EDIT = QT_TRANSLATE_NOOP("Commands", "Undo and select")


def _decide(name: str, text: str, key: str, icon: str = "") -> Command:
    return Command(name, text, _DECIDE, (key,), Where.PHOTOS, icon, and_next=True)


_TABLE: tuple[Command, ...] = (
    _decide("pick", QT_TRANSLATE_NOOP("Commands", "Pick"), "P", "check"),
    _decide("reject", QT_TRANSLATE_NOOP("Commands", "Reject"), "X", "x"),
    _decide("unflag", QT_TRANSLATE_NOOP("Commands", "Remove flag"), "U", "minus"),
    _decide("stars-0", QT_TRANSLATE_NOOP("Commands", "No stars"), "0"),
    _decide("stars-1", QT_TRANSLATE_NOOP("Commands", "1 star"), "1"),
    _decide("stars-2", QT_TRANSLATE_NOOP("Commands", "2 stars"), "2"),
    _decide("stars-3", QT_TRANSLATE_NOOP("Commands", "3 stars"), "3"),
    _decide("stars-4", QT_TRANSLATE_NOOP("Commands", "4 stars"), "4"),
    _decide("stars-5", QT_TRANSLATE_NOOP("Commands", "5 stars"), "5"),
    _decide("label-red", QT_TRANSLATE_NOOP("Commands", "Red label"), "6"),
    _decide("label-yellow", QT_TRANSLATE_NOOP("Commands", "Yellow label"), "7"),
    _decide("label-green", QT_TRANSLATE_NOOP("Commands", "Green label"), "8"),
    _decide("label-blue", QT_TRANSLATE_NOOP("Commands", "Blue label"), "9"),
    Command(
        "advance",
        QT_TRANSLATE_NOOP("Commands", "Always go on after a decision"),
        _DECIDE,
        icon="skip-forward",
        checkable=True,
    ),
    Command("previous", QT_TRANSLATE_NOOP("Commands", "Previous photo"), _MOVE, ("Left",), Where.LOUPE),
    Command("next", QT_TRANSLATE_NOOP("Commands", "Next photo"), _MOVE, ("Right",), Where.LOUPE),
    Command("row-up", QT_TRANSLATE_NOOP("Commands", "Row up (grid)"), _MOVE, ("Up",), Where.VIEW),
    Command("row-down", QT_TRANSLATE_NOOP("Commands", "Row down (grid)"), _MOVE, ("Down",), Where.VIEW),
    Command(
        "extend",
        QT_TRANSLATE_NOOP("Commands", "Extend the selection (grid)"),
        _MOVE,
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
        Where.VIEW,
    ),
    Command("first", QT_TRANSLATE_NOOP("Commands", "First photo"), _MOVE, ("Home",), Where.PHOTOS),
    Command("last", QT_TRANSLATE_NOOP("Commands", "Last photo"), _MOVE, ("End",), Where.PHOTOS),
    Command("grid", QT_TRANSLATE_NOOP("Commands", "Grid"), _LOOK, ("G",), icon="layout-grid"),
    Command("loupe", QT_TRANSLATE_NOOP("Commands", "Loupe"), _LOOK, ("E", "Return", "Enter"), Where.PHOTOS, "image"),
    Command(
        "zoom",
        QT_TRANSLATE_NOOP("Commands", "Loupe; there: 100 % at the cursor and back"),
        _LOOK,
        ("Space", "Z"),
        Where.PHOTOS,
        "zoom-in",
    ),
    Command("zoom-in", QT_TRANSLATE_NOOP("Commands", "Zoom in (loupe)"), _LOOK, ("+", "="), Where.LOUPE),
    Command("zoom-out", QT_TRANSLATE_NOOP("Commands", "Zoom out (loupe)"), _LOOK, ("-",), Where.LOUPE),
    Command(
        "pan",
        QT_TRANSLATE_NOOP("Commands", "Move the photo (loupe, zoomed in)"),
        _LOOK,
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
        Where.VIEW,
    ),
    Command("back", QT_TRANSLATE_NOOP("Commands", "Back to the grid"), _LOOK, ("Esc",), Where.PHOTOS),
    Command("info", QT_TRANSLATE_NOOP("Commands", "Info over the photo"), _LOOK, ("I",), icon="info", checkable=True),
    Command(
        "quality-map",
        QT_TRANSLATE_NOOP("Commands", "Quality map over the photo (loupe)"),
        _LOOK,
        ("M",),
        Where.LOUPE,
        checkable=True,
    ),
    Command("larger", QT_TRANSLATE_NOOP("Commands", "Larger cells"), _LOOK, ("Ctrl++", "Ctrl+="), icon="plus"),
    Command("smaller", QT_TRANSLATE_NOOP("Commands", "Smaller cells"), _LOOK, ("Ctrl+-",), icon="minus"),
    Command("undo", QT_TRANSLATE_NOOP("Commands", "Undo"), _EDIT, ("Ctrl+Z",), icon="undo-2"),
    Command("redo", QT_TRANSLATE_NOOP("Commands", "Redo"), _EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2"),
    Command("select-all", QT_TRANSLATE_NOOP("Commands", "Select all"), _EDIT, ("Ctrl+A",), Where.PHOTOS),
    Command("select-none", QT_TRANSLATE_NOOP("Commands", "Select none"), _EDIT, ("Ctrl+D",), Where.PHOTOS),
    Command("open", QT_TRANSLATE_NOOP("Commands", "Open folder…"), _FOLDER, ("Ctrl+O",), icon="folder-open"),
    Command("rescan", QT_TRANSLATE_NOOP("Commands", "Look for new photos"), _FOLDER, ("F5",), icon="refresh-cw"),
    Command("close-folder", QT_TRANSLATE_NOOP("Commands", "Close folder"), _FOLDER, ("Ctrl+W",)),
    Command(
        "reject-below",
        QT_TRANSLATE_NOOP("Commands", "Reject below the threshold…"),
        _FOLDER,
        ("Ctrl+Shift+X",),
        icon="list-x",
    ),
    Command("export", QT_TRANSLATE_NOOP("Commands", "Export keepers…"), _FOLDER, ("Ctrl+E",), icon="upload"),
    Command("pause", QT_TRANSLATE_NOOP("Commands", "Pause or go on scoring"), _FOLDER, ("Ctrl+.",), icon="pause"),
    Command("filter-bar", QT_TRANSLATE_NOOP("Commands", "Filter bar"), _WINDOW, ("\\",), icon="funnel", checkable=True),
    Command("clear-filter", QT_TRANSLATE_NOOP("Commands", "Clear filter"), _WINDOW, ("Ctrl+\\",), icon="funnel-x"),
    Command("panels", QT_TRANSLATE_NOOP("Commands", "Side panels"), _WINDOW, ("Tab",), Where.PHOTOS, checkable=True),
    Command(
        "full-screen",
        QT_TRANSLATE_NOOP("Commands", "Full screen"),
        _WINDOW,
        ("F", "F11"),
        icon="expand",
        checkable=True,
    ),
    Command("next-area", QT_TRANSLATE_NOOP("Commands", "Next part of the window"), _WINDOW, ("F6",)),
    Command("keys", QT_TRANSLATE_NOOP("Commands", "Keys"), _WINDOW, ("?", "F1"), icon="keyboard"),
    Command("quit", QT_TRANSLATE_NOOP("Commands", "Quit"), _WINDOW, ("Ctrl+Q",)),
)


def commands() -> tuple[Command, ...]:
    """Every command with its texts in the language of the application, in the order of the key sheet."""

    def tr(text: str) -> str:
        return QCoreApplication.translate(_CONTEXT, text)

    return tuple(replace(command, text=tr(command.text), group=tr(command.group)) for command in _TABLE)
