"""What every screen in a workspace shares: who sees it, the frame around it, and how it is shown."""

from dataclasses import dataclass, fields, replace
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from leadwright.kernel.web import Principal, Read, Who
from leadwright.web.auth import csrf_token, logged_in
from leadwright.web.render import fragment, page
from leadwright.web.screens import frame_query
from leadwright.web.shell import PLACES, Shell, WorkspaceLink

TOASTS = {
    "saved": "Saved.",
    "sent": "On its way.",
    "cancelled": "Cancelled. It will not be sent.",
    "retried": "It runs again.",
    "taken_in": "Taken in. It is answered like any other.",
    "removed": "Removed.",
    "unnamed": "Give it a name first.",
    "published": "In force. Every lead is being scored anew.",
    "deleted": "Deleted. It acts no more.",
    "switched_on": "Switched on. It acts on what happens from now on.",
    "paused": "Paused. It acts no more until it is switched on.",
    "released": "Released. It runs on as a lead and is answered.",
    "blocked": "Confirmed as spam. Its sender and its words are stopped from now on.",
    "blocked_firm": "Confirmed as spam. Everybody at its domain and its words are stopped from now on.",
    "blocked_all": "Confirmed as spam. Their senders and their words are stopped from now on.",
    "taught": "Learnt. Who waits for it goes on to the team.",
    "accepted": "Accepted as it stands.",
    "mended": "Mended, on the row and on its lead.",
    "rejected": "Rejected. Its lead is rejected too, where the row made it.",
    "columns_first": "The columns were changed, so nothing was taken in yet. Look at the rows below.",
    "too_late": "Somebody decided that before.",
    "done": "Done.",
    "busy": "One of the two is being answered at this moment. Try again in a minute.",
    "put_away": "Put away. All of it stands in the settings, too.",
    "parted": "Two leads again. Whether they are one person is asked under Duplicates.",
    "undone": "Undone.",
    "undone_some": "Undone, but for what somebody decided otherwise since.",
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
            "shell": replace(self.shell, section=section),
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
    known = await logged_in(request)
    shell = Shell(
        workspace_name=who.workspace_name,
        workspace_url=f"/w/{who.workspace_slug}",
        person_name=who.person_name,
        person_email=who.person_email,
        section="",
        workspaces=tuple(
            WorkspaceLink(door.name, f"/w/{door.slug}") for door in (known.doors if known else ())
        ),
        counts=await frame_query.counts(session, who.person_id),
        places=tuple(place for place in PLACES if place.needs is None or who.may(place.needs)),
    )
    return Frame(request, who, shell)


Framed = Annotated[Frame, Depends(_frame)]
