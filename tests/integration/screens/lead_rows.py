"""Leads as if they had come in, without the pipeline."""

from datetime import timedelta

from sqlalchemy import insert
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.features.leads.matching import fold
from leadwright.features.leads.models import Lead
from leadwright.kernel import clock


async def add(installation: Installation, place: Workplace, *names: str, **values: object) -> None:
    """Leads as if they had come in one after the other, the last one newest."""
    rows = []
    for number, name in enumerate(names):
        at = clock.now() - timedelta(minutes=len(names) - number)
        email = f"{name.split()[0].lower()}@{number}.example"
        rows.append(
            {
                "workspace_id": place.workspace_id,
                "id": new_id(),
                "created_at": at,
                "updated_at": at,
                "last_submission_at": at,
                "last_submission_id": new_id(),
                "submissions": 1,
                "status": "new",
                "name": name,
                "name_folded": fold(name),
                "email": email,
                "email_key": email,
                "company": f"{name.split()[-1]} Ltd",
                "company_folded": fold(f"{name.split()[-1]} Ltd"),
                "source": "form",
                "intent": "demo_request",
                "score": 90 - number * 10,
                "grade": "A",
                "reply_status": "answered",
                "reply_ms": 340,
                "version": 1,
                **values,
            }
        )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(insert(Lead), rows)
