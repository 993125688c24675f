"""The products that leads may be interested in."""

from collections.abc import Sequence

from sqlalchemy import select

from leadwright.features.routing.models import ProductRoute
from leadwright.kernel.db.session import ReadSession


async def catalogue(session: ReadSession) -> Sequence[str]:
    """What rows may name as their interest: the values of the table."""
    asked = (
        select(ProductRoute.value)
        .where(ProductRoute.workspace_id == session.info["workspace_id"])
        .order_by(ProductRoute.created_at, ProductRoute.value_key)
    )
    return (await session.execute(asked)).scalars().all()
