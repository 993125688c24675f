"""What the tests of screens share."""

from collections.abc import AsyncIterator

import httpx
import pytest
from tests.integration.installation import Installation, Workplace


@pytest.fixture
async def owner(installation: Installation, place: Workplace) -> AsyncIterator[httpx.AsyncClient]:
    """A browser in which the workspace's owner is signed in."""
    async with installation.browser(place.owner_id) as client:
        yield client
