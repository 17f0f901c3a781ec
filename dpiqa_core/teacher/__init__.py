"""The DP-IQA teacher: quality read from Stable Diffusion's denoising U-Net (Fu et al., arXiv 2405.19996)."""
