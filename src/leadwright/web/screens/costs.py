"""Costs: what language models were asked, what they cost, and by which rules they are used."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from leadwright.domain.errors import Invalid
from leadwright.domain.permission import Permission
from leadwright.features.connections import queries as connections
from leadwright.features.connections.opening import Opener
from leadwright.features.language_models import queries, remembering
from leadwright.features.language_models.queries import Costs
from leadwright.features.notifications import alerts
from leadwright.features.workspaces import actions, model_rules
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel import clock
from leadwright.kernel.web import Read, Tx, require
from leadwright.ports.directory import ModelRules
from leadwright.ports.integration import Integration
from leadwright.web.auth import csrf
from leadwright.web.screens.frame import Frame, Framed
from leadwright.web.screens.settings_tabs import SECTION, Tab, tabs_for
from leadwright.web.screens.typed import Typed, errors_of, ticked

router = APIRouter(include_in_schema=False)

PATH = "/w/{workspace}/costs"
READ = [Depends(require(Permission.MANAGE_WORKSPACE))]
TIMES = (7, 30, 90)
COLUMNS = (
    "day",
    "submissions",
    "calls",
    "failed",
    "tokens_in",
    "tokens_out",
    "tokens_cached",
    "cost_usd",
    "estimated_usd",
)


@dataclass(frozen=True)
class CostsContext:
    """Sums over the chosen days, and the rules with what was typed into them."""

    tabs: tuple[Tab, ...]
    days: int
    times: tuple[tuple[str, str, bool], ...]
    total: Costs
    by_day: Sequence[Costs]
    by_model: Sequence[Costs]
    today_micro: int
    models: int
    titles: Mapping[str, str]
    rules: ModelRules
    is_spent: bool
    kept: int
    zone: str
    budget: str
    errors: Mapping[str, str]


@router.get(PATH, dependencies=READ)
async def show(frame: Framed, session: Read, days: int = 30) -> HTMLResponse:
    """Per day and per model, over a week, a month or a quarter."""
    return await _page(frame, session, days)


@router.get(PATH + "/export.csv", dependencies=READ)
async def export(session: Read, days: int = 30) -> Response:
    """The days as a table for a spreadsheet."""
    since, zone = await _since(session, _chosen(days))
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(COLUMNS)
    for one in await queries.by_day(session, since, zone):
        table.writerow(
            (
                one.day,
                one.leads,
                one.calls,
                one.failed,
                one.tokens_in,
                one.tokens_out,
                one.tokens_cached,
                f"{one.micro / 1_000_000:.6f}",
                f"{one.estimated / 1_000_000:.6f}",
            )
        )
    headers = {"Content-Disposition": 'attachment; filename="model-costs.csv"'}
    return Response(out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.post(PATH + "/rules", dependencies=[*READ, Depends(csrf)])
async def save(frame: Framed, session: Tx, typed: Typed) -> Response:
    """Keep budget and switches; leads use them within seconds."""
    switches = {name: ticked(typed, name) for name in ("redacts", "discloses", "remembers")}
    try:
        values = model_rules.check(typed, switches)
    except Invalid as refusal:
        return await _page(frame, session, TIMES[1], typed=typed, refusal=refusal)
    await actions.change_settings(session, frame.who.workspace_name, values)
    today, _ = await _since(session, 1)
    budget = values["models"]["budget_micro"]
    if budget is None or await queries.spent_since(session, today) < budget:
        await alerts.resolve(session, alerts.budget_spent(today))
    return frame.to("/costs", toast="saved")


@router.post(PATH + "/forget", dependencies=[*READ, Depends(csrf)])
async def forget(frame: Framed, session: Tx) -> Response:
    """Give no kept answer again, such as after one turned out to be wrong."""
    await remembering.forget(session)
    return frame.to("/costs", toast="removed")


async def _page(
    frame: Frame,
    session: Read,
    days: int,
    *,
    typed: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
) -> HTMLResponse:
    days = _chosen(days)
    since, zone = await _since(session, days)
    today, _ = await _since(session, 1)
    rules, spent = await _rules(session), await queries.spent_since(session, today)
    address = f"{frame.shell.workspace_url}/costs?days="
    context = CostsContext(
        tabs=tabs_for(frame.who),
        days=days,
        times=tuple((f"{n} days", f"{address}{n}", n == days) for n in TIMES),
        total=await queries.total(session, since),
        by_day=await queries.by_day(session, since, zone),
        by_model=await queries.by_model(session, since),
        today_micro=spent,
        titles={name: card.title for name, card in _cards(frame).items()},
        models=len(await connections.listed(session, connections.MODEL)),
        rules=rules,
        is_spent=rules.budget_micro is not None and spent >= rules.budget_micro,
        zone=zone,
        kept=await remembering.kept(session),
        budget=_dollars(rules.budget_micro) if typed is None else typed.get("budget", ""),
        errors=errors_of(refusal),
    )
    status = 422 if refusal else 200
    return frame.show("pages/costs/index.html", context, section=SECTION, status=status)


def _cards(frame: Frame) -> Mapping[str, Integration]:
    opener: Opener = frame.request.app.state.opener
    return opener.cards


def _chosen(days: int) -> int:
    return days if days in TIMES or days == 1 else TIMES[1]


async def _since(session: Read, days: int) -> tuple[datetime, str]:
    """Midnight of the first of so many days, today among them, and the zone whose midnight it is."""
    zone = await workspaces.zone(session)
    now = clock.now().astimezone(zone)
    first = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days - 1)
    return first, zone.key


async def _rules(session: Read) -> ModelRules:
    workspace = await workspaces.workspace(session, session.info["workspace_id"])
    return model_rules.of({} if workspace is None else workspace.settings)


def _dollars(micro: int | None) -> str:
    return "" if micro is None else f"{micro / 1_000_000:.2f}"
