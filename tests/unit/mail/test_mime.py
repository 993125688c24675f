"""What a letter looks like as bytes, read back with the standard library's parser."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from leadwright.integrations.fake.letters import example_letter as letter
from leadwright.integrations.smtp.addresses import UnsendableLetter
from leadwright.integrations.smtp.mime import build

Reader = Callable[[bytes], Any]


def test_a_letter_is_text_and_html_with_the_headers_of_an_automatic_reply(read: Reader) -> None:
    message = read(build(letter(message_id="<0198c0ffee@leads.example.com>"))).message

    assert message.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert message["From"] == "Ann Acme <ann@acme.example>"
    assert message["To"] == "Bob Buyer <bob@buyer.example>"
    assert message["Message-ID"] == "<0198c0ffee@leads.example.com>"
    assert message["Date"].datetime == datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
    assert message["Auto-Submitted"] == "auto-replied"
    assert message["Reply-To"] is None


def test_the_same_letter_makes_the_same_bytes() -> None:
    once = letter()
    assert build(once) == build(replace(once))


def test_the_date_is_written_in_utc_whatever_zone_it_came_in() -> None:
    tokyo = timezone(timedelta(hours=9))
    raw = build(letter(date=datetime(2026, 3, 1, 1, 0, tzinfo=tokyo)))
    assert b"Date: Sat, 28 Feb 2026 16:00:00 +0000\r\n" in raw


def test_an_alert_may_say_that_it_is_no_reply(read: Reader) -> None:
    message = read(build(letter(headers={"auto-submitted": "auto-generated"}))).message
    assert message.get_all("Auto-Submitted") == ["auto-generated"]


def test_an_answer_refers_to_the_message_it_answers(read: Reader) -> None:
    message = read(build(letter(headers={"In-Reply-To": "<q@buyer.example>"}))).message
    assert message["In-Reply-To"] == "<q@buyer.example>"
    assert message["References"] == "<q@buyer.example>"


def test_given_references_are_kept_and_folded(read: Reader) -> None:
    ids = [f"<{number:060d}@buyer.example>" for number in range(30)]
    headers = {"In-Reply-To": ids[-1], "References": " ".join(ids)}
    raw = build(letter(headers=headers))
    assert read(raw).message["References"].split() == ids
    assert max(map(len, raw.split(b"\r\n"))) <= 90


def test_what_is_no_message_id_in_a_thread_header_is_left_out(read: Reader) -> None:
    headers = {
        "In-Reply-To": "garbage",
        "References": "<ok@x.example> junk\r\nBcc: z <also@x.example>",
    }
    message = read(build(letter(headers=headers))).message
    assert message["In-Reply-To"] is None
    assert message["References"] == "<ok@x.example> <also@x.example>"
    assert message["Bcc"] is None


@pytest.mark.parametrize(
    "name",
    [
        "Ann (Acme)",
        'Ann "the boss" \\ Acme',
        "Köhler, Ann",
        "山田太郎",
        "=?utf-8?q?Fake?=",
        "a@b.example <evil@x.example>",
        "x" * 300,
        "🦊 " * 60,
        "  spaces  between  ",
    ],
)
def test_display_names_read_back_as_written(read: Reader, name: str) -> None:
    seen = read(build(letter(from_name=name, to_name=name)))
    written = " ".join(name.split())
    assert seen.correspondent("From") == (written, "ann@acme.example")
    assert seen.correspondent("To") == (written, "bob@buyer.example")


def test_without_a_name_the_address_stands_alone() -> None:
    assert b"To: bob@buyer.example\r\n" in build(letter(to_name=""))


@pytest.mark.parametrize("gap", ["\r\n", "\n", "\r", "\x00", "\u2028", "\x85", "\r\n "])
@pytest.mark.parametrize(
    ("field", "header"), [("subject", "Subject"), ("from_name", "From"), ("to_name", "To")]
)
def test_a_line_break_in_a_value_becomes_a_space_and_no_header(
    read: Reader, field: str, header: str, gap: str
) -> None:
    message = read(build(letter(**{field: f"Hello{gap}Bcc: victim@x.example"}))).message
    assert message["Bcc"] is None
    assert "Hello Bcc: victim@x.example" in str(message[header])


@pytest.mark.parametrize("gap", ["\r\n", "\n", "\r", "\x00"])
def test_a_line_break_in_a_further_header_becomes_a_space(read: Reader, gap: str) -> None:
    message = read(build(letter(headers={"X-Campaign": f"a{gap}Bcc: victim@x.example"}))).message
    assert message["Bcc"] is None
    assert message["X-Campaign"] == "a Bcc: victim@x.example"


@pytest.mark.parametrize(
    "changes",
    [
        {"to_address": "bob@buyer.example\r\nBcc: victim@x.example"},
        {"to_address": "bob@buyer.example>, <victim@x.example"},
        {"to_address": "bob@buyer.example victim@x.example"},
        {"to_address": ""},
        {"to_address": "bob"},
        {"to_address": "b" * 250 + "@buyer.example"},
        {"to_address": "bö b@buyer.example"},
        {"from_address": "ann\x00@acme.example"},
        {"reply_to": "x@y.example\nBcc: z@x.example"},
        {"message_id": "no brackets"},
        {"message_id": "<a@b>\r\nBcc: victim@x.example"},
        {"message_id": "<ä@b>"},
        {"headers": {"Bcc": "victim@x.example"}},
        {"headers": {"SUBJECT": "another"}},
        {"headers": {"Content-Type": "text/plain"}},
        {"headers": {"X:Y": "z"}},
        {"headers": {"X\r\nBcc": "z"}},
        {"headers": {"": "z"}},
    ],
)
def test_what_could_have_a_second_meaning_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(UnsendableLetter):
        build(letter(**changes))


def test_an_international_domain_goes_out_in_ascii() -> None:
    raw = build(letter(to_address="bob@bücher.example"))
    assert raw.isascii()
    assert b"<bob@xn--bcher-kva.example>" in raw


def test_an_international_local_part_is_written_as_it_is() -> None:
    raw = build(letter(to_address="jörg@bücher.example"))
    assert "<jörg@xn--bcher-kva.example>".encode() in raw


@pytest.mark.parametrize("address", ["root@localhost", "ann@firm.local", "a.b+c@x-y.example"])
def test_addresses_inside_the_house_are_sendable(read: Reader, address: str) -> None:
    assert read(build(letter(to_address=address))).correspondent("To") == ("Bob Buyer", address)


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        ("plain words", "quoted-printable"),
        ("Viele Grüße aus München, wir freuen uns auf Ihre Nachricht", "quoted-printable"),
        ("お問い合わせいただきありがとうございます。", "base64"),
        ("x" * 10_000, "quoted-printable"),
        ("", "quoted-printable"),
    ],
)
def test_a_body_is_coded_the_shorter_way_and_no_line_is_long(
    read: Reader, body: str, encoding: str
) -> None:
    raw = build(letter(text=body))
    seen = read(raw)
    text, _ = seen.message.iter_parts()
    assert text["Content-Transfer-Encoding"] == encoding
    assert seen.bodies()[0] == body
    assert max(map(len, raw.split(b"\r\n"))) <= 78
