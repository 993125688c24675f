"""Leads and a company for the tests of replies."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from leadwright.domain.ids import PersonId, SubmissionId, WorkspaceId
from leadwright.domain.lead import FormValues, LeadSnapshot, Owner
from leadwright.domain.reading import Budget, Entities, Intent, QualityBand, Reading, Urgency
from leadwright.ports.directory import Company

WORKSPACE = WorkspaceId(UUID(int=1))
RECEIVED = datetime(2026, 11, 19, 14, 2, tzinfo=UTC)

TIDEWATER = Company(
    workspace_id=WORKSPACE,
    name="Tidewater Systems",
    sender_name="Ines Carvalho",
    booking_url="https://tidewater.example/meet/ines",
    website="https://tidewater.example",
    lines=(
        "Connects to SAP, Odoo and Microsoft Dynamics.",
        "Team plan: 12 € per technician per month, billed yearly",
        "Enterprise plan: 19 € per technician per month",
        "Data is hosted in Frankfurt, Germany.",
        "Technicians can work offline; the app syncs when the network is back.",
    ),
)
BARE = Company(
    workspace_id=WORKSPACE,
    name="Tidewater Systems",
    sender_name="Ines Carvalho",
    booking_url=None,
    website=None,
    lines=(),
)
OWNER = Owner(person_id=PersonId(UUID(int=2)), name="Tom Reuter", email="tom@tidewater.example")
ANSWERED = tuple(intent for intent in Intent if intent not in {Intent.SOLICITATION, Intent.SPAM})
KATRIN = FormValues(
    name="Katrin Ostermann",
    email="k.ostermann@muehlenhof.example",
    company="Mühlenhof Backwaren GmbH",
    message="Wir brauchen Wartwerk Pro für 35 Techniker, bis Ende Januar. Budget: 24.000 € im Jahr.",
)
KATRIN_SAYS = Entities(
    budget=Budget(amount=24_000, currency="EUR", period="year"),
    timeline="bis Ende Januar",
    team_size=35,
    products=("Wartwerk Pro",),
)


def reading(
    intent: Intent, language: str = "de", entities: Entities | None = None, **changes: Any
) -> Reading:
    values: dict[str, Any] = {
        "confidence": 0.93,
        "unsure": False,
        "quality_band": QualityBand.HIGH,
        "expect_auto_reply": True,
        "urgency": Urgency.NORMAL,
    }
    return Reading(
        intent=intent, language=language, entities=entities or Entities(), **values | changes
    )


def lead(
    read: Reading | None = None, form: FormValues = KATRIN, number: int = 7, **changes: Any
) -> LeadSnapshot:
    return LeadSnapshot(
        workspace_id=WORKSPACE,
        submission_id=SubmissionId(UUID(int=number)),
        received_at=RECEIVED,
        source="api",
        form=form,
        reading=read,
        **changes,
    )


def katrin(intent: Intent, language: str = "de", **changes: Any) -> LeadSnapshot:
    """The baker with 35 technicians, asking for something."""
    return lead(reading(intent, language, KATRIN_SAYS), **changes)
