"""What we know of a lead and of ourselves, in the form a sentence can take."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.reading import Entities, Intent, Urgency
from leadwright.features.replies.composing.templates import Frame
from leadwright.features.replies.validation import dates, fact_sheet, names
from leadwright.features.replies.validation.cleaning import clean
from leadwright.ports.directory import Company

Origin = Literal["lead", "facts"]

_ANSWERED_BY_LINES = frozenset(
    {Intent.PRICING_INQUIRY, Intent.PRODUCT_QUESTION, Intent.GENERAL_INQUIRY}
)
_SURE = 0.8
_MAX_TEAM = 1_000_000
_MAX_PRODUCT = 40
_MAX_PRODUCT_WORDS = 4
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_SHOUTED = 6  # letters; Q3, KW 12 and EOY are written so anyhow
_QUOTES = '"“”„«»‹›「」『』'


@dataclass(frozen=True)
class SlotText:
    """A slot's text with where it comes from; `key` is the fact's. Empty text serves `needs` only.

    `origin` is None for our own name and signature, which need no evidence.
    """

    text: str
    origin: Origin | None = None
    key: str = ""


@dataclass(frozen=True)
class Slots:
    """The known slots, and the fact sheet's lines behind the slots `fact` and `prices`."""

    known: dict[str, SlotText]
    lines: tuple[fact_sheet.Line, ...]


def fill(lead: LeadSnapshot, company: Company, template: str, language: str, frame: Frame) -> Slots:
    """Every slot we can honestly fill for this template and language."""
    lines = _lines(lead, company, template, language)
    known = dict(_of_lead(lead, company, language, frame))
    if dates.names_a_day(lead.form.message or "", language):
        known["day"] = SlotText("", "lead", "message")
    known.update(_of_company(company))
    if lines:
        known["fact"] = known["prices"] = SlotText(
            "\n".join(line.text for line in lines), "facts", lines[0].key
        )
    return Slots(known, lines)


def signer(lead: LeadSnapshot, company: Company) -> str:
    """Who signs: the lead's owner, else the workspace's default sender."""
    return one_line(lead.owner.name if lead.owner is not None else company.sender_name)


def one_line(text: str) -> str:
    return " ".join(text.split())


def web_address(url: str | None) -> str | None:
    """A link a reply may carry: http or https, without spaces."""
    if url is None or len(url) > 500 or any(char.isspace() or char in "<>\"'" for char in url):
        return None
    return url if url.startswith(("https://", "http://")) else None


def _of_company(company: Company) -> Iterator[tuple[str, SlotText]]:
    # As people say it: the legal form stands in the signature.
    yield "own", SlotText(names.company(company.name, "") or one_line(company.name))
    if booking := web_address(company.booking_url):
        yield "booking_url", SlotText(booking, "facts", "booking_url")


def _of_lead(
    lead: LeadSnapshot, company: Company, language: str, frame: Frame
) -> Iterator[tuple[str, SlotText]]:
    full = names.person(lead.form.name or _sure_text(lead, "name"))
    employer = names.company(lead.form.company or _sure_text(lead, "company"), company.name)
    if full and not names.is_of_company(full, employer):
        yield "full_name", SlotText(full, "lead", "name")
        yield "first_name", SlotText(names.given(full) or full, "lead", "name")
    if employer:
        yield "company", SlotText(employer, "lead", "company")
    if lead.is_returning:
        yield "returning", SlotText("", "lead", "returning")
    yield from _of_reading(lead, language, frame)


def _of_reading(lead: LeadSnapshot, language: str, frame: Frame) -> Iterator[tuple[str, SlotText]]:
    entities = lead.reading.entities if lead.reading is not None else Entities()
    if lead.form.phone or entities.phone:
        yield "phone", SlotText("", "lead", "phone")
    if entities.budget is not None:
        yield "budget", SlotText("", "lead", "budget")
    if lead.reading is not None and lead.reading.urgency is Urgency.NOW:
        yield "urgent", SlotText("", "lead", "urgency")
    if size := _team_size(lead, entities):
        yield "team_size", SlotText(_grouped(size, frame), "lead", "team_size")
    written = _written(lead)
    if timeline := _timeline(entities, written, language):
        yield "timeline", SlotText(frame.quotes[0] + timeline + frame.quotes[1], "lead", "timeline")
    if product := _product(entities, written):
        yield "product", SlotText(product, "lead", "products")


def _sure_text(lead: LeadSnapshot, key: str) -> str | None:
    fact = lead.facts.get(key)
    if fact is None or fact.confidence < _SURE or not isinstance(fact.value, str):
        return None
    return fact.value


def _written(lead: LeadSnapshot) -> str:
    """All the sender wrote, folded, for asking whether a value is really theirs."""
    texts = (lead.form.message, *lead.form.extra.values())
    return " ".join(one_line(text) for text in texts if isinstance(text, str)).casefold()


def _team_size(lead: LeadSnapshot, entities: Entities) -> int | None:
    size = entities.team_size
    if size is None:
        known = lead.value("team_size")
        size = known if isinstance(known, int) and not isinstance(known, bool) else None
    return size if size is not None and 2 <= size <= _MAX_TEAM else None


def _timeline(entities: Entities, written: str, language: str) -> str | None:
    """The deadline in the sender's words, if they are the sender's and can be quoted."""
    timeline = clean(entities.timeline)
    if timeline is None or timeline.casefold() not in written:
        return None
    return _unquoted(_said_calmly(timeline, language))


def _said_calmly(text: str, language: str) -> str:
    """Without the capitals of a message written in them: we do not shout back."""
    if not text.isupper() or sum(map(str.isalpha, text)) < _SHOUTED:
        return text
    large = dates.with_capital(language)
    return _LETTERS.sub(
        lambda word: word[0].capitalize() if word[0].casefold() in large else word[0].lower(), text
    )


def _product(entities: Entities, written: str) -> str | None:
    """The first product that is named like one; descriptions ("a faster tool") fit no sentence."""
    rivals = {rival.casefold() for rival in entities.competitors or ()}
    for raw in entities.products or ():
        product = clean(raw, _MAX_PRODUCT)
        if product is None or product.casefold() in rivals or product.casefold() not in written:
            continue
        is_name = (product[0].isupper() or product[0].isdigit()) and _is_short(product)
        if is_name and (name := _unquoted(product)):
            return name
    return None


def _unquoted(text: str) -> str | None:
    """Without quotation marks around it; None if one stands inside.

    It would end our own quotation, and taking it out would join what it parts: `1"0` is not ten.
    """
    bare = one_line(text.strip(_QUOTES))
    return None if not bare or any(mark in bare for mark in _QUOTES) else bare


def _is_short(product: str) -> bool:
    return len(product.split()) <= _MAX_PRODUCT_WORDS


def _grouped(number: int, frame: Frame) -> str:
    if number < frame.thousands_from:
        return str(number)
    return f"{number:,}".replace(",", frame.thousands)


def _lines(
    lead: LeadSnapshot, company: Company, template: str, language: str
) -> tuple[fact_sheet.Line, ...]:
    if template not in _ANSWERED_BY_LINES:
        return ()
    lines = fact_sheet.usable_lines(company.lines)
    named = lead.reading.entities.products if lead.reading is not None else None
    wanted = fact_sheet.Wanted(lead.form.message or "", tuple(named or ()), company.products)
    if template == Intent.PRICING_INQUIRY:
        return fact_sheet.prices(lines, language, wanted)
    return fact_sheet.relevant(lines, language, wanted)
