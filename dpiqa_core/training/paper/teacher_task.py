"""Training the teacher: U-Net, both adapters, gamma and decoder on opinion scores; the VAE stays as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from dpiqa_core.errors import ModelError
from dpiqa_core.models import fill
from dpiqa_core.preprocess import PAPER, Preprocessing
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.teacher.text import load_text_table
from dpiqa_core.training.paper.batches import Batch, to_tensors
from dpiqa_core.training.paper.losses import ranking_loss, score_loss
from dpiqa_core.training.paper.tasks import Judged
from dpiqa_core.weights import Card

_FILE = "diffusion_pytorch_model.safetensors"
_UNET_FIELDS = ("in_channels", "block_out_channels", "cross_attention_dim")


class TeacherTask:
    """The teacher's losses and its model."""

    def __init__(
        self,
        teacher: Teacher,
        device: torch.device,
        *,
        preprocessing: Preprocessing = PAPER,
        ranking: float = 0.0,
        name: str = "teacher",
        notes: Mapping[str, Any] | None = None,
    ) -> None:
        """Move the teacher to the device.

        Args:
            teacher: is trained in place.
            device: for everything.
            preprocessing: of its input.
            ranking: weight of the ranking loss, which the paper's reference leaves out.
            name, notes: of the model's card.
        """
        self._name, self._notes = name, dict(notes or {})
        self._teacher = teacher.to(device)
        self._teacher.vae.requires_grad_(False)
        self._device = device
        self._preprocessing = preprocessing
        self._ranking = ranking
        # The last norm and convolution of the U-Net lie behind the features: nothing reaches them.
        self._trained = [
            parameter
            for name, parameter in teacher.named_parameters()
            if not name.startswith(("vae.", "unet.conv_norm_out.", "unet.conv_out."))
        ]

    @property
    def records(self) -> Sequence[Preprocessing]:
        """The teacher's preprocessing."""
        return [self._preprocessing]

    @property
    def module(self) -> nn.Module:
        """The teacher."""
        return self._teacher

    def parameters(self) -> Sequence[nn.Parameter]:
        """Everything that the score depends on, but for the VAE."""
        return self._trained

    def losses(self, batch: Batch) -> dict[str, Tensor]:
        """Mean squared error of the score and, where it was asked for, the ranking loss."""
        mos = torch.from_numpy(batch.mos).to(self._device)
        score = self._teacher(to_tensors(batch.inputs[0], self._device))["score"]
        parts = {"score": score_loss(score, mos)}
        if self._ranking:
            parts["ranking"] = self._ranking * ranking_loss(score, mos)
        return parts

    def judge(self, batch: Batch) -> Judged:
        """Scores of a batch."""
        score = self._teacher(to_tensors(batch.inputs[0], self._device))["score"]
        return Judged(score.double().cpu().numpy())

    def product(self, notes: Mapping[str, Any]) -> tuple[Mapping[str, Tensor], Card]:
        """The whole teacher with its text table, and a card with every choice of its configuration."""
        card = Card(
            name=self._name,
            title="DP-IQA teacher, trained here",
            architecture="paper-teacher",
            config=self._teacher.config.to_dict(),
            preprocessing=self._preprocessing,
            licence="that of the base weights (CreativeML OpenRAIL-M for Stable Diffusion 1.5) and of the data set",
            source="python -m dpiqa_core.training teacher",
            notes=self._notes | dict(notes),
        )
        return self._teacher.state_dict(), card


def teacher_from_base(base: Path, text_table: Path, config: TeacherConfig) -> Teacher:
    """A teacher with Stable Diffusion's U-Net and VAE and fresh adapters and decoder.

    Args:
        base: folder with ``unet/`` and ``vae/`` in diffusers' layout, safetensors only.
        text_table: as ``keepers models prepare-text`` makes it.
        config: the choices; sizes have to be those of the base.

    Raises:
        ModelError: a file is missing, or the base is of another size than ``config`` says.
    """
    from diffusers import AutoencoderKL, UNet2DConditionModel

    teacher = Teacher(config)
    for folder, kind, own in (
        (base / "unet", UNet2DConditionModel, teacher.unet),
        (base / "vae", AutoencoderKL, teacher.vae),
    ):
        if not (folder / _FILE).is_file():  # diffusers would say so too, but first in the log
            raise ModelError(
                folder / _FILE,
                "The base weights cannot be used: the file is missing. Fetch them with `keepers models download "
                "stable-diffusion-1.5`.",
            )
        try:
            found = kind.from_pretrained(folder, local_files_only=True, use_safetensors=True, low_cpu_mem_usage=False)
        except (OSError, ValueError, KeyError, RuntimeError, TypeError) as error:
            reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
            raise ModelError(
                folder,
                f"The base weights cannot be used: {reason} Fetch them with `keepers models download "
                "stable-diffusion-1.5`.",
            ) from error
        for field in _UNET_FIELDS if own is teacher.unet else ():
            if list_of(found.config[field]) != list_of(own.config[field]):
                raise ModelError(folder, f"Its {field} is {found.config[field]}, not {own.config[field]}.")
        fill(own, {name: tensor.float() for name, tensor in found.state_dict().items()}, folder, assign=True)
    # What was assigned came without the freshly built parameters' flags.
    teacher.vae.requires_grad_(False)
    teacher.unet.requires_grad_(True)
    teacher.texts.copy_(load_text_table(text_table, (config.text_count, config.text_dim)))
    return teacher


def list_of(value: Any) -> Any:
    """Tuples and lists of a configuration as one kind."""
    return list(value) if isinstance(value, (list, tuple)) else value
