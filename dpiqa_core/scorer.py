"""The facade: a model by name, photos in, judgements out."""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from dpiqa_core.engines.base import Engine, check_device, gpu_is_likely
from dpiqa_core.engines.fallback import AskCpu, load_or_ask
from dpiqa_core.errors import BadScore, ModelError, OutOfMemory
from dpiqa_core.models import EXPORTABLE, load_model
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.quality import Quality
from dpiqa_core.weights import DEFAULT_MODEL, ONNX, Card, find_model

__all__ = ["BadScore", "ModelError", "OutOfMemory", "Prepared", "Scorer"]

log = logging.getLogger(__name__)

Prepared = Mapping[str, NDArray[np.uint8]]
"""The inputs of one photo, as ``Preprocessing.prepare`` gives them."""

ENGINES = ("onnx", "torch")


class Scorer:
    """A loaded model. Deterministic: the same pixels give the same score, alone or in a batch (within 1e-5 in fp32).

    ``prepare`` may be called from many threads; the scoring methods from one at a time.
    """

    def __init__(self, card: Card, engine: Engine) -> None:
        """Put a card and its engine together; ``load`` is the usual way."""
        self.card = card
        self._engine = engine
        self._batch = engine.best_batch

    @classmethod
    def load(
        cls,
        name: str = DEFAULT_MODEL,
        device: str = "auto",
        *,
        model_dirs: Sequence[Path] = (),
        engine: str | None = None,
        threads: int | None = None,
        onnx_cache: Path | None = None,
        ask_cpu: AskCpu | None = None,
    ) -> Scorer:
        """Load a model by name.

        Args:
            name: of the card.
            device: ``auto`` (a GPU where torch has one, else the CPU), ``cpu``, ``cuda`` or ``mps``.
            model_dirs: folders with models besides the bundled ones.
            engine: ``onnx``, ``torch`` or None: ONNX Runtime on the CPU where it can be, else torch.
            threads: for one network on the CPU; None: all physical cores.
            onnx_cache: folder for ONNX files of models that come without one; None: such models run in torch.
            ask_cpu: asked, with a sentence, whether to go on with the CPU where a GPU has no room for even one photo;
                None: ``OutOfMemory`` is raised.

        Raises:
            ModelError: no such model, a damaged file, or no such device here.
        """
        return cls.from_card(
            find_model(name, model_dirs),
            device,
            engine=engine,
            threads=threads,
            onnx_cache=onnx_cache,
            ask_cpu=ask_cpu,
        )

    @classmethod
    def from_card(
        cls,
        card: Card,
        device: str = "auto",
        *,
        engine: str | None = None,
        threads: int | None = None,
        onnx_cache: Path | None = None,
        ask_cpu: AskCpu | None = None,
    ) -> Scorer:
        """Load the model of a card that was read from its folder; arguments and errors as of ``load``."""
        check_device(device)
        if engine not in (None, *ENGINES):
            raise ModelError(None, f"The engine {engine!r} is not known; choose one of {', '.join(ENGINES)}.")
        if engine == "onnx" and device in ("cuda", "mps"):
            raise ModelError(None, f"ONNX Runtime is used on the CPU only; for {device} choose the engine torch.")
        chosen = _device_for(device, engine)

        def load(where: str) -> Engine:
            found: Engine | None = None
            if where == "cpu" and engine != "torch":
                found = _onnx_engine(card, threads, onnx_cache)
            if found is None and engine == "onnx":
                raise ModelError(
                    card.folder,
                    f"The model {card.name} comes without an ONNX file, and none can be made here (that takes a cache "
                    "folder and the packages of keepers[training]); choose the engine torch.",
                )
            return found or _torch_engine(card, where, threads)

        return cls(card, load_or_ask(load, chosen, ask_cpu))

    @property
    def device(self) -> str:
        """``cpu``, ``cuda`` or ``mps``."""
        return self._engine.device

    @property
    def engine_name(self) -> str:
        """``onnx`` or ``torch``."""
        return self._engine.name

    @property
    def precision(self) -> str:
        """``fp32`` or ``fp16``."""
        return self._engine.precision

    @property
    def weights_hash(self) -> str:
        """SHA-256 of the weights, hexadecimal."""
        return self.card.sha256

    @property
    def preprocessing(self) -> Preprocessing:
        """How photos become inputs."""
        return self.card.preprocessing

    @property
    def best_batch(self) -> int:
        """How many photos at once run best; shrinks when the device runs out of memory."""
        return self._batch

    def prepare(self, image: Image.Image) -> dict[str, NDArray[np.uint8]]:
        """Make the inputs of one upright sRGB photo. Any thread; no torch."""
        return self.card.preprocessing.prepare(image)

    def score(self, images: Sequence[Image.Image]) -> list[Quality]:
        """Judge upright sRGB photos; errors as of ``score_prepared``."""
        qualities: list[Quality] = []
        for start in range(0, len(images), self._batch):  # so that only one batch of inputs is held at a time
            part = [self.prepare(image) for image in images[start : start + self._batch]]
            qualities += self.score_prepared(part)
        return qualities

    def score_prepared(self, inputs: Sequence[Prepared]) -> list[Quality]:
        """Judge prepared photos, as many as one likes.

        Scores are brought from the card's score range to 0..1 but not clipped to it: DP-IQA's last layer has no bound,
        and the order of the best and the worst photos should stay.

        Raises:
            BadScore: the model gave no number for some; says which.
            OutOfMemory: not even one photo fits the device.
        """
        if not inputs:
            return []
        found = self.outputs(inputs)
        low, high = self.card.score_range
        scores = (found["score"].astype(np.float64) - low) / (high - low)
        bad = np.zeros(len(inputs), bool)
        for name in ("score", "faults", "map"):
            if name in found:
                bad |= ~np.isfinite(found[name].reshape(len(inputs), -1)).all(axis=1)
        if bad.any():
            positions = [int(i) for i in np.flatnonzero(bad)]
            folder = self.card.folder
            raise BadScore(
                folder, f"The model {self.card.name} gave no number for {len(positions)} of {len(inputs)}.", positions
            )
        return [self._quality(i, float(score), found) for i, score in enumerate(scores)]

    def outputs(self, inputs: Sequence[Prepared]) -> dict[str, NDArray[np.float32]]:
        """Give the network's own outputs, as the card names them, batch axis first and nothing clipped.

        A batch that does not fit is halved, and so are all later ones.

        Raises:
            OutOfMemory: not even one photo fits the device.
        """
        parts: list[dict[str, NDArray[Any]]] = []
        start = 0
        while start < len(inputs):
            part = inputs[start : start + self._batch]
            try:
                parts.append(self._engine.run({name: np.stack([one[name] for one in part]) for name in part[0]}))
            except (OutOfMemory, MemoryError) as error:
                if len(part) == 1:
                    raise OutOfMemory(
                        f"The {self.device} device has too little memory for the model {self.card.name}, even for one "
                        "photo at a time. Close other programs that use it, or choose the device cpu."
                    ) from error
                self._batch = (len(part) + 1) // 2
                log.info("out of memory with %d photos at once; going on with %d", len(part), self._batch)
                continue
            start += len(part)
        return {name: np.concatenate([part[name] for part in parts]) for name in self.card.outputs}

    def _quality(self, index: int, score: float, found: Mapping[str, NDArray[np.float32]]) -> Quality:
        faults = found.get("faults")
        quality_map = found.get("map")
        features = found.get("features")
        return Quality(
            score,
            {}
            if faults is None
            else {
                name: float(np.clip(value, 0, 1))
                for name, value in zip(self.card.fault_names, faults[index], strict=True)
            },
            None if quality_map is None else np.clip(quality_map[index], 0, 1),
            None if features is None else features[index],
        )


