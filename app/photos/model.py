"""The records that reading yields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image


class PhotoKind(StrEnum):
    """What a file is by its suffix; the decoder trusts the content, not this."""

    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    WEBP = "webp"
    HEIC = "heic"
    AVIF = "avif"
    JPEG_XL = "jxl"
    RAW = "raw"


@dataclass(frozen=True, slots=True)
class PhotoFile:
    """A photo on disk, as the scan found it.

    Attributes:
        path: absolute path.
        size: bytes.
        mtime_ns: modification time in nanoseconds since the epoch.
        kind: format by suffix.
    """

    path: Path
    size: int
    mtime_ns: int
    kind: PhotoKind


@dataclass(frozen=True, slots=True)
class ScanProblem:
    """A folder or file that the scan could not look at; ``reason`` is a sentence."""

    path: Path
    reason: str


class DriveMode(StrEnum):
    """How the shutter was released."""

    SINGLE = "single"
    CONTINUOUS = "continuous"
    BRACKET = "bracket"
    SELF_TIMER = "self-timer"
    REMOTE = "remote"


@dataclass(frozen=True, slots=True)
class CaptureFacts:
    """How a photo was taken. Every field is None where the file does not say.

    Attributes:
        captured_at: local camera time without a zone, sub-seconds included.
        utc_offset_min: minutes east of UTC.
        camera: make and model without repetition, e.g. ``"Canon EOS 6D"``.
        focal_length_mm: real, not 35 mm equivalent.
        aperture: f-number.
        shutter_s: exposure time in seconds.
        exposure_bias_ev: exposure compensation in stops.
        orientation: EXIF 1..8; 1 where the file does not say.
        latitude, longitude: degrees, south and west negative.
        rating: in-camera stars 0..5, or -1 for a reject.
        bracket_ev: steps of this frame in an exposure bracket, in stops, where the camera tells it apart from the
            compensation.
        drive_mode: how the shutter was released.
        sequence_number: place in the burst or bracket as the camera counts, 0 where it says "not in one".
        af_point: where the camera focused: shares (x, y) of the width and height of the upright photo, 0..1.
    """

    captured_at: datetime | None = None
    utc_offset_min: int | None = None
    camera: str | None = None
    lens: str | None = None
    focal_length_mm: float | None = None
    aperture: float | None = None
    shutter_s: float | None = None
    iso: int | None = None
    exposure_bias_ev: float | None = None
    orientation: int = 1
    latitude: float | None = None
    longitude: float | None = None
    rating: int | None = None
    bracket_ev: float | None = None
    drive_mode: DriveMode | None = None
    sequence_number: int | None = None
    af_point: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Decoded:
    """The pixels of a photo.

    Attributes:
        image: RGB, upright (EXIF orientation applied), converted to sRGB where the file carries another profile;
            may be a scaled decode, but no side is smaller than what was asked for (or than the file itself).
        width, height: pixels of the upright photo at full size, not of ``image``.
    """

    image: Image.Image
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What one decode tells about the pixels besides the model input.

    Attributes:
        width, height: upright, full size, pixels.
        phash: 64-bit DCT perceptual hash as a signed integer.
        sharpness: 90th percentile of tile-wise gradient energy at the decoded size, >= 0, larger is sharper.
        clipped_low, clipped_high: share of pixels at the black and the white end, 0..1.
    """

    width: int
    height: int
    phash: int
    sharpness: float
    clipped_low: float
    clipped_high: float
