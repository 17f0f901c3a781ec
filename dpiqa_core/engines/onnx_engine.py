"""ONNX Runtime on the CPU: the default engine. Imports no torch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dpiqa_core.engines.base import physical_cores
from dpiqa_core.errors import ModelError, OutOfMemory

# Small networks run a tenth faster by fours, larger ones (B7) no faster at all, and those would take 1 GB more memory
# (tests/benchmarks/bench_engines.py).
_SMALL_FILE_BYTES = 100_000_000
_MEMORY_WORDS = ("failed to allocate", "out of memory", "bad_alloc", "bad allocation")


class OnnxEngine:
    """A network in ONNX Runtime's CPU provider, fp32."""

    name = "onnx"
    device = "cpu"
    precision = "fp32"

    def __init__(self, path: Path, *, outputs: Sequence[str], threads: int | None = None) -> None:
        """Load the file.

        Args:
            path: of the ``.onnx`` file.
            outputs: which of its outputs ``run`` gives.
            threads: for one network; None takes all physical cores.

        Raises:
            ModelError: ONNX Runtime cannot use the file.
        """
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads or physical_cores()
        options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The decoding threads live on the same cores: a waiting worker that spins takes their time. Measured beside two
        # decoding threads on two cores: 13 % more photos inferred and 9 % more decoded without spinning.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        try:
            self._session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        except (
            Exception
        ) as error:  # its exceptions share no base class; without a session there is nothing to go on with
            raise ModelError(path, f"ONNX Runtime cannot load the file: {_first_line(error)}") from error
        known = {output.name for output in self._session.get_outputs()}
        if missing := [name for name in outputs if name not in known]:
            raise ModelError(path, f"The file gives no output named {missing[0]}, which the model's card promises.")
        self.best_batch = 4 if path.stat().st_size < _SMALL_FILE_BYTES else 1
        self._outputs = list(outputs)
        self._path = path

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run one batch; see ``Engine.run``."""
        try:
            results = self._session.run(self._outputs, dict(batch))
        except MemoryError as error:
            raise OutOfMemory("There is too little memory for the batch.") from error
        except Exception as error:
            if any(word in str(error).lower() for word in _MEMORY_WORDS):
                raise OutOfMemory("There is too little memory for the batch.") from error
            raise
        return {name: np.asarray(result, np.float32) for name, result in zip(self._outputs, results, strict=True)}


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
