"""The key that signs the installation's own mail (DKIM)."""

from leadwright.integrations.smtp.dkim_signing import Dkim, read_key
from leadwright.kernel.settings import REMEDIES, Settings, SettingsRefused


def signer(settings: Settings) -> Dkim | None:
    """The configured key, if any. SettingsRefused if it cannot be used."""
    if not (settings.dkim_domain and settings.dkim_selector and settings.dkim_key):
        return None
    try:
        key = read_key(settings.dkim_key)
    except ValueError as problem:
        raise SettingsRefused(f"- dkim_key: {problem}\n  {REMEDIES['dkim_key']}") from problem
    return Dkim(settings.dkim_domain.lower(), settings.dkim_selector, key)
