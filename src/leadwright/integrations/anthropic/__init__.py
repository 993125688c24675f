"""Anthropic's Claude by its Messages API."""

from leadwright.ports.integration import (
    API_ADDRESS,
    MODEL_PRICES,
    Auth,
    Capability,
    Field,
    Integration,
    Kind,
)

INTEGRATION = Integration(
    name="anthropic",
    title="Anthropic",
    about="Claude. The small model answers in about a second.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.LANGUAGE_MODEL}),
    purpose="model",
    load="leadwright.integrations.anthropic.model:connect",
    connect="leadwright.integrations.anthropic.model:connect",
    fields=(
        Field("api_key", "API key", Kind.SECRET, help="From the console, under API keys."),
        Field(
            "model",
            "Model",
            default="claude-haiku-5-5",
            help="A small, fast one: a lead waits for five seconds at most.",
        ),
        *MODEL_PRICES,
        API_ADDRESS,
    ),
)
