"""The fact sheet: the only claims replies may make, and what a reply makes of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Invalid
from leadwright.domain.ids import SubmissionId
from leadwright.domain.industry import Industry
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.permission import Permission
from leadwright.domain.reading import Entities, Intent, QualityBand, Reading
from leadwright.features.replies.composing.filling import Draft, compose
from leadwright.features.replies.validation.fact_sheet import usable_lines
from leadwright.features.workspaces import actions, directory, profile, queries, rules
from leadwright.kernel import clock
from leadwright.kernel.web import Read, Tx, require
from leadwright.ports.directory import Company
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter()

PATH = "/w/{workspace}/settings/facts"
NAMES = ("products", "competitors")
TEXTS = ("facts", *NAMES)


@dataclass(frozen=True)
class Sample:
    """A message nobody sent, to show what its answer would be."""

    word: str
    intent: Intent
    message: str
    entities: Entities


SAMPLES = (
    Sample(
        "Demo",
        Intent.DEMO_REQUEST,
        "We are 40 people and would like to see it before the end of March.",
        Entities(team_size=40, timeline="before the end of March"),
    ),
    Sample(
        "Price", Intent.PRICING_INQUIRY, "What would it cost for 40 people?", Entities(team_size=40)
    ),
    Sample(
        "Question", Intent.PRODUCT_QUESTION, "Which languages and areas do you cover?", Entities()
    ),
)


INDUSTRIES = (
    (Industry.GENERAL.value, "No trade in particular"),
    (Industry.SAAS.value, "Software"),
    (Industry.AGENCY.value, "Agency"),
    (Industry.REAL_ESTATE.value, "Real estate"),
    (Industry.LEGAL.value, "Law firm"),
    (Industry.CONSULTING.value, "Consulting"),
    (Industry.HOME_SERVICES.value, "Home services"),
    (Industry.AUTOMOTIVE.value, "Cars"),
)


@dataclass(frozen=True)
class FactsContext:
    """The sheet as it is kept or was typed, and an example of a reply made of it."""

    tabs: tuple[Tab, ...]
    may_change: bool
    facts: str
    products: str
    competitors: str
    industry: str
    industries: tuple[tuple[str, str], ...]
    usable: int
    unusable: tuple[str, ...]
    errors: Mapping[str, str]
    samples: tuple[tuple[str, str, bool], ...]
    sample: Sample
    chosen: str
    draft: Draft
    is_saved: bool


@router.get(PATH, dependencies=[Depends(require(Permission.READ_LEADS))])
async def show(frame: Framed, session: Read, sample: str = "") -> HTMLResponse:
    """The sheet, and the reply to one of the samples."""
    kept = await queries.workspace(session, frame.who.workspace_id)
    settings = {} if kept is None else kept.settings
    typed = {field: str(settings.get(field) or "") for field in TEXTS} | {"sample": sample}
    return await _page(frame, session, typed | {"industry": rules.industry(settings).value})


@router.post(PATH, dependencies=[Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)])
async def save(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Keep the sheet, or only show what replies would make of it."""
    try:
        checked = {"facts": profile.check_facts(typed.get("facts", ""))}
        checked |= {
            field: profile.check_names(typed[field], field) for field in NAMES if field in typed
        }
        if "industry" in typed:
            checked["industry"] = profile.check_industry(typed["industry"])
    except Invalid as refusal:
        return await _page(frame, session, typed, refusal=refusal)
    if typed.get("do") == "preview":
        return await _page(frame, session, typed, is_saved=False)
    await actions.change_settings(session, frame.who.workspace_name, checked)
    sample = _sample(typed.get("sample", "")).intent
    return frame.to(f"/settings/facts?sample={sample}", toast="saved")


async def _page(
    frame: Frame,
    session: Read,
    typed: Mapping[str, str],
    *,
    refusal: Invalid | None = None,
    is_saved: bool = True,
) -> HTMLResponse:
    facts, chosen = typed.get("facts", ""), _sample(typed.get("sample", ""))
    instead = {key: typed[key] for key in ("facts", "industry") if key in typed}
    company = await directory.company(session, instead=instead)
    lines = rules.fact_sheet_lines({"facts": facts})
    usable = {line.key for line in usable_lines(lines)}
    address = f"{frame.shell.workspace_url}/settings/facts?sample="
    context = FactsContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        facts=facts,
        products=typed.get("products", ""),
        competitors=typed.get("competitors", ""),
        industry=company.industry.value,
        industries=INDUSTRIES,
        usable=len(usable),
        unusable=tuple(t for n, t in enumerate(lines) if f"lines.{n}" not in usable),
        errors=errors_of(refusal),
        samples=tuple((s.word, address + s.intent, s is chosen) for s in SAMPLES),
        sample=chosen,
        chosen=chosen.intent.value,
        draft=preview(chosen, company),
        is_saved=is_saved and refusal is None,
    )
    status = 422 if refusal else 200
    return frame.show("pages/settings/facts.html", context, section=SECTION, status=status)


def _sample(name: str) -> Sample:
    return next((s for s in SAMPLES if s.intent == name), SAMPLES[0])


def preview(sample: Sample, company: Company) -> Draft:
    """The reply that the template engine writes to a sample, from this company's facts."""
    lead = LeadSnapshot(
        workspace_id=company.workspace_id,
        submission_id=SubmissionId(UUID(int=0)),  # always the same variant of the template
        received_at=clock.now(),
        source="sample",
        form=FormValues(
            name="Marta Keller",
            email="m.keller@nordwerk.example",
            company="Nordwerk GmbH",
            message=sample.message,
        ),
        reading=Reading(
            intent=sample.intent,
            confidence=0.95,
            unsure=False,
            language="en",
            quality_band=QualityBand.MEDIUM,
            expect_auto_reply=True,
            entities=sample.entities,
        ),
    )
    return compose(lead, company)
