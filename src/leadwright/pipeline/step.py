"""The parts of a pipeline step."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.outcome import Outcome
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import TenantSession
from leadwright.ports.directory import Services

AnswerT = TypeVar("AnswerT")

Call = Callable[[LeadSnapshot, Services], Awaitable[AnswerT]]
Apply = Callable[[TenantSession, LeadSnapshot, Services, AnswerT], Awaitable[Outcome]]


class IfFailed(StrEnum):
    """What to do if a call fails or times out."""

    SKIP = "skip"
    FALL_BACK = "fall_back"


SKIP, FALL_BACK = IfFailed.SKIP, IfFailed.FALL_BACK


def _always(lead: LeadSnapshot, services: Services) -> bool:
    del lead, services
    return True


@dataclass(frozen=True)
class Step(Generic[AnswerT]):
    """One named step.

    `call` may wait for an external system and holds no transaction; its time limit is `within` seconds.
    If `asks_outside` is false for this lead, no commit is needed before it.
    `apply` runs in a tenant transaction and gets the call's answer (None without a call).
    `fallback` replaces the result of a failed call; it is local and does not fail.
    `prefetch`: the queries of `apply`, sent in one round trip with those of the other steps.
    """

    name: str
    apply: Apply[AnswerT]
    call: Call[AnswerT] | None = None
    within: float = 0.0
    if_failed: IfFailed = SKIP
    fallback: Call[AnswerT] | None = None
    asks_outside: Callable[[LeadSnapshot, Services], bool] = _always
    prefetch: tuple[Prefetch, ...] = ()
