"""Commands and their keys as data: menus, shortcuts and the key sheet are all made from this one table."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from PySide6.QtCore import QCoreApplication

from app.gui.key_bindings import read_bindings


class Where(StrEnum):
    """Which part of the window listens to a command's keys."""

    WINDOW = "window"  # anywhere, except while a text field takes the key
    PHOTOS = "photos"  # while the grid or a large view has the focus
    LOUPE = "loupe"  # while a large view has it: loupe, compare or survey
    VIEW = "view"  # the view itself, or the window, handles the key; listed for the key sheet only


_GRID, _LARGE, _ELSEWHERE = "grid", "large view", "elsewhere"
_HEARD = {
    Where.WINDOW: frozenset({_GRID, _LARGE, _ELSEWHERE}),
    Where.PHOTOS: frozenset({_GRID, _LARGE}),
    Where.LOUPE: frozenset({_LARGE}),
    Where.VIEW: frozenset({_GRID, _LARGE, _ELSEWHERE}),
}


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
        view: the one view that handles the keys, where one does.
        also: further keys that it answers to, which the text tells; nothing else can have them.
    """

    id: str
    text: str
    group: str
    keys: tuple[str, ...] = ()
    where: Where = Where.WINDOW
    icon: str = ""
    and_next: bool = False
    checkable: bool = False
    view: str = ""
    also: tuple[str, ...] = ()

    @property
    def places(self) -> frozenset[str]:
        """The parts of the window in which its keys are heard."""
        return frozenset({self.view}) if self.view else _HEARD[self.where]


_CONTEXT = "Commands"


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001
    """Mark a text for lupdate, which knows this name. PySide's own function is typed as giving any object."""
    return text


