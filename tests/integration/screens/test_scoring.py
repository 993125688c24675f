"""The scoring screens: read in words, changed in a draft, tried before it counts, published, rolled back."""

import httpx
import pytest
from markupsafe import escape
from sqlalchemy import text
from tests.integration.installation import Installation, Workplace
from tests.integration.waiting import ANA

from leadwright.domain.permission import Role
from leadwright.features.scoring.cards import drafting, stored
from leadwright.features.scoring.cards.card_files import card_yaml, read_yaml
from leadwright.features.scoring.cards.drafting import Change
from leadwright.features.scoring.cards.scorecards import Scorecard, default_scorecard
from leadwright.features.scoring.in_force import in_force
from leadwright.kernel import clock
from leadwright.web.screens.scoring import insight_query

HOSTILE = "<script>alert(1)</script>"
CARD = "/scoring/cards/default"
DRAFT = CARD + "/draft"


async def in_draft(installation: Installation, place: Workplace) -> Scorecard | None:
    async with installation.runtime.database.read(place.workspace_id) as session:
        found = await stored.draft(session, "default")
    return None if found is None else Scorecard.model_validate(found.card)


async def counting(installation: Installation, place: Workplace) -> Scorecard:
    async with installation.runtime.database.read(place.workspace_id) as session:
        return (await in_force(session)).primary


def rule(**typed: str) -> dict[str, str]:
    """The form of a rule about people who write from Portugal."""
    return {
        "what": "rules", "label": "Writes from Portugal", "part": "fit", "points": "12",
        "cause": "lines", "c-match": "all", "c-0-field": "country", "c-0-op": "equals",
        "c-0-value": "PT", "do": "keep", **typed,
    }  # fmt: skip


async def test_the_shipped_card_is_read_in_words_before_anybody_changed_it(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        page = await client.get(f"{place.url}/scoring")
    assert page.status_code == 200
    for each in default_scorecard().rules:
        assert str(escape(each.label)) in page.text
    assert "Nothing was changed yet" in page.text
    assert "each time they wrote to us for the first time" in page.text
    assert "Kind of address is company" in page.text


async def test_a_rule_is_tried_on_leads_then_published_and_every_lead_has_its_points(
    installation: Installation, place: Workplace
) -> None:
    old = ANA | {"email": "bo@far.example", "name": "Bo <b>Far</b>"}
    for lead in (old, ANA):
        await installation.submit(place, **lead)
    before = (await installation.lead(place, ANA["email"])).score
    chosen = str((await installation.lead(place, old["email"])).id)
    async with installation.browser(place.owner_id) as client:
        begun = await client.post(f"{place.url}{DRAFT}")
        assert begun.headers["location"].endswith(DRAFT)
        asked = rule(**{"c-0-field": "email_kind", "c-0-op": "in", "c-0-value": "company"})
        looked = await client.post(f"{place.url}{DRAFT}/rule", data={**asked, "do": "refresh"})
        assert "Of the newest 2 leads" in looked.text
        found = await client.post(f"{place.url}{DRAFT}/rule", data=asked | {"q": "bo@far"})
        assert f'name="pick" value="{chosen}"' in found.text  # Enter there kept nothing
        tried = await client.post(f"{place.url}{DRAFT}/rule", data=asked | {"pick": chosen})
        assert f'name="lead" value="{chosen}"' in tried.text
        assert "Bo &lt;b&gt;Far" in tried.text
        assert await in_draft(installation, place) == default_scorecard().model_copy(
            update={"version": 2}
        )
        same = rule(
            id="company_email", label="Writes from a company address", points="35",
            **{"c-0-field": "email_kind", "c-0-op": "in", "c-0-value": "company"},
        )  # fmt: skip
        await client.post(f"{place.url}{DRAFT}/rule", data=same)
        assert "0 changes against it" in (await client.get(f"{place.url}{DRAFT}")).text
        kept = await client.post(f"{place.url}{DRAFT}/rule", data=asked)
        assert kept.status_code == 303
        draft = await client.get(f"{place.url}{DRAFT}")
        assert "1 change against it" in draft.text
        assert "Writes from Portugal" in draft.text
        base = await client.get(f"{place.url}{DRAFT}/base")
        assert "Of the newest 2 leads" in base.text
        assert (await installation.lead(place, ANA["email"])).score == before
        done = await client.post(
            f"{place.url}{DRAFT}/publish", data={"seen": "2", "note": f"Why {HOSTILE}"}
        )
        assert done.status_code == 303
        await installation.work()
        page = await client.get(f"{place.url}/scoring")
    after = (await installation.lead(place, ANA["email"])).score
    assert before is not None
    assert after is not None
    assert after > before
    assert "Version 2 was counted for 2 leads" in page.text
    assert HOSTILE not in page.text
    assert "Why &lt;script&gt;" in page.text


async def test_what_is_wrong_with_a_rule_stands_at_its_field_and_what_was_typed_stays(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}{DRAFT}")
        wrong = [
            (rule(points="0"), "Write a number from −100 to 100"),
            (rule(points="many", label=HOSTILE), "Write a number from −100 to 100"),
            (rule(label=""), "Say in up to 120 characters"),
            (rule(**{"c-0-value": ""}), "Fill in “Country”"),
            (rule(cause="event", event="Not An Event"), "in small letters"),
            (rule(cause="event", event="page.viewed", half_life="-1"), "Write days"),
            (
                rule(cause="text", text="{field: country, op: is}"),
                "At condition.op: input should be",
            ),
            (rule(cause="text", text="{field: [}"), "Mend the YAML there"),
            (rule(group="wish"), "Choose a group of the same part"),
        ]
        for typed, words in wrong:
            page = await client.post(f"{place.url}{DRAFT}/rule", data=typed)
            assert page.status_code == 422, typed
            assert words in page.text, (typed, page.text[-3000:])
            assert HOSTILE not in page.text
    found = await in_draft(installation, place)
    assert found is not None
    assert found.rules == default_scorecard().rules


async def test_rules_move_and_go_and_events_and_written_conditions_are_kept(
    installation: Installation, place: Workplace
) -> None:
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}{DRAFT}")
        url = f"{place.url}{DRAFT}"
        await client.post(f"{url}/rules", data={"rule": "free_email", "do": "up"})
        await client.post(f"{url}/rules", data={"rule": "role_email", "do": "remove"})
        event = rule(label="Looked", part="engagement", cause="event", event="page.viewed")
        await client.post(f"{url}/rule", data={**event, "half_life": "7.5"})
        written = "{event: page.viewed, op: at_least, value: 3, within_days: 7}"
        limit = rule(what="limits", part="", points="10", cause="text", text=written, label="Bot?")
        assert (await client.post(f"{url}/rule", data=limit)).status_code == 303
        shown = await client.get(f"{url}/rule", params={"limit": "bot"})
        assert "within_days: 7" in shown.text
    found = await in_draft(installation, place)
    assert found is not None
    assert [each.id for each in found.rules[:3]] == [
        "free_email", "company_email", "disposable_email",
    ]  # fmt: skip
    assert found.rules[-1].half_life_days == 7.5
    assert found.limits[-1].at_most == 10


