"""The products that leads may be interested in."""

from collections.abc import Sequence

from leadwright.kernel.db.session import ReadSession

SHIPPED = ("A1", "A2")
"""The example's products."""


async def catalogue(session: ReadSession) -> Sequence[str]:
    """What rows may name as their interest."""
    del session
    return SHIPPED
