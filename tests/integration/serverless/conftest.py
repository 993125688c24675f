"""The function's environment: credentials of nobody, the server's address, no warm clients."""

from collections.abc import Iterator

import pytest
from tests.integration.aws_server import cloud
from tests.integration.serverless.stack import REGION, Stack, raise_stack

from leadwright.serverless import handler


@pytest.fixture
def stack(monkeypatch: pytest.MonkeyPatch) -> Iterator[Stack]:
    with cloud() as server:
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.address)
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
        monkeypatch.setenv("AWS_DEFAULT_REGION", REGION)
        monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        handler.clients.cache_clear()
        yield raise_stack(server)
        handler.clients.cache_clear()