async def test_weights_groups_thresholds_and_grades_are_changed_together(
    installation: Installation, place: Workplace
) -> None:
    typed = {
        "title": "Ours", "weight_fit": "50", "weight_engagement": "30", "weight_intent": "20",
        "fit-cut-0": "60", "fit-cut-1": "30", "interest-cut-0": "50", "grade-0-0": "A", "grade-0-1": "B",
        "grade-1-0": "B", "grade-1-1": "C", "grade-2-0": "C", "grade-2-1": "D",
        "group-0-id": "contact", "group-0-label": "Writing", "group-0-part": "engagement",
        "group-0-at_most": "60", "threshold-0-label": "Very hot", "threshold-0-at": "85",
    }  # fmt: skip
    async with installation.browser(place.owner_id) as client:
        await client.post(f"{place.url}{DRAFT}")
        url = f"{place.url}{DRAFT}/numbers"
        assert 'value="40"' in (await client.get(url)).text
        for change, words in (
            ({"weight_fit": "60"}, "sum to 100"),
            ({"fit-cut-0": "10", "fit-cut-1": "60"}, "Cuts of fit are whole numbers"),
            ({"fit-cut-0": "6o"}, "Cuts of fit are whole numbers"),
            ({"fit-cut-0": "101"}, "Cuts of fit are whole numbers"),
            ({"interest-cut-0": ""}, "Cuts of interest are whole numbers"),
            ({"grade-0-0": "C"}, "Grade B stands beside grade C, which has more interest"),
            ({"grade-0-1": "D"}, "Grade C stands below grade D, which has more fit"),
            ({"threshold-0-at": "soon"}, "thresholds[0].at"),
        ):
            page = await client.post(url, data=typed | change)
            assert page.status_code == 422, change
            assert words in page.text, change
            assert "Very hot" in page.text
            assert 'aria-invalid="true"' in page.text, change
        more = await client.post(url, data=typed | {"do": "add-band-interest"})
        assert more.status_code == 200
        assert 'name="interest-cut-1"' in more.text
        assert (await client.post(url, data=typed)).status_code == 303
    found = await in_draft(installation, place)
    assert found is not None
    assert found.weights.fit == 50
    assert [group.id for group in found.groups] == ["contact"]
    assert {each.group for each in found.rules} == {None, "contact"}
    assert (found.thresholds[0].at, found.thresholds[0].hysteresis) == (85, 5)
    assert (found.grading.fit_cuts, found.grading.interest_cuts) == ((60, 30), (50,))
    assert ["".join(row) for row in found.grading.grades] == ["AB", "BC", "CD"]


