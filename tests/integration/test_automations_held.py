"""Automations that were paused, that may post nowhere near, or that are about one of several scorecards."""

from uuid import UUID

import pytest
from sqlalchemy import select, text
from tests.integration.installation import Installation, Workplace
from tests.integration.test_automations import ear as ear
from tests.integration.test_automations import lead_of, make, rows

from leadwright.domain.behaviour import PageViewed
from leadwright.domain.errors import ProviderError
from leadwright.domain.events import ScoreCrossed
from leadwright.features.automation.models import Automation, AutomationPost, AutomationRun
from leadwright.features.leads import known
from leadwright.features.notifications.models import Notification
from leadwright.features.scoring.cards import drafting
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import default_scorecard
from leadwright.kernel.events import emit
from leadwright.kernel.outbound.http import operator_client
from leadwright.pipeline.automation import running as automations

TELL = {"do": "tell", "to": "everybody", "title": "{name}: {score}"}
OPEN = "https://203.0.113.9/hook"


async def queued(installation: Installation, place: Workplace) -> tuple[UUID, dict[str, str]]:
    """An automation whose webhook waits, and the payload of the job that would post it."""
    lead_id = await lead_of(installation, place)
    made = await make(installation, place, "page.viewed", {"do": "webhook", "url": OPEN})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        emit(session, PageViewed(lead_id=lead_id, source="page", about="/"))
    async with installation.runtime.database.read(place.workspace_id) as session:
        query = text("select id, recorded_at from event where workspace_id = :w and name = :n")
        event = (await session.execute(query, {"w": place.workspace_id, "n": "page.viewed"})).one()
    workspace = str(place.workspace_id)
    asked = {"workspace_id": workspace, "automation_id": str(made), "event_id": str(event.id)}
    await automations.run(
        installation.worker.automations, asked | {"recorded_at": event.recorded_at.isoformat()}
    )
    (post,) = await rows(installation, place, AutomationPost)
    assert post.state == "waiting"
    return made, {"workspace_id": workspace, "post_id": str(post.id)}


async def test_a_paused_automation_posts_nothing_that_had_not_left_and_the_run_says_so(
    installation: Installation, place: Workplace
) -> None:
    made, payload = await queued(installation, place)
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}/automations/{made}/pause")
        await client.post(f"{place.url}/automations/{made}/on")
        await automations.post(installation.worker.automations, payload)
        (post,) = await rows(installation, place, AutomationPost)
        (run,) = await rows(installation, place, AutomationRun)
        assert (post.state, post.tries) == ("stopped", 0)
        assert run.outcome == "stopped"
        assert run.reason == "Nothing was done: the automation was paused before it left."
        page = (await client.get(f"{place.url}/automations/{made}/runs/{run.id}")).text
        assert "Stopped" in page


async def test_a_post_that_was_on_its_way_when_it_was_paused_is_told_as_it_ended(
    installation: Installation, place: Workplace
) -> None:
    from leadwright.features.automation import actions  # noqa: PLC0415 -- only here

    made, payload = await queued(installation, place)
    post_id = UUID(payload["post_id"])
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.delete(session, made, by=place.owner_id)
        assert not await actions.mark_post(session, post_id, "waiting", "answered 503")
        assert not await actions.mark_post(session, post_id, "failed", "answered 400")
    (post,) = await rows(installation, place, AutomationPost)
    assert post.state == "stopped"
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        assert await actions.mark_post(session, post_id, "sent", "")
    (run,) = await rows(installation, place, AutomationRun)
    assert (run.outcome, [step["words"] for step in run.steps]) == ("acted", ["webhook delivered"])


async def test_an_address_nobody_may_post_to_is_refused_when_it_is_saved_and_when_it_is_tried(
    installation: Installation, place: Workplace
) -> None:
    form = {
        "name": "Post", "event": "lead.created", "a-0-do": "tell", "a-0-to": "everybody",
        "a-0-title": "x", "a-1-do": "webhook",
    }  # fmt: skip
    async with installation.browser(place.owner_id) as client:
        for do in ("save", "trial"):
            for url, why in (
                ("https://127.0.0.1/x", "127.0.0.1:443 is a private address"),
                ("https://localhost/x", "localhost:443 is a private address"),
                ("https://[::ffff:169.254.169.254]/x", "::ffff:169.254.169.254:443 is a private"),
                ("https://203.0.113.9:8443/x", "port 8443 of 203.0.113.9 is closed here"),
            ):
                sent = {**form, "a-1-url": url, "do": do}
                refused = await client.post(f"{place.url}/automations/new", data=sent)
                assert refused.status_code == 422
                assert f"Nothing is posted there: {why}" in refused.text.replace("&#39;", "'")
        assert await rows(installation, place, Automation) == []
        unheard = {**form, "a-1-url": "https://not-there.invalid/x", "do": "save"}
        assert (await client.post(f"{place.url}/automations/new", data=unheard)).status_code == 303


