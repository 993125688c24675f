"""The reply templates: what answers each intent in each language, and the workspace's own words for it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from leadwright.domain.errors import Invalid, NotFound
from leadwright.domain.industry import Industry
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.permission import Permission
from leadwright.features.replies.composing import own_check, own_templates, samples
from leadwright.features.replies.composing.filling import Draft, compose
from leadwright.features.replies.composing.own_templates import Place
from leadwright.features.replies.composing.templates import LANGUAGES
from leadwright.features.replies.validation import names
from leadwright.features.workspaces import directory
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.web import Read, Tx, require
from leadwright.ports.directory import Company, OwnTemplate
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.outbox.routes import LETTER, WITH_FRAME
from leadwright.web.screens.reply_templates import query as templates_query
from leadwright.web.screens.reply_templates import view
from leadwright.web.screens.settings.facts import INDUSTRIES
from leadwright.web.screens.settings_tabs import SECTION, tabs_for
from leadwright.web.screens.typed import Typed, errors_of

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/templates"
ONE = PATH + "/{template}"
READS = [Depends(require(Permission.READ_LEADS))]
CHANGES = [Depends(require(Permission.MANAGE_WORKSPACE)), Depends(csrf)]
SAMPLES = (
    ("full", "Sample lead who tells everything"),
    ("bare", "Sample lead with only an address"),
)


@dataclass(frozen=True)
class TemplateQuery:
    """What the query string asks for; what it cannot mean falls back."""

    language: str = ""
    industry: str = ""
    lead: str = ""
    version: UUID | None = None


Query = Annotated[TemplateQuery, Depends()]


def _place(template: str, asked: TemplateQuery, company: Company) -> Place:
    if template not in view.NAMES:
        raise NotFound("There is no such template.")
    language = asked.language if asked.language in LANGUAGES else LANGUAGES[0]
    known = asked.industry in set(Industry)
    return Place(template, language, Industry(asked.industry) if known else company.industry)


@router.get(PATH, dependencies=READS)
async def show(
    frame: Framed, session: Read, language: str = "", industry: str = ""
) -> HTMLResponse:
    """Every template with its subject in one language and trade, and its words in the others."""
    company = await directory.company(session)
    own = await own_templates.in_use(session)
    first = _place(view.TEMPLATES[0][0], TemplateQuery(language, industry), company)
    context = view.ListContext(
        tabs=tabs_for(frame.who),
        rows=view.rows(
            frame.shell.workspace_url,
            first.language,
            replace(company, industry=first.industry),
            own,
        ),
        language=first.language,
        industry=first.industry.value,
        languages=tuple((code, view.LANGUAGE_NAMES[code]) for code in LANGUAGES),
        industries=INDUSTRIES,
        own_count=len(own),
    )
    return frame.show("pages/templates/index.html", context, section=SECTION)


@router.get(ONE, dependencies=READS)
async def one(frame: Framed, session: Read, template: str, asked: Query) -> HTMLResponse:
    """A template's text and the reply it makes; with `version`, an earlier text in the form."""
    place = _place(template, asked, await directory.company(session))
    if asked.version is None:
        return await _page(frame, session, place, asked.lead)
    row = await own_templates.version(session, place, asked.version)
    return await _page(frame, session, place, asked.lead, text=(row.subject, row.body))


@router.get(ONE + "/html", dependencies=READS)
async def letter(session: Read, template: str, asked: Query) -> HTMLResponse:
    """The reply as its reader sees it, for the frame that shows it."""
    company = await directory.company(session)
    place = _place(template, asked, company)
    lead, _ = await _lead(session, place, company, asked.lead)
    own = await own_templates.in_use(session)
    return HTMLResponse(_draft(place, lead, company, own).html, headers=LETTER)


@router.post(ONE, dependencies=CHANGES)
async def save(frame: Framed, session: Tx, template: str, typed: Typed, asked: Query) -> Response:
    """Use this text from now on, or only show what it would make."""
    company = await directory.company(session)
    place = _place(template, asked, company)
    text = typed.get("subject", ""), typed.get("body", "")
    try:
        checked = own_check.check(place, *text, company)
    except Invalid as refusal:
        return await _page(frame, session, place, asked.lead, text=text, refusal=refusal)
    if typed.get("do") == "preview":
        return await _page(frame, session, place, asked.lead, text=checked)
    await own_templates.save(session, place, *checked, frame.who.person_id)
    return _back(frame, place)


@router.post(ONE + "/reset", dependencies=CHANGES)
async def reset(frame: Framed, session: Tx, template: str, asked: Query) -> RedirectResponse:
    """Use the shipped text again."""
    place = _place(template, asked, await directory.company(session))
    await own_templates.reset(session, place)
    return _back(frame, place)