async def test_an_older_version_comes_back_and_files_go_out_and_in(
    installation: Installation, place: Workplace
) -> None:
    changed = default_scorecard().model_copy(update={"title": "Changed"})
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        made = await drafting.save_draft(session, changed, Change(place.owner_id, "try"))
        await drafting.publish(session, "default", Change(place.owner_id), seen=made)
    async with installation.browser(place.owner_id) as client:
        looked = await client.get(f"{place.url}/scoring?card=default&version=1")
        assert "version 1, not in force" in looked.text
        back = await client.post(f"{place.url}{CARD}/roll-back", data={"number": "1"})
        assert back.status_code == 303
        assert (await counting(installation, place)).title == default_scorecard().title
        file = await client.get(f"{place.url}{CARD}/scorecard.yaml?version=2")
        assert read_yaml(file.text).title == "Changed"
        mine = card_yaml(changed.model_copy(update={"name": "segment"}))
        taken = await client.post(f"{place.url}/scoring/import", data={"yaml": mine})
        assert taken.headers["location"].endswith("/scoring/cards/segment/draft?toast=saved")
        page = await client.get(f"{place.url}/scoring")
        assert "segment, draft" in page.text
        bad = mine.replace("points: 35", "points: 3500") + HOSTILE
        refused = await client.post(f"{place.url}/scoring/import", data={"yaml": bad})
        assert refused.status_code == 422
        assert "line" in refused.text
        assert HOSTILE not in refused.text
        gone = await client.post(f"{place.url}/scoring/cards/segment/draft/discard")
        assert gone.status_code == 303


async def test_a_card_comes_as_a_chosen_file_and_what_cannot_be_kept_is_refused_in_words(
    installation: Installation, place: Workplace
) -> None:
    words = card_yaml(default_scorecard().model_copy(update={"name": "file", "title": "Größe"}))
    path = f"{place.url}/scoring/import"
    async with installation.browser(place.owner_id) as client:
        latin = await client.post(path, files={"file": ("a.yaml", words.encode("latin-1"))})
        assert (latin.status_code, "is no UTF-8 text. Save the file as UTF-8." in latin.text) == (
            422,
            True,
        )
        for unseen in ('title: "a\\0b"', "? [a, b]\n: c"):
            bad = words.replace("title: Größe", unseen)
            refused = await client.post(path, data={"yaml": bad})
            assert (refused.status_code, "line 3" in refused.text) == (422, True)
        taken = await client.post(path, files={"file": ("a.yaml", words.encode("utf-16"))})
        assert taken.headers["location"].endswith("/scoring/cards/file/draft?toast=saved")


async def test_only_admins_change_scoring_and_nobody_sees_another_workspaces(
    installation: Installation, place: Workplace
) -> None:
    rep = await installation.member(place.workspace_id, "rep@scoring.example", Role.REP)
    other = await installation.workplace("Other")
    async with installation.runtime.database.tenant(other.workspace_id) as session:
        foreign = default_scorecard().model_copy(update={"name": "theirs"})
        await drafting.create(session, foreign, Change(None))
    async with installation.browser(rep) as client:
        page = await client.get(f"{place.url}/scoring")
        assert page.status_code == 200
        assert "Change it" not in page.text
        assert (await client.post(f"{place.url}{DRAFT}")).status_code == 403
        assert (await client.get(f"{place.url}{DRAFT}")).status_code == 403
    async with installation.browser(place.owner_id) as client:
        for answer in (
            await client.get(f"{place.url}/scoring?card=theirs"),
            await client.get(f"{place.url}/scoring/cards/theirs/draft"),
            await client.post(f"{place.url}/scoring/cards/theirs/draft"),
            await client.get(f"{other.url}/scoring"),
        ):
            assert answer.status_code == 404
        refused: httpx.Response = await client.post(
            f"{place.url}{DRAFT}", headers={"X-CSRF-Token": "wrong"}
        )
        assert refused.status_code == 403
    assert await in_draft(installation, place) is None


