"""How wide a dialog is, whatever the language."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog


def at_least(dialog: QDialog, width: int) -> None:
    """Make a finished dialog so wide, or wider where its texts need it.

    A bare ``setMinimumWidth`` would overrule the layout, and a longer translation would be cut off.
    """
    layout = dialog.layout()
    needed = layout.totalMinimumSize().width() if layout is not None else 0
    dialog.setMinimumWidth(max(width, needed))
