"""What the screen decides from the door's doubts and what the workspace was taught."""

from datetime import UTC, datetime
from typing import Any

import pytest

from leadwright.domain.ids import SubmissionId, WorkspaceId, new_id
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.outcome import StopReason
from leadwright.features.capture import lists
from leadwright.features.capture.screening import (
    SenderHistory,
    content_of,
    domains_of,
    judge,
    own_domain,
)
from leadwright.ports.mail_domain import MailDomain

LONG = "We have looked at your product and would like to see it in our own house next week."


def _lead(email: str = "ann@firm.example", **values: Any) -> LeadSnapshot:
    return LeadSnapshot(
        workspace_id=WorkspaceId(new_id()),
        submission_id=SubmissionId(new_id()),
        received_at=datetime(2026, 11, 21, tzinfo=UTC),
        source="web",
        form=FormValues(email=email),
        **values,
    )


@pytest.mark.parametrize(
    ("lead", "known", "reason"),
    [
        (_lead(), SenderHistory(), None),
        (_lead(suspicion="honeypot"), SenderHistory(), StopReason.HONEYPOT),
        (_lead(suspicion="honeypot"), SenderHistory(trusted=True), None),
        (
            _lead(headers={"auto-submitted": "auto-replied"}),
            SenderHistory(trusted=True),
            StopReason.AUTOMATED_MAIL,
        ),
        (_lead(), SenderHistory(blocked=True), StopReason.BLOCKED),
        (_lead(), SenderHistory(blocked=True, trusted=True), None),
        (_lead(), SenderHistory(others=10), StopReason.REPEATED),
        (_lead(), SenderHistory(others=9), None),
        (_lead(), SenderHistory(others=99, repeats=0), None),
        (_lead("a@mailinator.com"), SenderHistory(), StopReason.DISPOSABLE),
        (_lead("a@x.mailinator.com"), SenderHistory(), StopReason.DISPOSABLE),
        (_lead("a@mailinator.com"), SenderHistory(disposable=False), None),
        (_lead(), SenderHistory(mail=MailDomain.MISSING), StopReason.UNDELIVERABLE),
        (_lead(), SenderHistory(mail=MailDomain.MISSING, trusted=True), None),
        (_lead(), SenderHistory(mail=MailDomain.MISSING, undeliverable=False), None),
        (_lead(), SenderHistory(mail=MailDomain.UNKNOWN), None),
    ],
)
def test_trust_goes_before_every_doubt_but_automatic_mail(
    lead: LeadSnapshot, known: SenderHistory, reason: StopReason | None
) -> None:
    assert judge(lead, known) is reason


def test_two_messages_are_alike_whatever_their_figures_spaces_and_case() -> None:
    alike = [LONG, LONG.upper(), f"{LONG} 4711", LONG.replace(" ", "\n")]
    assert len({content_of(FormValues(message=each)) for each in alike}) == 1
    assert content_of(FormValues(message=LONG + " And more.")) != content_of(
        FormValues(message=LONG)
    )
    assert content_of(FormValues(message="Please call me.")) is None


def test_a_domain_is_found_under_every_name_it_belongs_to() -> None:
    assert domains_of("a@mx.firm.co.uk") == ("mx.firm.co.uk", "firm.co.uk", "co.uk")
    assert own_domain("a@mx.firm.co.uk") == "firm.co.uk"
    assert domains_of(None) == ()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (" Ann@Firm.example ", ("address", "ann@firm.example")),
        ("@Firm.example", ("domain", "firm.example")),
        ("firm.example", ("domain", "firm.example")),
        ("Casino", ("word", "casino")),
        ("free  money", ("word", "free money")),
    ],
)
def test_what_is_typed_into_a_list_is_understood(typed: str, meant: tuple[str, str]) -> None:
    assert lists.read(typed) == meant
