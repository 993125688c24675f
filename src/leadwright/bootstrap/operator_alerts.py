"""The operator's own way to be told what no workspace can tell: LEADWRIGHT_ALERT_URLS, through Apprise.

It needs no database and no job. The addresses come from the settings, so that Apprise, which
connects by itself and blocks, is used for these alone (docs/adr/0014).
"""

import asyncio

from leadwright.kernel.loading import resolve
from leadwright.kernel.logging import get
from leadwright.kernel.settings import REMEDIES, Settings, SettingsRefused

log = get("operator_alerts")

PATIENCE = 20.0


def check(settings: Settings) -> None:
    """SettingsRefused names the first address that Apprise does not know, by its scheme alone."""
    if not settings.alert_urls:
        return
    made = resolve("apprise:Apprise")
    for number, url in enumerate(settings.alert_urls, 1):
        if not made().add(url):
            scheme = url.partition(":")[0]
            raise SettingsRefused(
                f"- alert_urls: address {number} ({scheme}:) is none of Apprise's\n"
                f"  {REMEDIES['alert_urls']}"
            )


async def tell(settings: Settings, title: str, body: str) -> bool:
    """Send it to every address; whether all took it. Never raises: it is told about failures."""
    if not settings.alert_urls:
        return False
    try:
        async with asyncio.timeout(PATIENCE):
            taken = await asyncio.to_thread(_send, settings.alert_urls, title, body)
    except Exception as error:  # noqa: BLE001 -- a hundred plugins, and nobody to tell but the log
        log.warning("operator.not_told", error=type(error).__name__)
        return False
    log.info("operator.told", taken=taken)
    return taken


def _send(urls: tuple[str, ...], title: str, body: str) -> bool:
    sender = resolve("apprise:Apprise")()
    for url in urls:
        sender.add(url)
    return bool(sender.notify(body=body, title=title))
