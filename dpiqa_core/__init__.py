"""DP-IQA blind image quality models: EfficientNet students, weights, engines, training and evaluation.

Usable without the application: no Qt, no SQLAlchemy, nothing of ``app`` is imported here.
"""
