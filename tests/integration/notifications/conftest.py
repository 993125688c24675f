"""A workspace with Telegram and Slack connected."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest_asyncio
from tests.integration.notifications.chat_setup import ChatSetup, chat_setup

from leadwright.kernel.db.urls import DatabaseUrls


@pytest_asyncio.fixture
async def chats(database_urls: DatabaseUrls, data_folder: Path) -> AsyncIterator[ChatSetup]:
    """Servers of all chats; Telegram is connected."""
    names = ("telegram", "slack", "teams", "discord", "twilio", "webhook")
    async with chat_setup(database_urls, data_folder, *names) as made:
        await made.connect("telegram")
        yield made
