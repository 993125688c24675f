"""Whether what refuses us altogether is tried again: by whose server it was, and whether it was mail."""

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.domain.ids import new_id
from leadwright.features.messages import rules, transport_rules
from leadwright.features.messages.models import Message
from leadwright.integrations.fake.sender import FakeSender
from leadwright.ports.channel import Transport

LOGIN = ProviderError("535 wrong password", permanent=True, connection_broken=True)
NO_SUCH_USER = ProviderError("550 no such user", permanent=True)
LOST = ProviderError("no answer", permanent=True, unconfirmed=True, connection_broken=True)


@pytest.mark.parametrize(
    ("error", "channel", "is_own", "tried_again"),
    [
        (LOGIN, "email", False, True),
        (LOGIN, "email", True, False),  # three days of waiting are over by then
        (LOGIN, "telegram", False, False),
        (NO_SUCH_USER, "email", False, False),
        (LOST, "email", False, False),
    ],
)
def test_a_server_that_refuses_the_installation_is_tried_until_it_is_mended(
    error: ProviderError, channel: str, *, is_own: bool, tried_again: bool
) -> None:
    transport = Transport(FakeSender(), connection=new_id() if is_own else None)
    final = transport_rules.final(Message(channel=channel), transport, error)
    assert rules.should_retry(final, 1, channel) is tried_again
    assert final.message == error.message


def test_mail_is_tried_for_most_of_a_day_and_a_chat_for_minutes() -> None:
    away = ProviderError("503", permanent=False)
    for channel, least, most in (("email", 15, 26), ("telegram", 0.02, 0.3)):
        tries, waited = 0, 0.0
        while rules.should_retry(away, tries + 1, channel):
            waited += rules.delay_before(tries, away).total_seconds()
            tries += 1
        assert least < waited / 3600 < most
