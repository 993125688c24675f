"""What mail servers write back about our letters."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.mail.status_mails import status_mail

from leadwright.features.messages.bounces import reports_of
from leadwright.ports.channel import Fate

NOW = datetime(2026, 11, 22, 20, 5, tzinfo=UTC)
LETTER = "01a2051b5f4972bc8fa9e91233a21113"


@pytest.mark.parametrize(
    "quoted", ["message/rfc822", "text/rfc822-headers", "message/rfc822-headers"]
)
def test_a_letter_that_came_back_is_known_by_what_is_quoted_of_it(quoted: str) -> None:
    (report,) = reports_of(status_mail(LETTER, quoted=quoted), NOW)
    assert (report.message_id, report.fate, report.for_good) == (UUID(LETTER), Fate.BOUNCED, True)
    assert report.detail == "smtp; 550 5.1.1 what the server said"
    assert report.event_id.startswith("dsn:<20261122.7B1F@mail.acme.example>")


@pytest.mark.parametrize(
    ("action", "status", "fate", "for_good"),
    [
        ("failed", "5.1.1", Fate.BOUNCED, True),
        ("failed", "5.0.0", Fate.BOUNCED, True),
        ("Failed", "5.2.2", Fate.BOUNCED, False),
        ("failed", "5.7.1", Fate.BOUNCED, False),
        ("failed", "4.4.7", Fate.BOUNCED, False),
        ("failed", "nonsense", Fate.BOUNCED, False),
        ("delayed", "4.4.1", Fate.DELAYED, False),
        ("delivered", "2.0.0", Fate.DELIVERED, False),
    ],
)
def test_only_an_address_that_is_gone_is_given_up(
    action: str, status: str, fate: Fate, *, for_good: bool
) -> None:
    (report,) = reports_of(status_mail(LETTER, action=action, status=status), NOW)
    assert (report.fate, report.for_good) == (fate, for_good)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"From: bob@buyer.example\r\nSubject: Re: demo\r\n\r\nYes please",
        status_mail("x@y"),
        status_mail("1" * 31),
        status_mail(LETTER, action="relayed"),
        status_mail(LETTER).replace(b"multipart/report", b"multipart/mixed"),
    ],
)
def test_other_mail_reports_nothing(raw: bytes) -> None:
    assert reports_of(raw, NOW) == ()


@given(st.binary(max_size=200), st.integers(0, 1500))
def test_a_broken_mail_is_no_error(noise: bytes, at: int) -> None:
    mail = status_mail(LETTER)
    reports_of(mail[:at] + noise + mail[at:], NOW)
    reports_of(noise, NOW)
