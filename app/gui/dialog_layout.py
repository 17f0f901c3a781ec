"""How dialogs are laid out: their margins, and how wide they are whatever the language."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QVBoxLayout

from app.gui import theme


def column_of(dialog: QDialog, spacing: int = 2 * theme.SPACE) -> QVBoxLayout:
    """Give a dialog its column, with the margins that all dialogs have."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(3 * theme.SPACE, 3 * theme.SPACE, 3 * theme.SPACE, 2 * theme.SPACE)
    column.setSpacing(spacing)
    return column


def at_least(dialog: QDialog, width: int) -> None:
    """Make a finished dialog so wide, or wider where its texts need it.

    A bare ``setMinimumWidth`` would overrule the layout, and a longer translation would be cut off.
    """
    layout = dialog.layout()
    needed = layout.totalMinimumSize().width() if layout is not None else 0
    dialog.setMinimumWidth(max(width, needed))
