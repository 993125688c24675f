"""The way back from a change to many leads: signed, carried by the page, kept nowhere."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from leadwright.domain.ids import WorkspaceId
from leadwright.kernel.crypto import Keyring
from leadwright.web.screens import undo_token

Verb = Literal["status", "owner"]


@dataclass(frozen=True)
class Before:
    """How one lead was; `version` is the one it got by the change. A later change is not undone."""

    lead_id: UUID
    value: str | None
    version: int


@dataclass(frozen=True)
class Change:
    """What was done to which leads; `target` is the status or the member's name, for the reader."""

    verb: Verb
    target: str
    leads: tuple[Before, ...]

    @property
    def words(self) -> str:
        count = len(self.leads)
        if not count:
            return "Nothing to change: they were like that already."
        leads = "1 lead" if count == 1 else f"{count} leads"
        if self.verb == "status":
            return f"{leads} set to {self.target}"
        return f"{leads} assigned to {self.target}" if self.target else f"{leads} unassigned"


def seal(keyring: Keyring, workspace_id: WorkspaceId, change: Change) -> str:
    """The change as a token for this workspace; safe in addresses."""
    rows = [[each.lead_id.hex, each.value, each.version] for each in change.leads]
    return undo_token.seal(keyring, _purpose(workspace_id), [change.verb, change.target, rows])


def unseal(keyring: Keyring, workspace_id: WorkspaceId, token: str) -> Change | None:
    """The change, or None when the token is not ours, or of an older version of this program."""
    found = undo_token.unseal(keyring, _purpose(workspace_id), token)
    if found is None:
        return None
    try:
        verb, target, rows = found
    except ValueError:
        return None
    return Change(verb, target, tuple(Before(UUID(row[0]), row[1], row[2]) for row in rows))


def _purpose(workspace_id: WorkspaceId) -> str:
    return f"leads-undo:{workspace_id}"
