"""hCaptcha vouches for the visitors of forms."""

from leadwright.ports.integration import (
    API_ADDRESS,
    Auth,
    Capability,
    Field,
    Integration,
    Kind,
)

INTEGRATION = Integration(
    name="hcaptcha",
    title="hCaptcha",
    about="Visitors of a form tick a box, and are shown pictures where there is doubt.",
    auth=Auth.API_KEY,
    capabilities=frozenset({Capability.FORM_GUARD}),
    purpose="hcaptcha",
    load="leadwright.integrations.hcaptcha.guard:hcaptcha",
    connect="leadwright.integrations.hcaptcha.guard:hcaptcha",
    fields=(
        Field("site_key", "Site key", help="Stands in the code of your pages. hCaptcha, Sites."),
        Field("secret_key", "Secret key", Kind.SECRET, help="hCaptcha, Settings, Secret."),
        API_ADDRESS,
    ),
)
