"""Which template answers a message, and what no rule may have answered unread."""

import pytest
from tests.unit.replies.leads import lead, reading

from leadwright.domain.business_hours import SHIPPED_HOURS
from leadwright.domain.reading import Intent
from leadwright.features.replies.modes import SHIPPED, ReplyMode, ReplyRule, choose
from leadwright.features.replies.rules import ACKNOWLEDGEMENT, UNWANTED, template_of


@pytest.mark.parametrize("intent", sorted(set(Intent) - UNWANTED))
def test_a_message_is_answered_by_the_template_of_its_intent(intent: Intent) -> None:
    assert template_of(reading(intent)) == intent.value


@pytest.mark.parametrize("intent", list(Intent))
def test_a_message_we_are_unsure_of_is_acknowledged(intent: Intent) -> None:
    assert template_of(reading(intent, unsure=True)) == ACKNOWLEDGEMENT


def test_a_message_that_could_not_be_read_is_acknowledged() -> None:
    assert template_of(None) == ACKNOWLEDGEMENT


@pytest.mark.parametrize("intent", sorted(UNWANTED))
def test_what_was_let_through_by_a_person_gets_no_words_of_its_own(intent: Intent) -> None:
    assert template_of(reading(intent)) == ACKNOWLEDGEMENT


@pytest.mark.parametrize("intent", sorted(UNWANTED))
@pytest.mark.parametrize(
    ("confidence", "mode"),
    [
        (0.2, ReplyMode.SEND),
        (0.39, ReplyMode.SEND),
        (0.4, ReplyMode.DRAFT),
        (0.59, ReplyMode.DRAFT),
    ],
)
def test_what_may_well_be_solicitation_waits_for_a_person_and_gets_no_acknowledgement(
    intent: Intent, confidence: float, mode: ReplyMode
) -> None:
    doubtful = lead(reading(intent, unsure=True, confidence=confidence))
    assert choose(SHIPPED, doubtful, SHIPPED_HOURS).mode is mode


def test_no_rule_of_a_workspace_sends_what_may_well_be_solicitation() -> None:
    always = ReplyRule("Everything", None, ReplyMode.SEND)
    doubtful = lead(reading(Intent.SOLICITATION, unsure=True, confidence=0.5))
    assert choose((always,), doubtful, SHIPPED_HOURS).is_held
