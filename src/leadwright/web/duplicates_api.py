"""The JSON API of duplicates: open questions, answers, merges and their undoing."""

from dataclasses import asdict
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel, ConfigDict

from leadwright.domain.ids import LeadId
from leadwright.domain.permission import Permission
from leadwright.features.duplicates import merging, queries
from leadwright.features.duplicates.queries import Question
from leadwright.kernel.web import Read, Tx, Who, require
from leadwright.pipeline import merges

router = APIRouter(tags=["duplicates"])
READS = [Depends(require(Permission.READ_LEADS))]
WORKS = [Depends(require(Permission.WORK_LEADS))]


class Answer(BaseModel):
    """`keep`: whose lead stays when merging; `one` came first."""

    model_config = ConfigDict(extra="forbid")
    answer: Literal["merge", "not_same", "later"]
    keep: Literal["one", "other"] = "one"


@router.get("/api/duplicates", dependencies=READS)
async def list_questions(
    session: Read, limit: Annotated[int, Query(ge=1, le=200)] = 50
) -> dict[str, Any]:
    """Pairs of leads that may be one person, with the evidence and its weight in bits."""
    waiting = await queries.open_questions(session, limit)
    return {"items": [_shown(each) for each in waiting], "total": await queries.count(session)}


@router.post("/api/duplicates/{question_id}", dependencies=WORKS)
async def answer(session: Tx, who: Who, question_id: UUID, given: Answer) -> dict[str, Any]:
    """Answer one. A merge tells its `merge_id`, by which it can be taken back."""
    asked = await queries.to_answer(session, question_id)
    one, other = LeadId(asked.one.id), LeadId(asked.other.id)
    if given.answer == "merge":
        pair = (one, other) if given.keep == "one" else (other, one)
        merge_id = await merges.merge(session, *pair, actor=who.person_id)
        return {"lead_id": pair[0], "merge_id": merge_id}
    if given.answer == "not_same":
        await merging.not_the_same(session, one, other, actor=who.person_id)
    else:
        await queries.put_off(session, question_id)
    return {"lead_id": None, "merge_id": None}


@router.post("/api/merges/{merge_id}/undo", dependencies=WORKS, status_code=204)
async def take_back(session: Tx, who: Who, merge_id: UUID) -> None:
    """Two leads again."""
    await merges.undo(session, merge_id, actor=who.person_id)


def _shown(question: Question) -> dict[str, Any]:
    return {
        "id": question.id,
        "weight": question.weight,
        "asked_at": question.asked_at,
        "evidence": [sign._asdict() for sign in question.evidence],
        "one": asdict(question.one),
        "other": asdict(question.other),
    }
