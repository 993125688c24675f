"""The numbers beside the places of the frame, as the stream's word brings them anew."""

import asyncio

from tests.integration.installation import Installation, Workplace


async def _counts(installation: Installation, place: Workplace) -> dict[str, str]:
    """What the answer to the stream's word puts beside each place."""
    async with installation.browser(place.owner_id) as client:
        answer = (await client.get(f"{place.url}/notifications/bell")).text
    parts = answer.split('<hx-partial hx-target="#count-')[1:]
    return {part.partition('"')[0]: part.partition(">")[2].partition("<")[0] for part in parts}


async def test_the_bell_brings_the_numbers_of_the_whole_frame(
    installation: Installation, place: Workplace
) -> None:
    before = await _counts(installation, place)
    assert {"approvals", "quarantine", "tasks", "outbox"} <= set(before)
    assert not any(before.values())
    submission = await installation.submit(
        place, email="bot@firm.example", message="Buy now, all of you!", _lw_hp="x"
    )
    assert (await _counts(installation, place))["quarantine"] == "1"
    live = installation.app.state.live
    async with installation.browser(place.owner_id) as client, live.listen() as notices:
        page = (await client.get(f"{place.url}/settings/keys")).text
        assert 'id="count-quarantine"' in page
        assert "hx-sse:connect" in page
        await client.post(f"{place.url}/quarantine/{submission}/spam")
        async with asyncio.timeout(10):
            while (await notices.get()).workspace_id != place.workspace_id:
                pass
    assert (await _counts(installation, place))["quarantine"] == ""
