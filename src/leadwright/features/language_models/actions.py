"""Calls are kept with their lead, in the transaction of the step that made them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from leadwright.domain.events import ModelBudgetReached
from leadwright.domain.ids import new_id
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.language_models.models import ModelCall as CallRow
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.events import emit
from leadwright.ports.language_model import ModelCall

_TABLE: Any = CallRow.__table__
_INSERT = insert(_TABLE)


async def keep_calls(
    session: TenantSession, lead: LeadSnapshot, calls: Sequence[ModelCall]
) -> None:
    """One row an attempt."""
    if not calls:
        return
    now: datetime = clock.now()
    rows = [
        {
            "workspace_id": session.info["workspace_id"],
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
    await session.execute(_INSERT, rows)


def tell_budget_reached(session: TenantSession, lead: LeadSnapshot, day: str) -> None:
    """The day's money is spent. Each lead that notices says so; members are told once."""
    emit(
        session,
        ModelBudgetReached(lead_id=lead.lead_id, submission_id=lead.submission_id, day=day),
    )
