"""What the members have to do: the list, one task, a new one."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.ids import LeadId, PersonId, TaskId
from leadwright.domain.permission import Permission
from leadwright.features.leads import listing
from leadwright.features.leads.search import LeadFilter
from leadwright.features.tasks import actions, queries, rules
from leadwright.features.tasks.actions import TaskPlan
from leadwright.features.tasks.models import Task
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, Tx, require
from leadwright.web.auth import csrf
from leadwright.web.screens import lead_names
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.tasks.view import (
    TaskFormContext,
    TaskGroup,
    TaskLine,
    TasksContext,
    by_field,
    grouped,
    line,
)

router = APIRouter(include_in_schema=False, prefix="/w/{workspace}/tasks")

MOST = 200
VIEWS = ("mine", "all", "done")
Reads = Depends(require(Permission.READ_LEADS))
Works = Depends(require(Permission.WORK_LEADS))
Csrf = Depends(csrf)
Ticked = Annotated[list[UUID], Form(alias="task")]
View = Annotated[str, Form()]


@router.get("", dependencies=[Reads])
async def index(frame: Framed, session: Read, view: str = "mine", undo: str = "") -> HTMLResponse:
    view = view if view in VIEWS else "mine"
    tasks = await _tasks(session, frame, view)
    now = clock.now()
    lines = await _lines(session, tasks[:MOST])
    groups = (
        (TaskGroup("Done", "the latest first", lines),) if view == "done" else grouped(lines, now)
    )
    count = await queries.count_open(session, frame.who.person_id)
    context = TasksContext(
        view=view,
        mine=count.mine,
        all=count.all,
        groups=groups if lines else (),
        shown=len(lines),
        cut=len(tasks) > MOST,
        members=await _members(session),
        can_work=frame.who.may(Permission.WORK_LEADS),
    )
    path = _undo_path(frame, undo)
    return frame.show("pages/tasks/index.html", context, section="tasks", undo=path)


async def _tasks(session: ReadSession, frame: Frame, view: str) -> Sequence[Task]:
    if view == "done":
        return await queries.done_lately(session, limit=MOST + 1)
    owner = frame.who.person_id if view == "mine" else None
    return await queries.open_tasks(session, owner_id=owner, limit=MOST + 1)


async def _lines(session: ReadSession, tasks: Sequence[Task]) -> tuple[TaskLine, ...]:
    now = clock.now()
    members = await workspaces.members(session)
    owners: dict[UUID, str] = {member.person_id: member.name for member in members}
    leads = await lead_names.of_leads(session, (task.lead_id for task in tasks))
    return tuple(line(task, now, owners, leads) for task in tasks)


def _undo_path(frame: Frame, undo: str) -> str:
    """The address that opens these tasks again; made here, so that a link cannot choose another."""
    try:
        ids = [UUID(part) for part in undo.split(",") if part][:MOST]
    except ValueError:
        return ""
    query = "&".join(f"task={task_id}" for task_id in ids)
    return f"{frame.shell.workspace_url}/tasks/reopen?{query}" if ids else ""


@router.post("/done", dependencies=[Works, Csrf])
async def done(frame: Framed, session: Tx, task: Ticked, view: View = "mine") -> RedirectResponse:
    return await _tick_off(frame, session, task, view)


@router.post("/{task_id}/done", dependencies=[Works, Csrf])
async def one_done(
    frame: Framed, session: Tx, task_id: UUID, view: View = "mine"
) -> RedirectResponse:
    return await _tick_off(frame, session, [task_id], view)


async def _tick_off(
    frame: Frame, session: Tx, task_ids: Sequence[UUID], view: str
) -> RedirectResponse:
    for task_id in task_ids[:MOST]:
        await actions.mark_done(session, TaskId(task_id), done=True, actor=_me(frame))
    undo = ",".join(str(task_id) for task_id in task_ids[:MOST])
    return frame.to(f"/tasks?view={_view(view)}&undo={undo}", toast="done")


@router.post("/reopen", dependencies=[Works, Csrf])
async def reopen(
    frame: Framed, session: Tx, task: Annotated[list[UUID], Query()], view: View = "mine"
) -> Response:
    """Take the ticks back; asked by the toast, the page then loads itself again."""
    for task_id in task[:MOST]:
        await actions.mark_done(session, TaskId(task_id), done=False, actor=_me(frame))
    if "hx-request" in frame.request.headers:
        return Response(status_code=200, headers={"HX-Refresh": "true"})
    return frame.to(f"/tasks?view={_view(view)}", toast="saved")


@router.post("/assign", dependencies=[Works, Csrf])
async def assign(
    frame: Framed,
    session: Tx,
    task: Ticked,
    owner: Annotated[str, Form()] = "",
    view: View = "mine",
) -> RedirectResponse:
    owner_id = await _member(session, owner)
    await actions.assign(session, [TaskId(task_id) for task_id in task[:MOST]], owner_id)
    return frame.to(f"/tasks?view={_view(view)}", toast="saved")


@router.get("/new", dependencies=[Works])
async def new(frame: Framed, session: Read, lead: UUID | None = None) -> HTMLResponse:
    names = await lead_names.of_leads(session, [lead])
    if lead is not None and lead not in names:
        raise NotFound("There is no such lead here.")
    tomorrow = (await _here(session)).date() + timedelta(days=1)
    typed = Typed(
        due=tomorrow.isoformat(), owner=str(frame.who.person_id or ""), lead=str(lead or "")
    )
    return await _form(frame, session, None, typed)


@dataclass(frozen=True)
class Typed:
    """A task's form as it was sent."""

    title: str = ""
    due: str = ""
    owner: str = ""
    lead: str = ""


