"""Which embedder a process gets."""

from functools import lru_cache

from leadwright.integrations.hashed_ngrams.embedder import HashedNgrams
from leadwright.integrations.use_multilingual.embedder import NAME, UseMultilingual
from leadwright.kernel.logging import get
from leadwright.ports.embedder import Embedder

log = get("embedding")


@lru_cache(maxsize=1)
def load_embedder() -> Embedder:
    """The encoder, about a second to load; hashed n-grams where its package is broken or missing."""
    try:
        return UseMultilingual()
    except (ImportError, OSError, ValueError) as problem:
        log.warning("embedder.fell_back", wanted=NAME, reason=str(problem))
        return HashedNgrams()
