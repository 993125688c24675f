"""A forgotten password where mail leaves by a workspace's own connection alone."""

from pathlib import Path

from tests.integration.installation import open_installation
from tests.integration.screens.forms import send

from leadwright.domain.permission import Role
from leadwright.integrations.fake import vendor_dialects as dialects
from leadwright.integrations.fake.vendor_server import FakeVendor
from leadwright.kernel.db.urls import DatabaseUrls


async def test_the_link_leaves_by_the_workspace_that_has_a_way_out(
    database_urls: DatabaseUrls, data_folder: Path
) -> None:
    async with (
        FakeVendor(dialects.resend()) as vendor,
        open_installation(database_urls, data_folder, allow_private=(vendor.place,)) as instance,
    ):
        without, office = await instance.workplace(), await instance.workplace()
        email = f"both@{office.slug}.example"
        await instance.member(without.workspace_id, email, Role.REP)
        await instance.member(office.workspace_id, email, Role.REP)
        form = {
            "label": "Our mail",
            "from_address": "ann@acme.example",
            "from_name": "",
            "api_key": dialects.KEY,
            "webhook_secret": "",
            "base_url": vendor.url,
        }
        async with instance.browser(office.owner_id) as client:
            made = await client.post(f"{office.url}/settings/connections/new/resend", data=form)
            assert made.status_code == 303, made.text
        async with instance.browser() as client:
            asked = await send(client, "/forgot", "/forgot", {"email": email})
        assert asked.headers["location"] == "/forgot?sent=1"
        await instance.work()
        assert len(vendor.taken) == 1
        sent = vendor.asked[-1].json
        assert email in str(sent["to"])
        assert "/reset?token=" in sent["text"]
