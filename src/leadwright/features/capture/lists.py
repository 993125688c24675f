"""What this workspace was taught about senders: whom it trusts, what it blocks, and its own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Delete, delete, select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.ids import PersonId, new_id
from leadwright.domain.lead import FormValues
from leadwright.domain.mail_hosts import FREE
from leadwright.features.capture import screening
from leadwright.features.capture.models import ScreenEntry, ScreenRules
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession

LISTS = ("block", "trust")
MOST = 2_000
LONGEST = 254


@dataclass(frozen=True)
class Rules:
    """How strictly the door looks. `repeats`: visitors with the same words within an hour; 0 is off."""

    keep_days: int = 30
    repeats: int = 10
    disposable: bool = True
    undeliverable: bool = True


async def rules(session: ReadSession) -> Rules:
    row = (
        await session.execute(
            select(
                ScreenRules.keep_days,
                ScreenRules.repeats,
                ScreenRules.disposable,
                ScreenRules.undeliverable,
            ).where(ScreenRules.workspace_id == session.info["workspace_id"])
        )
    ).first()
    return Rules() if row is None else Rules(*row)


async def keep_rules(session: TenantSession, kept: Rules) -> None:
    """Invalid unless the numbers can be kept."""
    problems = []
    if not 1 <= kept.keep_days <= 365:
        problems.append(FieldProblem("keep_days", "malformed", "Write 1 to 365 days."))
    if not 0 <= kept.repeats <= 1_000:
        problems.append(FieldProblem("repeats", "malformed", "Write 0 (off) to 1,000 visitors."))
    if problems:
        raise Invalid("These rules cannot be kept.", problems=tuple(problems))
    values = asdict(kept)
    await session.execute(
        insert(ScreenRules)
        .values(workspace_id=session.info["workspace_id"], **values)
        .on_conflict_do_update(index_elements=["workspace_id"], set_=values)
    )


async def entries(session: ReadSession) -> Sequence[ScreenEntry]:
    """Both lists, the newest first: of each value the verdict that counts."""
    counting = (
        select(ScreenEntry.id)
        .where(ScreenEntry.workspace_id == session.info["workspace_id"])
        .ext(distinct_on(ScreenEntry.kind, ScreenEntry.value))
        .order_by(
            ScreenEntry.kind,
            ScreenEntry.value,
            ScreenEntry.created_at.desc(),
            ScreenEntry.id.desc(),
        )
    )
    rows = await session.execute(
        select(ScreenEntry)
        .where(
            ScreenEntry.workspace_id == session.info["workspace_id"], ScreenEntry.id.in_(counting)
        )
        .order_by(ScreenEntry.created_at.desc(), ScreenEntry.id.desc())
        .limit(MOST)
    )
    return rows.scalars().all()


async def add(session: TenantSession, on: str, typed: str, by: PersonId | None) -> None:
    """An address, a domain (`@firm.example` or `firm.example`) or a word. Invalid if it is none."""
    kind, value = read(typed)
    if on not in LISTS or (on == "trust" and kind == "word"):
        problem = FieldProblem("value", "malformed", "Trust an address or a domain, not a word.")
        raise Invalid("This cannot be trusted.", problems=(problem,))
    await session.execute(_about(session, kind, value))
    await _learn(session, on, [(kind, value)], by, None)


def read(typed: str) -> tuple[str, str]:
    """What was meant: (`address`, `domain` or `word`, its value as it is compared)."""
    value = " ".join(typed.split()).casefold()
    if not 2 <= len(value.lstrip("@")) <= LONGEST:
        problem = FieldProblem("value", "malformed", "Write an address, a domain, or a word.")
        raise Invalid("There is nothing to compare with.", problems=(problem,))
    if value.startswith("@"):
        return "domain", value[1:]
    if "@" in value:
        return "address", value
    is_domain = " " not in value and "." in value.strip(".")
    return ("domain", value) if is_domain else ("word", screening.plain(value))


async def learn_trust(
    session: TenantSession, submission_id: UUID, form: Mapping[str, Any], by: PersonId | None
) -> None:
    """The sender is let through from now on; so is the domain, unless anybody can have an address there."""
    email = screening.address_of(form.get("email"))
    if email:
        learnt = [("address", email), *_own_domain(email)]
        await _learn(session, "trust", learnt, by, submission_id)


async def learn_spam(
    session: TenantSession,
    submission_id: UUID,
    form: Mapping[str, Any],
    by: PersonId | None,
    *,
    whole_firm: bool = False,
) -> None:
    """Address and words of this submission are stopped from now on; with `whole_firm` its own domain too.

    One who writes junk says nothing about their colleagues, so that somebody has to mean it.
    """
    values = FormValues.model_validate(form)
    email = screening.address_of(values.email)
    learnt = [("address", email)] if email else []
    if email and whole_firm:
        learnt += _own_domain(email)
    content = screening.content_of(values)
    if content is not None:
        learnt.append(("content", content.hex()))
    await _learn(session, "block", learnt, by, submission_id)


def whole_domain(form: Mapping[str, Any]) -> str:
    """The domain that a verdict on this sender is about as well; empty where anybody can have an address."""
    email = screening.address_of(form.get("email"))
    return next((value for _, value in _own_domain(email)), "") if email else ""


def _own_domain(email: str) -> list[tuple[str, str]]:
    domain = screening.own_domain(email)
    return [] if domain in FREE else [("domain", domain)]


async def _learn(
    session: TenantSession,
    on: str,
    learnt: Sequence[tuple[str, str]],
    by: PersonId | None,
    submission_id: UUID | None,
) -> None:
    """The latest verdict about a value counts; those before it are there when it is taken back."""
    for kind, value in learnt:
        session.add(
            ScreenEntry(
                workspace_id=session.info["workspace_id"],
                id=new_id(),
                list=on,
                kind=kind,
                value=value,
                created_at=clock.now(),
                created_by=by,
                submission_id=submission_id,
            )
        )
    await session.flush()


async def unlearn(session: TenantSession, submission_id: UUID) -> None:
    """Forget what the verdict on this submission taught."""
    await session.execute(
        delete(ScreenEntry).where(
            ScreenEntry.workspace_id == session.info["workspace_id"],
            ScreenEntry.submission_id == submission_id,
        )
    )


async def remove(session: TenantSession, entry_id: UUID) -> bool:
    """Forget all that was ever said about the value of this entry."""
    entry = (
        await session.execute(
            select(ScreenEntry).where(
                ScreenEntry.workspace_id == session.info["workspace_id"],
                ScreenEntry.id == entry_id,
            )
        )
    ).scalar_one_or_none()
    if entry is None:
        return False
    await session.execute(_about(session, entry.kind, entry.value))
    return True


def _about(session: TenantSession, kind: str, value: str) -> Delete:
    return delete(ScreenEntry).where(
        ScreenEntry.workspace_id == session.info["workspace_id"],
        ScreenEntry.kind == kind,
        ScreenEntry.value == value,
    )
