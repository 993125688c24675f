"""Whether a workspace's own text may be used: its notation, its words, and what it claims.

A price, a date, a link or a promise must stand on the fact sheet, as in every other reply.
"""

from collections.abc import Iterator

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.features.replies.composing import notation, samples
from leadwright.features.replies.composing.choice import Chosen
from leadwright.features.replies.composing.filling import Words, fill
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.templates import Variant, load
from leadwright.features.replies.validation import validator
from leadwright.features.replies.validation.validator import Problem, ProblemKind
from leadwright.ports.directory import Company

# Shape and language are judged on whole replies, not on the pieces of one.
_OF_WHOLE = frozenset(
    {ProblemKind.LENGTH, ProblemKind.LANGUAGE, ProblemKind.SUBJECT, ProblemKind.TONE}
)
_SAID = {
    ProblemKind.PRICE: "is a price that the fact sheet does not name",
    ProblemKind.NUMBER: "is a number that the fact sheet does not name",
    ProblemKind.DATE: "names a time that the fact sheet does not name",
    ProblemKind.PROMISE: "is a promise that the fact sheet does not make",
    ProblemKind.LINK: "is a link that is not the workspace's booking link or website",
    ProblemKind.ADDRESS: "is an e-mail address that the fact sheet does not name",
    ProblemKind.PHONE: "is a phone number that the fact sheet does not name",
    ProblemKind.MARKUP: "is markup; write plain text",
    ProblemKind.PLACEHOLDER: "looks like a blank that nobody filled in",
    ProblemKind.LEAK: "speaks of prompts or of being a machine",
}


def check(place: Place, subject: str, body: str, company: Company) -> tuple[str, str]:
    """The text ready to be kept. Invalid names every problem with its field and its remedy."""
    subject = notation.one_line(subject)
    body = "\n".join(line.rstrip() for line in body.replace("\r\n", "\n").strip().split("\n"))
    found = [*notation.problems("subject", subject), *notation.problems("body", body)]
    if not found:
        found = problems(place, subject, body, company)
    if found:
        raise Invalid("The template needs another look.", problems=tuple(found))
    return subject, body


def problems(place: Place, subject: str, body: str, company: Company) -> list[FieldProblem]:
    """What a well-formed text says that it may not; also asked later, since fact sheets change."""
    variant = notation.read(subject, body)
    found = [*_claims(place, variant, company), *_wholes(place, variant, company)]
    return list(dict.fromkeys(found))


def _claims(place: Place, variant: Variant, company: Company) -> Iterator[FieldProblem]:
    """Each wording by itself, with a lead who said nothing that could excuse it."""
    nobody = samples.terse(place.template, place.language, company)
    texts = [("subject", wording) for wording in variant.subject]
    texts += [("body", w) for p in variant.paragraphs for sentence in p for w in sentence]
    for field, wording in texts:
        text = " … ".join(wording.parts)
        for problem in validator.check(text, "-", nobody, company, place.language):
            if problem.kind not in _OF_WHOLE:
                yield FieldProblem(field, problem.kind.value, _remedy(problem))


def _remedy(problem: Problem) -> str:
    said = _SAID.get(problem.kind, f"is refused ({problem.kind})")
    return f"“{problem.detail}” {said}."


def _wholes(place: Place, variant: Variant, company: Company) -> Iterator[FieldProblem]:
    """The reply to a lead who tells everything, and to one who tells nothing."""
    chosen = Chosen(place.template, place.industry, variant)
    language = load(place.language)
    for sample in (samples.talkative, samples.terse):
        lead = sample(place.template, place.language, company)
        words = fill(chosen, language, lead, company)
        for problem in validator.check(words.body, words.subject, lead, company, place.language):
            if problem.kind in _OF_WHOLE:
                yield _of_whole(problem, words, is_terse=sample is samples.terse)


def _of_whole(problem: Problem, words: Words, *, is_terse: bool) -> FieldProblem:
    if problem.kind is ProblemKind.SUBJECT:
        case = "for a lead who leaves only an address" if not words.subject else "as it comes out"
        return FieldProblem("subject", "subject", f"{case.capitalize()}: {problem.detail}.")
    if problem.kind is ProblemKind.LANGUAGE:
        return FieldProblem("body", "language", f"It reads as another language: {problem.detail}.")
    case = "With a lead who leaves only an address: " if is_terse else ""
    return FieldProblem("body", problem.kind.value, f"{case}{problem.detail}.")