async def test_a_crossing_wakes_the_automations_of_its_own_scorecard_alone(
    installation: Installation, place: Workplace
) -> None:
    lead_id = await lead_of(installation, place)
    card = default_scorecard().model_copy(update={"name": "partners", "title": "Partners"})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        number = await drafting.create(session, card, Change(place.owner_id))
        await drafting.publish(session, "partners", Change(place.owner_id), seen=number)
    await installation.work()
    up = {"threshold": "hot", "direction": "up"}
    primary = await make(installation, place, "score.crossed", TELL, only=up)
    other = await make(
        installation, place, "score.crossed", TELL, only={**up, "scorecard": "partners"}
    )
    for name in ("partners", "default"):
        crossed = ScoreCrossed(
            lead_id=lead_id, scorecard=name, threshold="hot", label="Hot", at=70, hysteresis=5,
            direction="up", total=91, previous=60, cause="event",
        )  # fmt: skip
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            emit(session, crossed)
        await installation.work()
    runs = await rows(installation, place, AutomationRun)
    assert [one.automation_id for one in runs] == [other, primary]
    async with installation.runtime.database.read(place.workspace_id) as session:
        titles = text("select title from notification where workspace_id = :w and kind = :k")
        asked = {"w": place.workspace_id, "k": "automation"}
        assert {row.title for row in await session.execute(titles, asked)} == {"Ada Byron: 91"}
        kept = await session.scalar(select(Automation.narrowed).where(Automation.id == other)) or {}
    assert kept["scorecard"] == "partners"
    async with installation.browser(place.owner_id) as client:
        assert "by “Partners” rises to hot" in (await client.get(f"{place.url}/automations")).text
        shown = (await client.get(f"{place.url}/automations/{other}/edit")).text
        assert "whichever is primary" in shown
        await client.post(f"{place.url}/scoring/cards/partners/set-aside")
        gone = (await client.get(f"{place.url}/automations/{other}")).text
        assert "No scorecard in force is called partners" in gone


async def test_tags_of_several_actions_and_automations_stand_beside_each_other(
    installation: Installation, place: Workplace
) -> None:
    """A list of tags is written whole: one that was read before the other's was lost it."""
    lead_id = await lead_of(installation, place)
    tags = [{"do": "tag", "tag": tag} for tag in ("reader", "warm")]
    region = [{"do": "set_field", "field": "region", "value": to} for to in ("south", "north")]
    await make(installation, place, "page.viewed", *tags, *region)
    for tag in ("prices", "mail", "call"):
        await make(installation, place, "page.viewed", {"do": "tag", "tag": tag})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        emit(session, PageViewed(lead_id=lead_id, source="page", about="/pricing"))
    await installation.work()
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await known.one(session, lead_id)
    assert found is not None
    stand = found.values()["tags"]
    assert isinstance(stand, list)
    assert {str(tag) for tag in stand} == {"reader", "warm", "prices", "mail", "call"}
    assert found.values()["region"] == "north"


async def test_an_alert_says_what_the_other_side_said_and_ends_with_a_post_that_is_taken(
    installation: Installation, place: Workplace, ear: int
) -> None:
    _, payload = await queued(installation, place)
    deps = installation.worker.automations

    async def to_the_ear() -> None:
        near = text(
            "update automation_post set state = 'waiting', url = :u where workspace_id = :w"
        )
        where = {"w": place.workspace_id, "u": f"http://127.0.0.1:{ear}/hook"}
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            await session.execute(near, where)

    async def alert() -> Notification:
        told: list[Notification] = await rows(installation, place, Notification)
        return next(one for one in told if one.kind == "alert")

    await to_the_ear()
    async with operator_client([f"127.0.0.1:{ear}"]) as client:
        near = automations.Dependencies(deps.database, deps.services, deps.keyring, client)
        with pytest.raises(ProviderError, match="answered 503") as refused:
            await automations.post(near, payload)
        await automations.post_failed(near, payload, f"ProviderError: {refused.value}")
        assert (await alert()).detail == "127.0.0.1 answered 503"
        assert (await alert()).resolved_at is None
        await to_the_ear()
        await automations.post(near, payload)
    assert (await alert()).resolved_at is not None
