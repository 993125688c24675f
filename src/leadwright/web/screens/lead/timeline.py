"""What happened to a lead, event by event, in words."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from leadwright.features.leads.queries import Happening
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.web.screens import durations
from leadwright.web.screens.lead import behaviour as lead_behaviour
from leadwright.web.screens.lead.messages import NOTE
from leadwright.web.screens.lead.words import (
    FACTS,
    REJECT_REASONS,
    STATUSES,
    field_name,
    intent_word,
    stop_words,
)
from leadwright.web.screens.source_names import source_name
from leadwright.web.view import TimelineEntry
from leadwright.web.wording import language_name, said

UNKNOWN = "circle-dot"
_MACHINE = "machine"
_KINDS = {
    "reply": "Reply",
    "by_hand": "Mail by hand",
    NOTE: "Note to a member",
    "automation": "Mail by an automation",
}


@dataclass(frozen=True)
class EventText:
    """An event in words: what happened, and a quieter line below."""

    words: str
    detail: str = ""


class Names:
    """Who people are, by id; somebody who left is still somebody."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = names

    def of(self, person_id: Any) -> str:
        return self._names.get(str(person_id), "a former member")


Payload = Mapping[str, Any]
Teller = Callable[[Payload, Names], EventText]


def timeline(happenings: Iterable[Happening], names: Names) -> tuple[TimelineEntry, ...]:
    """Newest first, as the event log gives it; what machines did in a row is one line."""
    return tuple(_entries(happenings, names))


def _entries(happenings: Iterable[Happening], names: Names) -> Iterator[TimelineEntry]:
    telling = (one for one in happenings if not _says_nothing(one))
    for kind, group in groupby(telling, _folded_as):
        some = list(group)
        notes = {one.payload.get("message_id") for one in some} if kind == NOTE else set()
        if len(notes) > 1:
            yield TimelineEntry("mail", f"{len(notes)} notes to members", some[0].occurred_at, "")
        elif kind == _MACHINE:
            reasons = Counter(str(one.machine) for one in some)
            words, detail = lead_behaviour.machines_words(reasons)
            yield TimelineEntry(lead_behaviour.FOLDED, words, some[0].occurred_at, detail)
        else:
            yield from (_entry(one, names) for one in some)


def _folded_as(happening: Happening) -> str:
    """What comes several times in a row is one line if machines did it, or if members were told."""
    if happening.machine is not None:
        return _MACHINE
    is_message = happening.name in {"message.queued", "message.sent"}
    return NOTE if is_message and happening.payload.get("kind") == NOTE else ""


def _says_nothing(happening: Happening) -> bool:
    """A score that was computed anew and stayed."""
    payload = happening.payload
    previous = payload.get("previous")
    return (
        happening.name == "lead.scored"
        and previous is not None
        and (previous == payload.get("total"))
    )


def _entry(happening: Happening, names: Names) -> TimelineEntry:
    family = f"{happening.name.partition('.')[0]}.*"
    known = EVENTS.get(happening.name) or EVENTS.get(family)
    if known is None:
        return TimelineEntry(UNKNOWN, happening.name, happening.occurred_at)
    symbol, teller = known
    told = teller(happening.payload, names)
    return TimelineEntry(symbol, told.words, happening.occurred_at, told.detail)


def _no_model(payload: Payload, _: Names) -> EventText:
    del payload
    return EventText("No language model was asked", "the day’s budget was spent")


def _sent_form(payload: Payload, _: Names) -> EventText:
    return EventText("Sent a form", _from(payload))


def _created(payload: Payload, _: Names) -> EventText:
    return EventText("Wrote for the first time", _from(payload))


def _returned(payload: Payload, _: Names) -> EventText:
    return EventText("Wrote again", _from(payload))


def _from(payload: Payload) -> str:
    return f"source: {source_name(payload['source'])}" if payload.get("source") else ""


def _stopped(payload: Payload, _: Names) -> EventText:
    return EventText("Stopped without an answer", stop_words(payload.get("reason")))


