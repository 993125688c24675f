"""A reply that a language model wrote: checked sentence by sentence, disclosed, laid out as mail."""

from collections.abc import Sequence
from dataclasses import replace

from leadwright.domain.ids import new_id
from leadwright.domain.lead import LeadSnapshot, Proposal
from leadwright.domain.personal import tells_who, with_slots
from leadwright.domain.reading import Intent
from leadwright.features.replies.composing import layout
from leadwright.features.replies.composing.filling import Draft
from leadwright.features.replies.composing.templates import base_language
from leadwright.features.replies.validation import (
    claims,
    patterns,
    unfounded,
    unknown_names,
    validator,
)
from leadwright.features.replies.validation.problems import Problem
from leadwright.ports.directory import Company
from leadwright.ports.embedder import Embedder
from leadwright.ports.language_model import Question, Remembered

REPEATED = frozenset({Intent.PRODUCT_QUESTION, Intent.GENERAL_INQUIRY})

DISCLOSURES = {
    "en": "This reply was written with the help of AI.",
    "de": "Diese Antwort wurde mit Hilfe von KI verfasst.",
    "fr": "Cette réponse a été rédigée avec l'aide d'une IA.",
    "es": "Esta respuesta se ha redactado con ayuda de IA.",
    "it": "Questa risposta è stata scritta con l'aiuto dell'IA.",
    "pt": "Esta resposta foi escrita com a ajuda de IA.",
    "nl": "Dit antwoord is geschreven met hulp van AI.",
    "pl": "Ta odpowiedź została napisana z pomocą AI.",
    "ja": "この返信はAIの支援を受けて作成されました。",
}


def problems(proposal: Proposal, lead: LeadSnapshot, company: Company) -> tuple[Problem, ...]:
    """Everything wrong with it; empty means it may go.

    A written template names nobody; a model may name whomever it has read of.
    """
    language = lead.reading.language if lead.reading is not None else "en"
    text, subject = proposal.text, proposal.subject
    wrong = validator.check(text, subject, lead, company, language)
    ground = claims.ground(lead, company)
    return (*wrong, *unknown_names.found(text, subject, ground, company.products, language))


def refusals(
    proposal: Proposal, lead: LeadSnapshot, company: Company, embedder: Embedder
) -> tuple[Problem, ...]:
    """The same, and where no rule objects, what the judge of unfounded sentences says."""
    language = lead.reading.language if lead.reading is not None else "en"
    ground, said = claims.ground(lead, company), patterns.folded(proposal.text)
    return problems(proposal, lead, company) or tuple(
        unfounded.found(said, ground, company.lines, language, embedder)
    )


def states_nothing_of_the_lead(proposal: Proposal, lead: LeadSnapshot, company: Company) -> bool:
    """Whether it would hold for anybody who asked the same: no number, date or name of the message."""
    reading = lead.reading
    if reading is None:
        return False
    stripped = reading.model_copy(update={"entities": type(reading.entities)()})
    form = lead.form.model_copy(update={"message": None, "extra": {}})
    anybody = lead.model_copy(update={"form": form, "reading": stripped, "facts": {}})
    return not problems(proposal, anybody, company)


def repeatable(lead: LeadSnapshot, company: Company) -> tuple[Question, Remembered] | None:
    """Question and answer without the person; None where the answer is for this lead only."""
    proposal, reading = lead.proposal, lead.reading
    if proposal is None or reading is None or proposal.is_remembered:
        return None
    fits = company.models.remembers and reading.intent in REPEATED and not lead.is_demo
    if not fits or not states_nothing_of_the_lead(proposal, lead, company):
        return None
    subject, text = (with_slots(part, lead.form) for part in (proposal.subject, proposal.text))
    asked = lead.form.message or ""
    if subject is None or text is None or tells_who(asked, lead.form):
        return None
    question = Question(asked, reading.language, reading.intent)
    return question, Remembered(new_id(), subject, text, proposal.model)


def draft(proposal: Proposal, lead: LeadSnapshot, company: Company) -> Draft:
    """The letter. Below its signature it says who helped, unless the workspace wants it unsaid."""
    language = lead.reading.language if lead.reading is not None else "en"
    head = layout.letterhead(lead, company, language)
    if company.models.discloses:
        line = DISCLOSURES.get(base_language(language), DISCLOSURES["en"])
        head = replace(head, footer=f"{head.footer} {line}")
    return Draft(
        subject=proposal.subject,
        text=layout.text_mail(proposal.text, head),
        html=layout.html_mail(proposal.text, proposal.subject, head),
        language=language,
        template_id=f"model:{proposal.model}",
        variant="",
        evidence=(),
        aside="an answer given before to the same question" if proposal.is_remembered else "",
    )


def refused(found: Sequence[Problem]) -> str:
    """Why it was refused, in the words that stand at the step."""
    kinds = dict.fromkeys(problem.kind.value.replace("_", " ") for problem in found)
    first = " ".join(found[0].detail.split())[:60]
    return f"the model's reply was refused ({', '.join(kinds)}: {first})"
