"""Any server that speaks OpenAI's chat completions: Ollama, vLLM, LM Studio, llama.cpp, a gateway."""

from leadwright.ports.integration import (
    MODEL_PRICES,
    Auth,
    Capability,
    Field,
    Integration,
    Kind,
)

INTEGRATION = Integration(
    name="openai_compatible",
    title="Own model server",
    about="Ollama, vLLM, LM Studio or a gateway: whatever speaks OpenAI's chat completions.",
    auth=Auth.URL,
    capabilities=frozenset({Capability.LANGUAGE_MODEL}),
    purpose="model",
    load="leadwright.integrations.openai_compatible.model:connect",
    connect="leadwright.integrations.openai_compatible.model:connect",
    fields=(
        Field(
            "base_url",
            "Address",
            Kind.WEB_ADDRESS,
            help=(
                "Up to /v1, such as http://127.0.0.1:11434/v1. A private address must stand in"
                " LEADWRIGHT_ALLOW_PRIVATE."
            ),
        ),
        Field("model", "Model", help="As the server lists it, such as qwen3:4b."),
        Field("api_key", "API key", Kind.SECRET, optional=True),
        *MODEL_PRICES,
    ),
)
