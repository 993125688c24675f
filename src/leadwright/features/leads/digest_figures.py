"""The figures of one day's leads, for a digest."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from leadwright.domain.ids import LeadId
from leadwright.features.leads.models import Lead
from leadwright.kernel.db.session import ReadSession

_UNANSWERED = ("pending", "failed", "held", "delayed", "unconfirmed")
_NAMED = 5


@dataclass(frozen=True)
class DayFigures:
    """`unanswered`: leads of the day still without a reply. `hottest`: names, scores and ids, best first."""

    leads: int
    hot: int
    answered: int
    unanswered: int
    hottest: tuple[tuple[str, int, LeadId], ...]


async def of(
    session: ReadSession, since: datetime, until: datetime, *, hot_from: int
) -> DayFigures:
    """The figures of leads that wrote in this span."""
    here = (
        Lead.workspace_id == session.info["workspace_id"],
        Lead.last_submission_at >= since,
        Lead.last_submission_at < until,
    )
    hot = Lead.score >= hot_from
    row = (
        await session.execute(
            select(
                func.count().label("leads"),
                func.count().filter(hot).label("hot"),
                func.count().filter(Lead.reply_status == "answered").label("answered"),
                func.count().filter(Lead.reply_status.in_(_UNANSWERED)).label("unanswered"),
            ).where(*here)
        )
    ).one()
    best = await session.execute(
        select(Lead.id, Lead.name, Lead.email, Lead.score)
        .where(*here, hot)
        .order_by(Lead.score.desc(), Lead.id)
        .limit(_NAMED)
    )
    named = tuple((one.name or one.email or "Somebody", one.score, LeadId(one.id)) for one in best)
    return DayFigures(row.leads, row.hot, row.answered, row.unanswered, named)
