"""The guide: this version's own documents, on this server, without a connection to anywhere."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from leadwright.domain.errors import NotFound
from leadwright.web.render import page
from leadwright.web.screens.public_site.guide_pages import Chapter, Shelf, chapter, shelves
from leadwright.web.screens.public_site.landing import SiteLinks
from leadwright.web.screens.public_site.routes import links

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class GuideContext:
    """One page with the way to all others."""

    links: SiteLinks
    shelves: tuple[Shelf, ...]
    chapter: Chapter


@router.get("/guide")
async def first() -> Response:
    """The page most people come for."""
    known = [each for shelf in shelves() for each in shelf.chapters]
    if not known:
        raise NotFound("This installation came without its documents.")
    wanted = next((each for each in known if each.slug == "connect-a-site"), known[0])
    return RedirectResponse(f"/guide/{wanted.slug}", 307)


@router.get("/guide/{slug:path}")
async def show(request: Request, slug: str) -> Response:
    """One page of the guide."""
    found = chapter(slug)
    if found is None:
        raise NotFound("The guide has no such page.")
    context = GuideContext(links(request), shelves(), found)
    return page(request, "public/guide.html", {"page": context})
