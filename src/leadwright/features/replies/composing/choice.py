"""Which wording answers a lead: the workspace's own before the shipped, its trade's before the general."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from leadwright.domain.ids import SubmissionId
from leadwright.domain.industry import Industry
from leadwright.features.replies.composing import notation, templates, trades
from leadwright.features.replies.composing.templates import Language, Variant
from leadwright.ports.directory import OwnTemplate, Trial


@dataclass(frozen=True)
class Chosen:
    """A wording, for which template it stands and for which trade it was written."""

    template: str
    industry: Industry
    variant: Variant


def choose(
    language: Language,
    template: str,
    industry: Industry,
    submission: SubmissionId,
    own: Sequence[OwnTemplate] = (),
) -> Chosen:
    """The wording for a submission: always the same one."""
    for trade in dict.fromkeys((industry, Industry.GENERAL)):
        variant = _own(own, template, language.code, trade)
        if variant is None and trade is not Industry.GENERAL:
            variant = trades.load(language.code).get((trade, template))
        if variant is not None:
            return Chosen(template, trade, variant)
    return Chosen(template, Industry.GENERAL, templates.choose(language, template, submission))


def tried(
    language: Language, template: str, industry: Industry, submission: SubmissionId, trial: Trial
) -> Chosen:
    """A wording under test; what the test leaves alone stays as shipped."""
    base = choose(language, template, industry, submission)
    letters = {variant.id: variant for variant in language.templates[template]}
    if trial.shipped in letters:
        base = Chosen(template, Industry.GENERAL, letters[trial.shipped])
    if trial.subject is None and trial.body is None:
        return base
    typed = notation.read(trial.subject or "-", trial.body or "-")
    variant = base.variant if trial.body is None else replace(typed, subject=base.variant.subject)
    subject = variant.subject if trial.subject is None else typed.subject
    return Chosen(template, industry, replace(variant, id=notation.OWN_ID, subject=subject))


def shipped(language: Language, template: str, industry: Industry) -> tuple[Chosen, ...]:
    """What we ship for a template and a trade, all variants."""
    variant = trades.load(language.code).get((industry, template))
    if variant is not None:
        return (Chosen(template, industry, variant),)
    return tuple(Chosen(template, Industry.GENERAL, one) for one in language.templates[template])


def _own(
    own: Sequence[OwnTemplate], template: str, language: str, industry: Industry
) -> Variant | None:
    wanted = (template, language, industry)
    for one in own:
        if (one.template, one.language, one.industry) == wanted:
            return notation.read(one.subject, one.body)
    return None
