"""A teacher of a few thousand parameters, of the same classes as the real one, with RANDOM weights."""

from __future__ import annotations

from pathlib import Path

import torch

from dpiqa_core.models import save_model
from dpiqa_core.preprocess import Preprocessing
from dpiqa_core.teacher.config import TeacherConfig
from dpiqa_core.teacher.network import Teacher
from dpiqa_core.teacher.prompts import PromptSet
from dpiqa_core.weights import Card

TINY = TeacherConfig(
    prompts=PromptSet("a {quality} photo of {scene} with {distortion}", ("bad", "good"), ("a", "b", "c"), ("noise",)),
    text_dim=16,
    adapter_channels=(8, 8, 16, 16),
    adapter_res_blocks=1,
    map_side=16,
    decoder_width=8,
    fused_width=8,
    score_widths=(8, 4, 2),
    hidden=8,
    reduction=4,
    unet={
        "sample_size": 8,
        "in_channels": 4,
        "out_channels": 4,
        "block_out_channels": [8, 8, 16, 16],
        "layers_per_block": 1,
        "attention_head_dim": 2,
        "cross_attention_dim": 16,
        "norm_num_groups": 4,
    },
    vae={
        "in_channels": 3,
        "out_channels": 3,
        "latent_channels": 4,
        "block_out_channels": [4, 4, 8, 8],
        "layers_per_block": 1,
        "norm_num_groups": 4,
        "down_block_types": ["DownEncoderBlock2D"] * 4,
        "up_block_types": ["UpDecoderBlock2D"] * 4,
        "scaling_factor": 0.18215,
    },
)


def tiny_teacher(config: TeacherConfig = TINY, seed: int = 0) -> Teacher:
    """A teacher whose text table and gamma are large enough to matter."""
    torch.manual_seed(seed)
    teacher = Teacher(config).eval()
    with torch.no_grad():
        teacher.texts.normal_()
        teacher.gamma.fill_(0.5)
    return teacher


def pixels_of_noise(count: int = 2) -> dict[str, torch.Tensor]:
    """A batch of random 64 x 64 pictures, always the same."""
    return {
        "image": torch.randint(
            0, 256, (count, 64, 64, 3), dtype=torch.uint8, generator=torch.Generator().manual_seed(1)
        )
    }


TINY_INPUT = Preprocessing("squash", (64, 64), decode_edge=128)


def spread(
    teacher: Teacher, layer: torch.nn.Conv2d | torch.nn.Linear, photos: torch.Tensor, std: float, mean: float
) -> None:
    """Let a layer's answers differ between photos by ``std`` around ``mean``.

    In random layers the difference dies away, until what is left of it in the score is rounding that no two
    machines share.
    """
    seen: list[torch.Tensor] = []
    hook = layer.register_forward_hook(lambda module, inputs, output: seen.append(output))
    teacher({"image": photos})
    hook.remove()
    per_channel = seen[0].transpose(0, 1).flatten(1)
    scale = std / seen[0].std(0).mean()
    layer.weight.mul_(scale.reshape(-1, *[1] * (layer.weight.dim() - 1)))
    assert layer.bias is not None
    layer.bias.copy_((layer.bias - per_channel.mean(1)) * scale + mean)


@torch.no_grad()
def write_tiny_teacher(models_dir: Path, name: str = "tiny-teacher", seed: int = 0) -> Card:
    """Install a tiny teacher with random weights, whose scores spread over the scale for greys from dark to bright."""
    teacher = tiny_teacher(seed=seed)
    greys = torch.linspace(10, 245, 12, dtype=torch.float32).round()[:, None, None, None].expand(-1, 64, 64, 3)
    decoder = teacher.QFD
    for layer in (decoder.conv_score1, decoder.conv_score2, decoder.conv_score3, decoder.fc1, decoder.fc2):
        spread(teacher, layer, greys, 1.0, 0.0)
    spread(teacher, decoder.fc3, greys, 0.2, 0.5)
    card = Card(
        name,
        "Teacher of a few thousand parameters with random weights, for tests",
        "paper-teacher",
        TINY.to_dict(),
        TINY_INPUT,
        licence="Apache-2.0",
    )
    return save_model(models_dir / name, teacher, card, onnx=False)
