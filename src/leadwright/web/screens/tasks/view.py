"""What the task screens show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from leadwright.domain.errors import FieldProblem
from leadwright.features.tasks.models import Task
from leadwright.web.screens.lead_names import LeadName

SOON = timedelta(hours=24)


@dataclass(frozen=True)
class TaskLine:
    """One row."""

    id: UUID
    title: str
    due_at: datetime
    done_at: datetime | None
    is_overdue: bool
    owner: str
    lead: LeadName | None


@dataclass(frozen=True)
class TaskGroup:
    """Rows under one word. The bounds are hours and not days: the reader's midnight is not ours."""

    name: str
    remark: str
    lines: tuple[TaskLine, ...]


@dataclass(frozen=True)
class TasksContext:
    """The list. `view`: mine, all or done."""

    view: str
    mine: int
    all: int
    groups: tuple[TaskGroup, ...]
    shown: int
    cut: bool
    members: tuple[tuple[str, str], ...]
    can_work: bool


@dataclass(frozen=True)
class TaskFormContext:
    """One task, to be planned or changed. `task` is None for a new one; values are as typed."""

    task: TaskLine | None
    title_value: str
    due: str
    owner: str
    lead: str
    members: tuple[tuple[str, str], ...]
    lead_choices: tuple[tuple[str, str], ...]
    errors: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]
    can_work: bool


def line(
    task: Task, now: datetime, owners: Mapping[UUID, str], leads: Mapping[UUID, LeadName]
) -> TaskLine:
    return TaskLine(
        id=task.id,
        title=task.title,
        due_at=task.due_at,
        done_at=task.done_at,
        is_overdue=task.done_at is None and task.due_at < now,
        owner=owners.get(task.owner_id, "Former member") if task.owner_id else "",
        lead=leads.get(task.lead_id) if task.lead_id else None,
    )


def grouped(lines: Sequence[TaskLine], now: datetime) -> tuple[TaskGroup, ...]:
    """Overdue, next, later; groups without rows are left out."""
    soon = now + SOON
    groups = (
        TaskGroup("Overdue", "", tuple(t for t in lines if t.is_overdue)),
        TaskGroup(
            "Next",
            "due within 24 hours",
            tuple(t for t in lines if not t.is_overdue and t.due_at <= soon),
        ),
        TaskGroup("Later", "", tuple(t for t in lines if t.due_at > soon)),
    )
    return tuple(group for group in groups if group.lines)


def by_field(problems: Sequence[FieldProblem]) -> dict[str, str]:
    """The words at each field."""
    return {problem.field: problem.remedy for problem in problems}
