"""Which version scores a lead."""

from datetime import UTC, datetime, timedelta

from leadwright.domain.ids import new_id
from leadwright.features.prediction.arms import Arm, Challenge, Serving, arm_of

SINCE = datetime(2026, 5, 1, tzinfo=UTC)


def test_a_lead_keeps_its_arm_and_the_challenger_gets_its_share() -> None:
    trial = new_id()
    leads = [new_id() for _ in range(4000)]
    arms = [arm_of(trial, one, 20) for one in leads]
    assert arms == [arm_of(trial, one, 20) for one in leads]
    assert 0.17 < arms.count(Arm.CHALLENGER) / len(arms) < 0.23
    assert {one for one in leads if arm_of(trial, one, 20) is Arm.CHALLENGER} <= {
        one for one in leads if arm_of(trial, one, 50) is Arm.CHALLENGER
    }


def test_leads_of_before_the_trial_and_without_a_trial_are_the_champions() -> None:
    champion, challenger = new_id(), new_id()
    there = Serving(champion, Challenge(new_id(), challenger, 50, SINCE))
    early = SINCE - timedelta(seconds=1)
    leads = [new_id() for _ in range(40)]
    assert {there.version_for(one, early) for one in leads} == {champion}
    assert {there.version_for(one, SINCE) for one in leads} == {champion, challenger}
    assert {Serving(champion, None).version_for(one, SINCE) for one in leads} == {champion}
