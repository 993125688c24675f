"""Reads a message without any key or network: language, intent, entities, urgency and quality."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

import numpy as np

from leadwright.domain.reading import (
    Entities,
    Intent,
    Matter,
    QualityBand,
    Reading,
    Sentiment,
    Urgency,
)
from leadwright.features.understanding.delicate import is_delicate
from leadwright.features.understanding.entities.budget import find_budget, states_own_budget
from leadwright.features.understanding.entities.competitors import find_competitors
from leadwright.features.understanding.entities.headcount import find_team_size
from leadwright.features.understanding.entities.named import find_listed
from leadwright.features.understanding.entities.phone import find_phone, regions
from leadwright.features.understanding.entities.products import find_products
from leadwright.features.understanding.entities.timeline import Timeline, find_timeline
from leadwright.features.understanding.heads import Floats, Heads, Opinion
from leadwright.features.understanding.heads import load_heads as load_heads
from leadwright.features.understanding.language import detect_language, own_letters
from leadwright.features.understanding.quality import find_signals, has_own_domain, quality_band
from leadwright.features.understanding.rules import (
    SURE,
    asks_price,
    expects_auto_reply,
    hard_spam,
    strip_instructions,
    urgency,
)
from leadwright.features.understanding.spans import clean
from leadwright.features.understanding.traits import (
    Signs,
    Traits,
    band_features,
    judge_band,
    judge_matter,
    judge_reply,
    judge_tone,
    matter_features,
    reply_features,
    tone_features,
)
from leadwright.ports.embedder import Embedder

ENGINE: Final = "embedded"
_NOTHING_SAID: Final = 0.2
_LIKELY_ENOUGH: Final = 0.2
# Who is taken for a seller gets no answer at all, which takes more certainty than an answer: of 2,378
# messages never trained on 28 were taken for sellers with less, seven of them wrongly; with more, one of 330.
_SURE_OF_SELLER: Final = 0.85
_WITHOUT_HURRY: Final = frozenset({Intent.JOB_SEEKER, Intent.SOLICITATION, Intent.SPAM})
_OF_GRAVE_MATTERS: Final = (Intent.SUPPORT_QUESTION, Intent.GENERAL_INQUIRY, Intent.SPAM)
_FEWEST_DIGITS: Final = 6
_DIGIT: Final = re.compile(r"\d")
# Of the languages with letters of their own the encoder has learned this one alone.
_LEARNED_LETTERS: Final = frozenset({None, "th"})
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
_WITH_NAMES: Final = _WITH_BUDGET
# They never say what they can spend themselves.
_SELLERS: Final = frozenset({Intent.SOLICITATION, Intent.SPAM})
_BUYERS: Final = frozenset(
    {Intent.DEMO_REQUEST, Intent.PRICING_INQUIRY, Intent.PURCHASE_INTENT, Intent.PRODUCT_QUESTION}
)
# Elsewhere a code is a norm, a file or a reference.
_WITH_PRODUCTS: Final = _WITH_NAMES - {Intent.PARTNERSHIP, Intent.GENERAL_INQUIRY}


@dataclass(frozen=True)
class MessageIn:
    """What a form gives us of one message; absent fields are None or empty."""

    message: str | None = None
    name: str | None = None
    email: str | None = None
    company: str | None = None
    phone: str | None = None


@dataclass(frozen=True)
class Names:
    """The workspace's own products and its competitors, as it lists them."""

    products: tuple[str, ...] = ()
    competitors: tuple[str, ...] = ()


NO_NAMES: Final = Names()


@dataclass(frozen=True)
class _Judged:
    """`chances`, `traits` and `vector` are the heads' rows; None where a rule or words alone decided."""

    intent: Intent
    confidence: float
    unsure: bool
    chances: Floats | None = None
    traits: Floats | None = None
    vector: Floats | None = None
    perhaps: frozenset[Intent] = frozenset()

    @property
    def possible(self) -> frozenset[Intent]:
        """What may have been meant: where nothing is sure, all that is likely enough."""
        return self.perhaps | {self.intent}


@dataclass(frozen=True)
class MessageToRead:
    """A message to be read, the day it came, and the names its workspace knows."""

    message: MessageIn
    today: date
    names: Names = NO_NAMES


def read_message(
    text_in: MessageIn,
    embedder: Embedder,
    heads: Heads,
    today: date,
    names: Names = NO_NAMES,
) -> Reading:
    """The reading of one message. `today` is the day it came; `names` are the workspace's."""
    return next(readings([MessageToRead(text_in, today, names)], embedder, heads))


