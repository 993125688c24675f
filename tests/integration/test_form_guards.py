"""What a key asks for, through the door: proofs hold leads up, signatures refuse them."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import ApiKeyId
from leadwright.features.capture import proof_of_work
from leadwright.features.workspaces import actions, key_demands
from leadwright.integrations.fake.guard_dialects import DIALECTS, GOOD
from leadwright.integrations.fake.vendor_dialects import KEY
from leadwright.integrations.fake.vendor_server import Answer, Death, FakeVendor

MESSAGE = "Could you show us a demo for our 35 technicians before the end of January?"
SECRET = "the secret of the form tool"


@pytest_asyncio.fixture
async def vendor() -> AsyncIterator[FakeVendor]:
    async with FakeVendor(DIALECTS["hcaptcha"]()) as server:
        yield server


@pytest_asyncio.fixture
async def office(instance: Installation) -> Workplace:
    return await instance.workplace()


async def asks_for(instance: Installation, office: Workplace, demand: str, secret: str = "") -> str:
    """A new public key that asks for it."""
    async with instance.runtime.database.tenant(office.workspace_id) as session:
        id_, key = await actions.make_key(session, office.workspace_id, "public", demand)
        await key_demands.ask_for(session, instance.runtime.keyring, ApiKeyId(id_), demand, secret)
    return key


async def post(instance: Installation, key: str, name: str, **proof: str) -> httpx.Response:
    """As a browser's form sends it; names with underscores for dashes, but for our own."""
    form = {"email": f"{name}@firm.example", "message": f"{MESSAGE} {name}"}
    named = {n if n.startswith("_") else n.replace("_", "-"): v for n, v in proof.items()}
    async with instance.browser() as client:
        return await client.post(
            f"/api/submit-lead?key={key}",
            data=form | named,
            headers={"Accept": "application/json"},
        )


async def challenge(instance: Installation, key: str) -> dict[str, Any]:
    async with instance.browser() as client:
        answer = await client.get(f"/api/form-challenge?key={key}")
    assert answer.headers["access-control-allow-origin"] == "*"
    given: dict[str, Any] = answer.json()
    return given


async def stops(instance: Installation, office: Workplace) -> dict[str, str]:
    async with instance.runtime.database.read(office.workspace_id) as session:
        rows = await session.execute(
            text(
                "select s.form->>'email' as email, q.reason from quarantine q"
                " join submission s on s.id = q.submission_id"
            )
        )
        return {row.email.partition("@")[0]: row.reason for row in rows}


async def checks(instance: Installation, office: Workplace) -> dict[str, tuple[str, str]]:
    async with instance.runtime.database.read(office.workspace_id) as session:
        rows = await session.execute(
            text(
                "select l.email, f.value #>> '{}' as value, f.source from fact f"
                " join lead l on l.id = f.lead_id where f.key = 'form_check'"
            )
        )
        return {row.email.partition("@")[0]: (row.value, row.source) for row in rows}


async def test_a_form_with_our_own_proof_gets_through_once_and_any_other_waits(
    instance: Installation, office: Workplace
) -> None:
    key = await asks_for(instance, office, "proof_of_work")
    given = await challenge(instance, key)
    assert (given["bits"], given["parts"]) == (proof_of_work.BITS, proof_of_work.PARTS)
    proof = proof_of_work.solve(given["challenge"])
    for name, brought in (("right", proof), ("none", ""), ("wrong", f"{given['challenge']}~1.2")):
        answer = await post(instance, key, name, _lw_proof=brought)
        assert answer.status_code == 202
    await instance.work()
    await post(instance, key, "again", _lw_proof=proof)
    await instance.work()
    assert await stops(instance, office) == {
        "none": "no_proof",
        "wrong": "wrong_proof",
        "again": "used_proof",
    }
    assert await checks(instance, office) == {"right": ("passed", "proof_of_work")}
    lead = await instance.lead(office, "right@firm.example")
    assert lead.reply_status == "answered"
    async with instance.browser(office.owner_id) as client:
        page = await client.get(f"{office.url}/leads/{lead.id}")
        assert proof_of_work.FIELD not in page.text
        held = await client.get(f"{office.url}/quarantine")
    assert {"No proof", "Wrong proof", "Proof used before"} <= set(
        held.text.replace("<", ">").split(">")
    )