def _enriched(payload: Payload, _: Names) -> EventText:
    keys = [FACTS.get(key, field_name(key)).lower() for key in payload.get("keys", ())]
    return EventText("Facts found", ", ".join(keys))


def _field_set(payload: Payload, _: Names) -> EventText:
    before = f", before: {payload['before']}" if payload.get("before") else ""
    name = field_name(str(payload.get("key", "")))
    by = f"by the automation {payload.get('by', '')}"
    return EventText(f"{name} set to {payload.get('value', '')}", f"{by}{before}")


def _reader(by: str) -> str:
    return "the embedded engine" if by == "embedded" else by


def _understood(payload: Payload, _: Names) -> EventText:
    confidence = f"{payload.get('confidence', 0):.2f}"
    unsure = ", unsure: a person should read it" if payload.get("unsure") else ""
    language = language_name(payload.get("language"))
    return EventText(
        f"Understood: {intent_word(payload.get('intent'))} {confidence}{unsure}",
        ", ".join(part for part in (language, f"read by {_reader(payload.get('by', ''))}") if part),
    )


def _scored(payload: Payload, _: Names) -> EventText:
    previous = payload.get("previous")
    now = f"{payload.get('total')}, grade {payload.get('grade')}"
    return EventText(f"Score {previous} to {now}" if previous is not None else f"Score {now}")


_SHIPPED = default_scorecard().name


def _crossed(payload: Payload, _: Names) -> EventText:
    label, at = payload.get("label"), payload.get("at")
    words = "Fell below" if payload.get("direction") == "down" else "Reached"
    card = payload.get("scorecard", _SHIPPED)
    by = "" if card == _SHIPPED else f" by the scorecard {card}"
    return EventText(f"{words} {label} ({at})", f"score {payload.get('total')}{by}")


def _assigned(payload: Payload, names: Names) -> EventText:
    by = f"by {names.of(payload['by'])}" if payload.get("by") else str(payload.get("why", ""))
    person = payload.get("person_id")
    return EventText(f"Assigned to {names.of(person)}" if person else "Without an owner", by)


def _status(payload: Payload, names: Names) -> EventText:
    before, after = (STATUSES.get(payload.get(k, ""), payload.get(k, "")) for k in _BOTH)
    reason = REJECT_REASONS.get(payload.get("reason") or "", "")
    by = f"by {names.of(payload.get('by'))}"
    return EventText(f"{before} to {after}", f"{reason}, {by}" if reason else by)


_BOTH = ("before", "after")


def _kind(payload: Payload) -> str:
    kind = str(payload.get("kind", "message"))
    return _KINDS.get(kind, said(kind))


def _queued(payload: Payload, names: Names) -> EventText:
    kind = _kind(payload)
    by = f"by {names.of(payload['by'])}" if payload.get("by") else ""
    if payload.get("held"):
        return EventText(f"{kind} drafted, waits for approval", by)
    later = ", leaves later" if payload.get("send_after") else ""
    return EventText(f"{kind} written{later}", by)


def _by_person(words: str) -> Teller:
    def tell(payload: Payload, names: Names) -> EventText:
        return EventText(f"{_kind(payload)} {words}", f"by {names.of(payload.get('by'))}")

    return tell


_RELEASES = {
    "held": "approved",
    "queued": "sent before its time",
    "sent": "sent from the built-in outbox",
}


def _released(payload: Payload, names: Names) -> EventText:
    words = _RELEASES.get(str(payload.get("before")), "sent again")
    return _by_person(words)(payload, names)


def _sent(payload: Payload, _: Names) -> EventText:
    spent = durations.exact(payload.get("ms_since_received"))
    in_house = payload.get("provider") == "outbox"
    where = "kept in the built-in outbox" if in_house else "accepted by the mail server"
    return EventText(f"{_kind(payload)} sent{f' after {spent}' if spent else ''}", where)


def _failed(payload: Payload, _: Names) -> EventText:
    return EventText(f"{_kind(payload)} could not be sent", str(payload.get("error", "")))


