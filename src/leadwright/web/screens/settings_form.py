"""What the pages of the settings share: their tabs, and forms that keep what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from leadwright.domain.errors import Refused
from leadwright.domain.permission import Permission
from leadwright.features.capture.fields import clean
from leadwright.kernel.web import Principal

LONGEST_VALUE = 50_000
SECTION = "settings"


@dataclass(frozen=True)
class Tab:
    """A page of the settings. `path` follows the workspace's address; `group` heads its list."""

    group: str
    title: str
    path: str
    needs: Permission


TABS = (
    Tab("Workspace", "Workspace", "/settings", Permission.READ_LEADS),
    Tab("Workspace", "Members", "/settings/members", Permission.READ_LEADS),
    Tab("Workspace", "Keys", "/settings/keys", Permission.MANAGE_KEYS),
    Tab("Leads", "Connect a site", "/settings/connect", Permission.READ_LEADS),
    Tab("Leads", "Routing", "/routing", Permission.READ_LEADS),
    Tab("Leads", "Behaviour", "/settings/tracking", Permission.MANAGE_WORKSPACE),
    Tab("Replies", "Fact sheet", "/settings/facts", Permission.READ_LEADS),
    Tab("Replies", "Templates", "/templates", Permission.READ_LEADS),
    Tab("Replies", "Reply rules", "/settings/replies", Permission.READ_LEADS),
    Tab("Replies", "Experiments", "/experiments", Permission.READ_LEADS),
    Tab("Channels", "Mail", "/settings/mail", Permission.MANAGE_WORKSPACE),
    Tab("Channels", "Connections", "/settings/connections", Permission.MANAGE_WORKSPACE),
    Tab("Channels", "Notifications", "/settings/notifications", Permission.READ_LEADS),
    Tab("Oversight", "Costs", "/costs", Permission.MANAGE_WORKSPACE),
    Tab("Oversight", "Request log", "/requests", Permission.READ_REQUESTS),
)


def tabs_for(who: Principal) -> tuple[Tab, ...]:
    """The pages this member may open."""
    return tuple(tab for tab in TABS if who.may(tab.needs))


async def _typed(request: Request) -> Mapping[str, str]:
    form = await request.form(max_files=0, max_fields=100)
    return {
        name: clean(value[:LONGEST_VALUE])
        for name, value in form.items()
        if isinstance(value, str) and name != "csrf_token"
    }


Typed = Annotated[Mapping[str, str], Depends(_typed)]


def errors_of(refusal: Refused | None) -> dict[str, str]:
    """The remedy for each field; under the empty name what belongs to none."""
    if refusal is None:
        return {}
    return {p.field: p.remedy for p in refusal.problems} or {"": refusal.message}


def ticked(typed: Mapping[str, str], name: str) -> bool:
    """Browsers send a check box only when it is ticked."""
    return typed.get(name, "") not in {"", "false"}
