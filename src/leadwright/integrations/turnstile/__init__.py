"""Cloudflare Turnstile vouches for the visitors of forms."""

from leadwright.ports.integration import (
    API_ADDRESS,
    Auth,
    Capability,
    Field,
    Integration,
    Kind,
)

INTEGRATION = Integration(
    name="turnstile",
    title="Cloudflare Turnstile",
    about="Visitors of a form are looked at by Cloudflare, mostly without a question.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.FORM_GUARD}),
    purpose="turnstile",
    load="leadwright.integrations.turnstile.guard:turnstile",
    connect="leadwright.integrations.turnstile.guard:turnstile",
    fields=(
        Field(
            "site_key",
            "Site key",
            help="Stands in the code of your pages. Cloudflare, Turnstile, your widget.",
        ),
        Field("secret_key", "Secret key", Kind.SECRET, help="Beside the site key."),
        API_ADDRESS,
    ),
)
