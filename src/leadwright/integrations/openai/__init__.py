"""OpenAI by its chat completions."""

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
    name="openai",
    title="OpenAI",
    about="GPT. The small model answers in about a second.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.LANGUAGE_MODEL}),
    purpose="model",
    load="leadwright.integrations.openai.model:connect",
    connect="leadwright.integrations.openai.model:connect",
    fields=(
        Field("api_key", "API key", Kind.SECRET, help="From the platform, under API keys."),
        Field(
            "model",
            "Model",
            default="gpt-6-luna",
            help="A small, fast one: a lead waits for five seconds at most.",
        ),
        *MODEL_PRICES,
        API_ADDRESS,
    ),
)