async def test_a_challenge_of_another_workspace_is_no_proof_here(
    instance: Installation, office: Workplace
) -> None:
    elsewhere = await instance.workplace()
    key = await asks_for(instance, office, "proof_of_work")
    given = await challenge(instance, elsewhere.public_key)
    proof = proof_of_work.solve(given["challenge"])
    await post(instance, key, "borrowed", _lw_proof=proof)
    await instance.work()
    assert await stops(instance, office) == {"borrowed": "wrong_proof"}


async def test_a_vendor_vouches_refuses_and_in_trouble_costs_no_lead(
    instance: Installation, office: Workplace, vendor: FakeVendor
) -> None:
    settings = f"{office.url}/settings"
    async with instance.browser(office.owner_id) as client:
        form = {"site_key": "site-1", "secret_key": KEY, "base_url": vendor.url}
        made = await client.post(f"{settings}/connections/new/hcaptcha", data=form)
        assert made.status_code == 303, made.text
        connection = made.headers["location"].partition("?")[0]
        await client.post(f"{connection}/test")
        assert "The key is accepted." in (await client.get(connection)).text
    key = await asks_for(instance, office, "hcaptcha")
    await post(instance, key, "good", h_captcha_response=GOOD, g_recaptcha_response=GOOD)
    await instance.work()
    await post(instance, key, "replayed", h_captcha_response=GOOD)
    await post(instance, key, "bad", h_captcha_response="made-up")
    await post(instance, key, "none")
    await instance.work()
    for name, trouble in (
        ("dead", Death.BEFORE_THE_BODY),
        ("broken", Answer(200, b"<html>")),
        ("slow", Death.SILENCE),
    ):
        vendor.plan(trouble)
        await post(instance, key, name, h_captcha_response=GOOD + name)
        await instance.work()
    assert await stops(instance, office) == {
        "replayed": "used_proof",
        "bad": "wrong_proof",
        "none": "no_proof",
    }
    unchecked = ("unchecked", "hcaptcha")
    assert await checks(instance, office) == {
        "good": ("passed", "hcaptcha"),
        "dead": unchecked,
        "broken": unchecked,
        "slow": unchecked,
    }
    async with instance.browser(office.owner_id) as client:
        await client.post(f"{connection}/remove")
    await post(instance, key, "gone", h_captcha_response=GOOD)
    await instance.work()
    assert (await checks(instance, office))["gone"] == unchecked


async def test_a_signed_webhook_is_taken_and_an_unsigned_one_is_refused_and_logged(
    instance: Installation, office: Workplace
) -> None:
    key = await asks_for(instance, office, "typeform", SECRET)
    raw = (Path(__file__).with_name("payloads") / "typeform.json").read_bytes()
    right = base64.b64encode(hmac.new(SECRET.encode(), raw, hashlib.sha256).digest()).decode()
    posted = {}
    for name, headers in (
        ("right", {"Typeform-Signature": f"sha256={right}"}),
        ("wrong", {"Typeform-Signature": "sha256=" + "A" * 43 + "="}),
        ("none", dict[str, str]()),
    ):
        async with instance.browser() as client:
            posted[name] = await client.post(
                f"/api/submit-lead?key={key}",
                content=raw,
                headers={
                    "Content-Type": "application/json",
                    "Accept": "application/json",
                    **headers,
                },
            )
    assert {name: answer.status_code for name, answer in posted.items()} == {
        "right": 202,
        "wrong": 401,
        "none": 401,
    }
    assert posted["wrong"].headers["content-type"] == "application/problem+json"
    assert posted["wrong"].json()["type"].endswith("signature_wrong")
    async with instance.browser(office.owner_id) as client:
        log = await client.get(f"{office.url}/requests")
    assert "Typeform-Signature does not match" in log.text
    assert "Typeform-Signature is missing" in log.text
