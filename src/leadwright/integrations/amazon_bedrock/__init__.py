"""Models of Amazon Bedrock by its Converse API and a Bedrock API key."""

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
    name="amazon_bedrock",
    title="Amazon Bedrock",
    about="Claude, Nova and others in your own AWS account.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.LANGUAGE_MODEL}),
    purpose="model",
    load="leadwright.integrations.amazon_bedrock.model:Bedrock",
    connect="leadwright.integrations.amazon_bedrock.model:Bedrock",
    fields=(
        Field(
            "api_key",
            "Bedrock API key",
            Kind.SECRET,
            help="A long-term key from the Bedrock console. It is a bearer key, not an access key.",
        ),
        Field("region", "AWS region", default="us-east-1", help="Such as eu-central-1."),
        Field(
            "model",
            "Model or inference profile",
            default="global.anthropic.claude-haiku-5-5",
            help="As the Bedrock console names it. It must be able to use tools.",
        ),
        *MODEL_PRICES,
        API_ADDRESS,
    ),
)
