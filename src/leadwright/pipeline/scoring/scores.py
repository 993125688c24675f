"""Connects scoring and prediction: scoring asks for a model's prediction, prediction gives it."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from leadwright.domain.ids import LeadId
from leadwright.domain.lead import KnownFields, LeadSnapshot
from leadwright.domain.outcome import Outcome
from leadwright.domain.predicted import Predicted
from leadwright.features.prediction import predicting
from leadwright.features.prediction.predicting import About
from leadwright.features.scoring import actions as scoring
from leadwright.features.scoring import queries
from leadwright.features.scoring.in_force import InForce
from leadwright.features.scoring.queries import Explained
from leadwright.kernel.db import unit_of_work
from leadwright.kernel.db.session import ReadSession, TenantSession
from leadwright.ports.directory import Services


async def score(session: TenantSession, lead: LeadSnapshot, services: Services, _: None) -> Outcome:
    """Step `score`; a model is asked only where one takes part."""
    del services
    return await scoring.score(session, lead, _ask)


async def words_on(
    session: ReadSession, cards: InForce, leads: Sequence[KnownFields]
) -> dict[LeadId, Predicted]:
    """The model's word on each of these leads; nothing where rules alone make scores."""
    return await words(session, leads) if cards.asks_model else {}


async def words(session: ReadSession, leads: Sequence[KnownFields]) -> dict[LeadId, Predicted]:
    """The chosen model's word on each of these leads, whether it takes part or not."""
    return await predicting.words(session, [_about(one) for one in leads])


async def words_by(
    session: ReadSession, leads: Sequence[KnownFields], model_id: UUID, now: datetime
) -> dict[LeadId, Predicted]:
    """What one version says of each of these leads as of then, chosen or not."""
    return await predicting.words_by(session, [_about(one) for one in leads], model_id, now)


async def explained(
    session: ReadSession, known: KnownFields, name: str | None = None
) -> tuple[Explained | None, Predicted | None]:
    """A lead's score as of now with the model's part, and the chosen version's word by itself."""
    word = await predicting.predicted(session, _about(known))
    return await queries.explain(session, known, name, word), word


async def _ask(session: TenantSession, lead_id: LeadId, lead: LeadSnapshot) -> Predicted | None:
    # A model reads the lead's row and its events, which a new lead does not have before they are written.
    await unit_of_work.settle(session)
    facts = {key: fact.value for key, fact in lead.facts.items()}
    return await predicting.predicted(session, About(lead_id, facts))


def _about(known: KnownFields) -> About:
    facts = {key: fact.value for key, fact in known.facts.items()}
    return About(known.lead_id, facts, known.fact_ids)
