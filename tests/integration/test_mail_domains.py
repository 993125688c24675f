"""Whether mail can reach a sender's domain, asked of a name server on loopback."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text
from tests.integration.dns_server import BROKEN, SILENT, NameServer, name_server
from tests.integration.installation import Installation, Workplace, open_installation

from leadwright.integrations.dns.mail_domains import DnsMailDomains
from leadwright.kernel.db.urls import DatabaseUrls
from leadwright.kernel.tx import open_transaction
from leadwright.ports.mail_domain import MailDomain

ZONE: dict[str, Mapping[str, list[str]] | str] = {
    "firm_de": {"MX": ["10 mx.firm.de."]},
    "nullmx_de": {"MX": ["0 ."]},
    "host_de": {"A": ["192.0.2.1"]},
    "host6_de": {"AAAA": ["2001:db8::1"]},
    "bare_de": {"TXT": ['"nothing"']},
    "servfail_de": BROKEN,
    "slow_de": SILENT,
}


@pytest_asyncio.fixture
async def server() -> AsyncIterator[NameServer]:
    async with name_server(**ZONE) as made:
        yield made


@pytest.mark.parametrize(
    ("domain", "answer"),
    [
        ("firm.de", MailDomain.TAKES),
        ("Firm.DE", MailDomain.TAKES),
        ("nullmx.de", MailDomain.REFUSES),
        ("host.de", MailDomain.BY_ADDRESS),
        ("host6.de", MailDomain.BY_ADDRESS),
        ("bare.de", MailDomain.NOWHERE),
        ("gone.de", MailDomain.MISSING),
        ("servfail.de", MailDomain.UNKNOWN),
        ("slow.de", MailDomain.UNKNOWN),
        (f"{'a' * 64}.de", MailDomain.UNKNOWN),
        ("firm..de", MailDomain.UNKNOWN),
    ],
)
async def test_each_answer_of_the_name_server_is_told_apart(
    server: NameServer, domain: str, answer: MailDomain
) -> None:
    assert await DnsMailDomains(server.place, patience=0.4).ask(domain) is answer


async def test_an_answer_is_remembered_and_asked_for_once_by_many(server: NameServer) -> None:
    domains = DnsMailDomains(server.place)
    assert domains.known("firm.de") is None
    assert set(await asyncio.gather(*(domains.ask("firm.de") for _ in range(9)))) == {
        MailDomain.TAKES
    }
    assert domains.known("FIRM.de") is MailDomain.TAKES
    assert server.asked == [("firm.de.", "MX")]


async def test_free_hosts_and_names_that_are_nobodys_bother_no_server(server: NameServer) -> None:
    domains = DnsMailDomains(server.place)
    assert await domains.ask("gmail.com") is MailDomain.TAKES
    for domain in ("firm.example", "example.com", "printer.local", "localhost"):
        assert await domains.ask(domain) is MailDomain.UNKNOWN
    assert server.asked == []


async def test_a_resolver_that_is_cut_off_from_the_world_is_not_believed(
    server: NameServer,
) -> None:
    del server.zone["com."]
    assert await DnsMailDomains(server.place).ask("firm-that-is.de") is MailDomain.UNKNOWN


async def test_nobody_asks_inside_a_transaction(server: NameServer) -> None:
    with open_transaction(), pytest.raises(RuntimeError, match="dns"):
        await DnsMailDomains(server.place).ask("firm.de")


@pytest_asyncio.fixture
async def installed(
    server: NameServer, database_urls: DatabaseUrls, tmp_path: Path
) -> AsyncIterator[Installation]:
    async with open_installation(database_urls, tmp_path, dns=server.place) as made:
        yield made


async def _stops(installed: Installation, place: Workplace) -> dict[str, str]:
    async with installed.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(
            text(
                "select s.form->>'email' as email, q.reason from quarantine q join submission s"
                " on s.id = q.submission_id"
            )
        )
        return {row.email: row.reason for row in rows}


async def _facts(installed: Installation, place: Workplace) -> dict[str, tuple[str, str, str]]:
    async with installed.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(
            text(
                "select l.email, f.value #>> '{}' as value, f.source, f.method from fact f"
                " join lead l on l.id = f.lead_id where f.key = 'mail_domain'"
            )
        )
        return {row.email: (row.value, row.source, row.method) for row in rows}


async def test_an_address_that_cannot_get_mail_waits_unless_there_is_another_way_to_answer(
    installed: Installation,
) -> None:
    place = await installed.workplace()
    message = "Could you show us a demo next week? We are 40 people."
    for email in ("a@firm.de", "b@gone.de", "c@nullmx.de", "d@servfail.de", "e@host.de"):
        await installed.submit(place, work=False, email=email, message=message + email)
    await installed.submit(place, email="f@gone.de", phone="+49 30 1234567", message=message)
    assert await _stops(installed, place) == {
        "b@gone.de": "undeliverable_address",
        "c@nullmx.de": "undeliverable_address",
    }
    assert await _facts(installed, place) == {
        "a@firm.de": ("takes_mail", "email", "dns"),
        "e@host.de": ("by_address", "email", "dns"),
        "f@gone.de": ("does_not_exist", "email", "dns"),
    }
    async with installed.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/quarantine")
        assert "Cannot get mail" in page.text
        rules = {"keep_days": "30", "repeats": "10", "disposable": "1"}
        assert (await client.post(f"{place.url}/quarantine/lists/rules", data=rules)).is_redirect
    await installed.submit(place, email="g@gone.de", message=message)
    assert "g@gone.de" not in await _stops(installed, place)
    assert (await installed.lead(place, "g@gone.de")).reply_status == "answered"
