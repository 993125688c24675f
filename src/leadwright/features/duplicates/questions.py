"""Putting a question: may these two leads be one? Each pair once; what was answered stays answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from leadwright.domain.ids import LeadId, new_id
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession

MOST_QUESTIONS = 3
"""About one new lead: whoever answers them finds the others."""

_ASK = DeferredWrite(
    "question",
    (
        (
            "asked",
            """
insert into duplicate (workspace_id, id, lead_id, other_id, weight, evidence, asked_at, look_after)
select :workspace_id, id, lead_id, other_id, weight, evidence, at, at
from jsonb_to_recordset(:rows) as r (id uuid, lead_id uuid, other_id uuid, weight float8,
    evidence jsonb, at timestamptz)
on conflict (workspace_id, least(lead_id, other_id), greatest(lead_id, other_id)) do nothing
returning 1""",
        ),
    ),
    each=False,
)


class Sign(NamedTuple):
    """One field's finding: its level, its weight in bits, and what is said to the person asked."""

    field: str
    level: str
    bits: float
    words: str


@dataclass(frozen=True)
class Possible:
    """A lead that may be the same person, and why."""

    lead_id: LeadId
    weight: float
    evidence: Sequence[tuple[str, str, float, str]]


async def ask(session: TenantSession, lead_id: LeadId, possible: Sequence[Possible]) -> None:
    """Put the questions about a lead. Idempotent."""
    await ask_all(session, [(lead_id, possible)])


async def ask_all(
    session: TenantSession, asked: Sequence[tuple[LeadId, Sequence[Possible]]]
) -> None:
    """Put the questions about several leads in one statement. Idempotent."""
    rows = [
        {
            "id": new_id(),
            "lead_id": lead_id,
            "other_id": one.lead_id,
            "weight": one.weight,
            "evidence": [Sign(*sign)._asdict() for sign in one.evidence],
            "at": clock.now(),
        }
        for lead_id, possible in asked
        for one in possible[:MOST_QUESTIONS]
        if one.lead_id != lead_id
    ]
    if rows:
        await unit_of_work.row(session, _ASK, *rows)
