"""The short way for ordinary addresses gives what the validator would have given."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import example, given
from hypothesis import strategies as st

from leadwright.features.capture import rules

# Near the edges of the pattern: what it must leave to the validator stands beside what it takes.
WORD = st.text("ab09_+-.", min_size=1, max_size=40)
LABEL = st.text("ab09-", min_size=1, max_size=40) | st.sampled_from(["xn--a", "test", "local"])
END = st.sampled_from(["com", "test", "local", "localhost", "invalid", "onion", "arpa", "c", "a1"])
ADDRESSES = st.builds(
    lambda local, labels, end: f"{local}@{'.'.join([*labels, end])}",
    WORD,
    st.lists(LABEL, min_size=1, max_size=6),
    END,
)


@given(ADDRESSES)
@example("ana@lima.example")
@example("ana.b@x.test")
@example("a@b.local")
@example("a@b--c.com")
@example("-a@b.com")
@example("a@b.com\n")
def test_an_address_taken_the_short_way_is_one_the_validator_takes_unchanged(email: str) -> None:
    if rules.is_plain_email(email):
        found = validate_email(email, check_deliverability=False, test_environment=True)
        assert found.normalized == email


@pytest.mark.parametrize("email", ["ana@lima.example", "j.doe@sub.acme-tools.co.uk", "a+b@x.io"])
def test_ordinary_addresses_go_the_short_way(email: str) -> None:
    assert rules.is_plain_email(email)


@pytest.mark.parametrize(
    "email", ["Info@acme.com", "a@b", "a@host.local", "a@xn--bcher-kva.de", "ü@a.de", "a..b@c.de"]
)
def test_whatever_needs_thought_is_left_to_the_validator(email: str) -> None:
    assert not rules.is_plain_email(email)


def test_the_validator_refuses_what_it_refused_before() -> None:
    with pytest.raises(EmailNotValidError):
        validate_email("a@host.local", check_deliverability=False, test_environment=True)
