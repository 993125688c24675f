"""The form of a test of wordings: what it begins with, and the plan that was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.industry import Industry
from leadwright.features.experiments.actions import Plan, Wording
from leadwright.features.experiments.models import Experiment, ExperimentVariant
from leadwright.features.experiments.rules import CONTROL, KEYS
from leadwright.features.replies.composing import own_check
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.templates import LANGUAGES, load
from leadwright.ports.directory import Company, OwnTemplate
from leadwright.web.screens.reply_templates import view as templates_view
from leadwright.web.screens.typed import ticked

ALL = "all"
ABOUT = (("text", "Subject and text"), ("subject", "The subject only"))


@dataclass(frozen=True)
class Site:
    """What is tested: a template, in one language or in all, for one trade."""

    template: str
    language: str
    industry: Industry

    @property
    def place(self) -> Place:
        """Where its words are shown; of all languages the first."""
        code = LANGUAGES[0] if self.language == ALL else self.language
        return Place(self.template, code, self.industry)

    @property
    def asked(self) -> dict[str, str]:
        return {
            "template": self.template,
            "language": self.language,
            "industry": self.industry.value,
        }


def site_of(template: str, language: str, industry: str, company: Company) -> Site:
    """What the address asks for; NotFound for a template there is not."""
    if template not in templates_view.NAMES:
        raise NotFound("There is no such template.")
    code = language if language in (*LANGUAGES, ALL) else LANGUAGES[0]
    known = industry in set(Industry)
    return Site(template, code, Industry(industry) if known else company.industry)


def site_under(row: Experiment) -> Site:
    return Site(row.template, row.language or ALL, Industry(row.industry))


def letters(site: Site) -> tuple[tuple[str, str], ...]:
    """The shipped wordings one may choose from, in every language."""
    variants = load(site.place.language).templates[site.template]
    return tuple((one.id, f"Shipped wording {one.id.upper()}") for one in variants)


def standing(site: Site, own: Sequence[OwnTemplate]) -> tuple[str | None, str | None]:
    """The own text that answers there now; nothing where the shipped ones do."""
    if site.language == ALL or templates_view.kind_of(site.place, own) != "own":
        return None, None
    return templates_view.text_of(site.place, own)


def begun(site: Site, own: Sequence[OwnTemplate]) -> dict[str, str]:
    """The form as it is first shown: the other wording starts from the one in use."""
    subject, body = templates_view.text_of(site.place, own)
    name = templates_view.NAMES[site.template]
    return {
        "name": f"{name}: another wording",
        "about": "text",
        "window_days": "7",
        "floor": "50",
        "weight_A": "50",
        "weight_B": "50",
        "subject_B": subject,
        "body_B": body,
    }


def kept(row: Experiment, variants: Sequence[ExperimentVariant]) -> dict[str, str]:
    """The form of a draft."""
    typed = {
        "name": row.name,
        "about": row.about,
        "window_days": str(row.window_days),
        "floor": str(row.floor),
        "by_rule": "true" if row.by_rule else "",
    }
    for one in variants:
        typed[f"weight_{one.key}"] = str(one.weight)
        typed[f"subject_{one.key}"] = one.subject or ""
        typed[f"body_{one.key}"] = one.body or ""
        typed[f"shipped_{one.key}"] = one.shipped or ""
    return typed


@dataclass(frozen=True)
class Reading:
    """A typed form being read; `found` collects what is wrong with it. `body`: the own one in use."""

    site: Site
    typed: Mapping[str, str]
    company: Company
    body: str | None
    found: list[FieldProblem]

    def given(self, field: str, key: str) -> str:
        return self.typed.get(f"{field}_{key}", "")

    @property
    def is_subject(self) -> bool:
        return self.site.language != ALL and self.typed.get("about") == "subject"


def plan_of(
    site: Site, typed: Mapping[str, str], own: Sequence[OwnTemplate], company: Company
) -> Plan:
    """The plan, its texts checked as every template is. Invalid names each field."""
    subject, body = standing(site, own)
    reading = Reading(site, typed, company, body, [])
    control = Wording(CONTROL, _number(typed, "weight_A"), None, subject, body)
    others = [_wording(reading, key) for key in KEYS[1:] if _is_used(reading, key)]
    if reading.found:
        raise Invalid("The experiment needs another look.", problems=tuple(reading.found))
    return Plan(
        name=typed.get("name", "").strip(),
        template=site.template,
        language=None if site.language == ALL else site.language,
        industry=site.industry.value,
        about="subject" if reading.is_subject else "text",
        wordings=(control, *others),
        window_days=_number(typed, "window_days"),
        floor=_number(typed, "floor"),
        by_rule=ticked(typed, "by_rule"),
    )


def _number(typed: Mapping[str, str], name: str) -> int:
    """0 for what is no number: no field may be nought."""
    text = typed.get(name, "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def _is_used(reading: Reading, key: str) -> bool:
    if reading.site.language == ALL:
        return bool(reading.given("shipped", key))
    fields = ("subject",) if reading.is_subject else ("subject", "body")
    return any(reading.given(field, key).strip() for field in fields)


def _wording(reading: Reading, key: str) -> Wording:
    weight = _number(reading.typed, f"weight_{key}")
    if reading.site.language == ALL:
        letter = reading.given("shipped", key)
        if letter not in dict(letters(reading.site)):
            problem = FieldProblem(f"shipped_{key}", "unknown", "Choose one of the list.")
            reading.found.append(problem)
        return Wording(key, weight, letter)
    text = reading.given("body", key)
    if reading.is_subject:
        text = reading.body or templates_view.shipped_text(reading.site.place)[1]
    subject = reading.given("subject", key)
    try:
        subject, text = own_check.check(reading.site.place, subject, text, reading.company)
    except Invalid as refusal:
        for p in refusal.problems:
            reading.found.append(FieldProblem(f"{p.field}_{key}", p.reason, p.remedy))
    return Wording(key, weight, None, subject, reading.body if reading.is_subject else text)
