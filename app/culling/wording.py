"""Numbers of photos in words."""

from __future__ import annotations


def photos(number: int) -> str:
    """Give ``"1 photo"``, ``"2,500 photos"``."""
    return "1 photo" if number == 1 else f"{number:,} photos"