async def test_scores_in_figures_count_totals_grades_directions_and_segments(
    installation: Installation, place: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with installation.browser(place.owner_id) as client:
        empty = await client.get(f"{place.url}/scoring/insight")
        assert "No lead is scored yet" in empty.text
        await installation.submit(place, **ANA)
        await installation.submit(
            place,
            name="Bo",
            email="bo@gmail.com",
            message="Hi",
            source=HOSTILE,
            phone="+49 30 901820",
        )
        lead = await installation.lead(place, ANA["email"])
        history = "update score_history set at = at - interval '20 days', total = total - 9"
        async with installation.runtime.database.tenant(place.workspace_id) as session:
            asked = {"of": place.workspace_id, "lead": lead.id}
            where = " where workspace_id = :of and lead_id = :lead"
            await session.execute(text(history + where), asked)
        page = await client.get(f"{place.url}/scoring/insight")
        assert "Counted" not in page.text
        monkeypatch.setattr(insight_query, "LARGE", 2)
        first = await client.get(f"{place.url}/scoring/insight")
        await installation.submit(place, name="Cy", email="cy@gmail.com", message="Hi")
        kept = await client.get(f"{place.url}/scoring/insight")
        assert all("Counted" in one.text and "2 leads by" in one.text for one in (first, kept))
        with clock.moved_to(clock.now() + insight_query.KEEP):
            assert "3 leads by" in (await client.get(f"{place.url}/scoring/insight")).text
    assert page.status_code == 200
    assert "2 leads by" in page.text
    assert "1 Rising, 0 Steady, 0 Falling, 1 Too new to tell" in page.text
    assert f"?grade={lead.grade}" in page.text
    assert ">Germany</bdi>" in page.text
    assert HOSTILE not in page.text


async def test_what_no_lead_has_is_told_on_the_draft_and_in_force_with_what_may_be_meant(
    installation: Installation, place: Workplace
) -> None:
    await installation.submit(place, **ANA, shoe_size=43, hobby="chess")
    rule_ = "- {id: %s, part: fit, label: %s, points: 9, condition: {field: %s, op: exists}}\n"
    lines = [("a", "Mistyped", "compnay"), ("b", "Own number", "shoe_size"), ("c", "Own", "hobby")]
    words = card_yaml(default_scorecard()) + "".join(rule_ % line for line in lines)
    async with installation.browser(place.owner_id) as client:
        url = f"{place.url}/scoring"
        assert "spelled right" not in (await client.get(url)).text
        kept = await client.post(f"{url}/import", data={"yaml": words})
        draft = await client.get(kept.headers["location"])
        assert "spelled right" in draft.text
        assert '<a href="#rule-a" class="underline"><bdi>Mistyped</bdi></a>' in draft.text
        assert "Write `company` " in draft.text
        assert 'href="#rule-b"' not in draft.text
        assert 'href="#rule-c"' not in draft.text
        await client.post(f"{place.url}{DRAFT}/publish", data={"seen": "2"})
        assert "spelled right" in (await client.get(url)).text


async def test_a_card_with_a_condition_is_not_offered_as_primary_and_says_why(
    installation: Installation, place: Workplace
) -> None:
    whom = {"field": "country", "op": "equals", "value": "PT"}
    words = card_yaml(default_scorecard()).replace("name: default", "name: south")
    some = f"{words}applies_to: {whom}\n"
    async with installation.browser(place.owner_id) as client:
        url, south = f"{place.url}/scoring", f"{place.url}/scoring/cards/south"
        for told, number in ((some, "1"), (words, "2")):
            assert (await client.post(f"{url}/import", data={"yaml": told})).status_code == 303
            await client.post(f"{south}/draft/publish", data={"seen": number})
            page = (await client.get(f"{url}?card=south")).text
            assert ("cannot be the primary" in page) is (told == some)
            assert (f'action="{south}/primary"' in page) is (told == words)
        await client.post(f"{south}/primary")
        back = await client.post(f"{south}/roll-back", data={"number": "1"})
        assert back.status_code == 422
        assert "counts for every lead: take its condition away" in back.text
        assert (await client.post(f"{url}/import", data={"yaml": some})).status_code == 303
        draft = await client.get(f"{south}/draft")
        assert "cannot be published so" in draft.text
        assert f'href="{south}/draft/for-whom"' in draft.text
