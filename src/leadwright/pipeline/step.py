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
    """What to do when a call fails or is late."""

    SKIP = "skip"
    FALL_BACK = "fall_back"


SKIP, FALL_BACK = IfFailed.SKIP, IfFailed.FALL_BACK


def _always(lead: LeadSnapshot, services: Services) -> bool:
    del lead, services
    return True


@dataclass(frozen=True)
class Step(Generic[AnswerT]):
    """One named step.

    `call` may wait for the outside world and holds no transaction; it has `within` seconds. Where
    `asks_outside` says that for this lead it asks nobody, no commit is needed before it.
    `apply` runs in a tenant transaction and gets the call's answer (None without a call).
    `fallback` answers instead when the call failed; it asks nobody and does not fail.
    `prefetch`: the queries of `apply`, which go to the database together with those of the other steps.
    """

    name: str
    apply: Apply[AnswerT]
    call: Call[AnswerT] | None = None
    within: float = 0.0
    if_failed: IfFailed = SKIP
    fallback: Call[AnswerT] | None = None
    asks_outside: Callable[[LeadSnapshot, Services], bool] = _always
    prefetch: tuple[Prefetch, ...] = ()
