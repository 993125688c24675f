"""The real encoder and heads, loaded once."""

import pytest

from leadwright.features.understanding.heads import Heads, load_heads
from leadwright.integrations.use_multilingual.embedder import UseMultilingual


@pytest.fixture(scope="session")
def embedder() -> UseMultilingual:
    return UseMultilingual()


@pytest.fixture(scope="session")
def heads() -> Heads:
    return load_heads()
