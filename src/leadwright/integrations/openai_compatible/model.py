"""The adapter of servers that speak OpenAI's chat completions with a JSON schema."""

from leadwright.integrations.structured.model import Endpoint, StructuredModel
from leadwright.ports.wiring import Wiring


def connect(wiring: Wiring) -> StructuredModel:
    """A model of one server."""
    values = wiring.values
    key = values.get("api_key") or ""
    endpoint = Endpoint(
        vendor="openai_compatible",
        title="The model server",
        model=values["model"],
        base_url=values["base_url"],
        key=key,
        client=wiring.client,
        maker="leadwright.integrations.structured.openai:make_compatible",
    )
    return StructuredModel(endpoint, {"Authorization": f"Bearer {key}"} if key else {})
