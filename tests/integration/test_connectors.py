"""What each product really posts becomes the right lead. The bodies in `payloads/` are in its own shape."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from tests.integration.installation import Installation, Workplace

from leadwright.features.capture.models import Submission

PAYLOADS = Path(__file__).with_name("payloads")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=----WebKitFormBoundaryKiovsaJILejIAeqg"
ENGLISH = "Could you show us how routing works?"
GERMAN = "Könnten Sie uns zeigen, wie die Verteilung funktioniert?"


@dataclass(frozen=True)
class Post:
    """One product's post, and what must be kept of it beside the five known fields."""

    file: str
    content_type: str
    extra: dict[str, Any]
    message: str = ENGLISH
    phone: str = "+49 30 1234567"
    source: str = "api"
    headers: dict[str, str] = field(default_factory=dict)


POSTS = (
    Post("html.txt", FORM, {"topics": ["Routing", "Scoring"]}),
    Post(
        "contact_form_7.json",
        "application/json; charset=utf-8",
        {"your-subject": "Vorführung", "topics": ["Verteilung", "Bewertung"], "size": ["11-50"]},
        message=GERMAN,
        source="Kontaktformular",
        headers={"User-Agent": "WordPress/6.7; https://www.nordwerk.example"},
    ),
    Post(
        "contact_form_7_browser.txt",
        MULTIPART,
        {"_wpcf7": "84", "your-subject": "Vorführung", "topics": ["Verteilung", "Bewertung"]},
        message=f"{GERMAN}\nGern im März.",
    ),
    Post(
        "elementor.txt", FORM, {"Team size": "11-50", "form_id": "7f3a2c1"}, source="Contact page"
    ),
    Post("elementor_advanced.txt", FORM, {"Team size": "11-50"}),
    Post(
        "webflow.json",
        JSON,
        {"Team size": "11-50", "triggerType": "form_submission"},
        phone="493012345670",
        headers={"x-webflow-timestamp": "1795252324311", "x-webflow-signature": "0f" * 32},
    ),
    Post("webflow_action.txt", FORM, {"Team-Size": "11-50"}),
    Post(
        "framer.json",
        JSON,
        {"Team size": "11-50", "Newsletter": "on"},
        headers={"framer-signature": "sha256=" + "0f" * 32, "framer-webhook-submission-id": "1"},
    ),
    Post(
        "typeform.json",
        JSON,
        {
            "How many of you are there?": "11-50",
            "What interests you?": ["Routing", "Scoring"],
            "May we send you our newsletter?": False,
        },
        phone="+49301234567",
        headers={"Typeform-Signature": "sha256=" + "A" * 43 + "="},
    ),
    Post(
        "zapier.json",
        "application/json; charset=utf-8",
        {"team_size": "11-50"},
        source="Facebook Lead Ads",
    ),
    Post("make.json", JSON, {"team_size": "11-50"}, source="Make"),
    Post("n8n_form.json", JSON, {"Team size": ["11-50"], "formMode": "production"}),
    Post("n8n_webhook.json", JSON, {"team_size": "11-50", "query": {"utm_source": "ads"}}),
    Post("google_sheets.json", JSON, {"Teamgröße": ["11-50"]}, message=GERMAN),
)


async def send(installation: Installation, place: Workplace, post: Post) -> str:
    async with installation.browser() as client:
        answer = await client.post(
            f"/api/submit-lead?key={place.public_key}",
            content=(PAYLOADS / post.file).read_bytes(),
            headers={"Content-Type": post.content_type, "Accept": "*/*", **post.headers},
        )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


async def submission(installation: Installation, place: Workplace, id_: str) -> Submission:
    """What the door kept."""
    async with installation.runtime.database.read(place.workspace_id) as session:
        rows = await session.scalars(
            select(Submission).where(
                Submission.workspace_id == place.workspace_id, Submission.id == id_
            )
        )
        return rows.one()


@pytest.mark.parametrize("post", POSTS, ids=lambda post: post.file.rpartition(".")[0])
async def test_what_a_product_posts_becomes_the_right_lead(
    installation: Installation, place: Workplace, post: Post
) -> None:
    submission_id = await send(installation, place, post)
    kept = await submission(installation, place, submission_id)
    assert kept.suspicion is None
    known = {name: kept.form[name] for name in ("name", "email", "phone", "company", "message")}
    assert known == {
        "name": "Marta Keller",
        "email": "m.keller@nordwerk.example",
        "phone": post.phone,
        "company": "Nordwerk GmbH",
        "message": post.message,
    }
    assert post.extra.items() <= kept.form["extra"].items()
    assert kept.source == post.source


async def test_a_lead_from_a_questionnaire_is_read_scored_and_answered(
    installation: Installation, place: Workplace
) -> None:
    await send(installation, place, next(p for p in POSTS if p.file == "typeform.json"))
    await installation.work()
    lead = await installation.lead(place, "m.keller@nordwerk.example")
    assert (lead.name, lead.company, lead.intent) == (
        "Marta Keller",
        "Nordwerk GmbH",
        "demo_request",
    )
    assert lead.reply_status == "answered"


async def test_the_bot_trap_works_inside_a_wrapped_post(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        answer = await client.post(
            f"/api/submit-lead?key={place.public_key}",
            json={"payload": {"data": {"email": "bot@spam.example", "_lw_hp": "filled"}}},
            headers={"Accept": "*/*"},
        )
    assert answer.status_code == 202
    kept = await submission(installation, place, answer.json()["id"])
    assert (kept.suspicion, kept.form["email"]) == ("honeypot", "bot@spam.example")


async def test_a_sender_that_takes_only_200_for_success_may_ask_for_it(
    installation: Installation, place: Workplace
) -> None:
    body = (PAYLOADS / "elementor.txt").read_bytes()
    async with installation.browser() as client:
        answer = await client.post(
            f"/api/submit-lead?key={place.public_key}&success=200",
            content=body,
            headers={"Content-Type": FORM, "Accept": "*/*"},
        )
    assert answer.status_code == 200
    assert answer.json()["status"] == "received"


async def test_several_records_in_one_post_are_refused_in_words(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser() as client:
        answer = await client.post(
            f"/api/submit-lead?key={place.public_key}",
            json=[{"email": "a@a.example"}, {"email": "b@b.example"}],
            headers={"Accept": "*/*"},
        )
    assert answer.status_code == 400
    assert "one" in answer.json()["detail"]
