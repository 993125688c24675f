"""Asks a workspace's models in their order, within the seconds and the money there are."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic
from uuid import UUID

from leadwright.domain.business_hours import zone_of
from leadwright.domain.ids import WorkspaceId
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.language_models import actions, queries, remembering, rules
from leadwright.features.language_models.rules import Breaker
from leadwright.kernel import clock
from leadwright.kernel.db.session import Database, TenantSession
from leadwright.kernel.logging import get
from leadwright.ports.directory import Company
from leadwright.ports.embedder import Embedder
from leadwright.ports.language_model import (
    Answer,
    AnswerT,
    Connected,
    Failure,
    Heard,
    ModelCall,
    ModelConnections,
    ModelFailed,
    Prompt,
    Question,
    Remembered,
    Spent,
)

log = get("language_models")

_REMEMBER_SECONDS = 3.0
_LOADING_SECONDS = 0.5
_MOST = 10_000


@dataclass
class _DaySpending:
    """What a workspace spent today, as last read, and what this process spent since."""

    at: float
    day: datetime
    micro: int


@dataclass(frozen=True)
class _Question(Generic[AnswerT]):
    prompt: Prompt
    schema: type[AnswerT]


class ModelGateway:
    """The LanguageModels port, for one process."""

    def __init__(
        self, database: Database, connections: ModelConnections, embedder: Embedder
    ) -> None:
        self._database = database
        self._embedder = embedder
        self._connections = connections
        self._spending: OrderedDict[WorkspaceId, _DaySpending] = OrderedDict()
        self._breakers: OrderedDict[UUID, Breaker] = OrderedDict()
        self._loading: dict[str, asyncio.Task[None]] = {}

    async def warm(self, workspace_id: WorkspaceId) -> None:
        await self._connections.of(workspace_id)

    def connected(self, workspace_id: WorkspaceId) -> bool:
        return self._connections.known(workspace_id)

    async def ask(
        self, company: Company, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Heard[AnswerT]:
        models = await self._connections.of(company.workspace_id)
        if not models:
            return Heard(None)
        if not await self._has_money(company):
            return Heard(None, note="the day's budget for models is spent", over_budget=True)
        return await self._in_turn(company.workspace_id, models, _Question(prompt, schema), within)

    async def recall(self, company: Company, question: Question) -> Remembered | None:
        async with self._database.read(company.workspace_id) as session:
            return await remembering.recall(session, company, question, self._embedder)

    async def remember(
        self, session: TenantSession, company: Company, question: Question, answer: Remembered
    ) -> None:
        await remembering.remember(session, company, question, answer)

    async def record(
        self,
        session: TenantSession,
        lead: LeadSnapshot,
        heard: Sequence[ModelCall],
        *,
        over_budget: bool,
    ) -> None:
        await actions.keep_calls(session, lead, heard)
        if over_budget:
            spending = self._spending.get(lead.workspace_id)
            day = spending.day if spending is not None else clock.now()
            actions.tell_budget_reached(session, lead, f"{day:%Y-%m-%d}")

    async def _in_turn(
        self,
        workspace_id: WorkspaceId,
        models: Sequence[Connected],
        question: _Question[AnswerT],
        within: float,
    ) -> Heard[AnswerT]:
        ends = time.monotonic() + within
        calls: list[ModelCall] = []
        whys: list[str] = []
        for number, one in enumerate(models):
            left = ends - time.monotonic()
            if left < rules.LEAST_SECONDS:
                break
            if why := await self._unready(one):
                whys.append(why)
                continue
            left = ends - time.monotonic()
            seconds = rules.seconds_for(left, more_to_ask=number + 1 < len(models))
            call, answer = await self._once(workspace_id, one, question, seconds)
            calls.append(call)
            if answer is not None:
                return Heard(answer, tuple(calls), "; ".join(whys))
            whys.append(f"{one.model.name} gave no answer ({call.failure})")
        return Heard(None, tuple(calls), "; ".join(whys) or "no model was ready")

    async def _unready(self, one: Connected) -> str:
        """Why this model is not asked now; empty if it is."""
        if not await self._loaded(one):
            return "the library for models is still loading"
        if not self._breaker(one).lets(time.monotonic()):
            return f"{one.model.name} rests after failures"
        return ""

    async def _once(
        self,
        workspace_id: WorkspaceId,
        one: Connected,
        question: _Question[AnswerT],
        seconds: float,
    ) -> tuple[ModelCall, Answer[AnswerT] | None]:
        began = time.perf_counter()
        answer, failed = None, None
        try:
            answer = await one.model.generate(question.prompt, question.schema, within=seconds)
        except ModelFailed as error:
            failed = error
        spent = rules.priced(answer.spent if answer else _spent(failed), one)
        ms = (time.perf_counter() - began) * 1000
        kind = failed.kind if failed is not None else None
        call = ModelCall(one.connection, one.integration, one.model.name, ms, spent, kind)
        self._add(workspace_id, spent)
        await self._note(workspace_id, one, failed)
        return call, answer

    async def _note(
        self, workspace_id: WorkspaceId, one: Connected, failed: ModelFailed | None
    ) -> None:
        """Luck for the breaker, and the connection's state, which is told when it breaks."""
        breaker = self._breaker(one)
        if failed is None:
            breaker.worked()
            await self._connections.worked(workspace_id, one.connection)
            return
        log.warning("model.failed", model=one.model.name, kind=failed.kind, why=failed.message)
        breaker.failed(failed.kind, time.monotonic(), failed.retry_after)
        if failed.kind is Failure.KEY:
            await self._connections.refused(workspace_id, one.connection, failed.message)

    async def _loaded(self, one: Connected) -> bool:
        """Whether its library is in. The first lead only begins the loading, and does not wait for it."""
        task = self._loading.get(one.integration)
        if task is None:
            task = self._loading[one.integration] = asyncio.create_task(one.model.load())
        await asyncio.wait({task}, timeout=_LOADING_SECONDS)
        return task.done()

    async def _has_money(self, company: Company) -> bool:
        budget = company.models.budget_micro
        if budget is None:
            return True
        day = clock.now().astimezone(zone_of(company.hours.zone))
        day = day.replace(hour=0, minute=0, second=0, microsecond=0)
        spending = self._spending.get(company.workspace_id)
        now = time.monotonic()
        if spending is None or spending.day != day or now - spending.at > _REMEMBER_SECONDS:
            async with self._database.read(company.workspace_id) as session:
                spending = _DaySpending(now, day, await queries.spent_since(session, day))
            self._spending[company.workspace_id] = spending
            while len(self._spending) > _MOST:
                self._spending.popitem(last=False)
        return spending.micro < budget

    def _add(self, workspace_id: WorkspaceId, spent: Spent) -> None:
        spending = self._spending.get(workspace_id)
        if spending is not None:
            spending.micro += spent.micro or 0

    def _breaker(self, one: Connected) -> Breaker:
        if one.connection not in self._breakers:
            self._breakers[one.connection] = Breaker()
            while len(self._breakers) > _MOST:
                self._breakers.popitem(last=False)
        return self._breakers[one.connection]


def _spent(failed: ModelFailed | None) -> Spent:
    return failed.spent if failed is not None else Spent()
