"""Which messages are answered, held and stopped."""

import pytest
from tests.unit.replies.leads import lead, reading

from leadwright.domain.business_hours import BusinessHours
from leadwright.domain.reading import Intent
from leadwright.features.replies.modes import SHIPPED, ReplyMode, ReplyRule, choose
from leadwright.features.replies.rules import (
    ACKNOWLEDGEMENT,
    DEFAULT_POLICY,
    UNWANTED,
    Mode,
    plan,
    policy,
)


@pytest.mark.parametrize(
    ("intent", "mode"),
    [
        (Intent.DEMO_REQUEST, Mode.SEND),
        (Intent.PRICING_INQUIRY, Mode.SEND),
        (Intent.PURCHASE_INTENT, Mode.SEND),
        (Intent.PRODUCT_QUESTION, Mode.SEND),
        (Intent.SUPPORT_QUESTION, Mode.SEND),
        (Intent.PARTNERSHIP, Mode.SEND),
        (Intent.GENERAL_INQUIRY, Mode.SEND),
        (Intent.JOB_SEEKER, Mode.HOLD),
        (Intent.PRESS_OR_INVESTOR, Mode.HOLD),
        (Intent.SOLICITATION, Mode.STOP),
        (Intent.SPAM, Mode.STOP),
    ],
)
def test_each_intent_has_the_mode_of_the_contract(intent: Intent, mode: Mode) -> None:
    assert policy(reading(intent)) is mode


def test_every_intent_is_in_the_policy() -> None:
    assert set(DEFAULT_POLICY) == set(Intent)


@pytest.mark.parametrize("intent", sorted(set(Intent) - UNWANTED))
def test_a_message_we_are_unsure_of_is_acknowledged_and_assigned(intent: Intent) -> None:
    decided = plan(reading(intent, unsure=True, confidence=0.5))
    assert (decided.mode, decided.template, decided.assign) == (Mode.SEND, ACKNOWLEDGEMENT, True)


@pytest.mark.parametrize("intent", sorted(UNWANTED))
@pytest.mark.parametrize(
    ("confidence", "mode"),
    [(0.2, Mode.SEND), (0.39, Mode.SEND), (0.4, Mode.HOLD), (0.59, Mode.HOLD)],
)
def test_what_may_well_be_solicitation_waits_for_a_person_and_gets_no_acknowledgement(
    intent: Intent, confidence: float, mode: Mode
) -> None:
    doubtful = reading(intent, unsure=True, confidence=confidence)
    decided = plan(doubtful)
    assert (decided.mode, decided.template, decided.assign) == (mode, ACKNOWLEDGEMENT, True)
    chosen = choose(SHIPPED, lead(doubtful), BusinessHours())
    assert chosen.is_held is (mode is Mode.HOLD)


def test_no_rule_of_a_workspace_sends_what_may_well_be_solicitation() -> None:
    always = ReplyRule("Everything", None, ReplyMode.SEND)
    doubtful = lead(reading(Intent.SOLICITATION, unsure=True, confidence=0.5))
    assert choose((always,), doubtful, BusinessHours()).is_held


def test_a_message_that_could_not_be_read_is_acknowledged_and_assigned() -> None:
    decided = plan(None)
    assert (decided.mode, decided.template, decided.assign) == (Mode.SEND, ACKNOWLEDGEMENT, True)


def test_an_abusive_question_waits_for_a_person() -> None:
    decided = plan(reading(Intent.SUPPORT_QUESTION, expect_auto_reply=False))
    assert (decided.mode, decided.assign) == (Mode.HOLD, True)


def test_a_workspace_may_decide_otherwise() -> None:
    own = {**DEFAULT_POLICY, Intent.PRICING_INQUIRY: Mode.HOLD}
    assert policy(reading(Intent.PRICING_INQUIRY), own) is Mode.HOLD


def test_an_intent_missing_from_a_workspaces_policy_is_held_and_not_sent() -> None:
    assert policy(reading(Intent.DEMO_REQUEST), {}) is Mode.HOLD
