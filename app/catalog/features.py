"""What the content of a photo looks like to a model, kept beside its score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.engine import Connection

from app.catalog.rows import upsert
from app.catalog.schema import features

FEATURE_TYPE = np.dtype("<f2")
"""How content features are stored: in half precision a unit vector keeps its angle to a tenth of a degree."""


def pack_features(vector: NDArray[Any]) -> bytes:
    """A content feature vector as it is stored."""
    return np.asarray(vector, FEATURE_TYPE).tobytes()


def unpack_features(blobs: Sequence[bytes | None]) -> NDArray[np.float32]:
    """(n, d) unit vectors; zeros for None and for a blob of another length than the first one."""
    size = next((len(blob) for blob in blobs if blob is not None), 0)
    blank = bytes(size)
    joined = b"".join(blob if blob is not None and len(blob) == size else blank for blob in blobs)
    vectors = np.frombuffer(joined, FEATURE_TYPE).reshape(len(blobs), size // FEATURE_TYPE.itemsize).astype(np.float32)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    usable = np.isfinite(norms) & (norms > 0)
    return np.where(usable, vectors / np.where(usable, norms, 1), 0).astype(np.float32)


def store_features(connection: Connection, model_id: int, found: Mapping[int, NDArray[Any]]) -> None:
    """Keep the content features of one model by content id."""
    rows = [
        {"model_id": model_id, "content_id": content_id, "data": pack_features(vector)}
        for content_id, vector in found.items()
    ]
    upsert(connection, features, rows)
