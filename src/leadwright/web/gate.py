"""Which workspace a submission is for, and how many are accepted: keys and rate limits of this process."""

import time
from dataclasses import dataclass, field

from starlette.requests import Request

from leadwright.domain.errors import Unauthenticated
from leadwright.domain.ids import ApiKeyId, WorkspaceId
from leadwright.features.workspaces import key_demands, queries
from leadwright.features.workspaces.key_demands import KeyDemand
from leadwright.features.workspaces.queries import KnownKey
from leadwright.kernel.db.session import Database
from leadwright.kernel.ratelimit import RateLimit
from leadwright.kernel.settings import Limits

_REMEMBER_SECONDS = 5.0
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class Entry:
    """A post let in: its workspace, whether its sender may see everything about it, what it must bring."""

    workspace_id: WorkspaceId
    key_id: ApiKeyId | None = None
    is_secret: bool = False
    is_demo: bool = False
    asks: KeyDemand = field(default_factory=KeyDemand)


class Gate:
    """Keys are remembered for seconds, so that the hot path asks PostgreSQL only once."""

    def __init__(self, database: Database, limits: Limits) -> None:
        self._database = database
        self._known: dict[str, tuple[float, KnownKey | None]] = {}
        self._only: tuple[float, Entry | None] = (0.0, None)
        self._per_address = RateLimit(limits.per_address)
        self._per_key = RateLimit(limits.per_key)
        self._events_per_address = RateLimit(limits.events_per_address)
        self._events_per_key = RateLimit(limits.events_per_key)
        self._challenges = RateLimit(limits.per_address)
        self._calculations = RateLimit(limits.per_address)
        self.logins = RateLimit(limits.logins_per_address)
        self.accounts = RateLimit(limits.logins_per_account)

    def limit_login(self, address: str, account: str) -> None:
        """Attempts from one place, and on one account from many places; known or not."""
        self.logins.take(address, "attempts to sign in from your address")
        self.accounts.take(account.casefold()[:320], "attempts to sign in with this e-mail address")

    def limit_address(self, address: str) -> None:
        self._per_address.take(address, "posts from your address")

    def limit_events_of(self, address: str, number: int = 1) -> None:
        """What browsers tell of their visitors; the limits are apart from those of forms."""
        self._events_per_address.take(address, "events from your address", passes=number)

    def limit_events(self, entry: Entry, number: int) -> None:
        """A batch takes as many passes as it has events."""
        whose = str(entry.key_id or entry.workspace_id)
        self._events_per_key.take(whose, "events with this key", passes=number)

    def limit_calculator(self, address: str) -> None:
        self._calculations.take(address, "calculations for your address")

    def limit_challenge(self, address: str) -> None:
        self._challenges.take(address, "challenges for your address")

    async def enter(self, request: Request) -> Entry:
        """The workspace of this post, within its limit of posts.

        Unauthenticated when no key, or a wrong one, is given.
        """
        entry = await self.known(request)
        self._per_key.take(str(entry.key_id or entry.workspace_id), "posts with this key")
        return entry

    async def known(self, request: Request) -> Entry:
        """Whose key it is. Raises Unauthenticated."""
        key = bearer(request) or request.headers.get("x-leadwright-key")
        key = key or request.query_params.get("key")
        if not key:
            only = await self._only_workspace()
            if only is None:
                raise Unauthenticated(
                    "There are several workspaces here: add ?key=... with the public key of yours "
                    "(Settings, Keys).",
                    code="key_missing",
                )
            return only
        known = await self.key(key)
        if known is None:
            raise Unauthenticated(
                "This key is unknown or revoked. Settings, Keys shows the ones that work.",
                code="key_unknown",
            )
        return Entry(
            known.workspace_id, known.key_id, known.kind == "secret", known.is_demo, known.asks
        )

    async def key(self, key: str) -> KnownKey | None:
        now = time.monotonic()
        remembered = self._known.get(key)
        if remembered is not None and now - remembered[0] < _REMEMBER_SECONDS:
            return remembered[1]
        known = await queries.find_key(self._database, key)
        if len(self._known) > _MOST_REMEMBERED:
            self._known.clear()
        self._known[key] = (now, known)
        return known

    async def _only_workspace(self) -> Entry | None:
        now = time.monotonic()
        if now - self._only[0] < _REMEMBER_SECONDS:
            return self._only[1]
        async with self._database.unbound() as session:
            workspaces = await queries.real_workspaces(session)
        only = None
        if len(workspaces) == 1:
            workspace_id = WorkspaceId(workspaces[0].id)
            async with self._database.read(workspace_id) as session:
                only = Entry(workspace_id, asks=await key_demands.of_keyless(session))
        self._only = (now, only)
        return only


def bearer(request: Request) -> str | None:
    """The token of an `Authorization: Bearer` header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None