def _device_for(device: str, engine: str | None) -> str:
    """Choose the device; torch is imported only where it is asked for or a GPU is likely."""
    if device == "cpu" or engine == "onnx" or (device == "auto" and not gpu_is_likely()):
        return "cpu"
    from dpiqa_core.engines.torch_engine import torch_device

    found = torch_device(device)
    if found is None and device != "auto":
        raise ModelError(None, f"PyTorch finds no {device} device here; choose the device auto or cpu.")
    return found or "cpu"


def _torch_engine(card: Card, device: str, threads: int | None) -> Engine:
    from dpiqa_core.engines.torch_engine import TorchEngine

    network = load_model(card, mapped=True)
    shapes = card.preprocessing.input_shapes
    return TorchEngine(network, outputs=card.outputs, device=device, input_shapes=shapes, threads=threads)


def _onnx_engine(card: Card, threads: int | None, cache: Path | None) -> Engine | None:
    """Load the model's ONNX file, or the one in the cache, made where missing; None where that cannot be made."""
    from dpiqa_core.engines.onnx_engine import OnnxEngine

    if ONNX in card.files:
        return OnnxEngine(card.verify(ONNX), outputs=card.outputs, threads=threads)
    if cache is None or card.architecture not in EXPORTABLE:
        return None
    path = cache / f"{card.sha256}-{card.preprocessing.version}.onnx"
    if path.exists():
        try:
            return OnnxEngine(path, outputs=card.outputs, threads=threads)
        except ModelError as error:
            log.info("made anew: %s", error)
    if any(importlib.util.find_spec(package) is None for package in ("onnx", "onnxscript")):
        return None
    from dpiqa_core.engines.export import export_onnx

    log.info("making the ONNX file of %s", card.name)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        export_onnx(load_model(card), card.preprocessing, path, outputs=card.outputs)
    except OSError as error:  # no room in the cache: torch is slower, but needs none
        log.info("no ONNX file: %s", error)
        path.with_name(path.name + ".part").unlink(missing_ok=True)
        return None
    return OnnxEngine(path, outputs=card.outputs, threads=threads)
