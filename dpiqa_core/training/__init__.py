"""How the bundled student is made: simulated faults on clean photographs, targets, model fitting.

Needs torch, numpy and Pillow; matplotlib for plots and onnx, onnxscript for the ONNX file (extra ``training``).
"""
