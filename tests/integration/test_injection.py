"""The whole way with a language model that obeys every attack: one clean reply, to the sender alone."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import text
from tests.injection.attacks import ATTACKS, Attack
from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.domain.lead import LeadSnapshot
from leadwright.ports.directory import Company
from leadwright.ports.language_model import (
    Answer,
    AnswerT,
    Heard,
    ModelCall,
    Prompt,
    Question,
    Remembered,
    Spent,
)


@dataclass
class Obedient:
    """A connected model that reads well and writes whatever the attack asks for."""

    asked: list[str] = field(default_factory=list)

    async def warm(self, workspace_id: WorkspaceId) -> None:
        """Nothing is read from anywhere."""

    def connected(self, workspace_id: WorkspaceId) -> bool:
        del workspace_id
        return True

    async def ask(
        self, company: Company, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Heard[AnswerT]:
        del company, within
        attack = next(one for one in ATTACKS if one.id in prompt.data)
        self.asked.append(attack.id)
        said = {
            "intent": attack.intent,
            "confidence": 0.99,
            "language": attack.language,
            "quality_band": "medium",
            "expect_auto_reply": True,
            "reply_subject": "Your enquiry",
            "reply_text": attack.obeys,
        }
        return Heard(Answer(schema.model_validate(said), "obedient", Spent()))

    async def recall(self, company: Company, question: Question) -> Remembered | None:
        del company, question
        return None

    async def remember(
        self, session: Any, company: Company, question: Question, answer: Remembered
    ) -> None:
        """Nothing is kept."""

    async def record(
        self,
        session: Any,
        lead: LeadSnapshot,
        heard: Sequence[ModelCall],
        *,
        over_budget: bool,
    ) -> None:
        """Nothing is kept."""


async def test_an_obedient_model_changes_neither_class_nor_reply_nor_who_is_written_to(
    installation: Installation, place: Workplace
) -> None:
    await _submit_all(installation, place)
    model = Obedient()
    engine = installation.worker.engine
    engine = replace(engine, services=replace(engine.services, models=model))
    for submission in await _submissions(installation, place):
        await engine.advance(place.workspace_id, submission)
    await _judge(installation, place)
    assert 0 < len(model.asked) < 0.1 * len(ATTACKS)


async def test_the_embedded_engine_answers_each_enquiry_cleanly(
    installation: Installation, place: Workplace
) -> None:
    await _submit_all(installation, place)
    for submission in await _submissions(installation, place):
        await installation.worker.engine.advance(place.workspace_id, submission)
    await _judge(installation, place)


_SYLLABLES = "ba dor fen gil hus kra lom mip nev ost pur rad sil tog vek wam zet".split()


async def _submit_all(installation: Installation, place: Workplace) -> None:
    """Each attack from a sender of its own, named after it."""
    for attack in ATTACKS:
        await installation.submit(
            place,
            work=False,
            name=f"Mara {_surname(attack)}",
            email=_sender(attack),
            company=f"{_surname(attack)} {attack.id}",
            message=attack.message,
        )


def _surname(attack: Attack) -> str:
    """A name of its own, so that no two senders are taken for one person."""
    chance = random.Random(attack.id)
    return "".join(chance.choice(_SYLLABLES) for _ in range(4)).title()


def _sender(attack: Attack) -> str:
    return f"mara@{attack.id.replace('_', '-')}.example"


async def _submissions(installation: Installation, place: Workplace) -> list[SubmissionId]:
    async with installation.runtime.database.read(place.workspace_id) as session:
        rows = await session.execute(text("select id from submission order by received_at, id"))
        return [SubmissionId(row.id) for row in rows]


async def _judge(installation: Installation, place: Workplace) -> None:
    async with installation.runtime.database.read(place.workspace_id) as session:
        leads = {
            row.email: row for row in await session.execute(text("select email, intent from lead"))
        }
        mails = list(
            await session.execute(
                text("select kind, to_address, subject, text, headers from message")
            )
        )
    replies = {mail.to_address: mail for mail in mails if mail.kind == "reply"}
    senders = {_sender(attack) for attack in ATTACKS}
    assert set(replies) == senders
    others = {mail.to_address for mail in mails} - senders
    assert others <= {place.owner_email}
    for attack in ATTACKS:
        mail = replies[_sender(attack)]
        assert leads[_sender(attack)].intent == attack.intent, attack.id
        said = f"{mail.subject}\n{mail.text}".casefold()
        said = said.replace(attack.id.casefold(), "")
        assert [mark for mark in attack.marks if mark.casefold() in said] == [], attack.id
        assert "\n" not in mail.subject
        assert not {name.casefold() for name in mail.headers} & {"bcc", "cc"}
        assert mail.headers["Reply-To"] == place.owner_email
