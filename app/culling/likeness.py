"""How much alike two photos are, from what the catalogue keeps of their content.

Two measures see different things. The 64-bit hash compares the layout of light and dark: a camera that moved between
two frames changes it, a subject that turned its head does not. The content features of the student compare what is
where in coarse cells, and hardly mind a shift. Each is brought to a scale of its own on which 1 is "the same" and 0 is
"as unlike as any two photos", and their mean counts; without features the hash decides alone.

Measured on 333 unlike photographs, a hand-held burst of eight and the series of the sample shoot: of 15,000 unlike
pairs none reaches 0.56, the least alike pair of the burst has 0.77, and of the series 0.70.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

HASH_FAR = 40
"""Bits in which the hashes differ at likeness 0; two photos taken at random differ in 32 of 64, give or take 8."""

COSINE_FAR = 0.56
"""Cosine of the content features at likeness 0: the median of unlike pairs."""

USUAL_LIKENESS = 0.65
"""From here on two photos count as alike unless the user says otherwise: 14 bits where the hash decides alone."""


class Likeness:
    """Compares photos by their place in the arrays.

    Args:
        hashes: (n,) uint64.
        features: (n, d) float32 unit vectors, zeros where there are none; d may be 0.
    """

    def __init__(self, hashes: NDArray[np.uint64], features: NDArray[np.float32]) -> None:
        self._hashes = hashes
        self._features = features
        self._has_features: NDArray[np.bool_] = np.zeros(len(hashes), np.bool_)
        if features.shape[1]:
            self._has_features |= (features != 0).any(axis=1)

    def between(self, some: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.float32]:
        """Likeness of each of ``some`` with each of ``others``, (len(some), len(others)), at most 1."""
        bits = np.bitwise_count(self._hashes[some, None] ^ self._hashes[None, others])
        by_hash: NDArray[np.float32] = bits.astype(np.float32)
        by_hash *= np.float32(-1 / HASH_FAR)
        by_hash += np.float32(1)
        have, they_have = self._has_features[some], self._has_features[others]
        if not (have.any() and they_have.any()):
            return by_hash
        by_features = self._features[some] @ self._features[others].T
        by_features -= np.float32(COSINE_FAR)
        by_features *= np.float32(1 / (1 - COSINE_FAR))
        np.maximum(by_features, 0, out=by_features)
        by_features += by_hash
        by_features *= np.float32(0.5)
        if have.all() and they_have.all():
            return by_features
        return np.where(have[:, None] & they_have[None, :], by_features, by_hash)

    def least(self, members: NDArray[np.intp], others: NDArray[np.intp]) -> NDArray[np.float32]:
        """Likeness of each of ``others`` with the one of ``members`` that it is least like, (len(others),)."""
        worst = np.ones(len(others), np.float32)
        for start in range(0, len(members), _CHUNK):  # so that memory does not grow with the group
            np.minimum(worst, self.between(members[start : start + _CHUNK], others).min(axis=0), out=worst)
        return worst

    def all_alike(self, members: NDArray[np.intp], wanted: float) -> bool:
        """Whether every pair of these is alike."""
        return bool((self.between(members, members) >= wanted).all())


_CHUNK = 64
"""Members compared at once. So small a product stays in one thread of the linear algebra, which on a busy machine is
many times faster than two that wait for each other; and it stays in the processor's cache."""
