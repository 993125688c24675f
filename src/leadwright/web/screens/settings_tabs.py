"""The pages of the settings, in the order of their list, and who may open them."""

from dataclasses import dataclass

from leadwright.domain.permission import Permission
from leadwright.kernel.web import Principal

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
