"""Public pages: the landing page with the live demo, thanks, a visitor's result, the API docs."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import text

from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.web import database_of
from leadwright.web import results
from leadwright.web.render import page
from leadwright.web.screens.public_site.demo_result import RunResult
from leadwright.web.screens.public_site.guide_pages import chapter, shelves
from leadwright.web.screens.public_site.landing import (
    DemoStats,
    PrivacyContext,
    SiteLinks,
    ThanksContext,
    landing_context,
    result_context,
)

router = APIRouter(include_in_schema=False)

_STATS = text(
    "select count(*) as answered, percentile_cont(0.5) within group (order by reply_ms) as median"
    " from (select reply_ms from lead where workspace_id = :workspace_id"
    " and last_submission_at > :since and reply_status = 'answered'"
    " order by last_submission_at desc limit 10000) newest"
)
_STATS_FOR = timedelta(days=30)


@dataclass(frozen=True)
class Demo:
    """The demo form's workspace and the public key that posts into it."""

    workspace_id: WorkspaceId
    key: str


async def _demo(request: Request) -> Demo | None:
    known: Demo | None = getattr(request.app.state, "demo", None)
    if known is not None:
        return known
    async with database_of(request).unbound() as session:
        workspace = await workspaces.demo_workspace(session)
    if workspace is None:
        return None
    workspace_id = WorkspaceId(workspace.id)
    async with database_of(request).read(workspace_id) as bound:
        keys = await workspaces.keys(bound)
    found = next((k.public_value for k in keys if k.is_demo and k.public_value), None)
    if found is None:
        return None
    request.app.state.demo = Demo(workspace_id, found)
    return Demo(workspace_id, found)


def links(request: Request) -> SiteLinks:
    """Where the public pages point on this installation."""
    return SiteLinks(
        public_url=request.app.state.settings.address,
        api_docs="/docs",
        guide="/guide" if shelves() else None,
        arithmetic="/guide/reference/scoring" if chapter("reference/scoring") else None,
        privacy="/privacy",
    )


@router.get("/")
async def landing(request: Request) -> Response:
    demo = await _demo(request)
    stats = await _stats(request, demo.workspace_id) if demo else DemoStats()
    url = f"/api/submit-lead?key={demo.key}" if demo else None
    context = landing_context(links(request), stats, dict(request.query_params), url)
    return page(request, "public/landing.html", {"page": context})


async def _stats(request: Request, workspace_id: WorkspaceId) -> DemoStats:
    async with database_of(request).read(workspace_id) as session:
        asked = {"workspace_id": workspace_id, "since": clock.now() - _STATS_FOR}
        row = (await session.execute(_STATS, asked)).one()
    return DemoStats(row.answered, row.median)


@router.get("/thanks")
async def thanks(request: Request) -> Response:
    token = request.query_params.get("result")
    url = None
    if token and request.app.state.keyring.unsign("result", token) is not None:
        url = f"/result/{token}"
    context = ThanksContext(links=links(request), result_url=url)
    return page(request, "public/thanks.html", {"page": context})


@router.get("/result/{token}")
async def result(request: Request, token: str) -> Response:
    """What became of a submission, for a visitor without JavaScript."""
    workspace_id, submission_id = results.open_token(request.app.state.keyring, token)
    shown = await _visible(request, workspace_id, submission_id)
    context = result_context(links(request), RunResult.model_validate(shown))
    response = page(request, "public/result.html", {"page": context})
    response.headers["Cache-Control"] = "no-store"
    return response


async def _visible(
    request: Request, workspace_id: WorkspaceId, submission_id: SubmissionId
) -> dict[str, Any]:
    full = await results.may_see_all(request, workspace_id, submission_id)
    return await results.read(request, workspace_id, submission_id, full=full)


@router.get("/privacy")
async def privacy(request: Request) -> Response:
    """What the demo form keeps, and for how long."""
    return page(request, "public/privacy.html", {"page": PrivacyContext(links(request))})


@router.get("/docs")
async def docs(request: Request) -> Response:
    """The API's reference, from our own files and not from somebody else's servers."""
    return page(request, "public/api.html", {"page": ThanksContext(links=links(request))})


@router.get("/favicon.ico")
async def favicon() -> Response:
    return RedirectResponse("/static/favicon.svg", 308)


@router.get("/robots.txt")
async def robots() -> Response:
    return Response(
        "User-agent: *\nDisallow: /w/\nDisallow: /api/\nDisallow: /result/\nDisallow: /decide/\n"
        "Disallow: /l/\nDisallow: /o/\nAllow: /\n",
        media_type="text/plain",
    )
