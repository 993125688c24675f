"""A service that verifies the visitors of a form: the form's token goes in, a verdict comes back."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from leadwright.domain.demand import Demand
from leadwright.domain.ids import SubmissionId, WorkspaceId


class Verdict(StrEnum):
    """The verdict on a proof. `unchecked`: the vendor could not be asked, so nothing is held against it."""

    PASSED = "passed"
    MISSING = "missing"
    WRONG = "wrong"
    USED = "used"
    UNCHECKED = "unchecked"


@dataclass(frozen=True)
class FormCheck:
    """One token. `age`: seconds since the request arrived; a vendor's token expires within minutes."""

    submission_id: SubmissionId
    token: str
    age: float


class FormGuard(Protocol):
    """A connected vendor. `verify` raises ProviderError if there is no verdict.

    `check` tests our credentials with the vendor, and returns a sentence for whoever set it up.
    """

    async def verify(self, check: FormCheck) -> Verdict: ...

    async def check(self) -> str: ...

    async def close(self) -> None: ...


class FormGuards(Protocol):
    """A workspace's form guards; owned by `features/connections`. Does not raise."""

    async def verify(
        self, workspace_id: WorkspaceId, demand: Demand, check: FormCheck
    ) -> Verdict: ...
