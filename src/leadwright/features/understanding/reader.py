"""Reads a message without any key or network: language, intent, entities, urgency and quality."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from leadwright.domain.reading import Entities, Intent, Reading
from leadwright.features.understanding.budget import find_budget
from leadwright.features.understanding.headcount import find_team_size
from leadwright.features.understanding.heads import CLASSIFY_AT_MOST, Heads
from leadwright.features.understanding.heads import load_heads as load_heads
from leadwright.features.understanding.language import detect_language
from leadwright.features.understanding.phone import find_phone, regions
from leadwright.features.understanding.quality import find_signals, quality_band
from leadwright.features.understanding.rules import (
    SURE,
    expects_auto_reply,
    hard_spam,
    strip_instructions,
    urgency,
)
from leadwright.features.understanding.spans import clean
from leadwright.features.understanding.timeline import Timeline, find_timeline
from leadwright.ports.embedder import Embedder

ENGINE: Final = "embedded"
_NOTHING_SAID: Final = 0.2
# Deadlines of reporters, applicants and sellers are not the buyer's.
_WITH_DEADLINE: Final = frozenset(
    {
        Intent.DEMO_REQUEST,
        Intent.PRICING_INQUIRY,
        Intent.PURCHASE_INTENT,
        Intent.PRODUCT_QUESTION,
        Intent.PARTNERSHIP,
        Intent.GENERAL_INQUIRY,
    }
)
_WITH_BUDGET: Final = _WITH_DEADLINE | {Intent.SUPPORT_QUESTION}


@dataclass(frozen=True)
class MessageIn:
    """What a form gives us of one message; absent fields are None or empty."""

    message: str | None = None
    name: str | None = None
    email: str | None = None
    company: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class _Judged:
    intent: Intent
    confidence: float
    unsure: bool


def read_message(
    text_in: MessageIn,
    embedder: Embedder,
    heads: Heads,
    today: date,
    *,
    catalogue: Sequence[str] = (),
    competitors: Sequence[str] = (),
) -> Reading:
    """The reading of one message. `today` is the day it came; names are found only if listed."""
    text = clean(text_in.message)
    judged = _judge([text], embedder, heads)[0]
    return _reading(text_in, text, judged, today, (tuple(catalogue), tuple(competitors)))


def read_messages(
    texts_in: Sequence[MessageIn], embedder: Embedder, heads: Heads, today: date
) -> list[Reading]:
    """Readings of many messages, embedded in one batch."""
    texts = [clean(text_in.message) for text_in in texts_in]
    judged = _judge(texts, embedder, heads)
    return [
        _reading(text_in, text, one, today, ((), ()))
        for text_in, text, one in zip(texts_in, texts, judged, strict=True)
    ]


def _judge(texts: list[str], embedder: Embedder, heads: Heads) -> list[_Judged]:
    """Rules where they are certain, the heads elsewhere."""
    enquiries = [strip_instructions(text) for text in texts]
    judged: list[_Judged | None] = [
        _by_rule(text, enquiry) for text, enquiry in zip(texts, enquiries, strict=True)
    ]
    open_ones = [i for i, one in enumerate(judged) if one is None]
    if open_ones:
        asked = [enquiries[i][:CLASSIFY_AT_MOST] for i in open_ones]
        rows = heads.probabilities(asked, embedder.embed(asked), embedder.name)
        for i, row in zip(open_ones, rows, strict=True):
            best = int(np.argmax(row))
            confidence = min(1.0, float(row[best]))
            judged[i] = _Judged(heads.intents[best], confidence, confidence < heads.threshold)
    return [one for one in judged if one is not None]


def _by_rule(text: str, enquiry: str) -> _Judged | None:
    if not text:
        return _Judged(Intent.GENERAL_INQUIRY, _NOTHING_SAID, unsure=True)
    if hard_spam(text, enquiry):
        return _Judged(Intent.SPAM, SURE, unsure=False)
    return None


def _reading(
    text_in: MessageIn,
    text: str,
    judged: _Judged,
    today: date,
    names: tuple[tuple[str, ...], tuple[str, ...]],
) -> Reading:
    language = detect_language(text, email=text_in.email, phone=text_in.phone)
    entities = _entities(text_in, text, judged.intent, (language, today), names)
    signals = find_signals(text, entities, company=text_in.company, email=text_in.email)
    return Reading(
        intent=judged.intent,
        confidence=round(judged.confidence, 4),
        unsure=judged.unsure,
        language=language,
        quality_band=quality_band(judged.intent, signals, text),
        expect_auto_reply=expects_auto_reply(judged.intent),
        urgency=urgency(text),
        entities=entities,
        by=ENGINE,
    )


def _entities(
    text_in: MessageIn,
    text: str,
    intent: Intent,
    told: tuple[str, date],
    names: tuple[tuple[str, ...], tuple[str, ...]],
) -> Entities:
    language, today = told
    enquiry = strip_instructions(text)
    timeline = find_timeline(enquiry, today) if intent in _WITH_DEADLINE else None
    return Entities(
        budget=find_budget(enquiry) if intent in _WITH_BUDGET else None,
        timeline=timeline.verbatim if timeline else None,
        timeline_from=_iso(timeline, "first"),
        timeline_to=_iso(timeline, "last"),
        team_size=find_team_size(enquiry),
        phone=find_phone(text_in.phone, text, regions(text_in.email, language, text)),
        products=_listed(enquiry, names[0]),
        competitors=_listed(enquiry, names[1]),
    )


def _iso(timeline: Timeline | None, end: str) -> str | None:
    day = getattr(timeline, end, None)
    return day.isoformat() if isinstance(day, date) else None


def _listed(text: str, names: tuple[str, ...]) -> tuple[str, ...] | None:
    """Those of the given names that the text mentions as whole words."""
    found = tuple(
        n for n in names if n and re.search(rf"(?<!\w){re.escape(n)}(?!\w)", text, re.IGNORECASE)
    )
    return found or None
