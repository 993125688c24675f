"""A condition as rows of a form: there and back again, and what cannot be used."""

import pytest
from starlette.datastructures import FormData, UploadFile

from leadwright.domain.condition import condition_json, parse_condition
from leadwright.domain.errors import Invalid
from leadwright.web import condition_form as forms
from leadwright.web.condition_form import ConditionField
from leadwright.web.screens.reply_rules.view import FIELDS
from leadwright.web.screens.scoring.words import FIELDS as SCORED
from leadwright.web.word_diff import word_diff

SCORE = {"field": "score", "op": "at_least", "value": 40}
INTENT = {"field": "intent", "op": "in", "value": ["partnership", "job_seeker"]}


def sent(*rows: tuple[str, str, tuple[str, ...]], match: str = "all") -> FormData:
    fields: list[tuple[str, str | UploadFile]] = [("c-match", match)]
    for number, (name, op, values) in enumerate(rows):
        fields += [(f"c-{number}-field", name), (f"c-{number}-op", op)]
        fields += [(f"c-{number}-value", value) for value in values]
    return FormData(fields)


def posted(form: forms.ConditionForm) -> FormData:
    """What a browser sends of a form as it is drawn."""
    rows = [(row.asked.name, row.op.value, row.values) for row in form.rows]
    return sent(*rows, match=form.match)


@pytest.mark.parametrize(
    "condition",
    [
        SCORE,
        INTENT,
        {"all": [SCORE, INTENT]},
        {"any": [SCORE, INTENT, {"field": "source", "op": "contains", "value": "fair"}]},
        {"field": "unsure", "op": "equals", "value": False},
        {"field": "confidence", "op": "less", "value": 0.75},
        {"field": "country", "op": "missing"},
    ],
)
def test_a_condition_survives_its_form(condition: object) -> None:
    node = parse_condition(condition)
    form = forms.typed_form(posted(forms.form_of(node, FIELDS)), FIELDS)
    assert forms.condition_of(form) == node


def test_no_rows_are_about_everything() -> None:
    assert forms.form_of(None, FIELDS).rows == ()
    assert forms.condition_of(forms.typed_form(FormData(), FIELDS)) is None


def test_equals_of_a_choice_is_shown_as_one_of_one() -> None:
    node = parse_condition({"field": "grade", "op": "equals", "value": "A"})
    kept = forms.condition_of(forms.form_of(node, FIELDS))
    assert kept is not None
    assert condition_json(kept) == {"field": "grade", "op": "in", "value": ["A"]}


@pytest.mark.parametrize(
    "condition",
    [
        {"not": SCORE},
        {"all": [SCORE, {"any": [INTENT]}]},
        {"event": "message.received", "op": "at_least", "value": 2},
        {"field": "something_else", "op": "equals", "value": 1},
        {"field": "score", "op": "contains", "value": "4"},
    ],
)
def test_what_rows_cannot_say_is_kept_as_it_is(condition: object) -> None:
    node = parse_condition(condition)
    form = forms.form_of(node, FIELDS)
    assert form.rows == ()
    assert forms.condition_of(form) == node


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (("intent", "in", ()), "Choose at least one"),
        (("intent", "in", ("made_up",)), "Choose at least one"),
        (("score", "at_least", ("many",)), "Write a number"),
        (("score", "at_least", ("nan",)), "Write a number"),
        (("score", "at_least", ("1e300",)), "Write a number"),
        (("source", "contains", ("  ",)), "Fill in"),
    ],
)
def test_a_row_that_cannot_be_used_says_what_to_do(
    row: tuple[str, str, tuple[str, ...]], words: str
) -> None:
    form = forms.typed_form(sent(("grade", "in", ("A",)), row), FIELDS)
    with pytest.raises(Invalid) as refused:
        forms.condition_of(form)
    told = forms.with_errors(form, refused.value.problems)
    assert told.rows[0].error == ""
    assert words in told.rows[1].error


def test_a_row_whose_field_was_changed_takes_an_operator_of_the_new_one() -> None:
    form = forms.typed_form(sent(("score", "in", ("partnership",))), FIELDS)
    assert form.rows[0].op in form.rows[0].asked.operators


def test_rows_are_added_and_removed_in_their_place() -> None:
    form = forms.with_row(forms.typed_form(posted(forms.form_of(None, FIELDS)), FIELDS), FIELDS)
    form = forms.with_row(form, FIELDS)
    assert [row.asked.name for row in form.rows] == ["intent", "intent"]
    assert len(forms.without_row(form, 0).rows) == 1
    assert forms.without_row(form, 9).rows == form.rows
    for _ in range(50):
        form = forms.with_row(form, FIELDS)
    assert len(form.rows) == forms.MOST_ROWS


def test_a_decimal_comma_is_a_number() -> None:
    form = forms.typed_form(sent(("confidence", "less", ("0,75",))), FIELDS)
    node = forms.condition_of(form)
    assert node is not None
    assert condition_json(node)["value"] == 0.75


def test_rows_are_told_in_the_words_of_the_screen() -> None:
    node = parse_condition({"any": [INTENT, SCORE, {"field": "country", "op": "missing"}]})
    assert forms.in_words(forms.form_of(node, FIELDS)) == (
        "Intent is one of Partnership, Job seeker or Score is at least 40 or Country is missing"
    )


def test_another_screen_may_bring_its_own_fields() -> None:
    own = (ConditionField("colour", "Colour", "choice", (("red", "Red"),)),)
    form = forms.typed_form(sent(("colour", "in", ("red",)), ("score", "less", ("1",))), own)
    assert [row.asked.name for row in form.rows] == ["colour"]


def test_a_diff_shows_what_went_before_what_came() -> None:
    pieces = word_diff("We meet on Monday, at nine.", "We meet on Friday, at nine.")
    assert [(p.kind, p.text) for p in pieces if p.kind != "same"] == [
        ("gone", "Monday"),
        ("new", "Friday"),
    ]


@pytest.mark.parametrize(("before", "after"), [("", "new"), ("a b", "a b"), ("日本語", "日本")])
def test_a_diff_loses_no_word_of_either_text(before: str, after: str) -> None:
    pieces = word_diff(before, after)
    assert "".join(p.text for p in pieces if p.kind != "new") == before
    assert "".join(p.text for p in pieces if p.kind != "gone") == after


def test_a_diff_of_the_longest_texts_is_quick() -> None:
    pieces = word_diff("a b c d " * 2500, "b a d c " * 2500)
    assert pieces


def test_what_rows_cannot_say_is_told_in_the_words_of_the_screen_too() -> None:
    asked = {
        "all": [
            {"field": "intent", "op": "in", "value": ["demo_request"]},
            {"field": "country", "op": "in", "value": ["AT"]},
            {"not": {"event": "page.viewed", "within_days": 7}},
            {
                "any": [
                    {"event": "page.viewed", "op": "at_least", "value": 3},
                    {"event": "custom.ran"},
                ]
            },
        ]
    }
    said = forms.words_of(parse_condition(asked), SCORED, {"page.viewed": "looked at a page"})
    assert said == (
        "Intent is one of Demo and Country is one of “AT” and not (they looked at a page in the last 7 days)"
        " and (they looked at a page at least 3 times or “custom.ran” happened at least 1 time)"
    )
