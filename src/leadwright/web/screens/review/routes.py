"""Review: products that no team has, and rows of files that a person should look at."""

from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Forbidden, Invalid, NotFound
from leadwright.domain.ids import PersonId
from leadwright.domain.permission import Permission
from leadwright.features.imports import queries as imports
from leadwright.features.imports import review
from leadwright.features.leads import queries as leads
from leadwright.features.leads.correcting import Contact
from leadwright.features.routing import queries as routing
from leadwright.features.routing.interests import value_key
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.pipeline import routes
from leadwright.pipeline.imports import row_review
from leadwright.web.auth import csrf
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.review import view
from leadwright.web.screens.typed import Typed

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/review")

SECTION = "review"
READ = [Depends(require(Permission.READ_LEADS))]
WORKS = [Depends(require(Permission.WORK_LEADS)), Depends(csrf)]
ONE = "/rows/{import_id:uuid}/{number}"
Picked = Annotated[list[str], Form()]
Word = Annotated[str, Form()]
Problems = tuple[tuple[str, str], ...]


@router.get("", dependencies=READ)
async def index(
    frame: Framed,
    session: Read,
    after: str = "",
    taught: str = "",
    row: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse:
    """What waits. `taught` or `row` is what was just decided: the toast takes it back."""
    url = f"{frame.shell.workspace_url}/review"
    found = await review.waiting(session, after=view.read_ref(after), limit=view.PAGE + 1)
    unknown = await routing.unknown_products(session)
    names = await lead_names.of_leads(session, [one for each in unknown for one in each.newest])
    may_work = frame.who.may(Permission.WORK_LEADS)
    context = view.ReviewContext(
        products=view.products(unknown, names),
        teams=tuple((team.id, team.name) for team in await routing.teams(session)),
        rows=tuple(view.line(one) for one in found[: view.PAGE]),
        count=await review.count(session),
        older=f"{url}?after={found[view.PAGE - 1].ref}" if len(found) > view.PAGE else "",
        newest=url if after else "",
        may_work=may_work,
        may_route=frame.who.may(Permission.MANAGE_WORKSPACE),
    )
    undo = view.undo_address(url, value_key(taught), row or ()) if may_work else ""
    return frame.show("pages/review/index.html", context, section=SECTION, undo=undo)


@router.post("/products", dependencies=WORKS)
async def teach(
    frame: Framed, session: Tx, value: Word, team: Annotated[UUID, Form()]
) -> RedirectResponse:
    """This product is that team's: who waits for it goes on."""
    waits = {one.value_key for one in await routing.unknown_products(session)}
    if value_key(value) not in waits:
        return frame.to("/review", toast="too_late")
    await routes.teach(session, value, team, by=frame.who.person_id)
    return frame.to(f"/review?taught={quote(value_key(value))}", toast="taught")


@router.post("/products/{key}/take-back", dependencies=WORKS)
async def unteach(frame: Framed, session: Tx, key: str) -> Response:
    """The product is nobody's again, and who went on by it waits again."""
    await routes.unteach(session, key)
    return _undone(frame)


@router.get(ONE, dependencies=READ)
async def show(frame: Framed, session: Read, import_id: UUID, number: str) -> HTMLResponse:
    """One row on a page of its own."""
    context = await _context(frame, session, view.ref_of(import_id, number))
    return frame.show("pages/review/show.html", context, section=SECTION)


@router.get(ONE + "/panel", dependencies=READ)
async def panel(frame: Framed, session: Read, import_id: UUID, number: str) -> HTMLResponse:
    """The same beside the list."""
    context = await _context(frame, session, view.ref_of(import_id, number))
    return frame.show("pages/review/panel.html", context, section=SECTION)


async def _context(
    frame: Frame,
    session: ReadSession,
    ref: review.Ref,
    typed: Contact | None = None,
    problems: Problems = (),
) -> view.OneContext:
    waiting = await review.one(session, ref)
    if waiting is None:
        raise NotFound("There is no such row here.")
    row = waiting.row
    found = await imports.one(session, row.import_id)
    lead = await leads.one(session, row.lead_id) if row.lead_id else None  # type: ignore[arg-type]
    contact = typed or (Contact(lead.name, lead.email, lead.phone) if lead else None)
    may_work = frame.who.may(Permission.WORK_LEADS)
    headers = found.shape.get("headers", ()) if found else ()
    return view.one(waiting, headers, contact, may_work=may_work, problems=problems)


async def _row(session: ReadSession, ref: review.Ref) -> review.RowDecision:
    rows = await review.several(session, [ref])
    if not rows:
        raise NotFound("There is no such row here.")
    return rows[0]


@router.post(ONE + "/mend", dependencies=WORKS, response_model=None)
async def mend(
    frame: Framed,
    session: Tx,
    import_id: UUID,
    number: str,
    typed: Typed,
) -> Response:
    """Correct it on the row's lead."""
    row = await _row(session, view.ref_of(import_id, number))
    contact = view.contact(typed)
    try:
        moved = await row_review.mend(session, row, contact, by=_me(frame))
    except Invalid as error:
        problems = tuple((each.field, each.remedy) for each in error.problems)
        context = await _context(frame, session, view.ref_of(import_id, number), contact, problems)
        return frame.show("pages/review/show.html", context, section=SECTION, status=422)
    return _decided(frame, "mended", [row] if moved else [])


@router.post("/{word}", dependencies=WORKS)
async def decide(frame: Framed, session: Tx, word: view.Word, row: Picked) -> RedirectResponse:
    """The ticked ones are right as they stand, or stand for nobody."""
    done = []
    for found in await _several(session, row):
        verb = row_review.accept if word == "accept" else row_review.reject
        if await verb(session, found, by=_me(frame)):
            done.append(found)
    return _decided(frame, view.TOASTS[word], done)


@router.post("/rows/take-back", dependencies=WORKS)
async def take_back(frame: Framed, session: Tx, row: Annotated[list[str], Query()]) -> Response:
    """They wait again, asked by the toast."""
    for found in await _several(session, row):
        await row_review.take_back(session, found, by=_me(frame))
    return _undone(frame)


async def _several(session: ReadSession, marks: list[str]) -> list[review.RowDecision]:
    refs = [ref for mark in marks[: view.PAGE] if (ref := view.read_ref(mark))]
    rows = list(await review.several(session, refs))
    if len(rows) != len(set(marks)):
        raise NotFound("One of these rows is not here.")
    return rows


def _decided(frame: Frame, toast: str, rows: list[review.RowDecision]) -> RedirectResponse:
    if not rows:
        return frame.to("/review", toast="too_late")
    marks = view.marks([f"{one.import_id}.{one.row_index}" for one in rows])
    return frame.to(f"/review?{marks}", toast=toast)


def _undone(frame: Frame) -> Response:
    url = f"{frame.shell.workspace_url}/review?toast=undone"
    if "hx-request" in frame.request.headers:
        return Response(headers={"HX-Redirect": url})
    return RedirectResponse(url, 303)


def _me(frame: Frame) -> PersonId:
    if frame.who.person_id is None:
        raise Forbidden("A person has to do this.")
    return frame.who.person_id
