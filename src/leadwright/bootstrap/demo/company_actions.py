"""What the company does besides answering, by the same verbs as on the screens, once."""

import io

import xlsxwriter

from leadwright.bootstrap.demo.company_plan import CompanyAction, FairList
from leadwright.domain.ids import PersonId
from leadwright.domain.industry import Industry
from leadwright.features.experiments import actions as experiments
from leadwright.features.experiments import queries as experiment_queries
from leadwright.features.experiments.actions import Plan, Wording
from leadwright.features.imports import actions as imports
from leadwright.features.imports import queries as import_queries
from leadwright.features.workspaces import queries as workspace_queries
from leadwright.kernel.db.session import TenantSession

_TEST = Plan(
    name="Demo requests: the second wording",
    template="demo_request",
    language=None,
    industry=Industry.GENERAL.value,
    about="text",
    wordings=(Wording("A", 50), Wording("B", 50, shipped="b")),
    floor=10,
)


async def perform(session: TenantSession, action: CompanyAction) -> None:
    """Set it going; what was begun before a stop is not begun again."""
    first = (await workspace_queries.members(session))[0]
    by = PersonId(first.person_id)
    if isinstance(action, FairList):
        await _drop(session, action, by)
    elif not await experiment_queries.all_of_them(session):
        await experiments.start(session, await experiments.make(session, _TEST, by), by)


async def _drop(session: TenantSession, fair: FairList, by: PersonId) -> None:
    if not await import_queries.recent(session):
        upload = imports.Upload(fair.name, _workbook(fair), "upload", by=by)
        await imports.receive(session, upload)


def _workbook(fair: FairList) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("Visitors")
    for place, row in enumerate(fair.rows):
        sheet.write_row(place, 0, row)
    book.close()
    return out.getvalue()
