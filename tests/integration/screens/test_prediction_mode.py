"""How scores are made, on the model page: what is in force, who would move, the change and the way back."""

from tests.integration.installation import Installation, Workplace
from tests.integration.scoring.chosen_model import FORM, TABLE, choose

from leadwright.domain.permission import Role
from leadwright.features.prediction.points import LevelInput

HOSTILE = "<img src=x onerror=alert(1)>"
REPORT = {
    "model": "logistic", "rows": 340, "positives": 100, "tested_rows": 68, "tested_positives": 20,
    "split": "time", "auc": 0.7, "capture_30": 0.5, "lift_top_decile": 2.0, "brier": 0.2,
    "log_loss": 0.5, "ece": 0.02, "reliability": [], "deciles": [], "excluded": [], "suspects": [],
    "notes": [],
    "intervals": {
        name: [0.1, 0.9]
        for name in ("auc", "capture_30", "lift_top_decile", "brier", "log_loss", "ece")
    },
}  # fmt: skip


async def test_nobody_moves_before_a_person_says_so_and_everybody_after(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **FORM | {"name": HOSTILE})
    named = LevelInput(name="lead " + HOSTILE, part="fit", weights={}, other=0.3, missing=0.4)
    # Far below what the rules give, so that no reading of the message makes the two meet.
    table = TABLE.model_copy(update={"inputs": (*TABLE.inputs, named), "base": -4.0})
    before = await installation.lead(place, FORM["email"])
    url = f"{place.url}/scoring/model"
    async with installation.browser(place.owner_id) as client:
        assert "How scores are made" not in (await client.get(url)).text
        await choose(installation, place, table, report=REPORT)
        page = (await client.get(url)).text
        assert "100 % rules" in page
        assert "60 % rules, 40 % model version 1, trained on 340 outcomes" in page
        assert "would count <span" in page
        preview = (await client.get(f"{url}/mode?to=blend")).text
        assert "Make scores so" in preview
        assert "&lt;img src=x" in preview
        assert HOSTILE not in preview
        assert (await installation.lead(place, FORM["email"])).score == before.score
        assert (await client.post(f"{url}/mode", data={"mode": "blend"})).status_code == 303
        assert "Every lead is being scored anew" in (await client.get(url)).text
        await installation.work()
        assert (await installation.lead(place, FORM["email"])).score != before.score
        page = (await client.get(f"{place.url}/leads/{before.id}")).text
        assert "60 % rules, 40 % model version 1, trained on 340 outcomes" in page
        assert "their share</a> of the score" in (await client.get(f"{place.url}/scoring")).text
        assert "An average lead here" in page
        assert "which gives 40 % of the score" in page
        assert HOSTILE not in page
        again = (await client.get(f"{url}/mode?to=blend")).text
        assert "Make scores so" not in again
        assert (await client.post(f"{url}/mode", data={"mode": "rules"})).status_code == 303
    await installation.work()
    assert (await installation.lead(place, FORM["email"])).score == before.score


async def test_who_may_say_how_scores_are_made_and_that_there_has_to_be_a_version(
    installation: Installation, place: Workplace
) -> None:
    url = f"{place.url}/scoring/model/mode"
    seller = await installation.member(place.workspace_id, "rep@a.example", Role.REP)
    other = await installation.workplace("Other")
    async with installation.browser(place.owner_id) as client:
        assert (await client.post(url, data={"mode": "model"})).status_code == 409
        assert (await client.post(url, data={"mode": "guess"})).status_code == 422
        assert (await client.get(f"{other.url}/scoring/model/mode")).status_code == 404
        del client.headers["X-CSRF-Token"]
        assert (await client.post(url, data={"mode": "rules"})).status_code == 403
    await choose(installation, place)
    async with installation.browser(seller) as client:
        assert "There is no lead to count yet" in (await client.get(url)).text
        assert (await client.post(url, data={"mode": "blend"})).status_code == 403
