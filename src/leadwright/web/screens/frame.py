"""What every screen in a workspace shares: who sees it, the frame around it, and how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from leadwright.features.messages import queries as messages
from leadwright.features.notifications import queries as notifications
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Principal, Read, Who, database_of
from leadwright.web.auth import csrf_token
from leadwright.web.render import fragment, page
from leadwright.web.shell import Shell, WorkspaceLink

TOASTS = {
    "saved": "Saved.",
    "sent": "On its way.",
    "cancelled": "Cancelled. It will not be sent.",
    "retried": "It runs again.",
    "removed": "Removed.",
    "done": "Done.",
    "undone": "Undone.",
    "undone_partly": "Undone, but for leads that somebody changed since.",
    "welcome": "This installation is yours.",
}


@dataclass(frozen=True)
class Frame:
    """One request to a screen. `shell` is complete but for the section, which the screen names."""

    request: Request
    who: Principal
    shell: Shell

    def show(
        self,
        template: str,
        context: Any,
        *,
        section: str,
        block: str | None = None,
        status: int = 200,
        undo: str = "",
    ) -> HTMLResponse:
        """The screen's template with its frozen context; with `block`, only that part of it.

        `undo` is what the toast's button posts to. The screen makes it from ids: an address taken
        from the query string would let a link choose what the button does.
        """
        values = {field.name: getattr(context, field.name) for field in fields(context)}
        values |= {
            "shell": _in_section(self.shell, section),
            "who": self.who,
            "csrf_token": csrf_token(self.request),
            "toasts": self._toasts(),
            "undo": undo,
        }
        if block is not None:
            return fragment(self.request, template, block, values, status=status)
        return page(self.request, template, values, status=status)

    def to(self, path: str, *, toast: str | None = None) -> RedirectResponse:
        """Go to a screen of this workspace after a form was taken."""
        mark = "&" if "?" in path else "?"
        note = f"{mark}toast={quote(toast)}" if toast else ""
        return RedirectResponse(f"{self.shell.workspace_url}{path}{note}", 303)

    @property
    def is_partial(self) -> bool:
        """Whether the front end asked for a part of the page only."""
        return self.request.headers.get("hx-request-type") == "partial"

    def _toasts(self) -> tuple[str, ...]:
        known = TOASTS.get(self.request.query_params.get("toast", ""))
        return (known,) if known else ()


async def _frame(request: Request, who: Who, session: Read) -> Frame:
    async with database_of(request).unbound() as people:
        doors = await workspaces.doors(people, who.person_id) if who.person_id else ()
    unfinished = await messages.unfinished(session)
    counts: Mapping[str, int] = {
        "notifications": await _unread(session, who),
        "outbox": sum(unfinished.get(s, 0) for s in ("held", "failed", "unconfirmed")),
    }
    shell = Shell(
        workspace_name=who.workspace_name,
        workspace_url=f"/w/{who.workspace_slug}",
        person_name=who.person_name,
        person_email=who.person_email,
        section="",
        workspaces=tuple(WorkspaceLink(door.name, f"/w/{door.slug}") for door in doors),
        counts={section: number for section, number in counts.items() if number},
    )
    return Frame(request, who, shell)


async def _unread(session: ReadSession, who: Principal) -> int:
    return await notifications.count_unread(session, who.person_id) if who.person_id else 0


def _in_section(shell: Shell, section: str) -> Shell:
    return Shell(**{**{f.name: getattr(shell, f.name) for f in fields(shell)}, "section": section})


Framed = Annotated[Frame, Depends(_frame)]
