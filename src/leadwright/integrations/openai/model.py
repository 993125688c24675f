"""The OpenAI adapter (POST /v1/chat/completions, developers.openai.com/api/reference)."""

from leadwright.integrations.structured.model import Endpoint, StructuredModel
from leadwright.ports.wiring import Wiring

_BASE = "https://api.openai.com/v1"


def connect(wiring: Wiring) -> StructuredModel:
    """A model of one account."""
    values = wiring.values
    endpoint = Endpoint(
        vendor="openai",
        title="OpenAI",
        model=values["model"],
        base_url=values.get("base_url") or _BASE,
        key=values["api_key"],
        client=wiring.client,
        maker="leadwright.integrations.structured.openai:make",
    )
    return StructuredModel(endpoint, {"Authorization": f"Bearer {values['api_key']}"})
