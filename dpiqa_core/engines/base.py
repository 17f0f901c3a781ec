"""What every engine offers, and which devices there could be. No heavy import."""

from __future__ import annotations

import importlib.metadata
import math
import os
import platform
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from numpy.typing import NDArray

from dpiqa_core.errors import ModelError, OutOfMemory

__all__ = ["Engine", "OutOfMemory", "check_device", "gpu_is_likely", "physical_cores"]

DEVICES = ("auto", "cpu", "cuda", "mps")
_NVIDIA_SIGNS = ("/dev/nvidia0", "/proc/driver/nvidia/version", "/dev/dxg", "C:/Windows/System32/nvcuda.dll")
_AMD_SIGNS = ("/dev/kfd",)
_CPU_QUOTA = Path("/sys/fs/cgroup/cpu.max")


class Engine(Protocol):
    """A network that is ready to run. Calls may come from any thread, one at a time.

    Attributes:
        name: ``"onnx"`` or ``"torch"``.
        device: ``"cpu"``, ``"cuda"`` or ``"mps"``.
        precision: ``"fp32"``, or ``"fp16"`` for the parts that stand it.
        best_batch: how many photos at once run best, a guess that the caller may lower.
    """

    name: str
    device: str
    precision: str
    best_batch: int

    def run(self, batch: Mapping[str, NDArray[Any]]) -> dict[str, NDArray[Any]]:
        """Run one batch: uint8 inputs with the batch axis first; float32 outputs as the card names them.

        Raises:
            OutOfMemory: the device cannot hold the batch; a smaller one may do.
        """
        ...


def check_device(device: str) -> None:
    """Raise ModelError for a device that no engine knows."""
    if device not in DEVICES:
        raise ModelError(None, f"The device {device!r} is not known; choose one of {', '.join(DEVICES)}.")


def gpu_is_likely() -> bool:
    """Tell cheaply whether importing torch to ask it for a GPU is worth the seconds."""
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    try:
        build = importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return False
    if "+cpu" in build:
        return False
    return any(Path(sign).exists() for sign in (*_NVIDIA_SIGNS, *_AMD_SIGNS))


def physical_cores() -> int:
    """Count the cores that this process may use, two hyper-threads counting as one; a container's limit is kept."""
    allowed = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set(range(os.cpu_count() or 1))
    groups: set[str] = set()
    for cpu in allowed:
        siblings = Path(f"/sys/devices/system/cpu/cpu{cpu}/topology/thread_siblings_list")
        try:
            groups.add(siblings.read_text().strip())
        except OSError:  # another system than Linux: it does not say
            groups.add(str(cpu))
    return max(1, min(len(groups), _container_limit()))


def _container_limit() -> int:
    """The processors' time that Linux' control group grants, rounded up to whole ones."""
    try:
        quota, period = _CPU_QUOTA.read_text().split()
        return math.ceil(int(quota) / int(period))
    except (OSError, ValueError):  # no such file, or "max": no limit
        return sys.maxsize