def readings(asked: Sequence[MessageToRead], embedder: Embedder, heads: Heads) -> Iterator[Reading]:
    """Of several messages: all are judged in one batch, and each reading is given as it is made."""
    texts = [clean(one.message.message) for one in asked]
    judged = _judge(texts, embedder, heads)
    for one, text, judgement in zip(asked, texts, judged, strict=True):
        yield _reading(one, text, judgement, heads)


def _judge(texts: list[str], embedder: Embedder, heads: Heads) -> list[_Judged]:
    """Rules where they are certain or nothing can be read, the heads elsewhere."""
    enquiries = [strip_instructions(text) for text in texts]
    judged: list[_Judged | None] = [
        _by_rule(text, enquiry) for text, enquiry in zip(texts, enquiries, strict=True)
    ]
    open_ones = [i for i, one in enumerate(judged) if one is None]
    if open_ones:
        opinion = heads.opinion([enquiries[i] for i in open_ones], embedder)
        for place, i in enumerate(open_ones):
            judged[i] = _by_heads(opinion, place, heads, enquiries[i])
    return [one for one in judged if one is not None]


def _by_heads(opinion: Opinion, place: int, heads: Heads, enquiry: str) -> _Judged:
    row = opinion.chances[place]
    best = int(np.argmax(row))
    confidence = min(1.0, float(row[best]))
    sells = heads.intents[best] in _SELLERS
    unsure = confidence < (max(heads.threshold, _SURE_OF_SELLER) if sells else heads.threshold)
    doubted = sells and (
        unsure or heads.intents[best] is not Intent.SPAM  # a widow's millions are nobody's budget
    )
    if doubted and (states_own_budget(enquiry) or (unsure and asks_price(enquiry))):
        return _likeliest_buyer(row, heads)
    if opinion.traits is None or opinion.vectors is None:
        return _Judged(heads.intents[best], confidence, unsure)
    rows = row, opinion.traits[place], opinion.vectors[place]
    likely = np.flatnonzero(row >= _LIKELY_ENOUGH) if unsure else ()
    perhaps = frozenset(heads.intents[i] for i in likely)
    return _Judged(heads.intents[best], confidence, unsure, *rows, perhaps)


def _likeliest_buyer(row: Floats, heads: Heads) -> _Judged:
    """Unsure, so that the lead gets a neutral answer and a person reads it."""
    chances = {intent: float(row[i]) for i, intent in enumerate(heads.intents) if intent in _BUYERS}
    intent = max(chances, key=chances.__getitem__)
    return _Judged(intent, chances[intent], unsure=True)


def _by_rule(text: str, enquiry: str) -> _Judged | None:
    if text and hard_spam(text, enquiry):
        return _Judged(Intent.SPAM, SURE, unsure=False)
    # To the heads a text in letters they never saw is gibberish, and its sender would get no answer.
    if not text or own_letters(enquiry) not in _LEARNED_LETTERS:
        return _Judged(Intent.GENERAL_INQUIRY, _NOTHING_SAID, unsure=True)
    return None


def _reading(asked: MessageToRead, text: str, judged: _Judged, heads: Heads) -> Reading:
    text_in, traits = asked.message, heads.traits
    matter = _matter(text, judged, traits)
    if matter is Matter.GRAVE:
        judged = _without_a_purchase(judged, heads)
    language = detect_language(text, email=text_in.email, phone=text_in.phone)
    entities = _entities(text_in, text, judged.possible, (language, asked.today), asked.names)
    sentiment = Sentiment.NEUTRAL
    expects_reply = expects_auto_reply(judged.intent)
    if judged.chances is not None and judged.traits is not None and judged.vector is not None:
        sentiment, _ = judge_tone(tone_features(judged.chances, judged.vector), traits.tone)
        expects_reply = judge_reply(reply_features(judged.chances, judged.traits), traits.reply)
    return Reading(
        intent=judged.intent,
        confidence=round(judged.confidence, 4),
        unsure=judged.unsure,
        language=language,
        quality_band=_band(text_in, text, judged, entities, traits),
        expect_auto_reply=_expects_reply(judged, matter, expects_reply),
        urgency=_urgency(text, judged),
        sentiment=sentiment,
        matter=matter,
        entities=entities,
        by=ENGINE,
    )


def _without_a_purchase(judged: _Judged, heads: Heads) -> _Judged:
    """Who writes of a grave matter buys, sells and seeks nothing: so say all learned messages of the kind."""
    if judged.chances is None or judged.intent in _OF_GRAVE_MATTERS:
        return judged
    chances = {
        intent: float(judged.chances[heads.intents.index(intent)]) for intent in _OF_GRAVE_MATTERS
    }
    intent = max(chances, key=chances.__getitem__)
    unsure = chances[intent] < heads.threshold
    return replace(judged, intent=intent, confidence=chances[intent], unsure=unsure)