_DECIDE = QT_TRANSLATE_NOOP("Commands", "Decide (with Shift: and go to the next photo)")
_SECOND = QT_TRANSLATE_NOOP("Commands", "Second opinion")
_MOVE = QT_TRANSLATE_NOOP("Commands", "Move")
_LOOK = QT_TRANSLATE_NOOP("Commands", "Look")
_GROUP = QT_TRANSLATE_NOOP("Commands", "Groups and stacks")
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
    Command(
        "caps-lock",
        QT_TRANSLATE_NOOP("Commands", "Go on after each decision while it is on"),
        _DECIDE,
        ("CapsLock",),
        Where.VIEW,
    ),
    Command(
        "second-opinion",
        QT_TRANSLATE_NOOP("Commands", "Ask the teacher for a second opinion"),
        _SECOND,
        ("T",),
        Where.PHOTOS,
    ),
    Command(
        "second-opinion-band",
        QT_TRANSLATE_NOOP("Commands", "Ask the teacher about the band of doubt"),
        _SECOND,
        ("Shift+T",),
        Where.PHOTOS,
    ),
    Command("previous", QT_TRANSLATE_NOOP("Commands", "Previous photo or challenger"), _MOVE, ("Left",), Where.LOUPE),
    Command("next", QT_TRANSLATE_NOOP("Commands", "Next photo or challenger"), _MOVE, ("Right",), Where.LOUPE),
    Command("row-up", QT_TRANSLATE_NOOP("Commands", "Row up (grid)"), _MOVE, ("Up",), Where.VIEW, view=_GRID),
    Command("row-down", QT_TRANSLATE_NOOP("Commands", "Row down (grid)"), _MOVE, ("Down",), Where.VIEW, view=_GRID),
    Command(
        "extend",
        QT_TRANSLATE_NOOP("Commands", "Extend the selection (grid)"),
        _MOVE,
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
        Where.VIEW,
        view=_GRID,
    ),
    Command(
        "pane-up", QT_TRANSLATE_NOOP("Commands", "Row up (survey), other photo (compare)"), _MOVE, ("Up",), Where.LOUPE
    ),
    Command(
        "pane-down",
        QT_TRANSLATE_NOOP("Commands", "Row down (survey), other photo (compare)"),
        _MOVE,
        ("Down",),
        Where.LOUPE,
    ),
    Command("first", QT_TRANSLATE_NOOP("Commands", "First photo"), _MOVE, ("Home",), Where.PHOTOS),
    Command("last", QT_TRANSLATE_NOOP("Commands", "Last photo"), _MOVE, ("End",), Where.PHOTOS),
    Command(
        "previous-group",
        QT_TRANSLATE_NOOP("Commands", "Previous group of two or more, at its suggested best"),
        _GROUP,
        ("Ctrl+Up",),
        Where.PHOTOS,
    ),
    Command(
        "next-group",
        QT_TRANSLATE_NOOP("Commands", "Next group of two or more, at its suggested best"),
        _GROUP,
        ("Ctrl+Down",),
        Where.PHOTOS,
    ),
    Command(
        "keep-group",
        QT_TRANSLATE_NOOP("Commands", "Keep this, reject the rest of its group, next group or photo alone"),
        _GROUP,
        ("B",),
        Where.PHOTOS,
        "crown",
    ),
    Command(
        "stack",
        QT_TRANSLATE_NOOP("Commands", "Collapse or expand the stack"),
        _GROUP,
        ("S",),
        Where.PHOTOS,
        "layers",
    ),
    Command(
        "stacks",
        QT_TRANSLATE_NOOP("Commands", "Collapse or expand all stacks"),
        _GROUP,
        ("Shift+S",),
        Where.PHOTOS,
        "layers-2",
    ),
    Command(
        "split-group",
        QT_TRANSLATE_NOOP("Commands", "Split the group before this photo, or the selection off"),
        _GROUP,
        ("Ctrl+Shift+S",),
        Where.PHOTOS,
        "split",
    ),
    Command(
        "merge-groups",
        QT_TRANSLATE_NOOP("Commands", "Merge the selection into one group (grid)"),
        _GROUP,
        ("Ctrl+G",),
        Where.PHOTOS,
        "merge",
    ),
    Command(
        "automatic-group",
        QT_TRANSLATE_NOOP("Commands", "Group the selection automatically again"),
        _GROUP,
        ("Ctrl+Shift+G",),
        Where.PHOTOS,
        "wand-sparkles",
    ),
    Command("grid", QT_TRANSLATE_NOOP("Commands", "Grid"), _LOOK, ("G",), icon="layout-grid"),
    Command("loupe", QT_TRANSLATE_NOOP("Commands", "Loupe"), _LOOK, ("E", "Return", "Enter"), Where.PHOTOS, "image"),
    Command("compare", QT_TRANSLATE_NOOP("Commands", "Compare"), _LOOK, ("C",), Where.PHOTOS, "columns-2"),
    Command(
        "survey", QT_TRANSLATE_NOOP("Commands", "Survey of the selection"), _LOOK, ("N",), Where.PHOTOS, "grid-2x2"
    ),
    Command(
        "swap", QT_TRANSLATE_NOOP("Commands", "Swap candidate and challenger (compare)"), _LOOK, ("W",), Where.LOUPE
    ),
    Command(
        "win",
        QT_TRANSLATE_NOOP("Commands", "The challenger wins, the next one comes (compare)"),
        _LOOK,
        ("Shift+W",),
        Where.LOUPE,
    ),
    Command(
        "survey-remove",
        QT_TRANSLATE_NOOP("Commands", "Take the photo out of the survey"),
        _LOOK,
        ("/", "Backspace"),
        Where.LOUPE,
    ),
    Command(
        "zoom",
        QT_TRANSLATE_NOOP("Commands", "Loupe; there and in compare: 100 % at the cursor and back"),
        _LOOK,
        ("Space", "Z"),
        Where.PHOTOS,
        "zoom-in",
    ),
    Command("zoom-in", QT_TRANSLATE_NOOP("Commands", "Zoom in (loupe, compare)"), _LOOK, ("+", "="), Where.LOUPE),
    Command("zoom-out", QT_TRANSLATE_NOOP("Commands", "Zoom out (loupe, compare)"), _LOOK, ("-",), Where.LOUPE),
    Command(
        "pan",
        QT_TRANSLATE_NOOP("Commands", "Move the photo (zoomed in); in compare this one alone, with Alt all of them"),
        _LOOK,
        ("Shift+Left", "Shift+Right", "Shift+Up", "Shift+Down"),
        Where.VIEW,
        view=_LARGE,
        also=("Alt+Left", "Alt+Right", "Alt+Up", "Alt+Down"),
    ),
    Command("back", QT_TRANSLATE_NOOP("Commands", "Back to the grid"), _LOOK, ("Esc",), Where.PHOTOS),
    Command("info", QT_TRANSLATE_NOOP("Commands", "Info over the photo"), _LOOK, ("I",), icon="info", checkable=True),
    Command("quality-map", QT_TRANSLATE_NOOP("Commands", "Quality map"), _LOOK, ("M",), Where.PHOTOS, checkable=True),
    Command("clipping", QT_TRANSLATE_NOOP("Commands", "Clipping warning"), _LOOK, ("J",), Where.PHOTOS, checkable=True),
    Command("peaking", QT_TRANSLATE_NOOP("Commands", "Focus peaking"), _LOOK, ("K",), Where.PHOTOS, checkable=True),
    Command(
        "rgb-histogram", QT_TRANSLATE_NOOP("Commands", "RGB histogram"), _LOOK, ("H",), Where.PHOTOS, checkable=True
    ),
    Command("af-point", QT_TRANSLATE_NOOP("Commands", "Autofocus point"), _LOOK, ("A",), Where.PHOTOS, checkable=True),
    Command(
        "sharpest",
        QT_TRANSLATE_NOOP("Commands", "100 % at the sharpest place (loupe, compare)"),
        _LOOK,
        ("L",),
        Where.LOUPE,
    ),
    Command(
        "turn-left", QT_TRANSLATE_NOOP("Commands", "Turn the view left"), _LOOK, ("Ctrl+[",), Where.PHOTOS, "rotate-ccw"
    ),
    Command(
        "turn-right",
        QT_TRANSLATE_NOOP("Commands", "Turn the view right"),
        _LOOK,
        ("Ctrl+]",),
        Where.PHOTOS,
        "rotate-cw",
    ),
    Command("filmstrip", QT_TRANSLATE_NOOP("Commands", "Filmstrip"), _LOOK, ("Ctrl+T",), checkable=True),
    Command("larger", QT_TRANSLATE_NOOP("Commands", "Larger cells (grid)"), _LOOK, ("Ctrl++", "Ctrl+="), icon="plus"),
    Command("smaller", QT_TRANSLATE_NOOP("Commands", "Smaller cells (grid)"), _LOOK, ("Ctrl+-",), icon="minus"),
    Command("undo", QT_TRANSLATE_NOOP("Commands", "Undo"), _EDIT, ("Ctrl+Z",), icon="undo-2"),
    Command("redo", QT_TRANSLATE_NOOP("Commands", "Redo"), _EDIT, ("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo-2"),
    Command("select-all", QT_TRANSLATE_NOOP("Commands", "Select all (grid)"), _EDIT, ("Ctrl+A",), Where.PHOTOS),
    Command("select-none", QT_TRANSLATE_NOOP("Commands", "Select none (grid)"), _EDIT, ("Ctrl+D",), Where.PHOTOS),
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
    Command("transfer", QT_TRANSLATE_NOOP("Commands", "Copy or move keepers…"), _FOLDER, ("Ctrl+Shift+K",)),
    Command("move-rejects", QT_TRANSLATE_NOOP("Commands", "Move the rejects away…"), _FOLDER, ("Ctrl+Backspace",)),
    Command("find-list", QT_TRANSLATE_NOOP("Commands", "Find and flag from a list…"), _FOLDER, ("Ctrl+L",)),
    Command("undo-transfer", QT_TRANSLATE_NOOP("Commands", "Take the last transfer back"), _FOLDER),
    Command("finish-transfer", QT_TRANSLATE_NOOP("Commands", "Finish the interrupted transfer"), _FOLDER),
    Command("write-xmp", QT_TRANSLATE_NOOP("Commands", "Write XMP…"), _FOLDER, ("Ctrl+S",)),
    Command("xmp-conflicts", QT_TRANSLATE_NOOP("Commands", "Conflicts with XMP…"), _FOLDER),
    Command("metadata", QT_TRANSLATE_NOOP("Commands", "Metadata settings…"), _FOLDER),
    Command("keep-best", QT_TRANSLATE_NOOP("Commands", "Keep the best…"), _FOLDER, ("Ctrl+Shift+B",)),
    Command("show-file", QT_TRANSLATE_NOOP("Commands", "Show in the file manager"), _FOLDER, ("Ctrl+Shift+R",)),
    Command("open-editor", QT_TRANSLATE_NOOP("Commands", "Open in the external editor"), _FOLDER, ("Ctrl+Shift+E",)),
    Command("copy-path", QT_TRANSLATE_NOOP("Commands", "Copy the path"), _FOLDER, ("Ctrl+Shift+C",)),
    Command(
        "watch",
        QT_TRANSLATE_NOOP("Commands", "Watch the folder for new photos"),
        _FOLDER,
        ("Ctrl+Shift+W",),
        checkable=True,
    ),
    Command("pause", QT_TRANSLATE_NOOP("Commands", "Pause or go on scoring"), _FOLDER, ("Ctrl+.",), icon="pause"),
    Command("pairs", QT_TRANSLATE_NOOP("Commands", "RAW and JPEG of one name as one photo"), _WINDOW, checkable=True),
    Command("filter-bar", QT_TRANSLATE_NOOP("Commands", "Filter bar"), _WINDOW, ("\\",), icon="funnel", checkable=True),
    Command("clear-filter", QT_TRANSLATE_NOOP("Commands", "Clear filter"), _WINDOW, ("Ctrl+\\",), icon="funnel-x"),
    Command("search", QT_TRANSLATE_NOOP("Commands", "Search names, cameras and lenses"), _WINDOW, ("Ctrl+F",)),
    Command("invert-filter", QT_TRANSLATE_NOOP("Commands", "Invert the filter"), _WINDOW, ("Ctrl+Shift+I",)),
    Command("save-filter", QT_TRANSLATE_NOOP("Commands", "Save this filter…"), _WINDOW, ("Ctrl+Shift+F",)),
    Command("panels", QT_TRANSLATE_NOOP("Commands", "Side panels"), _WINDOW, ("Tab",), Where.PHOTOS, checkable=True),
    Command(
        "full-screen",
        QT_TRANSLATE_NOOP("Commands", "Full screen"),
        _WINDOW,
        ("F", "F11"),
        icon="expand",
        checkable=True,
    ),
    Command(
        "second-screen",
        QT_TRANSLATE_NOOP("Commands", "Current photo on a second screen"),
        _WINDOW,
        ("Shift+F11",),
        checkable=True,
    ),
    Command("next-area", QT_TRANSLATE_NOOP("Commands", "Next part of the window"), _WINDOW, ("F6",)),
    Command("previous-area", QT_TRANSLATE_NOOP("Commands", "Previous part of the window"), _WINDOW, ("Shift+F6",)),
    Command("keys", QT_TRANSLATE_NOOP("Commands", "Keys"), _WINDOW, ("?", "F1"), icon="keyboard"),
    Command("change-keys", QT_TRANSLATE_NOOP("Commands", "Change keys…"), _WINDOW),
    Command("settings", QT_TRANSLATE_NOOP("Commands", "Settings…"), _WINDOW, ("Ctrl+,",)),
    Command("quit", QT_TRANSLATE_NOOP("Commands", "Quit"), _WINDOW, ("Ctrl+Q",)),
)


def usual_commands() -> tuple[Command, ...]:
    """Every command as it comes, with its texts in the language of the application, in the order of the key sheet."""

    def tr(text: str) -> str:
        return QCoreApplication.translate(_CONTEXT, text)

    return tuple(replace(command, text=tr(command.text), group=tr(command.group)) for command in _TABLE)


def commands() -> tuple[Command, ...]:
    """The same with the keys that the user gave them."""
    bound = read_bindings()
    return tuple(
        command if command.where is Where.VIEW else replace(command, keys=bound.get(command.id, command.keys))
        for command in usual_commands()
    )
