"""The teacher: Stable Diffusion's VAE and U-Net, two adapters and the quality feature decoder.

diffusers' classes are used as they are: features come by forward hooks on the up blocks, the image adapter's maps go in
through the library's own ``down_intrablock_additional_residuals``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from dpiqa_core.preprocess import PAPER, Preprocessing
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.decoder import QualityFeatureDecoder


class TextAdapter(nn.Module):
    """A two-layer perceptron on every text feature; what it gives is added, scaled by the teacher's ``gamma``."""

    def __init__(self, dim: int) -> None:
        super().__init__()
        self.fc = nn.Sequential(nn.Linear(dim, dim), nn.GELU(), nn.Linear(dim, dim))

    def forward(self, texts: Tensor) -> Tensor:
        """Adapt (count, dim)."""
        adapted: Tensor = self.fc(texts)
        return adapted


class Teacher(nn.Module):
    """Score and feature map of photos; any size whose sides are multiples of 64 works, 512 x 512 is the paper's.

    The text table is part of the state (``texts``), so that a saved teacher needs nothing else.
    """

    texts: Tensor

    def __init__(
        self, config: TeacherConfig | Mapping[str, Any] | None = None, preprocessing: Preprocessing = PAPER
    ) -> None:
        """Build with random weights and a text table of zeros.

        Raises:
            ValueError: the configuration's parts do not fit each other.
        """
        from diffusers import AutoencoderKL, UNet2DConditionModel
        from diffusers.models.adapter import FullAdapter

        super().__init__()
        self.config = config if isinstance(config, TeacherConfig) else TeacherConfig.from_dict(config or {})
        c = self.config
        self.value_range = preprocessing.value_range
        self.vae = AutoencoderKL(**c.vae)
        self.unet = UNet2DConditionModel(**c.unet)
        self.register_buffer("texts", torch.zeros(c.text_count, c.text_dim))
        self.gamma = nn.Parameter(torch.full((c.text_dim,), 1e-4))
        self.text_adapter = TextAdapter(c.text_dim)
        self.img_adapter = FullAdapter(channels=list(c.adapter_channels), num_res_blocks=c.adapter_res_blocks)
        self.QFD = QualityFeatureDecoder(c)
        self.vae.requires_grad_(False)
        self._features: list[Tensor] = []
        for block in self.unet.up_blocks:
            block.register_forward_hook(self._keep)

    def _keep(self, block: nn.Module, arguments: tuple[Any, ...], output: Tensor) -> None:
        del block, arguments
        self._features.append(output)

    def encode(self, pixels: Tensor) -> Tensor:
        """Latents (n, 4, height / 8, width / 8) of pixels (n, 3, height, width) in the preprocessing's range."""
        with torch.no_grad():
            posterior = self.vae.encode(pixels).latent_dist
            latents: Tensor = posterior.sample() if self.config.sample_posterior else posterior.mode()
        return latents * float(self.vae.config["scaling_factor"])

    def context(self) -> Tensor:
        """The text table as the U-Net gets it, (count, dim)."""
        if not self.config.use_text_adapter:
            return self.texts
        adapted: Tensor = self.texts + self.gamma * self.text_adapter(self.texts)
        return adapted

    def features(self, pixels: Tensor) -> list[Tensor]:
        """Outputs of the four up blocks, from the coarsest to the finest."""
        latents = self.encode(pixels)
        context = self.context().to(latents.dtype).expand(len(latents), -1, -1)
        residuals = list(self.img_adapter(pixels)) if self.config.use_image_adapter else None
        self._features.clear()
        try:
            self.unet(
                latents,
                self.config.timestep,
                encoder_hidden_states=context,
                down_intrablock_additional_residuals=residuals,
                return_dict=False,
            )
            found = list(self._features)
            used = self.config.up_blocks
            return [maps if index in used else torch.zeros_like(maps) for index, maps in enumerate(found)]
        finally:
            self._features.clear()  # hold no activations between calls

    def judge(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Score (n,), MOS/100, and feature map (n, 8, side, side) of pixels in the preprocessing's range."""
        judged: tuple[Tensor, Tensor] = self.QFD(self.features(pixels))
        return judged

    def forward(self, inputs: Mapping[str, Tensor]) -> dict[str, Tensor]:
        """Judge ``inputs["image"]``, (n, height, width, 3) of 0..255: ``score`` and ``feature_map``."""
        low, high = self.value_range
        pixels = inputs["image"].permute(0, 3, 1, 2).to(self.gamma.dtype) / 255
        if (low, high) != (0.0, 1.0):
            pixels = pixels * (high - low) + low
        score, feature_map = self.judge(pixels)
        return {"score": score, "feature_map": feature_map}

    def trainable(self) -> list[nn.Parameter]:
        """What training changes: everything but the VAE."""
        return [p for name, p in self.named_parameters() if not name.startswith("vae.")]
