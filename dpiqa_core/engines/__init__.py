"""Engines run a model's network on arrays; all give the same numbers within 1e-3."""
