"""The settings' doors: keys, the way mail leaves, and snippets that really post to the door."""

import json
import re
from html import unescape
from uuid import UUID

import httpx
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap.mail import mail_setup
from leadwright.features.messages.queries import is_suppressed
from leadwright.kernel.settings import Settings
from leadwright.web.screens.settings.snippets import snippets

PARTIAL = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def test_a_secret_key_is_shown_once_works_and_ends_when_revoked(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    path = f"{place.url}/settings/keys"
    made = await owner.post(path, data={"label": "CRM <b>sync</b>", "kind": "secret"})
    assert made.headers["cache-control"] == "no-store"
    found = re.search(r'id="made-key"[^>]*>(lws_[^<]+)<', made.text)
    assert found is not None
    bearer = {"Authorization": f"Bearer {found[1]}", "Accept": "application/json"}
    assert (await owner.get("/api/leads", headers=bearer)).status_code == 200
    page = (await owner.get(path)).text
    assert found[1] not in page
    assert "CRM &lt;b&gt;sync&lt;/b&gt;" in page
    newest = re.search(rf'action="{path}/([0-9a-f-]+)/revoke"', page)
    assert newest is not None
    assert (await owner.post(f"{path}/{newest[1]}/revoke")).status_code == 303
    assert "CRM &lt;b" not in (await owner.get(path)).text
    again = await owner.post(f"{path}/{newest[1]}/revoke")
    assert again.status_code == 404


async def test_a_key_without_a_label_is_refused_at_the_field(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    path = f"{place.url}/settings/keys"
    for form in ({"label": " ", "kind": "secret"}, {"label": "x" * 101, "kind": "secret"}):
        answer = await owner.post(path, data=form)
        assert answer.status_code == 422
        assert "One thing to correct" in answer.text
    odd = await owner.post(path, data={"label": "Form", "kind": "golden"})
    assert odd.status_code == 422
    assert 'value="Form"' in odd.text


async def test_another_workspaces_key_is_not_found(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    other = await installation.workplace("Other")
    async with installation.browser(other.owner_id) as client:
        theirs = (await client.get(f"{other.url}/settings/keys")).text
    found = re.search(r"/settings/keys/([0-9a-f-]+)/revoke", theirs)
    assert found is not None
    answer = await owner.post(f"{place.url}/settings/keys/{UUID(found[1])}/revoke")
    assert answer.status_code == 404


async def test_a_test_letter_goes_the_way_of_every_message(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    asked = await owner.post(f"{place.url}/settings/mail/trial")
    address = asked.headers["location"].partition("#")[0]
    waiting = await owner.get(address, headers=PARTIAL)
    assert "On its way" in waiting.text
    assert 'hx-trigger="every 1s"' in waiting.text
    assert "<html" not in waiting.text
    await installation.work()
    done = (await owner.get(address)).text
    assert "It stands in the built-in outbox." in done
    assert "every 1s" not in done


async def test_an_address_is_suppressed_and_let_go_again(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    path = f"{place.url}/settings/mail"
    form = {"address": "Stop@Quiet.example", "reason": "asked by <i>phone</i>"}
    await owner.post(f"{path}/suppressions", data=form)
    async with installation.runtime.database.read(place.workspace_id) as session:
        assert await is_suppressed(session, "stop@quiet.example")
    page = (await owner.get(path)).text
    assert "1 address gets no mail" in page
    assert "asked by &lt;i&gt;phone&lt;/i&gt;" in page
    assert "No suppressed address contains" in (await owner.get(f"{path}?q=nobody")).text
    gone = await owner.post(f"{path}/suppressions/remove", data={"address": "stop@quiet.example"})
    assert gone.status_code == 303
    again = await owner.post(f"{path}/suppressions/remove", data={"address": "stop@quiet.example"})
    assert again.status_code == 404


async def test_what_is_no_address_is_not_suppressed(
    owner: httpx.AsyncClient, place: Workplace
) -> None:
    answer = await owner.post(
        f"{place.url}/settings/mail/suppressions",
        data={"address": "no address\r\nBcc: x@y.example"},
    )
    assert answer.status_code == 422
    assert "Write it like name@example.com." in answer.text


def test_the_mail_server_is_told_without_its_password() -> None:
    url = "smtps://sales%40acme.example:hunter22@mail.acme.example"
    setup = mail_setup(Settings(smtp_url=url))
    assert setup.server is not None
    assert (setup.server.host, setup.server.port) == ("mail.acme.example", 465)
    assert setup.from_address == "sales@acme.example"
    assert "hunter22" not in repr(setup)


async def test_the_html_snippet_posts_what_the_door_takes_and_leads_back_to_the_site(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    page = (await owner.get(f"{place.url}/settings/connect")).text
    found = re.search(r'id="text-html"[^>]*>(.*?)</pre>', page, re.DOTALL)
    assert found is not None
    snippet = unescape(found[1])
    action = re.search(r'action="([^"]+)"', snippet)
    assert action is not None
    fields = dict.fromkeys(re.findall(r'(?:input|textarea) name="(\w+)"', snippet), "")
    assert set(fields) == {"name", "email", "company", "message", "_lw_hp", "_lw_next"}
    fields |= {"name": "Ana", "email": "ana@lima.example", "message": "Please show us a demo."}
    fields["_lw_next"] = re.findall(r'value="([^"]+)"', snippet)[0]
    async with installation.browser() as visitor:
        site = {"Origin": "https://www.example.com"}
        answer = await visitor.post(action[1], data=fields, headers=site)
    assert answer.status_code == 303
    assert answer.headers["location"] == "https://www.example.com/thanks"
    await installation.work()
    assert (await installation.lead(place, "ana@lima.example")).reply_status == "answered"


async def test_the_other_snippets_carry_bodies_the_door_understands(
    installation: Installation, place: Workplace
) -> None:
    endpoint = f"{installation.settings.address}/api/submit-lead?key={place.public_key}"
    made = snippets(endpoint)
    assert [snippet.title for snippet in made] == [
        "HTML form", "JavaScript", "curl", "Contact Form 7", "Elementor", "Webflow", "Framer",
        "Typeform", "Zapier", "Make", "n8n", "Google Sheets",
    ]  # fmt: skip
    assert all(endpoint in "".join((*each.steps, each.text)) for each in made)
    texts = {snippet.id: snippet.text for snippet in made}
    assert json.loads(texts["n8n"])["nodes"][0]["parameters"]["url"].startswith(endpoint)
    assert set(json.loads(texts["make"])) >= {"name", "email", "company", "message"}
    curl = re.search(r"-d '(.+)'", texts["curl"], re.DOTALL)
    assert curl is not None
    contact_form_7 = {"your-name": "Bo", "your-email": "bo@li.example", "your-message": "Hello"}
    json_post = {"Accept": "*/*", "Content-Type": "application/json"}
    async with installation.browser() as client:
        by_curl = await client.post(endpoint, content=curl[1], headers=json_post)
        by_plugin = await client.post(endpoint, json=contact_form_7, headers=json_post)
        by_webflow = await client.post(endpoint, data={"Name": "Cy", "Email": "cy@no.example"})
    assert (by_curl.status_code, by_plugin.status_code) == (202, 202)
    assert by_webflow.status_code == 303
    await installation.work()
    assert (await installation.lead(place, "bo@li.example")).name == "Bo"
    assert (await installation.lead(place, "cy@no.example")).name == "Cy"


async def test_the_page_waits_for_the_first_lead_and_then_links_to_it(
    installation: Installation, owner: httpx.AsyncClient, place: Workplace
) -> None:
    path = f"{place.url}/settings/connect"
    waiting = await owner.get(path, headers=PARTIAL)
    assert "Waiting for the first submission" in waiting.text
    assert "<html" not in waiting.text
    assert "lead-changed from:body" in waiting.text
    whole = (await owner.get(path)).text
    assert f'{place.url}/live"' in whole  # the stream that says it
    async with installation.browser() as client:
        url = f"/api/submit-lead?key={place.public_key}"
        await client.post(url, json={"name": "No contact"}, headers={"Accept": "*/*"})
    refused = (await owner.get(path)).text
    assert "The newest post was refused" in refused
    await installation.submit(
        place, work=False, name="<b>Ana</b>", email="ana@lima.example", message="Hi"
    )
    stored = (await owner.get(path, headers=PARTIAL)).text
    assert "Received" in stored
    assert "the lead is being made" in stored
    assert "lead-changed from:body" in stored
    await installation.work()
    lead = await installation.lead(place, "ana@lima.example")
    received = (await owner.get(path, headers=PARTIAL)).text
    assert f'href="{place.url}/leads/{lead.id}"' in received
    assert "&lt;b&gt;Ana&lt;/b&gt;" in received
    assert "lead-changed from:body" not in received
