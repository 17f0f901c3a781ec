"""PyTorch on CUDA, MPS or the CPU. Imported only where a job has chosen it."""

from __future__ import annotations

import contextlib
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from dpiqa_core.errors import ModelError, OutOfMemory

log = logging.getLogger(__name__)

# Half precision has to be this much faster, and its scores this near to full precision's on the 0..1 scale.
_WORTH = 1.15
_TOLERANCE = 5e-4
_PROBE_BATCHES = (8, 1)
# From this many parameters on, weights themselves are held in half precision on CUDA: a teacher's 4.3 GB in full
# precision and autocast's half copies beside them would not fit a GPU of 6 GB.
_LARGE = 500_000_000
_MEMORY_WORDS = ("out of memory", "can't allocate memory", "not enough memory")


def torch_device(wanted: str) -> str | None:
    """Resolve ``auto`` or check a device by asking torch; None where it is not there (``auto``: no GPU)."""
    cuda, mps = torch.cuda.is_available(), torch.backends.mps.is_available()
    if wanted == "auto":
        return "cuda" if cuda else "mps" if mps else None
    return wanted if {"cpu": True, "cuda": cuda, "mps": mps}[wanted] else None


class TorchEngine:
    """A network in torch.

    On CUDA convolutions run in half precision (autocast) where a trial at the start finds that faster and equal
    within 5e-4; everything else runs in fp32. A network as large as the teacher runs in half precision without a
    trial, for which its weights in full precision might not fit. bf16 is never used: without AMX it is ten times
    slower on a CPU.
    """

    name = "torch"

    def __init__(
        self,
        model: nn.Module,
        *,
        outputs: Sequence[str],
        device: str,
        input_shapes: Mapping[str, tuple[int, ...]],
        threads: int | None = None,
    ) -> None:
        """Take the model over and move it to the device.

        Args:
            model: takes and gives dictionaries of tensors.
            outputs: which of its outputs ``run`` gives.
            device: ``cpu``, ``cuda`` or ``mps``.
            input_shapes: of one photo, for the trial of half precision.
            threads: torch's threads on the CPU, for the whole process; None leaves them.

        Raises:
            ModelError: torch does not have the device.
        """
        if torch_device(device) is None:
            raise ModelError(None, f"PyTorch finds no {device} device here; choose the device auto or cpu.")
        self.device = device
        self.precision = "fp32"
        self.best_batch = 1 if device == "cpu" else 16  # on a CPU larger ones are slower
        self._outputs = tuple(outputs)
        if device == "cpu" and threads is not None:
            torch.set_num_threads(threads)
        large = device == "cuda" and sum(parameter.numel() for parameter in model.parameters()) >= _LARGE
        try:
            self._model = (model.half() if large else model).eval().to(device).requires_grad_(False)
            if device != "cpu":
                self._model = self._model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        except RuntimeError as error:
            raise _translated(error) from error
        if device == "cuda":
            self.precision = "fp16" if large else self._faster_precision(input_shapes)

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run one batch; see ``Engine.run``. Half precision that overflows is given up for good."""
        results = self._run(batch, self.precision)
        if self.precision == "fp16" and not all(np.isfinite(values).all() for values in results.values()):
            log.info("half precision overflowed; going on in full precision")
            self.precision = "fp32"
            self._model.float()
            results = self._run(batch, self.precision)
        return results

    def _run(self, batch: Mapping[str, NDArray[Any]], precision: str) -> dict[str, NDArray[Any]]:
        try:
            with torch.inference_mode(), _numerics(self.device, precision):
                inputs = {name: self._moved(values) for name, values in batch.items()}
                found: dict[str, Tensor] = self._model(inputs)
                return {name: found[name].float().cpu().numpy() for name in self._outputs}
        except RuntimeError as error:  # torch.cuda.OutOfMemoryError is one
            translated = _translated(error)
            if self.device == "cuda":
                torch.cuda.empty_cache()
            raise translated from error

    def _moved(self, values: NDArray[Any]) -> Tensor:
        tensor = torch.from_numpy(np.ascontiguousarray(values))
        if self.device == "cuda":
            return tensor.pin_memory().to(self.device, non_blocking=True)
        return tensor.to(self.device)

    def _faster_precision(self, shapes: Mapping[str, tuple[int, ...]]) -> str:
        for count in _PROBE_BATCHES:
            random = np.random.default_rng(0)
            probe = {name: _picture(random, (count, *shape)) for name, shape in shapes.items()}
            try:
                full, full_seconds = self._timed(probe, "fp32")
                half, half_seconds = self._timed(probe, "fp16")
            except OutOfMemory:
                continue
            apart = float(np.abs(half - full).max())
            log.info("half precision: %.2f times as fast, %.1e apart", full_seconds / half_seconds, apart)
            # A comparison with NaN is false, so an overflow counts as unequal.
            return "fp16" if apart <= _TOLERANCE and full_seconds >= _WORTH * half_seconds else "fp32"
        return "fp32"

    def _timed(self, batch: Mapping[str, NDArray[Any]], precision: str) -> tuple[NDArray[Any], float]:
        """Scores and seconds of three runs, after one in which kernels are chosen and loaded."""
        self._run(batch, precision)
        start = time.perf_counter()
        for _ in range(3):
            scores = self._run(batch, precision)["score"]
        return scores, time.perf_counter() - start


@contextlib.contextmanager
def _numerics(device: str, precision: str) -> Iterator[None]:
    """Half or full precision. On CUDA always the same algorithm for the same input, and fp32 that is no TF32."""
    with contextlib.ExitStack() as stack:
        if device == "cuda":
            stack.enter_context(torch.backends.cudnn.flags(enabled=True, deterministic=True, allow_tf32=False))
        if precision == "fp16":
            stack.enter_context(torch.autocast(device, torch.float16))
        yield


def _picture(random: np.random.Generator, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Patches with grain: nearer to photographs than plain noise is, so that the trial's activations are too."""
    *lead, height, width, channels = shape
    patches = random.integers(40, 216, (*lead, -(-height // 32), -(-width // 32), channels))
    smooth = patches.repeat(32, axis=-3).repeat(32, axis=-2)[..., :height, :width, :]
    return (smooth + random.integers(-40, 40, shape)).astype(np.uint8)


def _translated(error: RuntimeError) -> RuntimeError | OutOfMemory:
    if isinstance(error, torch.cuda.OutOfMemoryError) or any(word in str(error).lower() for word in _MEMORY_WORDS):
        return OutOfMemory("The device has too little memory for the batch.")
    return error
