"""The stream of a workspace's screens, over real notices of a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack

from tests.integration.installation import Installation, Workplace

from leadwright.domain.ids import SubmissionId, new_id
from leadwright.kernel import live
from leadwright.kernel.live import Live
from leadwright.web.screens.live_feed import (
    CHANGED,
    MOST_STREAMS,
    SEATS,
    STILL_HERE,
    Pace,
    changes,
)

QUICK = Pace(apart=0.3, heartbeat=5, recheck=60, glance=0.05)


async def yes() -> bool:
    return True


async def no() -> bool:
    return False


def feed(installation: Installation, place: Workplace, pace: Pace = QUICK) -> AsyncIterator[str]:
    ear: Live = installation.app.state.live
    return changes(ear, place.workspace_id, yes, lambda: False, pace)


async def tell(installation: Installation, place: Workplace, times: int = 1) -> None:
    for _ in range(times):
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await live.announce(session, SubmissionId(new_id()), "progress")


async def soon(lines: AsyncIterator[str]) -> "asyncio.Task[str]":
    """The next line, already listened for."""
    task = asyncio.ensure_future(anext(lines))
    await asyncio.sleep(0.2)
    return task


async def test_a_change_in_the_workspace_is_said_once_and_nothing_of_it_is_told(
    installation: Installation, place: Workplace
) -> None:
    line = await soon(feed(installation, place))
    await tell(installation, place)
    assert await asyncio.wait_for(line, 5) == CHANGED
    assert str(place.workspace_id) not in CHANGED


async def test_another_workspaces_change_is_not_said(
    installation: Installation, place: Workplace
) -> None:
    other = await installation.workplace()
    pace = Pace(apart=0.3, heartbeat=1, recheck=60, glance=0.05)
    line = await soon(feed(installation, place, pace))
    await tell(installation, other, 3)
    assert await asyncio.wait_for(line, 5) == STILL_HERE


async def test_many_changes_at_once_are_said_as_few(
    installation: Installation, place: Workplace
) -> None:
    lines = feed(installation, place, Pace(apart=1, heartbeat=1, recheck=60, glance=0.05))
    line = await soon(lines)
    await tell(installation, place, 12)
    said = [await asyncio.wait_for(line, 5)]
    while said[-1] == CHANGED:
        said.append(await asyncio.wait_for(anext(lines), 5))
    assert 1 <= said.count(CHANGED) <= 2


async def test_the_stream_ends_when_the_person_may_not_listen_any_more(
    installation: Installation, place: Workplace
) -> None:
    ear: Live = installation.app.state.live
    pace = Pace(apart=0, heartbeat=1, recheck=0.2, glance=0.05)
    lines = changes(ear, place.workspace_id, no, lambda: False, pace)
    assert [line async for line in lines] == []


async def test_the_stream_ends_when_the_process_does(
    installation: Installation, place: Workplace
) -> None:
    ear: Live = installation.app.state.live
    lines = changes(ear, place.workspace_id, yes, lambda: True, QUICK)
    assert [line async for line in lines] == []


async def test_a_person_with_many_streams_gets_no_further_one(
    installation: Installation, place: Workplace
) -> None:
    with ExitStack() as held:
        for _ in range(MOST_STREAMS):
            held.enter_context(SEATS.take(place.owner_id))
        async with installation.browser(place.owner_id) as client:
            answer = await client.get(f"{place.url}/live")
    assert answer.status_code == 204
    assert not SEATS.is_full(place.owner_id)


async def test_nobody_listens_without_a_login(installation: Installation, place: Workplace) -> None:
    async with installation.browser() as client:
        answer = await client.get(f"{place.url}/live", headers={"Accept": "text/event-stream"})
    assert answer.status_code == 401
