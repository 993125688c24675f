"""Leads that nobody sent, to show and to check what a template makes of them."""

import tomllib
from functools import cache
from importlib.resources import files
from uuid import UUID

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.reading import Budget, Entities, Intent, QualityBand, Reading, Urgency
from leadwright.features.replies.rules import ACKNOWLEDGEMENT
from leadwright.kernel import clock
from leadwright.ports.directory import Company

ADDRESS = "m.keller@nordwerk.example"
# Of two or three wordings that take turns this submission gets the first, the one the editor shows.
_FIRST_WORDING = SubmissionId(UUID(int=5))


def talkative(template: str, language: str, company: Company) -> LeadSnapshot:
    """A lead who tells everything a reply can pick up."""
    told = _told()[language]
    form = FormValues(
        name=told["name"], email=ADDRESS, company=told["company"], message=told["message"]
    )
    entities = Entities(
        budget=Budget(amount=24_000, currency="EUR"),
        timeline=told["timeline"],
        team_size=40,
        products=(told["product"],),
    )
    return _lead(template, language, company, form, entities)


def terse(template: str, language: str, company: Company) -> LeadSnapshot:
    """A lead who leaves an address and nothing else."""
    return _lead(template, language, company, FormValues(email=ADDRESS), Entities())


def as_if(lead: LeadSnapshot, template: str, language: str) -> LeadSnapshot:
    """The same lead, read as asking for what the template answers, in its language."""
    known = lead.reading
    entities = known.entities if known is not None else Entities()
    urgency = known.urgency if known is not None else Urgency.NORMAL
    return lead.model_copy(update={"reading": _reading(template, language, entities, urgency)})


def _lead(
    template: str, language: str, company: Company, form: FormValues, entities: Entities
) -> LeadSnapshot:
    return LeadSnapshot(
        workspace_id=company.workspace_id,
        submission_id=_FIRST_WORDING,
        received_at=clock.now(),
        source="sample",
        form=form,
        reading=_reading(template, language, entities, Urgency.NORMAL),
    )


def _reading(template: str, language: str, entities: Entities, urgency: Urgency) -> Reading:
    unsure = template == ACKNOWLEDGEMENT
    return Reading(
        intent=Intent.GENERAL_INQUIRY if unsure else Intent(template),
        confidence=0.95,
        unsure=unsure,
        language=language,
        quality_band=QualityBand.MEDIUM,
        expect_auto_reply=True,
        urgency=urgency,
        entities=entities,
    )


@cache
def _told() -> dict[str, dict[str, str]]:
    source = files("leadwright.features.replies") / "data" / "samples.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