def _asked(place: Place) -> dict[str, str]:
    return {
        "template": place.template,
        "language": place.language,
        "industry": place.industry.value,
    }


def _back(frame: Frame, place: Place) -> RedirectResponse:
    return frame.to(view.address("", place), toast="saved")


async def _lead(
    session: Read, place: Place, company: Company, wanted: str
) -> tuple[LeadSnapshot, tuple[tuple[str, str], ...]]:
    """The lead to try the template on, and the choice there is."""
    newest = {str(lead.submission_id): lead for lead in await templates_query.newest(session)}
    leads = (
        *SAMPLES,
        *(
            (key, names.person(lead.form.name) or lead.form.email or "")
            for key, lead in newest.items()
        ),
    )
    if wanted in newest:
        return samples.as_if(newest[wanted], place.template, place.language), leads
    sample = samples.terse if wanted == "bare" else samples.talkative
    return sample(place.template, place.language, company), leads


def _draft(
    place: Place, lead: LeadSnapshot, company: Company, own: tuple[OwnTemplate, ...]
) -> Draft:
    return compose(lead, replace(company, industry=place.industry), own)


async def _page(
    frame: Frame,
    session: Read,
    place: Place,
    wanted: str,
    *,
    text: tuple[str, str] | None = None,
    refusal: Invalid | None = None,
) -> HTMLResponse:
    company = await directory.company(session)
    own = await own_templates.in_use(session)
    lead, leads = await _lead(session, place, company, wanted)
    kept = view.text_of(place, own)
    subject, body = text or kept
    tried = own if refusal else _with(own, place, (subject, body), kept)
    chosen = wanted if wanted in dict(leads) else SAMPLES[0][0]
    url, kind = frame.shell.workspace_url, view.kind_of(place, own)
    context = view.EditContext(
        tabs=tabs_for(frame.who),
        may_change=frame.who.may(Permission.MANAGE_WORKSPACE),
        name=view.NAMES[place.template],
        url=view.address(url, place, lead=chosen),
        list_url=f"{url}/templates?language={place.language}&industry={place.industry.value}",
        test_url=f"{url}/experiments/new?{urlencode(_asked(place))}",
        place=place,
        industry_name=view.industry_name(place.industry),
        kind=kind,
        wordings=view.wordings(place, kind),
        warnings=_warnings(place, own, company),
        subject=subject,
        body=body,
        errors=_first(refusal),
        problems=_all(refusal),
        slots=view.slots(),
        languages=view.languages(url, place),
        industries=INDUSTRIES,
        leads=leads,
        chosen_lead=chosen,
        draft=_draft(place, lead, company, tried),
        html_url=view.address(url, place, lead=chosen).replace("?", "/html?", 1),
        is_saved=(subject, body) == kept,
        versions=await _versions(session, url, place),
    )
    status = 422 if refusal else 200
    page = frame.show("pages/templates/edit.html", context, section=SECTION, status=status)
    page.headers.update(WITH_FRAME)
    return page


def _with(
    own: tuple[OwnTemplate, ...], place: Place, text: tuple[str, str], kept: tuple[str, str]
) -> tuple[OwnTemplate, ...]:
    """The own texts as they would be with this one saved."""
    if text == kept:
        return own
    typed = OwnTemplate(UUID(int=0), place.template, place.language, place.industry, *text)
    return (typed, *own)


def _warnings(place: Place, own: tuple[OwnTemplate, ...], company: Company) -> tuple[str, ...]:
    """Why an own text that was sound when it was saved is not used now."""
    for kept in own:
        if (kept.template, kept.language, kept.industry) == (
            place.template, place.language, place.industry
        ):  # fmt: skip
            found = own_check.problems(place, kept.subject, kept.body, company)
            return tuple(problem.remedy for problem in found)
    return ()


def _first(refusal: Invalid | None) -> Mapping[str, str]:
    """One remedy a field, the first; `errors_of` keeps the last."""
    if refusal is None or not refusal.problems:
        return errors_of(refusal)
    return {problem.field: problem.remedy for problem in reversed(refusal.problems)}


def _all(refusal: Invalid | None) -> tuple[tuple[str, str], ...]:
    return () if refusal is None else tuple((p.field, p.remedy) for p in refusal.problems)


async def _versions(session: Read, url: str, place: Place) -> tuple[view.VersionRow, ...]:
    saved = await own_templates.versions(session, place)
    authors: dict[UUID, str] = (
        {m.person_id: m.name for m in await workspaces.members(session)} if saved else {}
    )
    return tuple(
        view.VersionRow(
            id=row.id,
            at=row.updated_at,
            author=authors.get(row.author, "somebody who left") if row.author else "a program",
            active=row.active,
            href=view.address(url, place, version=str(row.id)),
        )
        for row in saved
    )
