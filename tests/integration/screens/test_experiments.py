"""Tests of wordings: who is answered how, what counts, and when the winner takes over."""

from collections import Counter
from uuid import UUID

from sqlalchemy import select
from tests.integration.installation import Installation, Workplace

from leadwright.features.experiments import actions
from leadwright.features.experiments.actions import Plan, Wording
from leadwright.features.experiments.models import ExperimentAssignment
from leadwright.features.messages.models import Message

ASKS = "Could you show us a demo next week? We are 35 people."
B_BODY = "Thank you for asking for a demo. This is the other wording of {own}."


def plan(**more: object) -> Plan:
    wordings = (Wording("A", 50), Wording("B", 50, subject="Another subject", body=B_BODY))
    given = {"wordings": wordings, **more}
    return Plan("Shorter first line", "demo_request", "en", "general", "text", **given)  # type: ignore[arg-type]  # any of its fields


async def start(installation: Installation, place: Workplace, wanted: Plan) -> UUID:
    async with installation.house.database.tenant(place.workspace_id) as session:
        made = await actions.make(session, wanted, place.owner_id)
        await actions.start(session, made, place.owner_id)
    return made


async def assigned(installation: Installation, place: Workplace) -> list[ExperimentAssignment]:
    async with installation.house.database.read(place.workspace_id) as session:
        query = select(ExperimentAssignment).where(
            ExperimentAssignment.workspace_id == place.workspace_id
        )
        return list((await session.execute(query)).scalars())


async def replies(installation: Installation, place: Workplace) -> list[Message]:
    async with installation.house.database.read(place.workspace_id) as session:
        query = (
            select(Message)
            .where(Message.workspace_id == place.workspace_id, Message.kind == "reply")
            .order_by(Message.id)
        )
        return list((await session.execute(query)).scalars())


async def leads(installation: Installation, place: Workplace, many: int, tag: str = "x") -> None:
    for number in range(many):
        await installation.submit(
            place,
            work=False,
            name=f"Lead {number}",
            email=f"{tag}{number}@far.example",
            message=ASKS,
        )
    await installation.work()


async def test_each_lead_gets_one_wording_and_counts_once(
    installation: Installation, place: Workplace
) -> None:
    made = await start(installation, place, plan())
    await leads(installation, place, 12)
    found = await assigned(installation, place)
    assert len(found) == 12
    letters = {message.id: message for message in await replies(installation, place)}
    for one in found:
        letter = letters[one.message_id]
        assert (letter.experiment_id, letter.variant) == (made, one.variant)
        assert ("the other wording" in letter.text) == (one.variant == "B")
        assert (one.until - one.at).days == 7
    assert set(Counter(one.variant for one in found)) == {"A", "B"}
