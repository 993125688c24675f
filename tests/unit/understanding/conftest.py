"""The real encoder and heads, loaded once."""

import pytest
from tests.prepared import encoder

from leadwright.features.understanding.heads import Heads, load_heads
from leadwright.integrations.use_multilingual.embedder import UseMultilingual


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> UseMultilingual:
    return encoder(tmp_path_factory)


@pytest.fixture(scope="session")
def heads() -> Heads:
    return load_heads()
