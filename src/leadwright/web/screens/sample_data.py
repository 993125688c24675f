"""Sample data: fills a demo workspace of its own in the background and shows how far that is."""

from dataclasses import dataclass

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse

from leadwright.bootstrap.demo import company
from leadwright.domain.permission import Permission
from leadwright.kernel.jobs import LOW, enqueue
from leadwright.kernel.web import Tx, database_of, require
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Framed

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/sample-data"
JOB = "demo.fill"


@dataclass(frozen=True)
class SampleDataContext:
    """`done` of `of` steps; both 0 before the filling has begun. `url` is the demo's own Today."""

    name: str
    done: int
    of: int
    is_full: bool
    has_begun: bool
    url: str
    refresh: str


@router.get(PATH, dependencies=[Depends(require(Permission.MANAGE_WORKSPACE))])
async def show(frame: Framed) -> HTMLResponse:
    """What the sample data is, how far its filling is, and the way in."""
    async with database_of(frame.request).system() as session:
        found = await company.progress(session)
    context = SampleDataContext(
        name=company.NAME,
        done=found.done if found else 0,
        of=found.of if found else 0,
        is_full=bool(found and found.is_full),
        has_begun=found is not None or frame.request.query_params.get("begun") == "1",
        url=f"/w/{found.slug}" if found else "",
        refresh=f"{frame.shell.workspace_url}/sample-data?begun=1",
    )
    block = "progress" if frame.is_partial else None
    return frame.show("pages/sample_data/index.html", context, section="today", block=block)


@router.post(PATH, dependencies=[Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)])
async def fill(frame: Framed, session: Tx) -> RedirectResponse:
    """Begin, or go on where it stopped; who asks becomes an owner of the demo workspace."""
    payload = {"person_id": str(frame.who.person_id)}
    await enqueue(session, JOB, payload, priority=LOW, dedupe_key=JOB)
    return frame.to("/sample-data?begun=1")
