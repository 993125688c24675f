"""Which embedder a process gets."""

from functools import lru_cache
from pathlib import Path

from leadwright.integrations.hashed_ngrams.embedder import HashedNgrams
from leadwright.integrations.use_multilingual.embedder import NAME, UseMultilingual
from leadwright.kernel.logging import get
from leadwright.ports.embedder import Embedder

log = get("embedding")


def models_folder(data: Path) -> Path:
    """Where workers share what they would else each make and hold."""
    return data / "models"


@lru_cache(maxsize=1)
def load_embedder(folder: Path | None = None) -> Embedder:
    """The encoder, about a second to load; hashed n-grams where its package is broken or missing.

    `folder`: the installation's data folder, where workers share the encoder's table.
    """
    try:
        return UseMultilingual(folder=models_folder(folder) if folder else None)
    except (ImportError, OSError, ValueError) as problem:
        log.warning("embedder.fell_back", wanted=NAME, reason=str(problem))
        return HashedNgrams()
