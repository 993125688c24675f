"""Where it lands when a lead writes back: with the owner who signed, or in the mailbox for all."""

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

SETTING = "update workspace set settings = settings || cast(:change as jsonb) where id = :id"


async def _reply_to(installation: Installation, place: Workplace, email: str) -> str:
    await installation.submit(place, name="Petra Lang", email=email, message="Show us a demo.")
    query = text(
        "select headers ->> 'Reply-To' from message where workspace_id = :id"
        " and kind = 'reply' and to_address = :email"
    )
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.execute(query, {"id": place.workspace_id, "email": email})
        return str(found.scalar_one())


async def test_a_lead_answers_the_owner_who_signed(
    installation: Installation, place: Workplace
) -> None:
    landed = await _reply_to(installation, place, "petra@lang-answers.example")
    assert landed == place.owner_email


async def test_a_workspace_may_name_one_mailbox_for_all_answers(
    installation: Installation, place: Workplace
) -> None:
    async with installation.runtime.database.system() as session:
        change = {"id": place.workspace_id, "change": '{"answers_to": "sales@acme.example"}'}
        await session.execute(text(SETTING), change)
    landed = await _reply_to(installation, place, "paul@lang-answers.example")
    assert landed == "sales@acme.example"
