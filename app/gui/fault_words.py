"""What the faults of a photo are called in the window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication


def fault_word(fault: str) -> str:
    """A fault as `app.culling.reasons` names it, in the language of the window; one never heard of stays as it is."""
    return {
        "motion blur": QCoreApplication.translate("Faults", "motion blur"),
        "out of focus": QCoreApplication.translate("Faults", "out of focus"),
        "blurred": QCoreApplication.translate("Faults", "blurred"),
        "noisy": QCoreApplication.translate("Faults", "noisy"),
        "too dark": QCoreApplication.translate("Faults", "too dark"),
        "blown highlights": QCoreApplication.translate("Faults", "blown highlights"),
        "hazy": QCoreApplication.translate("Faults", "hazy"),
        "colour cast": QCoreApplication.translate("Faults", "colour cast"),
        "compressed": QCoreApplication.translate("Faults", "compressed"),
        "oversharpened": QCoreApplication.translate("Faults", "oversharpened"),
    }.get(fault, fault)
