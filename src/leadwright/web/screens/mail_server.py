"""Whether mail leaves this installation."""

from leadwright.features.connections import queries as connections
from leadwright.kernel.db.session import ReadSession
from leadwright.web.screens.frame import Frame


async def has_mail_server(frame: Frame, session: ReadSession) -> bool:
    """By the installation's server, or by a connection of the workspace's own."""
    if frame.request.app.state.settings.smtp_url:
        return True
    return await connections.default(session) is not None
