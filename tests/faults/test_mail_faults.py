"""What mail servers do to us, from the form post to the lead's reply status and the alert."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from tests.faults.browser import logged_in
from tests.faults.mail_server import Act, CountingServer
from tests.product import Product, demo_request, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

# Longer than the first pauses between tries.
PATIENCE = 12
DOUBTFUL = "A mail may or may not have arrived"
LETTER_OF = """
select m.*, l.reply_status, l.id as lead, n.title as alert
from message m join lead l on l.id = m.lead_id
left join notification n on n.lead_id = l.id and n.kind = 'alert'
where m.kind = 'reply' and l.email = '{}'
"""


class House:
    """A product with the mail server it uses."""

    def __init__(self, product: Product, server: CountingServer) -> None:
        self.product = product
        self.server = server

    def write(self, name: str, *acts: Act) -> str:
        """A lead writes, and the server is told how to treat our answer to it. Its address."""
        body = demo_request(name)
        self.server.plan(body["email"], *acts)
        assert self.product.post(body).status_code == 202
        return body["email"]

    def reply(self, address: str) -> dict[str, Any]:
        rows = self.product.rows(LETTER_OF.format(address))
        return rows[0] if rows else {"reply_status": None, "status": None, "attempts": 0}

    def becomes(self, address: str, status: str, seconds: float = 60) -> dict[str, Any]:
        until(
            lambda: self.reply(address)["reply_status"] == status,
            seconds,
            f"the lead {address} is {status}",
        )
        return self.reply(address)

    def is_alarmed(self, address: str, title: str) -> None:
        """What rings hears of a letter's end by itself, and maybe after the lead's page shows it."""
        until(lambda: self.reply(address)["alert"] == title, 60, f"{address} rang: {title}")

    def alarm(self, title: str) -> int:
        """How often this alert rang: one that is open counts what comes after."""
        query = f"select times from notification where kind = 'alert' and title = '{title}'"
        return sum(row["times"] for row in self.product.rows(query))

    def tried(self, address: str) -> int:
        """How many letters to this address the server was handed, whole or not."""
        return sum(e.recipient == address for e in self.server.exchanges)

    def taken(self, address: str) -> int:
        """How many letters to this address the server took."""
        return sum(e.accepted for e in self.server.exchanges if e.recipient == address)


@pytest.fixture
def house(product_with: Callable[..., Product]) -> Iterator[House]:
    with CountingServer(slowest=0.01) as server:
        yield House(product_with(LEADWRIGHT_SMTP_URL=server.url), server)


def test_each_answer_of_a_mail_server_ends_in_what_it_means_for_the_lead(house: House) -> None:
    later = house.write("Greylisted Guest", Act("RCPT", b"450 4.2.0 try later\r\n"))
    leaving = house.write("Restarting Server", Act("MAIL", b"421 4.3.2 going down\r\n", close=True))
    busy = house.write("Busy Content", Act("END", b"451 4.3.0 disk full\r\n"))
    unknown = house.write("Unknown Mailbox", Act("RCPT", b"550 5.1.1 no such user\r\n"))
    unwanted = house.write("Refused Content", Act("END", b"554 5.7.1 looks like spam\r\n"))
    gone = house.write("Dropped Line", Act("END", close=True))
    rude = house.write("Rude Goodbye", Act("END", b"250 2.0.0 taken\r\n", close=True))
    usual = house.write("Usual Guest")
    for address in (usual, rude, later, busy, leaving):
        assert house.becomes(address, "answered")["status"] == "sent"
        assert house.taken(address) == 1
    assert house.reply(later)["attempts"] == 2
    for address, words in ((unknown, "no such user"), (unwanted, "looks like spam")):
        letter = house.becomes(address, "failed")
        assert letter["attempts"] == 1
        assert words in letter["error"]
        assert house.taken(address) == 0
    until(
        lambda: house.alarm("A reply could not be sent") == 2, 30, "both are counted in one alert"
    )
    house.becomes(gone, "unconfirmed")
    house.is_alarmed(gone, DOUBTFUL)


def test_a_line_cut_amid_the_content_leaves_the_letter_to_a_person_who_may_send_it(
    house: House,
) -> None:
    product = house.product
    product.claim()
    address = house.write("Cut Off", Act("MID", close=True))
    letter = house.becomes(address, "unconfirmed")
    assert letter["status"] == "unconfirmed"
    house.is_alarmed(address, DOUBTFUL)
    with logged_in(product.address) as client:
        lead = client.get(f"/w/acme/leads/{letter['lead']}")
        listed = client.get("/w/acme/outbox?status=unconfirmed")
        bell = client.get("/w/acme/notifications")
        assert "may or may not have arrived" in lead.text
        assert f"/outbox/{letter['id']}" in listed.text
        assert "A mail may or may not have arrived" in bell.text
        # Whatever else is due meanwhile goes out, and this one does not.
        house.becomes(house.write("Somebody Else"), "answered")
        time.sleep(PATIENCE)
        assert house.tried(address) == 1
        again = client.post(f"/w/acme/outbox/{letter['id']}/again")
        assert again.status_code == 303
    sent = house.becomes(address, "answered")
    assert (sent["status"], sent["message_id"]) == ("sent", letter["message_id"])
    assert (house.tried(address), house.taken(address)) == (2, 1)


def test_a_server_that_refuses_connections_delays_the_reply_and_nothing_else(house: House) -> None:
    house.becomes(house.write("First Guest"), "answered")
    house.server.shut()
    address = house.write("Waiting Guest")
    until(lambda: house.reply(address)["attempts"] >= 1, 30, "it was tried")
    assert house.reply(address)["status"] == "queued"
    assert house.tried(address) == 0
    house.server.open()
    house.becomes(address, "answered")
    assert house.taken(address) == 1


def test_a_server_that_hangs_after_connecting_is_left_and_tried_again(house: House) -> None:
    house.server.greets = False
    address = house.write("Patient Guest")
    until(lambda: house.reply(address)["attempts"] >= 1, 60, "we gave up waiting for a greeting")
    assert "did not answer in time" in house.reply(address)["error"]
    house.server.greets = True
    house.becomes(address, "answered")


def test_a_server_that_hangs_with_the_letter_leaves_it_unconfirmed_and_holds_up_no_other(
    house: House,
) -> None:
    held = [house.write(f"Held Guest{n}", Act("END", hang=True)) for n in range(3)]
    others = [house.write(f"Other Guest{n}") for n in range(5)]
    for address in others:
        house.becomes(address, "answered", 30)
    for address in held:
        house.becomes(address, "unconfirmed", 100)
    until(lambda: house.alarm(DOUBTFUL) == len(held), 30, "one alert counts them all")
