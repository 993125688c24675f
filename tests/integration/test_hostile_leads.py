"""Hostile fields: what they hold goes out as text, and to the sender alone."""

from typing import Any

import pytest
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.web.screens.leads.export import cell

ASKS = "Could you show us a demo for our 35 technicians before the end of January?"
NAMES = {
    "line breaks and a header": "Eve\r\nBcc: victim@other.example",
    "an encoded header": "=?utf-8?q?Eve=0D=0ABcc:_victim=40other.example?=",
    "a second address": 'Eve" <victim@other.example>, "',
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "a formula": '=HYPERLINK("http://evil.example","x")',
    "template syntax": "{{ company.secret }} {% raw %} ${7*7}",
    "direction marks": "\u202eevE\u202c \u2066x\u2069",
    "a right-to-left name": "\u05de\u05e8\u05d9\u05dd \u05db\u05d4\u05df",
}


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
async def test_a_hostile_name_stays_a_name_in_reply_and_notification(
    installation: Installation, place: Workplace, name: str
) -> None:
    form: dict[str, Any] = {
        "name": name,
        "company": name[:200],
        "email": "eve@bakery.example",
        "message": ASKS,
    }
    await installation.submit(place, **form)
    mails = await _mails(installation, place)
    assert {mail.to_address for mail in mails} <= {"eve@bakery.example", place.owner_email}
    assert sum(mail.kind == "reply" for mail in mails) == 1
    for mail in mails:
        for value in (mail.subject, mail.to_name, mail.from_name, *mail.headers.values()):
            assert not set(value) & set("\r\n\x00\u202e\u2066")
        assert "<script" not in mail.html
        assert "onerror=alert" not in mail.html.replace("&lt;img src=x onerror=alert", "")
        assert not {each.casefold() for each in mail.headers} & {"bcc", "cc", "to", "from"}
    reply = next(mail for mail in mails if mail.kind == "reply")
    for word in ("victim", "evil.example", "{{", "HYPERLINK", "<script"):
        assert word not in f"{reply.subject}{reply.text}"


@pytest.mark.parametrize(
    "message",
    [
        (ASKS + " ") * 66,
        "\u05d4\u05d0\u05dd \u05ea\u05d5\u05db\u05dc\u05d5 \u05dc\u05d4\u05e8\u05d0\u05d5\u05ea"
        " \u05dc\u05e0\u05d5 \u05d4\u05d3\u05d2\u05de\u05d4? " * 150,
        "\u0647\u0644 \u064a\u0645\u0643\u0646\u0643\u0645 \u0639\u0631\u0636"
        " \u0627\u0644\u0628\u0631\u0646\u0627\u0645\u062c \u0644\u0646\u0627\u061f " * 160,
    ],
    ids=["English", "Hebrew", "Arabic"],
)
async def test_five_thousand_characters_in_any_direction_are_kept_whole_and_not_lost(
    installation: Installation, place: Workplace, message: str
) -> None:
    message = message.strip()[:5_000].strip()
    assert len(message) > 4_000
    submission = await installation.submit(
        place, name="Long Letter", email="long@bakery.example", message=message
    )
    async with installation.runtime.database.read(place.workspace_id) as session:
        kept = await session.scalar(text("select form ->> 'message' from submission"))
    assert kept == message
    lead = await installation.lead(place, "long@bakery.example")
    assert lead.reply_status in {"answered", "held"}
    async with installation.browser(place.owner_id) as client:
        for path in (f"leads/{lead.id}", f"requests/{submission}", "leads"):
            assert (await client.get(f"{place.url}/{path}")).status_code == 200


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "＝", "＠"])
def test_no_cell_of_an_export_begins_like_a_formula(start: str) -> None:
    assert cell(f"{start}cmd|' /C calc'!A0").startswith("'")


async def _mails(installation: Installation, place: Workplace) -> list[Any]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await session.execute(
            text(
                "select kind, to_address, to_name, from_name, subject, text, html, headers"
                " from message"
            )
        )
        return list(found)
