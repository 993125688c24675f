"""pydantic-ai's model of OpenAI. Heavy."""

from typing import Any

from openai import AsyncOpenAI
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from leadwright.integrations.structured.asking import Settled, http_client
from leadwright.integrations.structured.model import Endpoint


class _Chat(Settled, OpenAIChatModel):
    """The library's, with the schema made ready once."""


def make(endpoint: Endpoint) -> tuple[_Chat, dict[str, Any]]:
    """It caches long prompts by their beginning, unasked."""
    client = AsyncOpenAI(
        api_key=endpoint.key,
        base_url=endpoint.base_url,
        http_client=http_client(endpoint),
        max_retries=0,
    )
    return _Chat(endpoint.model, provider=OpenAIProvider(openai_client=client)), {}
