"""Sentence embeddings on this machine: Universal Sentence Encoder multilingual, with numpy alone."""

from leadwright.ports.integration import Auth, Capability, Integration

INTEGRATION = Integration(
    name="use_multilingual",
    title="Built-in text understanding",
    auth=Auth.NONE,
    capabilities=frozenset({Capability.EMBEDDER}),
    load="leadwright.integrations.use_multilingual.embedder.UseMultilingual",
)
