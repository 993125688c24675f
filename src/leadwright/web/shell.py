"""The frame around every screen: the entries of its sidebar and the counts beside them."""

from dataclasses import dataclass
from itertools import groupby

from leadwright.domain.permission import Permission


@dataclass(frozen=True)
class Place:
    """A screen one can go to. `path` follows the workspace's address; `keys` are pressed in turn.

    `group` is the heading it stands under in the sidebar; the first ones have none. Who lacks what it
    `needs` is not led there.
    """

    section: str
    title: str
    path: str
    symbol: str
    keys: str
    group: str = ""
    needs: Permission | None = None


# Only what exists is listed, group by group; the first four are the phone's dock.
PLACES = (
    Place("today", "Today", "", "gauge", "g d"),
    Place("leads", "Leads", "/leads", "users", "g l"),
    Place("approvals", "Approvals", "/approvals", "mail-question-mark", "g a"),
    Place("tasks", "Tasks", "/tasks", "circle-check", "g t"),
    Place("imports", "Imports", "/imports", "file-spreadsheet", "g i", "Capture"),
    Place("sources", "Sources", "/sources", "folder-input", "g u", "Capture"),
    Place("review", "Review", "/review", "list-checks", "g r", "Capture"),
    Place("quarantine", "Quarantine", "/quarantine", "shield-alert", "g q", "Capture"),
    Place("duplicates", "Duplicates", "/duplicates", "users-round", "g m", "Capture"),
    Place("scoring", "Scoring", "/scoring", "sliders-horizontal", "g c", "Insight"),
    Place("automations", "Automations", "/automations", "workflow", "g w", "Insight"),
    Place("outbox", "Outbox", "/outbox", "mails", "g o", "Running it"),
    Place("alerts", "Alerts", "/alerts", "bell-ring", "g e", "Running it"),
    Place(
        "failed-jobs",
        "Failed jobs",
        "/failed-jobs",
        "triangle-alert",
        "g f",
        "Running it",
        Permission.MANAGE_JOBS,
    ),
    Place("settings", "Settings", "/settings", "settings", "g s", "Running it"),
)


@dataclass(frozen=True)
class WorkspaceLink:
    """A workspace this person may enter."""

    name: str
    url: str


@dataclass(frozen=True)
class Shell:
    """What `layouts/app.html` shows around a screen. `workspace_url` has no slash at its end.

    Hashable, because what is drawn from it is kept by it.
    """

    workspace_name: str
    workspace_url: str
    person_name: str
    person_email: str
    section: str
    workspaces: tuple[WorkspaceLink, ...] = ()
    counts: tuple[tuple[str, int], ...] = ()
    logout_url: str = "/logout"
    places: tuple[Place, ...] = PLACES

    @property
    def groups(self) -> tuple[tuple[str, tuple[Place, ...]], ...]:
        """The places under their headings, in the order they stand."""
        return tuple(
            (group, tuple(places)) for group, places in groupby(self.places, lambda p: p.group)
        )

    def count(self, section: str) -> int:
        """The number beside a place; 0 is not shown."""
        return dict(self.counts).get(section, 0)
