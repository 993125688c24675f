"""The JSON API of scores: scorecards, a lead's score with its ledger, and its history."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends

from leadwright.domain.errors import NotFound
from leadwright.domain.ids import LeadId
from leadwright.domain.permission import Permission
from leadwright.features.leads import known
from leadwright.features.prediction import drifting
from leadwright.features.prediction.predicting import predicted_json
from leadwright.features.scoring import queries
from leadwright.features.scoring.cards import stored as cards
from leadwright.features.scoring.cards.stored import CardInfo
from leadwright.features.scoring.in_force import in_force
from leadwright.features.scoring.ledger import ledger_json
from leadwright.features.scoring.models import ScoreHistory
from leadwright.features.scoring.queries import mode_json
from leadwright.kernel.db.session import ReadSession
from leadwright.kernel.web import Read, require
from leadwright.pipeline.scoring import scores

router = APIRouter(tags=["scores"], dependencies=[Depends(require(Permission.READ_LEADS))])


@router.get("/api/scorecards")
async def list_scorecards(session: Read) -> dict[str, Any]:
    """The workspace's scorecards, the primary first; `stale`: leads not yet scored by what is in force."""
    stale = await cards.stale(session)
    found = await cards.listed(session)
    return {"items": [_brief(one) | {"stale": stale.get(one.name, 0)} for one in found]}


@router.get("/api/scorecards/{name}")
async def get_scorecard(session: Read, name: str, version: int | None = None) -> dict[str, Any]:
    """A scorecard with its rules, as it is in force, or one of its versions."""
    info = await cards.info(session, name)
    card = info.card if version is None else await cards.version(session, name, version)
    told = [
        {
            "number": one.number,
            "state": one.state,
            "note": one.note,
            "author": None if one.author is None else str(one.author),
            "copy_of": one.copy_of,
            "created_at": one.created_at,
            "published_at": one.published_at,
        }
        for one in await cards.versions(session, name)
    ]
    plain = card.model_dump(mode="json", by_alias=True, exclude_none=True)
    return {**_brief(info), "card": plain, "versions": told}


@router.get("/api/score/drift")
async def get_drift(session: Read) -> dict[str, Any]:
    """How far leads have moved from those the versions at work learned from: the last night's look."""
    found = await drifting.at_work(session)
    past = [await drifting.days(session, one.id) for one in found]
    return {"items": [drifting.told(*pair) for pair in zip(found, past, strict=True)]}


@router.get("/api/leads/{lead_id}/score")
async def get_score(session: Read, lead_id: UUID, scorecard: str | None = None) -> dict[str, Any]:
    """The score as of now with every entry of its ledger; by the primary scorecard unless one is named."""
    told = await known.one(session, LeadId(lead_id))
    explained, word = None, None
    if told is not None:
        explained, word = await scores.explained(session, told, scorecard)
    if explained is None:
        raise NotFound("There is no such score in this workspace.")
    return {
        **ledger_json(explained.ledger),
        **predicted_json(word),
        "mode": mode_json(explained, word),
        "would_raise": [{"label": w, "points": float(p)} for w, p in explained.would_raise],
        "trend": explained.trend.value,
        "next_change_at": explained.stored.next_change_at,
        "scores": [
            {
                "scorecard": one.scorecard,
                "version": one.version,
                "total": one.total,
                "grade": one.grade,
                "as_of": one.as_of,
            }
            for one in await queries.stored(session, LeadId(lead_id))
        ],
    }


@router.get("/api/leads/{lead_id}/score/history")
async def get_history(session: Read, lead_id: UUID, scorecard: str | None = None) -> dict[str, Any]:
    """The series of the score, oldest first."""
    name = scorecard or await _primary(session)
    if await known.one(session, LeadId(lead_id)) is None:
        raise NotFound("There is no such lead in this workspace.")
    series = await queries.history(session, LeadId(lead_id), name)
    return {"scorecard": name, "items": [_point(one) for one in series]}


async def _primary(session: ReadSession) -> str:
    return (await in_force(session)).primary.name


def _brief(info: CardInfo) -> dict[str, Any]:
    return {
        "name": info.name,
        "title": info.title,
        "is_primary": info.is_primary,
        "published": info.published,
        "draft": info.draft,
    }


def _point(one: ScoreHistory) -> dict[str, Any]:
    return {
        "at": one.at,
        "total": one.total,
        "grade": one.grade,
        "version": one.version,
        "cause": one.cause,
    }
