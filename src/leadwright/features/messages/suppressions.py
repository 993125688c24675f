"""The suppression list: which addresses get no mail from this workspace, and why."""

from collections.abc import Sequence

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import delete, func, select

from leadwright.domain.errors import FieldProblem, Invalid, NotFound
from leadwright.features.messages.actions import suppress
from leadwright.features.messages.models import Suppression
from leadwright.features.messages.rules import address_key
from leadwright.kernel.db.session import ReadSession, TenantSession

BY_HAND = "added by hand"


async def listed(
    session: ReadSession, *, containing: str = "", limit: int = 100
) -> Sequence[Suppression]:
    """The newest addresses, or the newest that contain these characters."""
    query = select(Suppression).where(Suppression.workspace_id == session.info["workspace_id"])
    if containing:
        wanted = address_key(containing)
        query = query.where(Suppression.address_key.contains(wanted, autoescape=True))
    query = query.order_by(Suppression.created_at.desc(), Suppression.address_key).limit(limit)
    return (await session.execute(query)).scalars().all()


async def count(session: ReadSession) -> int:
    """How many addresses are suppressed in all."""
    found = await session.scalar(
        select(func.count())
        .select_from(Suppression)
        .where(Suppression.workspace_id == session.info["workspace_id"])
    )
    return int(found or 0)


async def reason(session: ReadSession, address: str) -> str | None:
    """Why this address is suppressed; None if it is not."""
    found = await session.scalar(
        select(Suppression.reason).where(
            Suppression.workspace_id == session.info["workspace_id"],
            Suppression.address_key == address_key(address),
        )
    )
    return None if found is None else str(found)


async def add(session: TenantSession, address: str, reason: str = "") -> None:
    """Suppress this address. Idempotent."""
    try:
        normal = validate_email(
            address, check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError as error:
        problem = FieldProblem(
            "address", "not_an_email", f"Write it like name@example.com. {error}"
        )
        raise Invalid("The address cannot be taken.", problems=(problem,)) from error
    await suppress(session, normal, " ".join(reason.split())[:200] or BY_HAND)


async def lift(session: TenantSession, address: str) -> None:
    """Remove this address from the list."""
    gone = await session.execute(
        delete(Suppression)
        .where(
            Suppression.workspace_id == session.info["workspace_id"],
            Suppression.address_key == address_key(address),
        )
        .returning(Suppression.address_key)
    )
    if gone.first() is None:
        raise NotFound("This address is not on the list.")