def _typed(
    title: Annotated[str, Form()] = "",
    due: Annotated[str, Form()] = "",
    owner: Annotated[str, Form()] = "",
    lead: Annotated[str, Form()] = "",
) -> Typed:
    return Typed(title, due, owner, lead)


TaskForm = Annotated[Typed, Depends(_typed)]


@router.post("", dependencies=[Works, Csrf])
async def add(frame: Framed, session: Tx, typed: TaskForm) -> Response:
    try:
        await actions.add(session, await _plan(session, typed))
    except Invalid as refusal:
        return await _form(frame, session, None, typed, refusal.problems)
    view = "mine" if typed.owner == str(frame.who.person_id) else "all"
    return frame.to(f"/tasks?view={view}", toast="saved")


@router.get("/{task_id}", dependencies=[Reads])
async def show(frame: Framed, session: Read, task_id: UUID) -> HTMLResponse:
    task = await _one(session, task_id)
    typed = Typed(
        task.title,
        task.due_at.astimezone(await workspaces.zone(session)).date().isoformat(),
        str(task.owner_id or ""),
        str(task.lead_id or ""),
    )
    return await _form(frame, session, task, typed)


@router.post("/{task_id}", dependencies=[Works, Csrf])
async def change(frame: Framed, session: Tx, task_id: UUID, typed: TaskForm) -> Response:
    task = await _one(session, task_id)
    try:
        plan = await _plan(session, typed, task)
    except Invalid as refusal:
        return await _form(frame, session, task, typed, refusal.problems)
    await actions.change(session, TaskId(task_id), plan)
    return frame.to("/tasks?view=all", toast="saved")


async def _one(session: ReadSession, task_id: UUID) -> Task:
    task = await queries.one(session, TaskId(task_id))
    if task is None:
        raise NotFound("There is no such task here.")
    return task


async def _plan(session: ReadSession, typed: Typed, task: Task | None = None) -> TaskPlan:
    """The form as a plan; an untouched date keeps its hour. Raises Invalid."""
    title, day = rules.check(typed.title, typed.due)
    now = await _here(session)
    due_at = rules.due_on(day, now)
    if task is not None and task.due_at.astimezone(now.tzinfo).date() == day:
        due_at = task.due_at
    return TaskPlan(
        title=title,
        due_at=due_at,
        owner_id=await _member(session, typed.owner),
        lead_id=await _lead(session, typed.lead),
    )


async def _member(session: ReadSession, person: str) -> PersonId | None:
    if not person:
        return None
    for member in await workspaces.members(session):
        if str(member.person_id) == person:
            return member.person_id
    raise Invalid(
        "That person is not a member here any more.",
        problems=(FieldProblem("owner", "unknown", "Choose a member of this workspace."),),
    )


async def _lead(session: ReadSession, lead: str) -> LeadId | None:
    """The chosen lead. One of another workspace looks like one that does not exist."""
    if not lead:
        return None
    try:
        lead_id = UUID(lead)
    except ValueError:
        lead_id = UUID(int=0)
    if lead_id not in await lead_names.of_leads(session, [lead_id]):
        remedy = "Choose one of the leads in the list, or none."
        problem = FieldProblem("lead", "unknown", remedy)
        raise Invalid("There is no such lead here.", problems=(problem,))
    return LeadId(lead_id)


async def _form(
    frame: Frame,
    session: ReadSession,
    task: Task | None,
    typed: Typed,
    problems: tuple[FieldProblem, ...] = (),
) -> HTMLResponse:
    context = TaskFormContext(
        task=(await _lines(session, [task]))[0] if task else None,
        title_value=typed.title,
        due=typed.due,
        owner=typed.owner,
        lead=typed.lead,
        members=await _members(session),
        lead_choices=await _lead_choices(session, typed.lead),
        errors=by_field(problems),
        problems=tuple((problem.field, problem.remedy) for problem in problems),
        can_work=frame.who.may(Permission.WORK_LEADS),
    )
    status = 422 if problems else 200
    return frame.show("pages/tasks/form.html", context, section="tasks", status=status)


async def _members(session: ReadSession) -> tuple[tuple[str, str], ...]:
    members = await workspaces.members(session)
    return (("", "Nobody"), *((str(member.person_id), member.name) for member in members))


async def _lead_choices(session: ReadSession, chosen: str) -> tuple[tuple[str, str], ...]:
    """The newest leads, and the one this task is about if it is older."""
    newest = await listing.page(session, LeadFilter(limit=100))
    ids: list[UUID | None] = [lead.id for lead in newest.items]
    with suppress(ValueError):
        ids.append(UUID(chosen))
    names = await lead_names.of_leads(session, ids)
    ordered = [names[each] for each in dict.fromkeys(ids) if each in names]
    return (
        ("", "No lead"),
        *((str(n.id), f"{n.name}, {n.company}" if n.company else n.name) for n in ordered),
    )


async def _here(session: ReadSession) -> datetime:
    """The present, by the workspace's clocks."""
    return clock.now().astimezone(await workspaces.zone(session))


def _view(view: str) -> str:
    return view if view in VIEWS else "mine"


def _me(frame: Frame) -> PersonId:
    if frame.who.person_id is None:
        raise NotFound("Tasks are ticked off by members.")
    return frame.who.person_id
