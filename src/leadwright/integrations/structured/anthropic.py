"""pydantic-ai's model of Anthropic. Heavy."""

from typing import Any

from anthropic import AsyncAnthropic
from pydantic_ai.models.anthropic import AnthropicModel
from pydantic_ai.providers.anthropic import AnthropicProvider

from leadwright.integrations.structured.asking import Settled, http_client
from leadwright.integrations.structured.model import Endpoint


class _Messages(Settled, AnthropicModel):
    """The library's, with the schema made ready once."""


def make(endpoint: Endpoint) -> tuple[_Messages, dict[str, Any]]:
    """The instructions and the schema are cached for five minutes where they are long enough."""
    client = AsyncAnthropic(
        api_key=endpoint.key,
        base_url=endpoint.base_url.removesuffix("/v1"),
        http_client=http_client(endpoint),
        max_retries=0,
    )
    model = _Messages(endpoint.model, provider=AnthropicProvider(anthropic_client=client))
    return model, {"anthropic_cache_instructions": True}
