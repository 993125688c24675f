"""Turns text into vectors that are close if the meanings are."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # web processes know the port, and never load numpy
    import numpy as np
    from numpy.typing import NDArray


class Embedder(Protocol):
    """Vectors are L2-normalised float32 of shape (len(texts), dimension)."""

    @property
    def name(self) -> str: ...

    @property
    def dimension(self) -> int: ...

    def embed(self, texts: Sequence[str]) -> "NDArray[np.float32]": ...
