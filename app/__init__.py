"""Keepers: cull photo shoots with a blind image quality model."""
