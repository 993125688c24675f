"""What this workspace was taught about senders: whom it trusts, what it blocks, and its own rules."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

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
    """Both lists, the newest first."""
    rows = await session.execute(
        select(ScreenEntry)
        .where(ScreenEntry.workspace_id == session.info["workspace_id"])
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
    session: TenantSession, submission_id: UUID, form: Mapping[str, Any], by: PersonId | None
) -> None:
    """Address, own domain and words of this submission are stopped from now on."""
    values = FormValues.model_validate(form)
    email = screening.address_of(values.email)
    learnt = [("address", email), *_own_domain(email)] if email else []
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
    """The latest verdict about a value counts."""
    for kind, value in learnt:
        what = {
            "list": on,
            "created_at": clock.now(),
            "created_by": by,
            "submission_id": submission_id,
        }
        await session.execute(
            insert(ScreenEntry)
            .values(
                workspace_id=session.info["workspace_id"],
                id=new_id(),
                kind=kind,
                value=value,
                **what,
            )
            .on_conflict_do_update(index_elements=["workspace_id", "kind", "value"], set_=what)
        )


async def unlearn(session: TenantSession, submission_id: UUID) -> None:
    """Forget what the verdict on this submission taught."""
    await session.execute(
        delete(ScreenEntry).where(
            ScreenEntry.workspace_id == session.info["workspace_id"],
            ScreenEntry.submission_id == submission_id,
        )
    )


async def remove(session: TenantSession, entry_id: UUID) -> bool:
    gone = await session.execute(
        delete(ScreenEntry)
        .where(ScreenEntry.workspace_id == session.info["workspace_id"], ScreenEntry.id == entry_id)
        .returning(ScreenEntry.id)
    )
    return gone.first() is not None
