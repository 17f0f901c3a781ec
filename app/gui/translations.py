"""The languages of the window: compiled translations in resources/translations."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from app.culling.wording import speak_with
from app.gui import sentences
from app.gui.theme import RESOURCES

FOLDER = RESOURCES / "translations"
SOURCE = "en"


def languages() -> list[tuple[str, str]]:
    """Code and own name of each language that there is, English first."""
    codes = sorted(file.stem.removeprefix("keepers_") for file in FOLDER.glob("keepers_*.qm"))
    named = [(code, QLocale(code).nativeLanguageName().capitalize()) for code in codes]
    return [(SOURCE, "English"), *named]


def install(app: QCoreApplication, language: str) -> str:
    """Let the application speak a language.

    Args:
        app: the application.
        language: code such as ``"de"``; empty for the first one of the system's that there is.

    Returns:
        the code of the language that is spoken; English where there is no other.
    """
    known = {code for code, _ in languages()}
    wanted = [language] if language else [text.split("-")[0] for text in QLocale.system().uiLanguages()]
    code = next((code for code in wanted if code in known), SOURCE)
    system, own_locale = QLocale.system(), QLocale(code)
    # Numbers and dates belong to the language that is spoken; the system's habits are those of its own language.
    QLocale.setDefault(system if system.language() == own_locale.language() else own_locale)
    speak_with(QCoreApplication.translate, sentences.localised, _digits)
    sentences.speak(english=code == SOURCE)
    if code == SOURCE:
        return code
    own = QTranslator(app)
    if own.load(f"keepers_{code}", str(FOLDER)):
        app.installTranslator(own)
    qt = QTranslator(app)  # the buttons of Qt's own dialogs
    if qt.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(qt)
    return code


def _digits(value: float, decimals: int) -> str:
    return QLocale().toString(value, "f", decimals) if decimals else QLocale().toString(round(value))
