"""The reply templates: looked through, tried on leads, reworded, and put back."""

import re

import httpx
import pytest
from sqlalchemy import select
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import new_id
from leadwright.domain.industry import Industry
from leadwright.domain.permission import Role
from leadwright.features.messages.models import Message
from leadwright.features.replies.composing import own_templates
from leadwright.features.replies.composing.templates import LANGUAGES

HOSTILE = "<script>alert(1)</script>\u202e" + "x" * 60
TEXT = {
    "subject": "[A word about {company}|A word from us]",
    "body": "[Thank you for asking about {product}.|Thank you for asking for a demo.] This is {own} in"
    " our own words.\n\n[Choose a time here: {booking_url}|When would a call suit you?]",
}


@pytest.fixture
def demo(place: Workplace) -> str:
    return f"{place.url}/templates/demo_request"


async def versions(
    installation: Installation, place: Workplace
) -> list[own_templates.ReplyTemplate]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        at = own_templates.Place("demo_request", "en", Industry.GENERAL)
        return list(await own_templates.versions(session, at))


async def test_all_templates_are_listed_in_every_language_and_trade(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    page = (await owner.get(f"{place.url}/templates")).text
    assert "No text of your own yet" in page
    assert page.count("in Japanese: general") == 10
    german = (await owner.get(f"{place.url}/templates?language=de&industry=automotive")).text
    assert "Ihre Probefahrt" in german
    assert german.count("in Polish: of the trade") == 6


async def test_the_workspaces_trade_is_the_one_that_is_shown_first(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    form = {"facts": "", "industry": "legal"}
    answer = await owner.post(f"{place.url}/settings/facts", data=form)
    assert answer.status_code == 303
    assert "A first meeting with" in (await owner.get(f"{place.url}/templates")).text
    refused = await owner.post(
        f"{place.url}/settings/facts", data={"facts": "", "industry": "magic"}
    )
    assert refused.status_code == 422
    assert "Choose one of the trades" in refused.text


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sample_lead_is_answered_in_each_language(
    owner: httpx.AsyncClient, demo: str, language: str
) -> None:
    for lead in ("full", "bare", "nobody"):
        for path in (demo, f"{demo}/html"):
            answer = await owner.get(f"{path}?language={language}&industry=real_estate&lead={lead}")
            assert answer.status_code == 200
            assert f'lang="{language}"' in answer.text


async def test_the_page_may_show_the_letter_in_its_frame(
    owner: httpx.AsyncClient, demo: str
) -> None:
    page, letter = await owner.get(demo), await owner.get(f"{demo}/html")
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in letter.headers["content-security-policy"]


async def test_a_real_lead_can_be_tried_too(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace, demo: str
) -> None:
    message = "Could you show us a demo before the end of March? We are 35 people."
    lead_id = await installation.submit(
        place, name="Rosa Blum", email="rosa@blum.example", message=message
    )
    page = (await owner.get(f"{demo}?lead={lead_id}")).text
    assert f'<option value="{lead_id}" selected>Rosa Blum' in page
    assert "Hello Rosa," in page


async def test_an_own_text_is_kept_used_and_put_back(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace, demo: str
) -> None:
    answer = await owner.post(f"{demo}?language=en&industry=general", data=TEXT)
    assert answer.status_code == 303
    assert answer.headers["location"].endswith(
        "/templates/demo_request?language=en&industry=general&toast=saved"
    )
    page = (await owner.get(f"{demo}?language=en&industry=general")).text
    assert "your own text" in page
    assert "in our own words" in page
    await owner.post(
        f"{demo}?language=en&industry=general", data=TEXT | {"subject": "Another word"}
    )
    assert [row.active for row in await versions(installation, place)] == [True, False]

    reset = await owner.post(f"{demo}/reset?language=en&industry=general")
    assert reset.status_code == 303
    kept = await versions(installation, place)
    assert [row.active for row in kept] == [False, False]
    page = (await owner.get(f"{demo}?language=en&industry=general")).text
    assert "the shipped general text" in page
    earlier = (await owner.get(f"{demo}?language=en&industry=general&version={kept[1].id}")).text
    assert "A word about {company}" in earlier
    assert "with this text, not saved yet" in earlier


async def test_the_next_lead_is_answered_in_the_workspaces_words(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace, demo: str
) -> None:
    await owner.post(f"{demo}?language=en&industry=general", data=TEXT)
    message = "Hello, I would like to book a demo of your software for our team. Could you show us?"
    await installation.submit(place, name="Rosa Blum", email="r@blum.example", message=message)
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = select(Message).where(
            Message.workspace_id == place.workspace_id, Message.kind == "reply"
        )
        sent = (await session.execute(query)).scalar_one()
    assert sent.subject == "A word from us"
    assert "in our own words" in sent.text


async def test_a_preview_keeps_nothing(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace, demo: str
) -> None:
    answer = await owner.post(f"{demo}?language=en&industry=general", data=TEXT | {"do": "preview"})
    assert answer.status_code == 200
    assert "with this text, not saved yet" in answer.text
    assert "in our own words" in answer.text
    assert await versions(installation, place) == []


async def test_what_is_wrong_is_named_and_what_was_typed_stays(
    owner: httpx.AsyncClient, demo: str
) -> None:
    body = HOSTILE + " Only 99 € until next week, dear {nickname} of {company}."
    answer = await owner.post(f"{demo}?language=en", data={"subject": "[x", "body": body})
    assert answer.status_code == 422
    assert "3 things to correct" in answer.text
    assert "Close each [ with a ]" in answer.text
    assert "There is no slot {nickname}" in answer.text
    assert "<script>alert" not in answer.text
    assert "&lt;script&gt;alert(1)" in answer.text
    priced = TEXT | {"body": TEXT["body"] + " It costs 99 €."}
    refused = await owner.post(f"{demo}?language=en", data=priced)
    assert "“99 €” is a price that the fact sheet does not name." in refused.text


async def test_a_text_that_lost_its_fact_says_that_it_is_not_used(
    owner: httpx.AsyncClient, place: Workplace, demo: str
) -> None:
    facts = f"{place.url}/settings/facts"
    await owner.post(facts, data={"facts": "A look costs 99 EUR."})
    priced = TEXT | {
        "body": "A look costs 99 EUR, and we like to take our time.\n\n" + TEXT["body"]
    }
    assert (await owner.post(f"{demo}?language=en", data=priced)).status_code == 303
    assert "not used now" not in (await owner.get(f"{demo}?language=en")).text
    await owner.post(facts, data={"facts": ""})
    page = (await owner.get(f"{demo}?language=en")).text
    assert "not used now; the shipped one answers" in page


@pytest.mark.parametrize("role", [Role.VIEWER, Role.REP, Role.MANAGER])
async def test_members_without_the_right_read_and_change_nothing(
    installation: Installation, place: Workplace, demo: str, role: Role
) -> None:
    person = await installation.member(place.workspace_id, f"{new_id().hex}@acme.example", role)
    async with installation.browser(person) as client:
        page = await client.get(demo)
        assert page.status_code == 200
        assert "An owner or admin changes templates." in page.text
        assert not re.search(r'name="body"', page.text)
        assert (await client.post(demo, data=TEXT)).status_code == 403
        assert (await client.post(f"{demo}/reset")).status_code == 403


async def test_a_post_without_the_forms_token_is_refused(
    owner: httpx.AsyncClient, demo: str
) -> None:
    del owner.headers["X-CSRF-Token"]
    assert (await owner.post(demo, data=TEXT)).status_code == 403
    assert (await owner.post(f"{demo}/reset")).status_code == 403


async def test_an_unknown_template_and_another_workspaces_version_are_not_found(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace, demo: str
) -> None:
    assert (await owner.get(f"{place.url}/templates/spam")).status_code == 404
    other = await installation.workplace("Other")
    async with installation.browser(other.owner_id) as stranger:
        await stranger.post(f"{other.url}/templates/demo_request?language=en", data=TEXT)
    theirs = (await versions(installation, other))[0]
    assert (await owner.get(f"{demo}?language=en&version={theirs.id}")).status_code == 404
    assert "in our own words" not in (await owner.get(f"{demo}?language=en")).text
