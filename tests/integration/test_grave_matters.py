"""What a person has to see is seen: it never ends as spam, and no list of rules sends to it unasked."""

from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import ANA, reply, rule

from leadwright.features.replies.modes import FOR_A_PERSON, ReplyMode, ReplyRule

EVERYBODY = ReplyRule("Answer everybody", None, ReplyMode.SEND)
CURSES = (
    "What a shower of shite you lot are. Nobody turned up AGAIN. Shove your apology, and I know"
    " where you park."
)
MOURNS = "My husband died on Sunday. Please stop the appointment that he had booked with you."


async def test_a_threat_that_reads_like_spam_waits_for_a_person(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **{**ANA, "message": CURSES})
    lead = await installation.lead(place, ANA["email"])
    assert (lead.reply_status, lead.stop_reason) == ("held", None)
    assert (await reply(installation, place)).mode == "draft"


async def test_a_list_that_answers_everybody_does_not_answer_a_death(
    installation: Installation, place: Workplace
) -> None:
    await rule(installation, place, EVERYBODY)
    await installation.submit(place, **{**ANA, "message": MOURNS})
    waits = await reply(installation, place)
    assert (waits.mode, waits.status) == ("draft", "held")
    assert waits.chosen_by in FOR_A_PERSON.values()
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/settings/replies")
    assert "Matters for a person" in page.text
