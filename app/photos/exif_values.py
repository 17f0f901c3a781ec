"""From EXIF's raw values to numbers, times and names; what makes no sense becomes None.

Source of the meanings: CIPA DC-008 (EXIF 2.32).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

_TIMESTAMP = re.compile(
    r"\s*(\d{4})[:/.\-](\d{1,2})[:/.\-](\d{1,2})[T\s]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d+))?)?"
    r"\s*(Z|[+-]\d{2}:?\d{2})?"
)
_OFFSET = re.compile(r"\s*([+-])(\d{1,2}):?(\d{2})\s*$")
_CORPORATE = re.compile(
    r"[,\s]+(corporation|corp\.?|company|co\.?,?\s*ltd\.?|inc\.?|ltd\.?|gmbh|ag|imaging|optical|computer|electric)\b.*",
    re.I,
)


def text_of(values: Any) -> str | None:
    """ASCII field -> text without padding; None where nothing readable is left."""
    if isinstance(values, bytes):
        # Not UTF-8, or exifread would have given text; Latin-1 takes any byte.
        values = values.decode("latin-1")
    if not isinstance(values, str):
        return None
    cleaned = "".join(letter for letter in values if letter.isprintable()).strip()
    return cleaned or None


def number_of(values: Any, at: int = 0) -> float | None:
    """A numeric field -> finite float; None for text, for nothing, and for a zero denominator."""
    if not isinstance(values, Sequence) or isinstance(values, (str, bytes)) or len(values) <= at:
        return None
    value = values[at]
    if isinstance(value, tuple):  # exifread wraps floating point fields
        value = value[0] if value else None
    try:
        result = float(value) if isinstance(value, (int, float, Fraction)) else math.nan
    except (ZeroDivisionError, OverflowError):
        return None
    return result if math.isfinite(result) else None


def within(value: float | None, low: float, high: float) -> float | None:
    """``value`` where ``low <= value <= high``, else None."""
    return value if value is not None and low <= value <= high else None


def timestamp_of(written: str | None, subseconds: str | None) -> tuple[datetime | None, int | None]:
    """An EXIF time -> local time and, where the text itself carries one, minutes east of UTC.

    Unset clocks (``0000:00:00``, blanks) and impossible dates give None.
    """
    match = _TIMESTAMP.match(written or "")
    if match is None:
        return None, None
    year, month, day, hour, minute = (int(part) for part in match.groups()[:5])
    fraction = match[7] or (subseconds or "").strip()
    # SubSecTime holds the digits after the decimal point: "5" is half a second, "05" a twentieth.
    micros = int((fraction + "000000")[:6]) if fraction.isascii() and fraction.isdigit() else 0
    try:
        moment = datetime(year, month, day, 0, 0, 0, micros) + timedelta(
            hours=_at_most(hour, 24), minutes=_at_most(minute, 59), seconds=_at_most(int(match[6] or 0), 60)
        )
    except (ValueError, OverflowError):
        return None, None
    zone = match[8]
    return moment, 0 if zone == "Z" else offset_of(zone)


def _at_most(value: int, top: int) -> int:
    if value > top:
        raise ValueError("no such time")
    return value


def offset_of(written: str | None) -> int | None:
    """``"+05:30"`` -> 330 minutes; None where it is no offset that exists on Earth."""
    match = _OFFSET.match(written or "")
    if match is None:
        return None
    minutes = int(match[2]) * 60 + int(match[3])
    if int(match[3]) > 59 or minutes > 14 * 60:
        return None
    return -minutes if match[1] == "-" else minutes


def camera_name(make: str | None, model: str | None) -> str | None:
    """Make and model without repetition: ``"NIKON CORPORATION"``, ``"NIKON D70"`` -> ``"NIKON D70"``."""
    if make is None or model is None:
        return model or make
    short = _CORPORATE.sub("", make).strip(" ,") or make
    known, given = model.casefold(), short.casefold()
    # "EASTMAN KODAK" before "KODAK DX4900": one word of the make at the model's beginning is enough.
    if known.startswith(given) or known.split()[0] in given.split():
        return model
    return f"{short} {model}"


def lens_name(model: str | None, specification: Any) -> str | None:
    """The lens' name, or one made of its specification: ``"24-70mm f/2.8"``."""
    if model is not None and model.strip("-0. ") and model.casefold() not in ("unknown", "none", "n/a"):
        return model
    short, long, wide_open = (number_of(specification, at) for at in range(3))
    if short is None or not 0 < short < 10_000:
        return None
    name = f"{short:g}mm" if long is None or long <= short else f"{short:g}-{long:g}mm"
    return f"{name} f/{wide_open:g}" if wide_open is not None and 0 < wide_open < 100 else name


def upright_point(point: tuple[float, float] | None, orientation: int) -> tuple[float, float] | None:
    """A place in the stored picture -> the same place after the EXIF orientation; None outside of the picture.

    Places are shares of width and height, counted from the top left.
    """
    if point is None or not (0 <= point[0] <= 1 and 0 <= point[1] <= 1):
        return None
    x, y = point
    turned = {
        2: (1 - x, y),
        3: (1 - x, 1 - y),
        4: (x, 1 - y),
        5: (y, x),
        6: (1 - y, x),
        7: (1 - y, 1 - x),
        8: (y, 1 - x),
    }
    return turned.get(orientation, point)


def degrees_of(values: Any, reference: str | None, limit: float) -> float | None:
    """GPS degrees, minutes, seconds -> signed degrees; ``reference`` is N, S, E or W."""
    degrees = number_of(values, 0)
    if degrees is None or not isinstance(values, Sequence):
        return None
    minutes, seconds = number_of(values, 1) or 0.0, number_of(values, 2) or 0.0
    if min(degrees, minutes, seconds) < 0 or minutes >= 61 or seconds >= 61:
        return None
    value = within(degrees + minutes / 60 + seconds / 3600, 0.0, limit)
    if value is None or reference is None or reference[:1].upper() not in ("N", "S", "E", "W"):
        return None
    return -value if reference[:1].upper() in ("S", "W") else value
