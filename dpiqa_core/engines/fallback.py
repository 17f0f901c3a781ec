"""An engine that goes on with the CPU, if it may, where the GPU has no room for even one photo."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from numpy.typing import NDArray

from dpiqa_core.engines.base import Engine
from dpiqa_core.errors import OutOfMemory

log = logging.getLogger(__name__)

AskCpu = Callable[[str], bool]
"""Asked with a sentence that says what happened; True goes on with the CPU. Called in the thread of the inference."""


def load_or_ask(load: Callable[[str], Engine], device: str, ask: AskCpu | None) -> Engine:
    """Load an engine on a device; where it has no room, ask whether the CPU shall do it.

    Args:
        load: gives an engine on the device it is called with.
        ask: None never goes on with another device.

    Raises:
        OutOfMemory: there is no room, and the CPU is not wanted.
    """
    if device == "cpu" or ask is None:
        return load(device)
    try:
        engine = load(device)
    except OutOfMemory:
        if not ask(_words(device)):
            raise
    else:
        return FallbackEngine(engine, lambda: load("cpu"), ask)
    return load("cpu")  # only here, where the exception has let go of what was loaded half


class FallbackEngine:
    """Behaves as the engine that it holds: at first one on a GPU, after a fall-back one on the CPU.

    A batch that does not fit is the caller's to halve; only a batch of one photo is a reason to ask.
    """

    def __init__(self, engine: Engine, load_cpu: Callable[[], Engine], ask: AskCpu) -> None:
        self._engine: Engine | None = engine
        self._load_cpu = load_cpu
        self._ask = ask
        self._show(engine)

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run one batch; see ``Engine.run``."""
        if self._engine is None:  # loading for the CPU failed the last time
            self._use_cpu()
        assert self._engine is not None
        try:
            return self._engine.run(batch)
        except OutOfMemory:
            single = len(next(iter(batch.values()))) == 1
            if self.device == "cpu" or not single or not self._ask(_words(self.device)):
                raise
        self._use_cpu()
        return self._engine.run(batch)

    def _use_cpu(self) -> None:
        log.info("going on with the CPU")
        self._engine = None  # gives the GPU's memory back before the CPU's is taken
        self._show(self._load_cpu())

    def _show(self, engine: Engine) -> None:
        self._engine = engine
        self.name = engine.name
        self.device = engine.device
        self.precision = engine.precision
        self.best_batch = engine.best_batch


def _words(device: str) -> str:
    return f"The GPU ({device}) has too little memory for this model, even for one photo at a time."
