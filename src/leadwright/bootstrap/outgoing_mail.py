"""What a letter has that its kept message has not: secret links and marks; and whether it is late."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from leadwright.bootstrap.common import Runtime
from leadwright.domain.ids import MessageId, WorkspaceId
from leadwright.features.behaviour import queries as behaviour
from leadwright.features.behaviour import tracking
from leadwright.features.behaviour.queries import Tracking
from leadwright.features.messages.sending import Finish, Mark
from leadwright.features.notifications import alerts, decisions
from leadwright.features.workspaces import resets
from leadwright.kernel.single_flight import SingleFlight
from leadwright.ports.channel import Letter

_REMEMBER_SECONDS = 3.0


def finish(runtime: Runtime) -> Finish:
    """For the messaging job."""
    return partial(_finish, runtime)


def _finish(runtime: Runtime, reason: str, letter: Letter) -> Letter:
    if not resets.is_reset(reason):
        return decisions.finish(reason, letter, runtime.keyring.sign, runtime.settings.address)
    link = resets.link(runtime.keyring, runtime.settings.address, reason)
    anchor = f'<a href="{link}">{link}</a>'
    return replace(
        letter,
        text=letter.text.replace(resets.LINK, link),
        html=letter.html.replace(resets.LINK, anchor),
    )


def overtaken(runtime: Runtime) -> Callable[[WorkspaceId, MessageId], Awaitable[bool]]:
    """For the messaging job: whether an alert that had to wait says what is over."""

    async def is_over(workspace_id: WorkspaceId, message_id: MessageId) -> bool:
        async with runtime.database.read(workspace_id) as session:
            return await alerts.is_over(session, message_id)

    return is_over


def marker(runtime: Runtime) -> Mark:
    """For the messaging job: marks for opens and clicks, where the workspace switched them on."""
    known: dict[WorkspaceId, tuple[float, Tracking]] = {}

    async def look(workspace_id: WorkspaceId) -> Tracking:
        async with runtime.database.read(workspace_id) as session:
            wanted = await behaviour.tracking(session)
        known[workspace_id] = (time.monotonic(), wanted)
        return wanted

    reading = SingleFlight(look)

    async def wanted_by(workspace_id: WorkspaceId) -> Tracking:
        at, wanted = known.get(workspace_id, (0.0, None))
        if wanted is None or time.monotonic() - at > _REMEMBER_SECONDS:
            return await reading.of(workspace_id)
        return wanted

    async def mark(workspace_id: WorkspaceId, message_id: MessageId) -> Callable[[Letter], Letter]:
        wanted = await wanted_by(workspace_id)
        pen = tracking.MarkWriter(
            runtime.settings.address, runtime.keyring.sign, workspace_id, message_id
        )

        def put(letter: Letter) -> Letter:
            html = tracking.marked(letter.html, pen, opens=wanted.opens, clicks=wanted.clicks)
            return replace(letter, html=html)

        return put

    return mark
