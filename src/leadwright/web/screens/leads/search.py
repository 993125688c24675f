"""The command palette's search: leads whose name, company, address or phone holds what was typed."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from fastapi.responses import HTMLResponse

from leadwright.domain.numbering import grouped
from leadwright.domain.permission import Permission
from leadwright.features.leads import listing
from leadwright.features.leads.search import LeadFilter
from leadwright.kernel.web import Read, require
from leadwright.web.screens.frame import Framed

MOST = 8

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class Hit:
    """One line: the best name there is, the rest of who it is, and where it leads."""

    name: str
    detail: str
    url: str


@dataclass(frozen=True)
class SearchContext:
    hits: tuple[Hit, ...]


@router.get("/search", dependencies=[Depends(require(Permission.READ_LEADS))])
async def find(frame: Framed, session: Read, q: Annotated[str, Query()] = "") -> HTMLResponse:
    """The newest leads that match, as lines of the palette; nothing for nothing typed."""
    words = q.strip()[:200]
    hits: tuple[Hit, ...] = ()
    if words:
        found = await listing.page(session, LeadFilter(q=words, limit=MOST), search_most=MOST)
        hits = tuple(
            Hit(
                name=(lead.name or lead.email or grouped(lead.phone) or "Unnamed lead")[:200],
                detail=(lead.company or lead.email or "")[:200],
                url=f"{frame.shell.workspace_url}/leads/{lead.id}",
            )
            for lead in found.items
        )
    return frame.show("pages/leads/search.html", SearchContext(hits), section="leads")
