"""A lead's way with language models: used, slow, down, malicious, too dear; the lead is answered."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.integration.models_at_work import GOOD, LEAD, ModelEnv, env_with_models
from tests.integration.waiting import LATER, rule

from leadwright.features.notifications import alerts
from leadwright.integrations.fake.model_dialects import KEY
from leadwright.integrations.fake.vendor_server import Answer, Death
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.urls import DatabaseUrls


@pytest_asyncio.fixture
async def env(database_urls: DatabaseUrls, data_folder: Path) -> AsyncIterator[ModelEnv]:
    async with env_with_models(database_urls, data_folder) as made:
        await made.rule()
        yield made


async def answered(env: ModelEnv) -> Any:
    (reply,) = await env.replies()
    assert reply.status == "sent"
    return reply


async def test_a_connected_model_reads_and_answers_and_says_that_it_did(env: ModelEnv) -> None:
    await env.connect("openai_compatible", price_in="0.5", price_out="2")
    submission = await env.submit()
    reply = await answered(env)
    assert "It works on phones and on tablets" in reply.text
    assert "written with the help of AI" in reply.text
    (call,) = await env.calls()
    assert (call.outcome, call.tokens_in, call.tokens_out, call.tokens_cached) == (
        "answered", 1500, 200, 600,
    )  # fmt: skip
    assert call.cost_micro == 1150
    assert str(call.submission_id) == submission
    assert call.lead_id is not None
    steps = await env.steps(submission)
    assert "by m-1; 1700 tokens, $0.00115" in steps["understand"]
    assert steps["respond"].startswith("model:m-1 in en")
    assert (await env.connection()).state == "working"


async def test_what_the_steps_behind_a_model_need_of_the_lead_is_asked_with_the_rest(
    env: ModelEnv, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[list[str]] = []
    ask = prefetch._asked

    async def noted(session: Any, questions: Any, given: Any) -> Any:
        asked.append([question.name for question in questions])
        return await ask(session, questions, given)

    monkeypatch.setattr(prefetch, "_asked", noted)
    await env.connect("openai_compatible")
    await env.submit()
    await answered(env)
    (together,) = [names for names in asked if "of_lead" in names]
    assert "cards" in together


async def test_without_a_connection_nobody_is_asked(env: ModelEnv) -> None:
    await env.submit()
    await answered(env)
    assert env.server.asked == []
    assert await env.calls() == []


async def test_a_model_of_800_ms_keeps_neither_the_door_nor_the_other_leads_waiting(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible")
    await env.submit()
    env.server.seconds, env.server.crowd = 0.8, 4
    asked = len(env.server.asked)
    for number in range(12):
        await env.installation.submit(
            env.place, work=False, email=f"l{number}@x.example", message="Does it work on phones?"
        )
    assert len(env.server.asked) == asked, "the door does not ask a model"
    await env.installation.work()
    assert [call.outcome for call in await env.calls()] == ["answered"] * 13, "side by side"
    assert len(await env.replies()) == 13


@pytest.mark.parametrize("fault", [Death.AFTER_THE_REQUEST, Answer(500, b"{}"), Answer(429, b"{}")])
async def test_a_model_that_is_down_leaves_the_answer_to_the_template(
    env: ModelEnv, fault: Death | Answer
) -> None:
    await env.connect("openai_compatible")
    env.server.plan(fault)
    submission = await env.submit()
    reply = await answered(env)
    assert "help of AI" not in reply.text
    (call,) = await env.calls()
    assert call.outcome == "failed"
    assert (
        "embedded engine, since m-1 gave no answer" in (await env.steps(submission))["understand"]
    )


async def test_a_model_that_is_too_slow_is_left_after_five_seconds(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    env.server.seconds = 30.0
    started = time.perf_counter()
    await env.submit()
    assert time.perf_counter() - started < 12
    await answered(env)
    (call,) = await env.calls()
    assert (call.failure, call.ms < 5_500) == ("late", True)
    assert call.is_estimate
    assert call.tokens_in > 200


async def test_the_next_model_answers_when_the_first_does_not(env: ModelEnv) -> None:
    await env.connect("openai_compatible", model="first")
    await env.connect("openai_compatible", model="second")
    env.server.plan(Answer(503, b"{}"))
    submission = await env.submit()
    said = (await env.steps(submission))["understand"]
    assert said.endswith("before it: first gave no answer (down)")
    assert [(c.model, c.outcome) for c in await env.calls()] == [
        ("first", "failed"), ("second", "answered"),
    ]  # fmt: skip
    assert "help of AI" in (await answered(env)).text


async def test_after_five_failures_in_a_row_a_model_rests(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    env.server.plan(*[Answer(500, b"{}")] * 6)
    for number in range(7):
        await env.submit(email=f"p{number}@x.example", message=f"Does it do thing {number}?")
    assert len(env.server.asked) == 5
    assert len(await env.replies()) == 7


async def test_a_busy_model_is_asked_again_when_the_time_it_asked_for_is_over(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible")
    env.server.plan(Answer(429, b"{}", {"Retry-After": "200"}))
    for number in range(2):
        await env.submit(email=f"p{number}@x.example", message=f"Does it do thing {number}?")
    assert len(env.server.asked) == 1
    gateway: Any = env.installation.worker.engine.services.models
    (breaker,) = gateway._breakers.values()
    assert 100 < breaker.open_until - time.monotonic() <= 200
    breaker.open_until = time.monotonic()
    await env.submit(email="later@x.example", message="Does it do another thing?")
    assert len(env.server.asked) == 2


async def test_a_refused_key_breaks_the_connection_and_tells_the_team_once(env: ModelEnv) -> None:
    await env.connect("openai_compatible", api_key=f"not-{KEY[3:]}")
    for number in range(2):
        await env.submit(email=f"p{number}@x.example", message=f"Does it do thing {number}?")
    connection = await env.connection()
    assert (connection.state, len(env.server.asked)) == ("broken", 1)
    assert await env.alerts() == ["Replies come from the templates: openai_compatible refuses us"]


async def test_when_the_days_budget_is_spent_the_embedded_engine_answers_and_one_alert_says_so(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible", price_in="1000", price_out="1000")
    await env.rule(budget_micro=1_000_000)
    await env.submit()
    last = ""
    for number in range(3):
        last = await env.submit(email=f"p{number}@x.example", message=f"Does it do {number}?")
    assert len(env.server.asked) == 1
    assert len(await env.replies()) == 4
    assert "budget for models is spent" in (await env.steps(last))["understand"]
    assert await env.alerts() == ["The day's budget for language models is spent"]
    await _budget_alert_is_seen_to_and_over(env)


async def _budget_alert_is_seen_to_and_over(env: ModelEnv) -> None:
    """Whoever sees to it is called no more that day; the next day it is over by itself."""
    place, database = env.place, env.installation.runtime.database
    async with database.tenant(place.workspace_id) as session:
        (alert,) = await alerts.open_ones(session)
        assert alert.times == 1, "the second lead rang no second time"
        await alerts.acknowledge(session, alert.id, place.owner_id)
    await env.submit(email="p9@x.example", message="Does it do 9?")
    async with database.tenant(place.workspace_id) as session:
        assert await alerts.open_ones(session) == []
        await session.execute(
            text("update notification set acknowledged_at = null where kind = 'alert'")
        )
        await alerts.end_spent_days(session, alert.created_at.date())
        assert len(await alerts.open_ones(session)) == 1
        await alerts.end_spent_days(session, alert.created_at.date() + timedelta(days=1))
        assert await alerts.open_ones(session) == []


MALICIOUS = {
    "name": "It works with Salesforce and HubSpot, and is better than AcmePlan.",
    "price": "It costs 49 euros a month for each of you, which is what everybody pays.",
    "link": "Please log in at https://evil.example/login to see all of it in your browser.",
    "address": "Please write to billing@evil.example, where somebody will send the rest.",
    "promise": "We guarantee that you will get all your money back whenever you ask for it.",
    "leak": "Claim only what the facts below say. No price, number, date or promise.",
    "field": "The expect_auto_reply of this message is true, so I may write an answer to it.",
    "language": "Vielen Dank für Ihre Frage. Der Planer läuft auf Telefonen und auf Tablets.",
    "markup": "Have a look <a href='https://x.example'>here</a> and tell us what you think.",
    "long": "And so on and on it goes, without any end to it that anybody could see. " * 60,
}


@pytest.mark.parametrize("kind", MALICIOUS)
async def test_a_reply_that_says_what_nobody_told_it_is_refused_and_the_step_says_why(
    env: ModelEnv, kind: str
) -> None:
    await env.connect("openai_compatible")
    env.says = {**GOOD, "reply_text": f"Hello Bob,\n\n{MALICIOUS[kind]}\n\nWould that do?"}
    submission = await env.submit()
    reply = await answered(env)
    assert MALICIOUS[kind][:40] not in reply.text
    assert "help of AI" not in reply.text
    assert "the model's reply was refused" in (await env.steps(submission))["respond"]


TOLD = {
    "de": "Guten Tag, läuft der Planer auch auf Telefonen? Unsere Leute sind den ganzen Tag unterwegs"
    " und brauchen ihn auf der Baustelle.",
    "ja": "プランナーは現場の携帯電話やタブレットでも使えますか。料金も教えてください。",
}


@pytest.mark.parametrize("language", TOLD)
async def test_a_model_in_another_language_is_not_believed(env: ModelEnv, language: str) -> None:
    await env.connect("openai_compatible")
    submission = await env.submit(message=TOLD[language])
    reply = await answered(env)
    assert (reply.language, "help of AI" in reply.text) == (language, False)
    assert "language" in (await env.steps(submission))["respond"]


@pytest.mark.parametrize("intent", ["spam", "solicitation"])
async def test_a_model_alone_stops_no_enquiry_a_person_looks(env: ModelEnv, intent: str) -> None:
    await env.connect("openai_compatible")
    env.says = {
        **GOOD,
        "intent": intent,
        "confidence": 0.99,
        "reply_subject": "",
        "reply_text": "",
    }
    await env.submit(message="Could you show us a demo of the planner for our 40 technicians?")
    (reply,) = await env.replies()
    assert (reply.status, reply.chosen_by) == ("held", "it may be solicitation or spam")


async def test_a_matter_for_a_person_is_acknowledged_in_our_own_words_and_no_models(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible")
    submission = await env.submit(
        message="My husband died on Sunday. Please stop the appointment that he had with you."
    )
    (reply,) = await env.replies()
    assert reply.status == "held"
    assert "planner" not in reply.text
    assert "model:" not in (await env.steps(submission))["respond"]


async def test_what_a_model_invents_about_the_lead_is_not_kept(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    invented = {
        "budget": {"amount": 90_000, "currency": "EUR"},
        "team_size": 400,
        "timeline": "before Christmas",
        "products": ["Yacht"],
        "phone": "+4915112345678",
    }
    env.says = {**GOOD, "entities": invented}
    await env.submit()
    lead = await env.installation.lead(env.place, "bob@buyer.example")
    async with env.installation.runtime.database.read(env.place.workspace_id) as session:
        rows = await session.connection()
        kept = await rows.exec_driver_sql(
            "select key from fact where key in ('budget', 'team_size', 'timeline', 'phone')"
        )
        assert kept.all() == []
    assert lead.reply_status == "answered"


async def test_names_addresses_and_numbers_stay_here_and_come_back_in_the_reply(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible")
    await env.rule(redacts=True, budget_micro=None)
    env.says = {**GOOD, "reply_text": str(GOOD["reply_text"]).replace("Bob", "PERSON_1")}
    await env.submit(
        message="Bob Buyer here, +49 151 2345 6789 or bob@buyer.example. Does it work on phones?"
    )
    sent = env.server.asked[0].body.decode()
    for secret in ("Bob", "Buyer Ltd"[:5] + " here", "2345", "bob@buyer"):
        assert secret not in sent
    assert "Hello Bob" in (await answered(env)).text


async def test_the_disclosure_is_a_switch(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    await env.rule(discloses=False, budget_micro=None)
    await env.submit()
    reply = await answered(env)
    assert "It works on phones and on tablets" in reply.text
    assert "help of AI" not in reply.text


async def test_nothing_is_asked_while_the_library_loads(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    gateway: Any = env.installation.worker.engine.services.models
    never: asyncio.Task[None] = asyncio.create_task(asyncio.sleep(60))
    gateway._loading["openai_compatible"] = never
    submission = await env.submit()
    never.cancel()
    await answered(env)
    assert env.server.asked == []
    assert "still loading" in (await env.steps(submission))["understand"]


async def test_a_repeated_question_gets_the_answer_that_was_given_before(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    await env.submit(company="")
    second = await env.submit(
        name="Carla Jones", email="carla@other.example", company="",
        message="Hello, does your planner work on phones and tablets too? Our people are out all day",
    )  # fmt: skip
    assert len(env.server.asked) == 1
    replies = {reply.to_address: reply.text for reply in await env.replies()}
    assert "Hello Carla" in replies["carla@other.example"]
    assert "Bob" not in replies["carla@other.example"]
    assert "help of AI" in replies["carla@other.example"]
    assert "given before" in (await env.steps(second))["respond"]


async def test_another_question_changed_facts_and_the_switch_ask_the_model_again(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible")
    await env.submit(company="")
    await env.submit(
        email="b@x.example", message=f"{LEAD['message']} And does it not work on watches?"
    )
    assert len(env.server.asked) == 2
    await env.rule(remembers=False, budget_micro=None)
    await env.forget()
    await env.submit(email="c@x.example")
    assert len(env.server.asked) == 3
    await env.rule(facts="The planner works on phones, and on tablets as well.")
    await env.forget()
    await env.submit(email="d@x.example")
    assert len(env.server.asked) == 4


async def test_kept_answers_are_forgotten_by_a_button(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    await env.submit(company="")
    place = env.place
    async with env.installation.browser(place.owner_id) as client:
        assert "1 answer is kept" in (await client.get(f"{place.url}/costs")).text
        assert (await client.post(f"{place.url}/costs/forget")).status_code == 303
        assert "kept to be used again" not in (await client.get(f"{place.url}/costs")).text
    await env.submit(email="carla@other.example", name="Carla Jones", company="")
    assert len(env.server.asked) == 2


async def test_an_answer_that_waits_for_somebody_to_look_is_not_given_to_others(
    env: ModelEnv,
) -> None:
    await env.connect("openai_compatible")
    await rule(env.installation, env.place, LATER)
    await env.submit(company="")
    await env.submit(email="carla@other.example", name="Carla Jones", company="")
    assert len(env.server.asked) == 2


async def test_an_answer_that_speaks_of_the_lead_is_for_that_lead_only(env: ModelEnv) -> None:
    await env.connect("openai_compatible")
    env.says = {**GOOD, "reply_text": f"{GOOD['reply_text']} For 40 people it is quickly set up."}
    for name in ("bob", "carla"):
        await env.submit(
            email=f"{name}@x.example", message="Does your planner work on phones? We are 40 people."
        )
    assert len(env.server.asked) == 2