def _urgency(text: str, judged: _Judged) -> Urgency:
    """The hurry of who surely sells or applies is not a lead's."""
    hurried = judged.unsure or judged.intent not in _WITHOUT_HURRY
    return urgency(text) if hurried else Urgency.NORMAL


def _expects_reply(judged: _Judged, matter: Matter | None, judged_so: bool) -> bool:
    """As the contract has it: who asks for their own data may be answered, but a person sees to it first."""
    if matter is Matter.OWN_DATA:
        return expects_auto_reply(judged.intent)
    return judged_so and matter is None


def _matter(text: str, judged: _Judged, traits: Traits) -> Matter | None:
    """By words and meaning together where the heads have judged, else by words alone."""
    is_worded = is_delicate(text)
    if judged.chances is None or judged.traits is None:
        return Matter.GRAVE if is_worded else None
    features = matter_features(judged.chances, judged.traits, is_worded=is_worded)
    return judge_matter(features, traits.matter)


def _band(
    text_in: MessageIn, text: str, judged: _Judged, entities: Entities, traits: Traits
) -> QualityBand:
    """By all signs together where the heads have judged, else by the contract's arithmetic."""
    signs = signs_of(text_in, text, judged.intent, entities)
    if judged.chances is None or judged.traits is None:
        return signs.ruled
    return judge_band(
        judged.intent, band_features(judged.chances, judged.traits, signs), traits.band
    )


def signs_of(text_in: MessageIn, text: str, intent: Intent, entities: Entities) -> Signs:
    """What rules see of a buying case in one message."""
    signals = find_signals(text, entities, company=text_in.company, email=text_in.email)
    return Signs(
        signals=signals,
        has_domain=has_own_domain(text_in.email),
        has_company=bool((text_in.company or "").strip()),
        text=text,
        ruled=quality_band(intent, signals, text),
    )


def entities_of(text_in: MessageIn, intent: Intent, language: str, today: date) -> Entities:
    """What a message of this intent names; the trainer asks with the labelled one."""
    return _entities(
        text_in, clean(text_in.message), frozenset({intent}), (language, today), NO_NAMES
    )


def _entities(
    text_in: MessageIn,
    text: str,
    possible: frozenset[Intent],
    told: tuple[str, date],
    names: Names,
) -> Entities:
    language, today = told
    enquiry = strip_instructions(text)
    timeline = (
        find_timeline(enquiry, today, ordered=Intent.PURCHASE_INTENT in possible)
        if possible & _WITH_DEADLINE
        else None
    )
    products, rivals = _named(text_in, enquiry, possible, names)
    return Entities(
        budget=find_budget(enquiry, text_in.email) if possible & _WITH_BUDGET else None,
        timeline=timeline.verbatim if timeline else None,
        timeline_from=_iso(timeline, "first"),
        timeline_to=_iso(timeline, "last"),
        team_size=find_team_size(enquiry, language),
        phone=_phone(text_in, text, language),
        products=products,
        competitors=rivals,
    )


def _phone(text_in: MessageIn, text: str, language: str) -> str | None:
    if len(_DIGIT.findall(f"{text_in.phone or ''}{text}")) < _FEWEST_DIGITS:
        return None
    return find_phone(text_in.phone, text, regions(text_in.email, language, text))


def _iso(timeline: Timeline | None, end: str) -> str | None:
    day = getattr(timeline, end, None)
    return day.isoformat() if isinstance(day, date) else None


def _named(
    text_in: MessageIn, text: str, possible: frozenset[Intent], names: Names
) -> tuple[tuple[str, ...] | None, tuple[str, ...] | None]:
    """Products and competitors: those on the workspace's lists, then those the wording gives away."""
    if not possible & _WITH_NAMES:
        return None, None
    ours = _folded(names.products) | _folded((text_in.company or "", _domain_name(text_in.email)))
    rivals = _joined(find_listed(text, names.competitors), find_competitors(text, ours))
    listed = find_listed(text, names.products)
    found = find_products(text, _folded(rivals)) if possible & _WITH_PRODUCTS else ()
    return _joined(listed, found) or None, rivals or None


def _joined(listed: tuple[str, ...], found: tuple[str, ...]) -> tuple[str, ...]:
    """Both without saying a name twice: "the TX 300" is the listed TX-300."""
    known = {_squeezed(name) for name in listed}
    return listed + tuple(n for n in found if not any(k in _squeezed(n) for k in known))


def _squeezed(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def _folded(names: Sequence[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in names if name)


def _domain_name(email: str | None) -> str:
    return (email or "").rpartition("@")[2].partition(".")[0]
