"""Drift and trials by the real clockwork: planned by its tick, done by the worker, told by an alert."""

from datetime import datetime, time, timedelta
from typing import Any

from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.test_drift import _GONE, HOSTILE, come, learned_from
from tests.integration.scoring.test_trials import FORM, run, trial_of, two_versions

from leadwright.features.notifications import alerts
from leadwright.features.prediction import drifting, trials
from leadwright.kernel import clock
from leadwright.pipeline import scheduled


async def at(installation: Installation, place: Workplace, moment: datetime) -> dict[str, Any]:
    """The clock at this moment: two ticks, then the worker's jobs; what is there afterwards."""
    services, database = installation.worker.engine.services, installation.runtime.database
    with clock.moved_to(moment):
        for _ in range(2):
            await scheduled.tick(
                database, services.outbox, services.members, services.address, place.workspace_id
            )
        await installation.work()
    trial = await trial_of(installation, place)
    async with database.read(place.workspace_id) as session:
        judged = await trials.judged(session, trial)
        looks = await drifting.days(session, trial.champion_id)
        ringing = [one.title for one in await alerts.open_ones(session)]
    return {
        "days": [one.day for one in looks],
        "alarmed": looks[0].alarmed if looks else None,
        "marked": judged.champion.leads + judged.challenger.leads,
        "ringing": [title for title in ringing if "no longer those" in title],
    }


async def test_each_night_drift_is_looked_at_and_each_hour_a_trials_leads_are_marked(
    installation: Installation, place: Workplace
) -> None:
    champion, challenger = await two_versions(installation, place)
    await learned_from(installation, place, champion)
    await come(installation, place, HOSTILE, 150, days=12)
    async with installation.browser(place.owner_id) as client:
        data = FORM | {"challenger": str(challenger)}
        begun = await client.post(f"{place.url}/scoring/model/trial", data=data)
    assert begun.status_code == 303
    await come(installation, place, "fair", 30, days=0)
    day = clock.now().date() + timedelta(days=2)
    here = datetime.combine(day, time(), clock.now().tzinfo)
    evening = await at(installation, place, here + timedelta(hours=2, minutes=30))
    assert (evening["days"], evening["marked"]) == ([], 0)  # neither night nor full hour
    night = await at(installation, place, here + timedelta(hours=3, minutes=2))
    assert (night["days"], night["alarmed"], night["marked"]) == ([day], ["source"], 30)
    assert len(night["ringing"]) == 1
    again = await at(installation, place, here + timedelta(hours=4, minutes=2))
    assert again == night
    await run(installation, place, _GONE)
    await come(installation, place, "fair", 150, days=12)
    calm = await at(installation, place, here + timedelta(days=1, hours=3, minutes=2))
    assert (len(calm["days"]), calm["alarmed"], calm["ringing"]) == (2, [], [])
