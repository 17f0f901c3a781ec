"""How a photo was taken, in one line."""

from __future__ import annotations

from app.gui.canvas_overlays import AfPoint
from app.gui.side_panel import shutter_text
from app.photos.model import CaptureFacts


def capture_line(facts: CaptureFacts) -> str:
    """Time, camera, lens and exposure, as far as the file says."""
    parts = []
    if facts.captured_at is not None:
        parts.append(facts.captured_at.strftime("%Y-%m-%d %H:%M:%S"))
    parts += [name for name in (facts.camera, facts.lens) if name]
    exposure = exposure_line(facts)
    if exposure:
        parts.append(exposure)
    return "   ".join(parts)


def exposure_line(facts: CaptureFacts) -> str:
    """Focal length, shutter, aperture and sensitivity, as far as the file says."""
    exposure = []
    if facts.focal_length_mm:
        exposure.append(f"{facts.focal_length_mm:.4g} mm")
    if facts.shutter_s:
        exposure.append(shutter_text(facts.shutter_s))
    if facts.aperture:
        exposure.append(f"f/{facts.aperture:.3g}")
    if facts.iso:
        exposure.append(f"ISO {facts.iso}")
    return "  ".join(exposure)


def af_point_of(facts: CaptureFacts) -> AfPoint | None:
    """Where the camera focused, where the file says."""
    return None if facts.af_point is None else AfPoint(*facts.af_point)
