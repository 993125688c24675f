"""Laws of folding, of times at which a condition turns, and of its JSON form."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from leadwright.domain.condition import (
    TEXT_LIMIT,
    Compare,
    Count,
    CountOp,
    Node,
    Not,
    Occurrence,
    Op,
    Subject,
    changes_at,
    condition_json,
    fold,
    matches,
    parse_condition,
    readings,
)

NOW = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
MOMENTS = st.floats(-60, 60).map(lambda days: NOW + timedelta(days=days))
DAYS = st.sampled_from([0.5, 7, 30])
WINDOWS: st.SearchStrategy[Node] = st.one_of(
    st.builds(
        lambda op, days: Compare(field="due", op=op, value=days),
        st.sampled_from([Op.WITHIN_DAYS, Op.WITHIN_NEXT_DAYS]),
        DAYS,
    ),
    st.builds(
        lambda op, value, days: Count(event="page.viewed", op=op, value=value, within_days=days),
        st.sampled_from(CountOp),
        st.integers(0, 3),
        DAYS | st.none(),
    ),
)


@given(st.text(st.characters(codec=None)) | st.text().map(lambda text: text * 200))
def test_folding_is_idempotent_bounded_and_storable(text: str) -> None:
    folded = fold(text)
    assert fold(folded) == folded
    assert len(folded) <= TEXT_LIMIT
    assert "\x00" not in folded
    folded.encode()


@given(st.recursive(st.none() | st.booleans() | st.floats() | st.integers() | st.text(), st.lists))
def test_any_value_can_be_read_and_what_is_read_has_a_meaning(value: object) -> None:
    for reading in readings(value):  # type: ignore[arg-type]
        assert any(part is not None for part in reading)
        assert reading.text != ""


@given(WINDOWS, MOMENTS, st.lists(MOMENTS, max_size=4), st.floats(0, 120))
def test_between_the_moments_named_a_condition_stands_still(
    condition: Node, due: datetime, seen: list[datetime], later: float
) -> None:
    subject = Subject({"due": due}, NOW, [Occurrence("page.viewed", at) for at in seen])
    moment = NOW + timedelta(days=later)
    turns = changes_at(condition, subject)
    assert all(turn > NOW for turn in turns)
    if all(turn > moment for turn in turns):
        assert matches(condition, subject.at(moment)) == matches(condition, subject)
    for turn in turns:
        just_before = turn - timedelta(microseconds=1)
        passed = {t for t in turns if t <= just_before}
        assert changes_at(condition, subject.at(just_before)) == turns - passed


@given(st.recursive(WINDOWS, lambda parts: parts.map(lambda part: Not(part=part)), max_leaves=5))
def test_the_json_form_reads_back_equal(condition: Node) -> None:
    assert parse_condition(condition_json(condition)) == condition
