"""The Anthropic adapter (POST /v1/messages, platform.claude.com/docs/en/api/messages)."""

from leadwright.integrations.structured.model import Endpoint, StructuredModel
from leadwright.ports.wiring import Wiring

_BASE = "https://api.anthropic.com"
_VERSION = "2023-06-01"


def connect(wiring: Wiring) -> StructuredModel:
    """A model of one account."""
    values = wiring.values
    endpoint = Endpoint(
        vendor="anthropic",
        title="Anthropic",
        model=values["model"],
        base_url=f"{values.get('base_url') or _BASE}/v1",
        key=values["api_key"],
        client=wiring.client,
        maker="leadwright.integrations.structured.anthropic:make",
    )
    return StructuredModel(
        endpoint, {"x-api-key": values["api_key"], "anthropic-version": _VERSION}
    )
