"""How a lead's rows become words: pure functions, no database."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from leadwright.domain import behaviour, events, import_events
from leadwright.domain.event import CATALOGUE
from leadwright.domain.ids import new_id
from leadwright.domain.lead import Fact, LeadStatus, RejectReason
from leadwright.domain.outcome import StopReason
from leadwright.domain.reading import Intent
from leadwright.features.capture.models import Submission
from leadwright.features.leads.models import Lead
from leadwright.features.leads.queries import Happening
from leadwright.features.messages.models import Message
from leadwright.features.replies.modes import DOUBTFUL
from leadwright.pipeline.lead import LEAD_PIPELINE
from leadwright.pipeline.runs import Run
from leadwright.web.screens.lead import words as lead_words
from leadwright.web.screens.lead.facts import fact_views
from leadwright.web.screens.lead.messages import STATES, About, MessageView, message_view
from leadwright.web.screens.lead.runs import STEPS, failed_step, form_fields, submission_view
from leadwright.web.screens.lead.score import apportion
from leadwright.web.screens.lead.timeline import EVENTS, Names, timeline
from leadwright.web.screens.lead.view import lead_head, title_of, undo_of
from leadwright.web.screens.waiting_words import decided

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)
INES = UUID("01900000-0000-7000-8000-000000000001")
NAMES = Names({str(INES): "Ines Carvalho"})


def _fact(key: str, value: Any, *, confidence: float = 0.9, minutes: int = 0) -> Fact:
    at = NOON + timedelta(minutes=minutes)
    return Fact(
        key=key,
        value=value,
        source="message",
        method="rule",
        confidence=confidence,
        observed_at=at,
    )


def _lead(**values: Any) -> Lead:
    plain: dict[str, Any] = {
        "id": new_id(),
        "name": "",
        "status": "new",
        "company": "",
        "source": "",
        "version": 3,
        "reply_status": "pending",
        "submissions": 1,
        "created_at": NOON,
    }
    return Lead(**(plain | values))


def _message(**values: Any) -> Message:
    plain: dict[str, Any] = {
        "id": new_id(),
        "kind": "reply",
        "status": "sent",
        "from_name": "Ines",
        "from_address": "ines@acme.example",
        "to_name": "",
        "to_address": "ana@lima.example",
        "subject": "Your question",
        "text": "Hello",
        "language": "en",
        "headers": {"Auto-Submitted": "auto-replied"},
        "message_id": "<1@acme.example>",
        "queued_at": NOON,
        "attempts": 1,
    }
    return Message(**(plain | values))


def _shown(**values: Any) -> MessageView:
    return message_view(_message(**values), About(NOON, {}))


def _told(name: str, **payload: Any) -> tuple[str, str]:
    happening = Happening(new_id(), name, NOON, payload, None)
    entry = timeline([happening], NAMES)[0]
    return entry.words, entry.detail


def test_every_event_of_the_catalogue_that_a_lead_can_have_has_words() -> None:
    assert events.__doc__
    assert behaviour.__doc__
    assert import_events.__doc__
    tests_of_wordings = ("experiment.started", "experiment.paused", "experiment.stopped")
    places = ("connection.", "scorecard.", "import.", "source.")
    models = ("model.", "scoring_mode.")
    about_no_lead = (*places, *models, *tests_of_wordings)
    assert {name for name in CATALOGUE if not name.startswith(about_no_lead)} == set(EVENTS)


def test_what_machines_did_in_a_row_is_one_line_that_says_why() -> None:
    marks = (None, "every_link", "every_link", "head", None)
    did = [Happening(new_id(), "email.clicked", NOON, {}, None, mark) for mark in marks]
    first, machines, last = timeline(did, NAMES)
    assert first.words == last.words == "Followed a link in our mail"
    assert machines.words == "3 events were a machine's, and not scored"
    assert machines.detail == (
        "it followed several links faster than anybody reads (2); it asked for no content (1)"
    )


def test_notes_to_members_in_a_row_are_one_line_and_a_reply_among_them_is_not_hidden() -> None:
    def told(name: str, kind: str, number: int) -> Happening:
        return Happening(new_id(), name, NOON, {"kind": kind, "message_id": number}, None)

    did = [
        *(told("message.sent", "notification", n) for n in range(5)),
        *(told("message.queued", "notification", n) for n in range(5)),
        told("message.queued", "reply", 9),
        told("message.queued", "notification", 10),
    ]
    words = [one.words for one in timeline(did, NAMES)]
    assert words == ["5 notes to members", "Reply written", "Note to a member written"]


def test_a_note_is_named_after_whom_it_went_to() -> None:
    note = _shown(kind="notification", to_name="Jonas Weber")
    assert (note.kind, note.is_note) == ("Note to Jonas Weber", True)
    assert not _shown().is_note


def test_a_score_that_stayed_is_no_news() -> None:
    did = [
        Happening(new_id(), "lead.scored", NOON, {"total": now, "grade": "B", "previous": 41}, None)
        for now in (41, 42)
    ]
    assert [one.words for one in timeline(did, NAMES)] == ["Score 41 to 42, grade B"]


def test_an_unknown_event_is_shown_by_its_name() -> None:
    assert _told("lead.danced", step="waltz") == ("lead.danced", "")


def test_an_event_with_an_empty_payload_is_told_all_the_same() -> None:
    assert all(_told(name)[0] for name in EVENTS)


@pytest.mark.parametrize(
    ("name", "payload", "words"),
    [
        ("lead.status_changed", {"before": "new", "after": "rejected", "by": str(INES)}, "New to Rejected"),
        ("lead.assigned", {"person_id": str(INES), "why": "round robin"}, "Assigned to Ines Carvalho"),
        ("lead.assigned", {"person_id": None, "why": "nobody takes leads yet"}, "Without an owner"),
        ("lead.scored", {"total": 77, "grade": "A", "previous": 0}, "Score 0 to 77, grade A"),
        ("lead.scored", {"total": 77, "grade": "A", "previous": None}, "Score 77, grade A"),
        ("message.sent", {"kind": "reply", "ms_since_received": 381}, "Reply sent after 0.38 s"),
        ("message.released", {"kind": "reply", "before": "held"}, "Reply approved"),
        ("message.released", {"kind": "reply", "before": "unconfirmed"}, "Reply sent again"),
    ],
)  # fmt: skip
def test_events_are_worded_for_people(name: str, payload: Mapping[str, Any], words: str) -> None:
    assert _told(name, **payload)[0] == words


def test_a_rejection_says_why_and_by_whom() -> None:
    payload = {"before": "new", "after": "rejected", "reason": "no_budget", "by": str(INES)}
    assert _told("lead.status_changed", **payload)[1] == "No budget, by Ines Carvalho"


def test_somebody_who_left_is_not_a_bare_id() -> None:
    assert _told("task.done", title="Call", by=str(new_id()))[1] == "by a former member"


def test_every_identifier_of_the_domain_has_words() -> None:
    assert set(lead_words.STATUSES) == {status.value for status in LeadStatus}
    assert set(lead_words.REJECT_REASONS) == {reason.value for reason in RejectReason}
    assert set(lead_words.INTENTS) == {intent.value for intent in Intent}
    assert set(lead_words.STOPS) >= {reason.value for reason in StopReason}
    assert set(STEPS) >= {step.name for step in LEAD_PIPELINE}


def test_the_newest_fact_is_shown_and_the_one_before_it_named() -> None:
    facts = [_fact("team_size", 35, minutes=5), _fact("team_size", 20)]
    (view,) = fact_views(facts)
    assert (view.name, view.value, view.earlier) == ("Team size", "35", ("20",))


def test_a_budget_is_said_with_its_currency_and_period() -> None:
    facts = [
        _fact("budget", 24000),
        _fact("budget_currency", "EUR"),
        _fact("budget_period", "year"),
    ]
    (view,) = fact_views(facts)
    assert view.value == "up to 24,000 EUR a year"


def test_a_fact_of_an_unknown_key_is_shown_last_under_its_own_name() -> None:
    views = fact_views([_fact("shoe_size", 44), _fact("company", "Lima")])
    assert [view.name for view in views] == ["Company", "Shoe size"]


def test_shares_are_apportioned_so_that_they_sum_to_the_hundredth() -> None:
    exact = [Decimal("21.9960"), Decimal("11.9960"), Decimal("-1.9960"), Decimal("0.0040")]
    shares = apportion(exact)
    assert sum(shares) == Decimal("32.00")
    assert all(
        abs(share - real) < Decimal("0.01") for share, real in zip(shares, exact, strict=True)
    )


def test_no_shares_sum_to_nothing() -> None:
    assert apportion([]) == []


def test_every_state_a_message_can_be_in_is_explained() -> None:
    states = "queued held handing_over sent failed unconfirmed suppressed cancelled".split()
    assert set(STATES) == set(states)
    assert "twice" in _shown(status="unconfirmed").meaning


def test_only_a_draft_is_edited_and_only_a_failure_sent_again() -> None:
    held, failed = _shown(status="held"), _shown(status="failed")
    assert (held.can_edit, held.can_cancel, held.can_send_again) == (True, True, False)
    assert (failed.can_edit, failed.can_cancel, failed.can_send_again) == (False, False, True)


def test_a_message_in_the_built_in_outbox_does_not_claim_a_mail_server() -> None:
    shown = _shown(provider="outbox")
    assert shown.state == "Kept here"
    assert "mail server took" not in shown.meaning


def test_every_form_field_is_shown_with_the_forms_own_last() -> None:
    form = {"email": "ana@lima.example", "name": None, "extra": {"team_size": 12.0, "ok": True}}
    fields = [(field.name, field.value, field.is_own) for field in form_fields(form)]
    assert fields == [
        ("E-mail", "ana@lima.example", False),
        ("Team size", "12", True),
        ("Ok", "Yes", True),
    ]


def _submission() -> Submission:
    form = {"message": "Hello", "extra": {}}
    return Submission(id=new_id(), received_at=NOON, source="api", form=form, stored_ms=3.0)


def test_a_failed_run_names_the_step_it_failed_at() -> None:
    steps = [{"name": "screen", "ms": 1.0, "started_ms": 4.0, "outcome": "done", "detail": ""}]
    run = Run(status="failed", checkpoint=3, error="TimeoutError: 6 s", steps=steps)
    view = submission_view(_submission(), run, None)
    assert failed_step(run) == "Understand"
    assert view.has_failed
    assert "Understand" in view.trouble
    assert view.error == "TimeoutError: 6 s"


def test_a_stopped_run_says_why_in_words() -> None:
    run = Run(status="stopped", checkpoint=1, stop_reason="spam", steps=[], error=None)
    view = submission_view(_submission(), run, None)
    assert view.trouble == "It is spam, so it was not answered."
    assert not view.has_failed


def test_a_lead_is_called_by_the_best_name_there_is() -> None:
    assert title_of(_lead(name="Ana", email="a@b.example")) == "Ana"
    assert title_of(_lead(name="  ", email="a@b.example")) == "a@b.example"
    assert title_of(_lead(phone="+44 20")) == "+44 20"
    assert title_of(_lead()) == "Unnamed lead"


def test_a_reading_below_the_threshold_is_called_unsure() -> None:
    run = Run(snapshot={"reading": {"unsure": True}})
    assert lead_head(_lead(intent="demo_request"), [run], {}).is_unsure
    assert not lead_head(_lead(intent="spam"), [], {}).is_unsure


def test_a_message_says_its_language_once_it_was_read() -> None:
    read = Run(status="done", checkpoint=9, steps=[], snapshot={"reading": {"language": "ja"}})
    unread = Run(status="running", checkpoint=1, steps=[], snapshot={"reading": None})
    views = [submission_view(_submission(), run, None) for run in (read, unread, None)]
    assert [view.language for view in views] == ["ja", "", ""]


def test_the_rule_behind_a_reply_is_said_alike_before_and_after_it_left() -> None:
    assert decided("delay", "Look first") == "The reply rule “Look first”: send after a while"
    assert decided("send", None) == "The reply rules: send at once"
    assert decided("draft", DOUBTFUL) == "It may be solicitation or spam (hold as a draft)"
    assert decided(None, None) == ""


def test_an_undo_is_offered_only_for_what_can_be_taken_back() -> None:
    head = lead_head(_lead(status="accepted"), [], {})
    done = undo_of("status.new", "/w/acme/leads/1", head, panel=False)
    assert done is not None
    assert done.url == "/w/acme/leads/1/undo?what=status&to=new&version=3"
    for mark in ("", "sent", "status.nonsense", "owner.nobody&x=1"):
        assert undo_of(mark, "/x", head, panel=True) is None


def test_a_steps_note_names_templates_and_languages_in_words() -> None:
    said = lead_words.step_words
    assert said("pricing_inquiry.de in de, queued") == "Pricing template in German, queued"
    assert said("demo_request.fr.legal in fr") == "Demo template, legal, in French"
    assert said("pricing inquiry 0.99, de") == "pricing inquiry 0.99, German"
    assert said("mail.de in de, kept as it is") == "mail.de in de, kept as it is"
    assert said("model:qwen3:4b in de, queued") == "qwen3:4b in German, queued"
    assert said("general inquiry 0.20, und") == "general inquiry 0.20, an unknown language"


def test_when_somebody_was_met_is_read_as_a_date_and_anything_else_as_it_stands() -> None:
    met = ["2026-11-18T09:40:00", "2026-11-18", "at the fair"]
    said = [lead_words.fact_words("captured_at", each, {}) for each in met]
    assert said == ["18 Nov 2026, 09:40", "18 Nov 2026", "at the fair"]


def test_a_suspicion_of_a_seller_says_so_and_a_stop_for_it_is_plain() -> None:
    run = Run(snapshot={"reading": {"unsure": True}})
    doubted = lead_head(_lead(intent="solicitation"), [run], {})
    stopped = lead_head(_lead(intent="solicitation", stop_reason="solicitation"), [], {})
    assert (doubted.intent, doubted.is_unsure) == ("Perhaps a seller", False)
    assert stopped.intent == "Solicitation"
