"""Composes a reply from a written template and what is known: no model, no network, no clock."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from leadwright.domain.industry import Industry
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.replies.composing import choice, layout, notation, slots
from leadwright.features.replies.composing.choice import Chosen
from leadwright.features.replies.composing.slots import Origin, Slots
from leadwright.features.replies.composing.templates import (
    Language,
    Sentence,
    Variant,
    Wording,
    base_language,
    load,
)
from leadwright.features.replies.rules import template_of
from leadwright.features.replies.validation import validator
from leadwright.kernel.logging import get
from leadwright.ports.directory import Company, OwnTemplate, Trial

log = get("replies")

_MAX_SUBJECT = 120


@dataclass(frozen=True)
class Draft:
    """A reply ready to send or to be approved.

    `evidence` names for each sentence that says something particular where it comes from:
    (the sentence as it stands in `text`, `lead` or `facts`, key of the fact). `trial`: the wording
    under test that the lead gets. `aside`: what the step should say about how it came about.
    """

    subject: str
    text: str
    html: str
    language: str
    template_id: str
    variant: str
    evidence: tuple[tuple[str, Origin, str], ...]
    trial: Trial | None = None
    aside: str = ""


@dataclass(frozen=True)
class Words:
    """The words of a reply, before they are laid out as mail; `body` starts with the greeting."""

    subject: str
    body: str
    language: str
    template: str
    variant: str
    evidence: tuple[tuple[str, Origin, str], ...]
    industry: Industry = Industry.GENERAL

    @property
    def is_own(self) -> bool:
        return self.variant == notation.OWN_ID

    @property
    def template_id(self) -> str:
        """`demo_request.de`, or `demo_request.de.legal` in the words of a trade."""
        trade = () if self.industry is Industry.GENERAL else (self.industry.value,)
        return ".".join((self.template, self.language, *trade))


def compose(
    lead: LeadSnapshot,
    company: Company,
    own: Sequence[OwnTemplate] = (),
    trial: Trial | None = None,
) -> Draft:
    """The reply to a lead, always: in English where we lack the language, neutral where unsure."""
    words = _sound(lead, company, own, trial)
    head = layout.letterhead(lead, company, words.language)
    return Draft(
        subject=words.subject,
        text=layout.text_mail(words.body, head),
        html=layout.html_mail(words.body, words.subject, head),
        language=words.language,
        template_id=words.template_id,
        variant=words.variant,
        evidence=words.evidence,
        trial=trial,
    )


def _sound(
    lead: LeadSnapshot, company: Company, own: Sequence[OwnTemplate], trial: Trial | None
) -> Words:
    """The words; the shipped ones where the workspace's own state what its facts no longer hold."""
    words = write(lead, company, own, trial)
    if not words.is_own:
        return words
    problems = validator.check(words.body, words.subject, lead, company, words.language)
    if not problems:
        return words
    log.info("reply.own_template_refused", problems=[problem.kind for problem in problems])
    return write(lead, company)


def answered_by(lead: LeadSnapshot) -> tuple[str, str]:
    """The template and the language of a lead's answer."""
    reading = lead.reading
    return template_of(reading), base_language(reading.language if reading is not None else None)


def write(
    lead: LeadSnapshot,
    company: Company,
    own: Sequence[OwnTemplate] = (),
    trial: Trial | None = None,
) -> Words:
    """Subject and body alone, by the template of the lead's intent and language."""
    template, code = answered_by(lead)
    language, about = load(code), lead.submission_id
    if trial is not None:
        chosen = choice.tried(language, template, company.industry, about, trial)
    else:
        chosen = choice.choose(language, template, company.industry, about, own)
    return fill(chosen, language, lead, company)


def fill(chosen: Chosen, language: Language, lead: LeadSnapshot, company: Company) -> Words:
    """The words of one template for one lead."""
    variant = chosen.variant
    known = slots.fill(lead, company, chosen.template, language.code, language.frame)
    paragraphs = tuple(_paragraphs(language, variant, known))
    return Words(
        subject=_subject(variant, known),
        body="\n\n".join(filter(None, (_joined(p, variant, language) for p in paragraphs))),
        language=language.code,
        template=chosen.template,
        industry=chosen.industry,
        variant=variant.id,
        evidence=tuple(
            entry
            for sentences in paragraphs
            for sentence, wording in sentences
            for entry in _evidence(_as_said(sentence, variant), wording, known)
        ),
    )


def _joined(sentences: list[tuple[str, Wording]], variant: Variant, language: Language) -> str:
    if variant.joiner is None:
        return language.frame.joiner.join(text for text, _ in sentences)
    return notation.tidy(variant.joiner.join(text for text, _ in sentences))


def _as_said(sentence: str, variant: Variant) -> str:
    return sentence if variant.joiner is None else notation.tidy(sentence)


def _paragraphs(
    language: Language, variant: Variant, known: Slots
) -> Iterator[list[tuple[str, Wording]]]:
    named = frozenset[str]() if variant.id == notation.OWN_ID else _named_by_facts(known)
    for sentences in ((language.frame.greeting,), *variant.paragraphs):
        spoken = [
            (said(wording, known), wording)
            for sentence in sentences
            if (wording := first_that_fits(sentence, known, named)) is not None
        ]
        if spoken:
            yield spoken


def _named_by_facts(known: Slots) -> frozenset[str]:
    """Slots whose words stand in the fact sheet's lines, which the reply carries as they are.

    "Your question about Planner. Thank you for your question about Planner. Planner reads Excel."
    """
    product = known.known.get("product")
    is_named = product is not None and any(product.text in line.text for line in known.lines)
    return frozenset({"product"} if is_named else ())


def first_that_fits(
    sentence: Sentence, known: Slots, named: frozenset[str] = frozenset()
) -> Wording | None:
    """The best whose slots are known; one that says what is `named` anyhow only if there is no other."""
    fitting = [w for w in sentence if all(need in known.known for need in w.needs)]
    fresh = (wording for wording in fitting if named.isdisjoint(wording.slots))
    return next(fresh, fitting[0] if fitting else None)


def said(wording: Wording, known: Slots) -> str:
    parts = [wording.parts[0]]
    for slot, after in zip(wording.slots, wording.parts[1:], strict=True):
        parts += (known.known[slot].text, after)
    return "".join(parts)


def _subject(variant: Variant, known: Slots) -> str:
    """The best subject that is not too long; the last one has no slots but our own name."""
    subject = ""
    for wording in variant.subject:
        if all(need in known.known for need in wording.needs):
            subject = said(wording, known)
            if len(subject) <= _MAX_SUBJECT:
                break
    return subject[:_MAX_SUBJECT]


def _evidence(sentence: str, wording: Wording, known: Slots) -> Iterator[tuple[str, Origin, str]]:
    """One entry a source; a need without a slot counts when it is the lead's (they named a budget)."""
    for need in dict.fromkeys(wording.needs):
        slot = known.known[need]
        if need in {"fact", "prices"}:
            if need in wording.slots:
                for line in known.lines:
                    yield line.text, "facts", line.key
        elif slot.origin is not None:
            yield sentence, slot.origin, slot.key
