"""Every choice of the teacher in one record, saved on its card."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from dpiqa_core.teacher.prompts import TEXT_DIM, PromptSet

# Stable Diffusion 1.5's own configurations, where they differ from the defaults of diffusers' classes, so that a
# released checkpoint, which holds the weights, needs no hub.
SD15_UNET: Mapping[str, Any] = {
    "sample_size": 64,
    "in_channels": 4,
    "out_channels": 4,
    "block_out_channels": [320, 640, 1280, 1280],
    "layers_per_block": 2,
    "attention_head_dim": 8,
    "cross_attention_dim": TEXT_DIM,
}
SD15_VAE: Mapping[str, Any] = {
    "sample_size": 512,
    "in_channels": 3,
    "out_channels": 3,
    "latent_channels": 4,
    "block_out_channels": [128, 256, 512, 512],
    "layers_per_block": 2,
    "norm_num_groups": 32,
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "scaling_factor": 0.18215,
}


@dataclass(frozen=True, slots=True)
class TeacherConfig:
    """Choices and sizes of the teacher; the defaults are the paper's.

    Attributes:
        timestep: of the one pass through the U-Net.
        use_text_adapter: False gives the U-Net the bare text table.
        use_image_adapter: False leaves the U-Net's down blocks to themselves.
        sample_posterior: True draws the latent as the reference does; False takes the posterior's mean, so that a
            photo scores the same twice.
        prompts: what the text table's rows say.
        text_dim: columns of the text table.
        up_blocks: which of the U-Net's four up blocks the decoder sees, from the coarsest; zeros stand for the others
            (an ablation).
        adapter_channels, adapter_res_blocks: sizes of the image adapter, one entry a down block.
        map_side: pixels of the decoder's feature maps.
        decoder_width, fused_width, score_widths: channels of the decoder; the last of ``score_widths`` is the
            feature map's.
        hidden: width of the decoder's two hidden linear layers.
        reduction: of the decoder's squeeze-excitations.
        unet, vae: arguments of diffusers' ``UNet2DConditionModel`` and ``AutoencoderKL``.
    """

    timestep: int = 1
    use_text_adapter: bool = True
    use_image_adapter: bool = True
    sample_posterior: bool = False
    prompts: PromptSet = field(default_factory=PromptSet)
    text_dim: int = TEXT_DIM
    up_blocks: tuple[int, ...] = (0, 1, 2, 3)
    adapter_channels: tuple[int, ...] = (320, 640, 1280, 1280)
    adapter_res_blocks: int = 2
    map_side: int = 64
    decoder_width: int = 512
    fused_width: int = 512
    score_widths: tuple[int, ...] = (128, 32, 8)
    hidden: int = 512
    reduction: int = 16
    unet: Mapping[str, Any] = field(default_factory=lambda: dict(SD15_UNET))
    vae: Mapping[str, Any] = field(default_factory=lambda: dict(SD15_VAE))

    def __post_init__(self) -> None:
        """Raise ValueError where the parts do not fit each other."""
        channels = tuple(self.unet["block_out_channels"])
        if len(self.adapter_channels) != len(channels) or len(channels) != 4:
            raise ValueError("the teacher needs four U-Net blocks and one image adapter entry for each")
        if self.use_image_adapter and tuple(self.adapter_channels) != channels:
            raise ValueError(f"the image adapter's channels {self.adapter_channels} are not the U-Net's {channels}")
        if self.unet.get("cross_attention_dim") != self.text_dim:
            raise ValueError(f"the U-Net's cross_attention_dim is not the text table's width {self.text_dim}")
        if not 0 <= self.timestep < 1000:
            raise ValueError(f"timestep {self.timestep} is not in 0..999")
        if not set(self.up_blocks) <= {0, 1, 2, 3}:
            raise ValueError(f"the U-Net has up blocks 0 to 3, not {self.up_blocks}")

    @property
    def text_count(self) -> int:
        """Rows of the text table."""
        return self.prompts.count

    @property
    def feature_channels(self) -> tuple[int, int, int, int]:
        """Channels of the four up blocks' outputs, from the coarsest to the finest."""
        a, b, c, d = self.unet["block_out_channels"]
        return d, c, b, a

    def to_dict(self) -> dict[str, Any]:
        """Give the record as JSON types."""
        return asdict(self)

    @classmethod
    def from_dict(cls, record: Mapping[str, Any]) -> TeacherConfig:
        """Read ``to_dict``'s record.

        Raises:
            ValueError: a field is unknown or does not fit.
        """
        unknown = set(record) - {f.name for f in fields(cls)}
        if unknown:
            raise ValueError(f"the teacher's configuration has unknown fields: {', '.join(sorted(unknown))}")
        values = dict(record)
        for name in ("adapter_channels", "score_widths", "up_blocks"):
            if name in values:
                values[name] = tuple(int(v) for v in values[name])
        if isinstance(values.get("prompts"), Mapping):
            values["prompts"] = PromptSet.from_dict(values["prompts"])
        return cls(**values)
