"""pydantic-ai's models of OpenAI and of servers that speak its chat completions. Heavy."""

from typing import Any

from openai import AsyncOpenAI
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.profiles.openai import OpenAIModelProfile
from pydantic_ai.providers.openai import OpenAIProvider
from pydantic_ai.providers.openai_compatible import OpenAICompatibleProvider

from leadwright.integrations.structured.asking import Settled, http_client
from leadwright.integrations.structured.model import Endpoint

# Asked of servers without a key; a header has to stand there.
_NO_KEY = "none"


class _Chat(Settled, OpenAIChatModel):
    """The library's, with the schema made ready once."""


def make(endpoint: Endpoint) -> tuple[_Chat, dict[str, Any], bool]:
    """OpenAI itself. It caches long prompts by their beginning, unasked."""
    provider = OpenAIProvider(openai_client=_client(endpoint))
    return _Chat(endpoint.model, provider=provider), {}, False


def make_compatible(endpoint: Endpoint) -> tuple[_Chat, dict[str, Any], bool]:
    """Ollama, vLLM, LM Studio: these hold a JSON schema more surely than they call a tool."""
    provider = OpenAICompatibleProvider("compatible", openai_client=_client(endpoint))
    profile = OpenAIModelProfile(
        supports_json_schema_output=True, openai_chat_supports_max_completion_tokens=False
    )
    model = _Chat(endpoint.model, provider=provider, profile=profile)
    return model, {"temperature": 0.2}, True


def _client(endpoint: Endpoint) -> AsyncOpenAI:
    return AsyncOpenAI(
        api_key=endpoint.key or _NO_KEY,
        base_url=endpoint.base_url,
        http_client=http_client(endpoint),
        max_retries=0,
    )