def _unconfirmed(payload: Payload, _: Names) -> EventText:
    return EventText(
        f"{_kind(payload)} unconfirmed",
        "The connection ended while it was handed over: it may or may not have arrived.",
    )


def _suppressed(payload: Payload, _: Names) -> EventText:
    return EventText(f"{_kind(payload)} not sent", "the address asked for no mail")


def _reported(words: str) -> Teller:
    def tell(payload: Payload, _: Names) -> EventText:
        return EventText(f"{_kind(payload)} {words}", str(payload.get("error", "")))

    return tell


def _task(payload: Payload, _: Names) -> EventText:
    return EventText("Task planned", str(payload.get("title", "")))


def _task_done(payload: Payload, names: Names) -> EventText:
    return EventText(f"Done: {payload.get('title', '')}", f"by {names.of(payload.get('by'))}")


def _outcome(words: str) -> Teller:
    def tell(payload: Payload, names: Names) -> EventText:
        by = f"says {names.of(payload['by'])}" if payload.get("by") else ""
        sources = {
            "api": "told by a program",
            "events": "told by a program",
            "status": "by the lead's status",
        }
        return EventText(words, by or sources.get(str(payload.get("source")), ""))

    return tell


def _tried(payload: Payload, _: Names) -> EventText:
    return EventText(f"Answered with wording {payload.get('variant', '')} of an experiment")


def _behaved(name: str) -> Teller:
    tell = lead_behaviour.teller(name)
    return lambda payload, _: EventText(*tell(payload))


def _imported(payload: Payload, _: Names) -> EventText:
    words = "Came with a file" if payload.get("created") else "Stood in a file, too"
    return EventText(words, f"row {payload.get('source_row', '')}")


EVENTS: Mapping[str, tuple[str, Teller]] = {
    **{name: (one[0], _behaved(name)) for name, one in lead_behaviour.WORDS.items()},
    "submission.received": ("text-cursor-input", _sent_form),
    "submission.stopped": ("circle-stop", _stopped),
    "lead.created": ("user-plus", _created),
    "lead.returned": ("user-check", _returned),
    "lead.imported": ("file-spreadsheet", _imported),
    "lead.enriched": ("search", _enriched),
    "lead.field_set": ("pencil", _field_set),
    "lead.understood": ("message-square-text", _understood),
    "model_budget.reached": ("message-square-text", _no_model),
    "lead.scored": ("trending-up", _scored),
    "score.crossed": ("trending-up", _crossed),
    "lead.assigned": ("user-round", _assigned),
    "lead.status_changed": ("circle-check", _status),
    "lead.replied": ("reply", _outcome("They replied")),
    "meeting.booked": ("calendar-check", _outcome("A meeting is booked")),
    "lead.outcome_undone": ("undo-2", _outcome("Taken back: they answered")),
    "experiment.assigned": ("flask-conical", _tried),
    "message.queued": ("mail", _queued),
    "message.edited": ("pencil", _by_person("changed")),
    "message.released": ("send", _released),
    "message.cancelled": ("circle-x", _by_person("cancelled")),
    "message.restored": ("undo-2", _by_person("taken back from cancelled, a draft again")),
    "message.sent": ("send", _sent),
    "message.stalled": ("circle-help", _reported("waits: it is not taken yet, and tried again")),
    "message.recovered": ("check", _reported("is out after all")),
    "message.failed": ("triangle-alert", _failed),
    "message.unconfirmed": ("circle-help", _unconfirmed),
    "message.suppressed": ("circle-x", _suppressed),
    "message.delivered": ("check", _reported("delivered")),
    "message.delayed": ("circle-help", _reported("delayed: the provider tries on")),
    "message.bounced": ("triangle-alert", _reported("came back: it was not delivered")),
    "message.complained": ("triangle-alert", _reported("called spam by the recipient")),
    "task.created": ("list-todo", _task),
    "task.done": ("check", _task_done),
}
