"""The public pages and the installation the other screen tests stand on."""

from tests.integration.installation import Installation, Workplace


async def test_a_lead_goes_from_the_door_to_an_answer_in_the_outbox(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(
        place, name="Ana Lima", email="ana@lima.example", message="Could we see a demo next week?"
    )
    lead = await installation.lead(place, "ana@lima.example")
    assert lead.reply_status == "answered"
    assert lead.intent == "demo_request"


async def test_the_landing_page_shows_the_live_demo_form(installation: Installation) -> None:
    async with installation.browser() as client:
        page = await client.get("/")
    assert page.status_code == 200
    assert "/api/submit-lead?key=lwp_" in page.text
