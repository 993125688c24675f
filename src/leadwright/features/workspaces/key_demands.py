"""What each public key asks posts to bring, and the secret that a form tool signs with."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select, update

from leadwright.domain.demand import Demand
from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.domain.ids import ApiKeyId
from leadwright.features.workspaces.models import ApiKey
from leadwright.kernel.crypto import Keyring
from leadwright.kernel.db.session import ReadSession, TenantSession

LONGEST_SECRET = 200
SHORTEST_SECRET = 8


@dataclass(frozen=True)
class KeyDemand:
    """What a key asks for. `sealed`: the secret, encrypted and bound to the key it was kept for."""

    demand: Demand = Demand.NOTHING
    key_id: UUID | None = None
    sealed: str = ""

    def secret(self, keyring: Keyring) -> str:
        """The secret; empty when it cannot be opened, so that no signature is right."""
        try:
            of, _, secret = keyring.decrypt(self.sealed).partition("\n")
        except ValueError:
            return ""
        return secret if of == str(self.key_id) else ""


async def public_key(session: ReadSession, key_id: UUID) -> ApiKey:
    """A public key that works. NotFound for any other."""
    row = await session.execute(
        select(ApiKey).where(
            ApiKey.workspace_id == session.info["workspace_id"],
            ApiKey.id == key_id,
            ApiKey.kind == "public",
            ApiKey.revoked_at.is_(None),
        )
    )
    found = row.scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such public key here.")
    return found


async def of_keyless(session: ReadSession) -> KeyDemand:
    """What a post without a key must bring: as much as the oldest public key asks for.

    Else whoever leaves the key out of a form would go past its guard.
    """
    row = (
        await session.execute(
            select(ApiKey.demand, ApiKey.id, ApiKey.sealed)
            .where(
                ApiKey.workspace_id == session.info["workspace_id"],
                ApiKey.kind == "public",
                ApiKey.revoked_at.is_(None),
                ~ApiKey.is_demo,
            )
            .order_by(ApiKey.created_at, ApiKey.id)
            .limit(1)
        )
    ).first()
    return KeyDemand() if row is None else KeyDemand(Demand(row.demand), row.id, row.sealed)


async def ask_for(
    session: TenantSession, keyring: Keyring, key_id: ApiKeyId, typed: str, secret: str
) -> None:
    """Keep what the key asks for; an empty secret leaves the one that stands. Raises Invalid."""
    standing = await public_key(session, key_id)
    demand = _demand(typed)
    sealed = standing.sealed if standing.demand == demand.value else ""
    if demand.is_signature:
        sealed = _sealed(keyring, key_id, secret.strip(), sealed)
    await session.execute(
        update(ApiKey)
        .where(ApiKey.workspace_id == session.info["workspace_id"], ApiKey.id == key_id)
        .values(demand=demand.value, sealed=sealed if demand.is_signature else "")
    )


def _demand(typed: str) -> Demand:
    try:
        return Demand(typed)
    except ValueError as error:
        problem = FieldProblem("demand", "malformed", "Choose one of the list.")
        raise Invalid("The key cannot ask for this.", problems=(problem,)) from error


def _sealed(keyring: Keyring, key_id: ApiKeyId, secret: str, kept: str) -> str:
    if not secret and kept:
        return kept
    if not SHORTEST_SECRET <= len(secret) <= LONGEST_SECRET or not secret.isascii():
        remedy = (
            f"Paste the secret that the tool signs with: {SHORTEST_SECRET} to {LONGEST_SECRET}"
            " plain characters."
        )
        raise Invalid(
            "Without a secret no signature can be told right from wrong.",
            problems=(FieldProblem("secret", "malformed", remedy),),
        )
    return keyring.encrypt(f"{key_id}\n{secret}")
