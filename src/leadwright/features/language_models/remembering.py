"""Answers to repeated questions: kept with slots for the person, found again by the same question."""

from typing import Any

import numpy as np
from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert

from leadwright.domain.ids import new_id
from leadwright.features.language_models import likeness
from leadwright.features.language_models.models import KeptAnswer
from leadwright.kernel import clock
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.directory import Company
from leadwright.ports.embedder import Embedder
from leadwright.ports.language_model import Question, Remembered

MOST = 300
_TABLE: Any = KeptAnswer.__table__


async def recall(
    session: ReadSession, company: Company, question: Question, embedder: Embedder
) -> Remembered | None:
    """The answer given before to this question, from the same facts; None if there is none.

    The intent is not compared: a model may have told it otherwise than the embedded engine does.
    """
    asked = likeness.normal(question.text)
    if not asked or len(question.text) > likeness.LONGEST:
        return None
    workspace_id = session.info["workspace_id"]
    rows = await session.execute(
        select(KeptAnswer.id, KeptAnswer.question)
        .where(
            KeptAnswer.workspace_id == workspace_id,
            KeptAnswer.sheet == likeness.sheet_version(company),
            KeptAnswer.language == question.language,
        )
        .order_by(KeptAnswer.created_at.desc())
        .limit(MOST)
    )
    found = [row for row in rows if likeness.same_words(row.question, asked)]
    if not found:
        return None
    vectors = embedder.embed([asked, *(row.question for row in found)])
    likes = vectors[1:] @ vectors[0]
    best = int(np.argmax(likes))
    if float(likes[best]) < likeness.LIKE_ENOUGH:
        return None
    kept = await session.get(KeptAnswer, (workspace_id, found[best].id))
    if kept is None:  # forgotten meanwhile
        return None
    return Remembered(kept.id, kept.subject, kept.body, kept.model)


async def kept(session: ReadSession) -> int:
    """How many answers stand ready to be used again."""
    counted = select(func.count()).where(KeptAnswer.workspace_id == session.info["workspace_id"])
    return int(await session.scalar(counted) or 0)


async def forget(session: TenantSession) -> None:
    """Use none of them again: the next who asks is answered anew."""
    await session.execute(
        delete(KeptAnswer).where(KeptAnswer.workspace_id == session.info["workspace_id"])
    )


async def remember(
    session: TenantSession, company: Company, question: Question, answer: Remembered
) -> None:
    """Keep an answer for the next one who asks. What was made of older facts is forgotten."""
    asked, sheet = likeness.normal(question.text), likeness.sheet_version(company)
    if not asked or len(question.text) > likeness.LONGEST:
        return
    workspace_id = session.info["workspace_id"]
    await session.execute(
        delete(KeptAnswer).where(KeptAnswer.workspace_id == workspace_id, KeptAnswer.sheet != sheet)
    )
    statement = insert(_TABLE).on_conflict_do_nothing(
        index_elements=["workspace_id", "sheet", "language", "question"]
    )
    await session.execute(
        statement,
        {
            "workspace_id": workspace_id,
            "id": new_id(),
            "sheet": sheet,
            "language": question.language,
            "intent": question.intent.value,
            "question": asked,
            "subject": answer.subject,
            "body": answer.text,
            "model": answer.model,
            "created_at": clock.now(),
        },
    )
