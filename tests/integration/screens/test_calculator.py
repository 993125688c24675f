"""The public calculator: no login, no JavaScript, nothing stored, nothing typed shown as markup."""

import re

from sqlalchemy import text
from tests.integration.installation import Installation

from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.kernel.ratelimit import RateLimit

HOSTILE = "<script>alert(1)</script>"
_STORED = text("select (select count(*) from lead) + (select count(*) from submission)")


async def test_a_visitor_scores_a_made_up_lead_and_reads_every_reason(
    installation: Installation,
) -> None:
    async with installation.runtime.database.system() as session:
        before = await session.scalar(_STORED)
    async with installation.browser() as client:
        front = (await client.get("/")).text
        first = await client.get("/calculator")
        asked = {"trade": "any", "intent": "purchase_intent", "quality": "high", "wrote": "14"}
        own = await client.get("/calculator", params=asked)
    async with installation.runtime.database.system() as session:
        assert await session.scalar(_STORED) == before
    assert 'href="/calculator"' in front
    assert (first.status_code, own.status_code) == (200, 200)
    assert "A lead we made up" in first.text
    assert "Your lead" in own.text
    wanted = next(rule for rule in default_scorecard().rules if rule.id == "purchase")
    assert wanted.label in own.text
    assert "at first; halves every 14 days" in own.text
    assert "set-cookie" not in own.headers
    shown = re.search(r"leading-none font-semibold tracking-tight\">(\d+)<", own.text)
    assert shown is not None
    assert f"{shown[1]}.00" in own.text


async def test_hostile_answers_are_refused_in_words_and_never_shown(
    installation: Installation,
) -> None:
    hostile = [
        {"trade": HOSTILE, "team": HOSTILE, "deed": HOSTILE, HOSTILE: HOSTILE},
        {"wrote": "9" * 3000},
        {"intent": "\x00", "quality": "%00%ff"},
    ]
    async with installation.browser() as client:
        for asked in hostile:
            answer = await client.get("/calculator", params=asked)
            assert answer.status_code == 422
            assert HOSTILE not in answer.text
            assert "No score yet" in answer.text
        assert (
            "is a whole number from 0 to 3,650"
            in (await client.get("/calculator", params={"wrote": "-1"})).text
        )
        assert (await client.post("/calculator")).status_code == 405


async def test_one_address_may_not_calculate_without_end(installation: Installation) -> None:
    async with installation.browser() as client:
        gate = installation.app.state.gate
        kept, gate._calculations = gate._calculations, RateLimit(2)
        try:
            codes = [
                (await client.get("/calculator", params={"wrote": "1"})).status_code
                for _ in range(3)
            ]
            assert (await client.get("/calculator")).status_code == 200
        finally:
            gate._calculations = kept
    assert codes == [200, 200, 429]
