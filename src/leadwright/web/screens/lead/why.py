"""The reasons of a score beside its number in a list: the largest, and the others as one line."""

from dataclasses import dataclass
from uuid import UUID

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId
from leadwright.features.leads import known as knowledge
from leadwright.features.leads import queries as leads
from leadwright.kernel.db.session import ReadSession
from leadwright.pipeline.scoring import scores
from leadwright.web.screens.lead.score import ScoreView, score_view

MOST = 6


@dataclass(frozen=True)
class WhyContext:
    """A lead's score as of now. `reasons`: words and points, which sum to the total."""

    name: str
    url: str
    score: ScoreView | None
    reasons: tuple[tuple[str, float], ...]


async def read(session: ReadSession, lead_id: UUID, url: str) -> WhyContext:
    """NotFound for a lead of another workspace, as for none."""
    known = LeadId(lead_id)
    lead = await leads.one(session, known)
    if lead is None:
        raise NotFound("There is no such lead here.")
    told = await knowledge.one(session, known)
    explained, word = (None, None) if told is None else await scores.explained(session, told)
    score = None if explained is None else score_view(explained, lead.score, word)
    name = lead.name or lead.email or "Unnamed lead"
    return WhyContext(name, url, score, () if score is None else reasons(score))


def reasons(score: ScoreView) -> tuple[tuple[str, float], ...]:
    """The lines that weigh most, then what all others come to, so that the card adds up."""
    rows = [row for part in score.parts for row in part.rows] + list(score.rest)
    lines = sorted((row for row in rows if row.in_total), key=lambda row: -abs(row.in_total))
    shown = [(row.words, row.in_total) for row in lines[:MOST]]
    others = lines[MOST:]
    if others:
        words = "1 more reason" if len(others) == 1 else f"{len(others)} more reasons"
        shown.append((words, round(sum(row.in_total for row in others), 2)))
    return tuple(shown)
