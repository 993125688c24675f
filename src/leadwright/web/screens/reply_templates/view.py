"""What the templates' screens show: the list with its languages, and one text with its preview."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from leadwright.domain.industry import Industry
from leadwright.features.replies.composing import choice, notation, trades
from leadwright.features.replies.composing.filling import Draft
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.templates import LANGUAGES, load
from leadwright.features.replies.rules import ACKNOWLEDGEMENT
from leadwright.ports.directory import Company, OwnTemplate
from leadwright.web.screens.settings.facts import INDUSTRIES
from leadwright.web.screens.settings_tabs import Tab

TEMPLATES = (
    ("demo_request", "Demo or visit"),
    ("pricing_inquiry", "Price"),
    ("purchase_intent", "Purchase"),
    ("product_question", "Question"),
    ("support_question", "Support"),
    ("partnership", "Partnership"),
    ("general_inquiry", "General"),
    ("job_seeker", "Job seeker"),
    ("press_or_investor", "Press or investor"),
    (ACKNOWLEDGEMENT, "Not sure"),
)
NAMES = dict(TEMPLATES)
LANGUAGE_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian",
    "pt": "Portuguese", "nl": "Dutch", "pl": "Polish", "ja": "Japanese",
}  # fmt: skip
SLOT_WORDS = {
    "own": "your company",
    "company": "the lead's company",
    "first_name": "first name",
    "full_name": "full name",
    "product": "the product they name",
    "timeline": "their deadline, quoted",
    "team_size": "how many people",
    "booking_url": "your booking link, at a paragraph's end",
    "prices": "price lines of the fact sheet (price)",
    "fact": "the fact that answers (question)",
}
CONDITION_WORDS = {
    "returning": "they wrote before",
    "budget": "they name a budget",
    "phone": "they left a number",
    "urgent": "it is pressing",
    "day": "they name a day",
}


@dataclass(frozen=True)
class Mark:
    """One language of a template: whose words it speaks there. kind: own, trade or general."""

    language: str
    name: str
    kind: str
    href: str


@dataclass(frozen=True)
class TemplateRow:
    """One template in the chosen language and trade."""

    name: str
    subject: str
    kind: str
    href: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True)
class ListContext:
    """All templates, in one language and the words of one trade."""

    tabs: tuple[Tab, ...]
    rows: tuple[TemplateRow, ...]
    language: str
    industry: str
    languages: tuple[tuple[str, str], ...]
    industries: tuple[tuple[str, str], ...]
    own_count: int


@dataclass(frozen=True)
class VersionRow:
    """A text that was saved here."""

    id: UUID
    at: datetime
    author: str
    active: bool
    href: str


@dataclass(frozen=True)
class EditContext:
    """One template: its text, and the reply that it makes."""

    tabs: tuple[Tab, ...]
    may_change: bool
    name: str
    url: str
    list_url: str
    test_url: str
    place: Place
    industry_name: str
    kind: str
    wordings: int
    warnings: tuple[str, ...]
    subject: str
    body: str
    errors: Mapping[str, str]
    problems: tuple[tuple[str, str], ...]
    slots: tuple[tuple[str, str], ...]
    languages: tuple[tuple[str, str, bool], ...]
    industries: tuple[tuple[str, str], ...]
    leads: tuple[tuple[str, str], ...]
    chosen_lead: str
    draft: Draft
    html_url: str
    is_saved: bool
    versions: tuple[VersionRow, ...]


def kind_of(place: Place, own: Sequence[OwnTemplate]) -> str:
    """Whose words answer there; the general own text counts where the trade has none of its own."""
    kept = {(one.template, one.language, one.industry) for one in own}
    if (place.template, place.language, place.industry) in kept:
        return "own"
    if (place.industry, place.template) in trades.load(place.language):
        return "trade"
    return "own" if (place.template, place.language, Industry.GENERAL) in kept else "general"


def text_of(place: Place, own: Sequence[OwnTemplate]) -> tuple[str, str]:
    """Subject and body as the editor shows them: what is in use there now."""
    for trade in dict.fromkeys((place.industry, Industry.GENERAL)):
        for one in own:
            if (one.template, one.language, one.industry) == (
                place.template, place.language, trade
            ):  # fmt: skip
                return one.subject, one.body
        if (trade, place.template) in trades.load(place.language):
            break
    return shipped_text(place)


def shipped_text(place: Place) -> tuple[str, str]:
    """The shipped words; of several variants the first."""
    language = load(place.language)
    first = choice.shipped(language, place.template, place.industry)[0]
    return notation.write(first.variant, language.frame.joiner)


def address(url: str, place: Place, **more: str) -> str:
    """The address of a template's page."""
    asked = {"language": place.language, "industry": place.industry.value} | more
    return f"{url}/templates/{place.template}?{urlencode(asked)}"


def rows(
    url: str, language: str, company: Company, own: Sequence[OwnTemplate]
) -> tuple[TemplateRow, ...]:
    """The list: each template with its subject here and its words in every language."""
    industry = company.industry
    found = []
    for template, name in TEMPLATES:
        place = Place(template, language, industry)
        places = (Place(template, code, industry) for code in LANGUAGES)
        found.append(
            TemplateRow(
                name=name,
                subject=plain_subject(text_of(place, own)[0], company),
                kind=kind_of(place, own),
                href=address(url, place),
                marks=tuple(
                    Mark(p.language, LANGUAGE_NAMES[p.language], kind_of(p, own), address(url, p))
                    for p in places
                ),
            )
        )
    return tuple(found)


def plain_subject(text: str, company: Company) -> str:
    """The subject of a lead of whom nothing is known."""
    return company.name.join(notation.read(text, "-").subject[-1].parts)


def wordings(place: Place, kind: str) -> int:
    """How many texts take turns there: an own one stands alone."""
    if kind == "own":
        return 1
    return len(choice.shipped(load(place.language), place.template, place.industry))


def languages(url: str, place: Place) -> tuple[tuple[str, str, bool], ...]:
    """The same template in each language."""
    return tuple(
        (code, address(url, Place(place.template, code, place.industry)), code == place.language)
        for code in LANGUAGES
    )


def slots() -> tuple[tuple[str, str], ...]:
    """What may be put into a text, with its meaning."""
    return (
        *((f"{{{name}}}", SLOT_WORDS[name]) for name in notation.SLOTS),
        *((f"{{?{name}}}", f"only if {CONDITION_WORDS[name]}") for name in notation.CONDITIONS),
    )


def industry_name(industry: Industry) -> str:
    return dict(INDUSTRIES)[industry.value]
