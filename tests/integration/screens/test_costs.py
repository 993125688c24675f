"""Costs: what models cost by day and model, the CSV, and the rules of their use."""

import pytest
from tests.integration.installation import Installation, Workplace

from leadwright.domain.events import ModelBudgetReached
from leadwright.domain.ids import SubmissionId, new_id
from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.permission import Role
from leadwright.features.connections import actions as connections
from leadwright.features.connections.actions import Editor
from leadwright.features.language_models import actions
from leadwright.features.notifications import subscribers
from leadwright.features.workspaces import directory
from leadwright.integrations import INTEGRATIONS
from leadwright.kernel import clock
from leadwright.ports.language_model import Failure, ModelCall, Spent

HOSTILE = "<script>alert(1)</script>"


LATE = Spent(800, 350, micro=1_250_000, is_estimate=True)


async def calls(installation: Installation, place: Workplace) -> None:
    lead = LeadSnapshot(
        workspace_id=place.workspace_id,
        submission_id=SubmissionId(new_id()),
        received_at=clock.now(),
        source="form",
        form=FormValues(),
    )
    made = (
        ModelCall(new_id(), "anthropic", "haiku", 700.0, Spent(1500, 200, 600, 2_500_000)),
        ModelCall(new_id(), "openai", "luna", 900.0, LATE, Failure.LATE),
        ModelCall(new_id(), "openai_compatible", HOSTILE, 500.0, Spent(10, 10)),
    )
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await actions.keep_calls(session, lead, made)


async def test_without_calls_the_page_says_what_answers_instead(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/costs")).text
    assert "No language model is connected" in page
    assert 'value="5.00"' in page


async def test_calls_are_added_up_by_day_and_by_model_and_names_are_escaped(
    installation: Installation, place: Workplace
) -> None:
    await calls(installation, place)
    async with installation.browser(place.owner_id) as client:
        page = (await client.get(f"{place.url}/costs?days=7")).text
        table = await client.get(f"{place.url}/costs/export.csv")
    assert "$3.75" in page
    assert "$1.2500 of it estimated" in page
    assert "1 of 3" in page
    assert "0 of 1" in page
    assert "1 without a price" in page
    assert "Own model server" in page
    assert HOSTILE not in page
    assert "&lt;script&gt;" in page
    head, row = table.text.splitlines()
    assert head.startswith("day,submissions,calls")
    assert row.endswith(",1,3,1,2310,560,600,3.750000,1.250000")


async def test_the_rules_are_kept_and_reach_the_leads(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(
            f"{place.url}/costs/rules", data={"budget": "0.75", "redacts": "true"}
        )
    assert answer.status_code == 303
    async with installation.runtime.database.read(place.workspace_id) as session:
        rules = (await directory.company(session)).models
    assert (rules.budget_micro, rules.redacts, rules.discloses, rules.remembers) == (
        750_000, True, False, False,
    )  # fmt: skip


async def test_a_spent_budget_says_so_and_raising_it_ends_the_alert(
    installation: Installation, place: Workplace
) -> None:
    await calls(installation, place)
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        editor = Editor(installation.runtime.keyring)
        card = next(card for card in INTEGRATIONS if card.name == "anthropic")
        await connections.add(session, editor, card, {"api_key": "k", "label": "A"})
        event = ModelBudgetReached(
            lead_id=None, submission_id=new_id(), day=f"{clock.now():%Y-%m-%d}"
        )
        await subscribers.alert_model_budget(session, event)
    async with installation.browser(place.owner_id) as client:
        path = f"{place.url}/costs"
        await client.post(f"{path}/rules", data={"budget": "0"})
        assert "budget is spent" in (await client.get(path)).text
        assert "for language models is spent" in (await client.get(f"{place.url}/alerts")).text
        await client.post(f"{path}/rules", data={"budget": "500"})
        assert "budget is spent" not in (await client.get(path)).text
        open_ones = (await client.get(f"{place.url}/alerts")).text
    assert "I see to it" not in open_ones


@pytest.mark.parametrize("budget", ["-1", "much", "NaN", "99999999", "<b>"])
async def test_a_budget_that_is_none_is_shown_again_with_its_remedy(
    installation: Installation, place: Workplace, budget: str
) -> None:
    async with installation.browser(place.owner_id) as client:
        answer = await client.post(f"{place.url}/costs/rules", data={"budget": budget})
    assert answer.status_code == 422
    assert "Write dollars a day" in answer.text
    assert "<b>" not in answer.text


async def test_other_workspaces_costs_are_not_seen(
    installation: Installation, place: Workplace
) -> None:
    await calls(installation, await installation.workplace("Other"))
    async with installation.browser(place.owner_id) as client:
        assert "haiku" not in (await client.get(f"{place.url}/costs")).text


async def test_only_who_manages_the_workspace_sees_and_changes_costs(
    installation: Installation, place: Workplace
) -> None:
    viewer = await installation.member(place.workspace_id, f"v@{place.slug}.example", Role.VIEWER)
    async with installation.browser(viewer) as client:
        answers = [
            await client.get(f"{place.url}/costs"),
            await client.get(f"{place.url}/costs/export.csv"),
            await client.post(f"{place.url}/costs/rules", data={"budget": "1"}),
        ]
    async with installation.browser(place.owner_id) as client:
        del client.headers["X-CSRF-Token"]
        answers.append(await client.post(f"{place.url}/costs/rules", data={"budget": "1"}))
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
