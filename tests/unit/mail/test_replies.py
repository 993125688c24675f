"""What we make of a server's words."""

import pytest

from leadwright.integrations.smtp.replies import refusal, spoken


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("4.2.0 Greylisted, please try again in 300 seconds", 300),
        ("Greylisting in action, please come back in 00:04:59", 299),
        ("try again in 5 minutes", 300),
        ("please retry after 90s", 90),
        ("wait 2 hours", 3600),
        ("4.7.1 Try again later", None),
        ("mailbox in 3 sizes", None),
        ("delivered in 99999 m", 3600),
        ("", None),
    ],
)
def test_a_server_that_names_a_time_is_taken_at_its_word_for_up_to_an_hour(
    text: str, wait: float | None
) -> None:
    error = refusal("mail:25", "the recipient", 450, text)
    assert error.permanent is False
    assert error.retry_after == wait


def test_a_refusal_for_good_has_no_time_to_wait_for() -> None:
    error = refusal("mail:25", "the recipient", 550, "5.1.1 no such user, retry after 10 s")
    assert error.permanent is True
    assert error.retry_after is None
    assert str(error) == ("mail:25 refused the recipient: 550 5.1.1 no such user, retry after 10 s")


@pytest.mark.parametrize("code", [-1, 0, 25, 199, 250, 354, 600, 999])
def test_an_answer_outside_the_protocol_is_worth_another_try(code: int) -> None:
    assert refusal("mail:25", "the letter", code, "?").permanent is False


def test_an_answer_is_one_readable_line() -> None:
    assert spoken(250, "2.0.0 ok\nqueued\x00 as\r\n \u2028 1\udcff") == "250 2.0.0 ok queued as 1?"
    assert len(spoken(550, "x" * 10_000)) < 320
    assert spoken(-1, "no code") == "no code"
