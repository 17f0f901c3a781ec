"""What a model wants of a photo: a record that travels on the model's card, and the pixels made by it.

Only Pillow and numpy here, so that decoding threads prepare inputs without torch. Inputs are uint8; bringing them to
the range that the weights were trained on is part of the model's graph, so that all engines agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.crops import DETAIL_CHANNELS, GRID, evidence

_RESAMPLING = {
    "bilinear": Image.Resampling.BILINEAR,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "box": Image.Resampling.BOX,
}
_KINDS = ("squash", "overview-crops")


@dataclass(frozen=True, slots=True)
class Preprocessing:
    """How a photo becomes a model's input.

    Attributes:
        kind: ``"squash"``: the photo at ``size`` without keeping its shape, input ``image``. ``"overview-crops"``: the
            same as input ``global`` and, as inputs ``crops`` and ``detail``, ``crop_count`` squares of ``crop_size``
            pixels and a grid of local detail; see ``crops.evidence``.
        size: width and height in pixels.
        resampling: Pillow's filter, antialiased: ``bilinear``, ``bicubic``, ``lanczos`` or ``box``.
        value_range: what 0 and 255 become inside the model.
        decode_edge: pixels that the shorter side of the decoded photo must have at least (or the photo's own shorter
            side); None where the photo is needed at full size.
        reducing_gap: Pillow's shortcut for large reductions (1.0 coarse .. 3.0 hardly visible), None for none.
        crop_count, crop_size: 0 without crops.
        revision: raised when the code below changes its result.
    """

    kind: str
    size: tuple[int, int]
    resampling: str = "bilinear"
    value_range: tuple[float, float] = (0.0, 1.0)
    decode_edge: int | None = None
    reducing_gap: float | None = None
    crop_count: int = 0
    crop_size: int = 0
    revision: int = 1

    def __post_init__(self) -> None:
        """Raise ValueError for a record that no photo can be prepared by."""
        if self.kind not in _KINDS:
            raise ValueError(f"preprocessing kind {self.kind!r} is not one of {', '.join(_KINDS)}")
        if self.resampling not in _RESAMPLING:
            raise ValueError(f"resampling {self.resampling!r} is not one of {', '.join(_RESAMPLING)}")
        if min(self.size) < 1 or self.value_range[0] >= self.value_range[1]:
            raise ValueError("the preprocessing has an empty size or value range")
        with_crops = self.kind == "overview-crops"
        if with_crops != (self.crop_count > 0 and self.crop_size > 0):
            raise ValueError("crops have to be given for the kind overview-crops, and for no other")

    @property
    def version(self) -> str:
        """A text that differs whenever the prepared pixels could; part of a score's identity."""
        parts = [self.kind, "{}x{}".format(*self.size), self.resampling, "{:g}..{:g}".format(*self.value_range)]
        if self.reducing_gap is not None:
            parts.append(f"gap{self.reducing_gap:g}")
        if self.crop_count:
            parts.append(f"{self.crop_count}x{self.crop_size}px")
        parts.append("full" if self.decode_edge is None else f"edge{self.decode_edge}")
        return "-".join([*parts, f"r{self.revision}"])

    @property
    def input_shapes(self) -> dict[str, tuple[int, ...]]:
        """Shape of each input of one photo, channels last, without the batch axis."""
        width, height = self.size
        if self.kind == "squash":
            return {"image": (height, width, 3)}
        return {
            "global": (height, width, 3),
            "crops": (self.crop_count, self.crop_size, self.crop_size, 3),
            "detail": (GRID, GRID, DETAIL_CHANNELS),
        }

    def prepare(self, image: Image.Image, *, wander: np.random.Generator | None = None) -> dict[str, NDArray[np.uint8]]:
        """Make the inputs of one upright sRGB photo; arrays have ``input_shapes`` and own their memory.

        Args:
            image: the photo.
            wander: of ``crops.evidence``, for training only.
        """
        photo = image if image.mode == "RGB" else image.convert("RGB")
        small = photo.resize(self.size, _RESAMPLING[self.resampling], reducing_gap=self.reducing_gap)
        overview = np.array(small, dtype=np.uint8)
        if self.kind == "squash":
            return {"image": overview}
        crops, detail = evidence(photo, self.crop_count, self.crop_size, wander=wander)
        return {"global": overview, "crops": crops, "detail": detail}

    def to_dict(self) -> dict[str, Any]:
        """Give the record as JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> Preprocessing:
        """Read ``to_dict``'s record.

        Raises:
            ValueError: a field is missing, unknown or of the wrong type.
        """
        unknown = set(record) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(
                f"the preprocessing has fields that this version does not know: {', '.join(sorted(unknown))}"
            )
        try:
            values = dict(record)
            width, height = (int(v) for v in values["size"])
            low, high = (float(v) for v in values.get("value_range", (0.0, 1.0)))
            for name in ("decode_edge", "crop_count", "crop_size", "revision"):
                if values.get(name) is not None:
                    values[name] = int(values[name])
            return cls(**(values | {"size": (width, height), "value_range": (low, high)}))
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"the preprocessing cannot be used: {error}") from error


PAPER = Preprocessing("squash", (512, 512))
"""DP-IQA's: 512 x 512, bilinear with antialias, shape not kept, 0..1. Decoded at full size: a scaled JPEG decode gives
the same pixels to within a grey level or so, which is more than the published scores may differ by."""
