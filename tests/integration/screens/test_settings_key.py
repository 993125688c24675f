"""What a public key asks for: chosen on its page, shown in the snippets, its secret never again."""

import pytest
from tests.integration.installation import Installation, Workplace

from leadwright.domain.permission import Role

SECRET = "a secret of the form tool"


async def _page(installation: Installation, place: Workplace) -> str:
    """The page of the place's public key."""
    async with installation.browser(place.owner_id) as client:
        keys = (await client.get(f"{place.url}/settings/keys")).text
    assert "Asks for" in keys
    start = keys.index(f"{place.url}/settings/keys/") + len(f"{place.url}/settings/keys/")
    return f"{place.url}/settings/keys/{keys[start : start + 36]}"


async def test_a_key_asks_for_nothing_until_told_and_then_its_snippets_bring_it(
    installation: Installation, place: Workplace
) -> None:
    page = await _page(installation, place)
    connect = f"{place.url}/settings/connect"
    async with installation.browser(place.owner_id) as client:
        before = (await client.get(connect)).text
        assert "Zapier" in before
        assert "/embed/proof.js" not in before
        saved = await client.post(page, data={"demand": "proof_of_work", "secret": ""})
        assert saved.status_code == 303
        after = (await client.get(connect)).text
        assert "/embed/proof.js" in after
        assert "Zapier" not in after
        shown = (await client.get(page)).text
        assert 'value="proof_of_work" class="radio radio-sm mt-0.5 flex-none" checked' in shown
        script = await client.get("/embed/proof.js")
    assert script.headers["cross-origin-resource-policy"] == "cross-origin"
    assert script.headers["access-control-allow-origin"] == "*"
    assert "javascript" in script.headers["content-type"]
    assert "import" not in script.text.replace("import.meta", "")


async def test_a_signature_needs_a_secret_which_is_kept_and_never_shown(
    installation: Installation, place: Workplace
) -> None:
    page = await _page(installation, place)
    async with installation.browser(place.owner_id) as client:
        short = await client.post(page, data={"demand": "framer", "secret": "short"})
        assert short.status_code == 422
        assert "8 to 200" in short.text
        assert (await client.post(page, data={"demand": "framer", "secret": SECRET})).is_redirect
        shown = (await client.get(page)).text
        assert SECRET not in shown
        assert "Kept and never shown" in shown
        assert (await client.post(page, data={"demand": "framer", "secret": ""})).is_redirect
        other = await client.post(page, data={"demand": "webflow", "secret": ""})
        assert other.status_code == 422
        snippets = (await client.get(f"{place.url}/settings/connect")).text
        assert "put the same into the key" in snippets
        assert "Typeform" not in snippets


async def test_a_vendor_has_to_be_connected_first_and_then_stands_in_the_form(
    installation: Installation, place: Workplace
) -> None:
    page = await _page(installation, place)
    async with installation.browser(place.owner_id) as client:
        early = await client.post(page, data={"demand": "turnstile"})
        assert early.status_code == 422
        assert "Connect Cloudflare Turnstile first" in early.text
        assert (await client.post(page, data={"demand": "anything"})).status_code == 422
        form = {"site_key": "0x4AAA<b>", "secret_key": "kept", "base_url": ""}
        new = f"{place.url}/settings/connections/new/turnstile"
        assert (await client.post(new, data=form)).is_redirect
        assert (await client.post(page, data={"demand": "turnstile"})).is_redirect
        snippets = (await client.get(f"{place.url}/settings/connect")).text
    assert "challenges.cloudflare.com/turnstile" in snippets
    assert "0x4AAA&amp;lt;b" in snippets or "0x4AAA&lt;b" in snippets
    assert "0x4AAA<b>" not in snippets


@pytest.mark.parametrize("role", [Role.REP, Role.VIEWER])
async def test_only_who_manages_keys_may_look_and_nobody_elsewhere(
    installation: Installation, place: Workplace, role: Role
) -> None:
    page = await _page(installation, place)
    member = await installation.member(place.workspace_id, f"{role}@{place.slug}.example", role)
    elsewhere = await installation.workplace()
    foreign = page.replace(place.url, elsewhere.url, 1)
    async with installation.browser(member) as client:
        assert (await client.get(page)).status_code == 403
        assert (await client.post(page, data={"demand": ""})).status_code == 403
    async with installation.browser(elsewhere.owner_id) as client:
        assert (await client.get(foreign)).status_code == 404
        assert (await client.post(foreign, data={"demand": ""})).status_code == 404
        del client.headers["X-CSRF-Token"]
        assert (await client.post(foreign, data={"demand": ""})).status_code == 403
