"""Stores calls with their lead, in the transaction of the step that made them."""

from collections.abc import Sequence
from datetime import datetime

from leadwright.domain.events import ModelBudgetReached
from leadwright.domain.ids import new_id
from leadwright.domain.lead import LeadSnapshot
from leadwright.kernel import clock
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.language_model import ModelCall

_CALLS = DeferredWrite(
    "model calls",
    (
        (
            "called",
            """
insert into model_call (workspace_id, id, lead_id, submission_id, connection_id, integration, model,
    tokens_in, tokens_out, tokens_cached, cost_micro, is_estimate, ms, outcome, failure, created_at)
select :workspace_id, id, lead_id, submission_id, connection_id, integration, model, tokens_in,
    tokens_out, tokens_cached, cost_micro, is_estimate, ms, outcome, failure, created_at
from jsonb_to_recordset(:rows) as r (id uuid, lead_id uuid, submission_id uuid, connection_id uuid,
    integration text, model text, tokens_in int, tokens_out int, tokens_cached int,
    cost_micro bigint, is_estimate boolean, ms float8, outcome text, failure text,
    created_at timestamptz)
returning 1""",
        ),
    ),
)


async def keep_calls(
    session: TenantSession, lead: LeadSnapshot, calls: Sequence[ModelCall]
) -> None:
    """One row an attempt."""
    if not calls:
        return
    now: datetime = clock.now()
    rows = [
        {
            "id": new_id(),
            "lead_id": lead.lead_id,
            "submission_id": lead.submission_id,
            "connection_id": call.connection,
            "integration": call.integration,
            "model": call.model[:200],
            "tokens_in": call.spent.tokens_in,
            "tokens_out": call.spent.tokens_out,
            "tokens_cached": call.spent.cached,
            "cost_micro": call.spent.micro,
            "is_estimate": call.spent.is_estimate,
            "ms": round(call.ms, 2),
            "outcome": "answered" if call.failure is None else "failed",
            "failure": call.failure.value if call.failure else None,
            "created_at": now,
        }
        for call in calls
    ]
    await unit_of_work.row(session, _CALLS, *rows)


def tell_budget_reached(session: TenantSession, lead: LeadSnapshot, day: str) -> None:
    """The day's money is spent. Each lead that notices says so; members are told once."""
    emit(
        session,
        ModelBudgetReached(lead_id=lead.lead_id, submission_id=lead.submission_id, day=day),
    )
