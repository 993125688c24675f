"""Numbers told by their plan's tables are what phonenumbers tells by its long way."""

import random

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from leadwright.domain.numbering import dialled, grouped, is_no_length, numbered, region_of


def _long_way(text: str) -> tuple[int, str, str | None, int, bool, str]:
    number = phonenumbers.parse(text, None)
    region = phonenumbers.region_code_for_number(number)
    return (
        number.country_code or 0,
        phonenumbers.national_significant_number(number),
        region,
        phonenumbers.number_type(number),
        phonenumbers.is_possible_number(number)
        and region is not None
        and phonenumbers.is_valid_number_for_region(number, region),
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
    )


def _examples() -> list[str]:
    """A number of each kind in each region, and some near it."""
    draw = random.Random(3)
    made = []
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in PhoneNumberType.values():
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            text = phonenumbers.format_number(example, PhoneNumberFormat.E164)
            made.append(text)
            for _ in range(2):
                at = draw.randrange(2, len(text))
                made.append(f"{text[:at]}{draw.randrange(10)}{text[at + draw.randrange(2) :]}")
    return made


def test_a_number_told_by_the_tables_is_told_alike_by_phonenumbers() -> None:
    examples = _examples()
    known = [(text, one) for text in examples if (one := numbered(text))]
    assert len(known) > len(examples) / 3
    for text, one in known:
        told = (one.country_code, one.national, one.region, one.kind, True, text)
        assert told == _long_way(text)


def test_whose_a_number_is_and_that_it_has_no_numbers_length_is_told_alike_by_phonenumbers() -> (
    None
):
    draw = random.Random(4)
    examples = _examples()
    cut = [text[: draw.randrange(8, 16)] for text in examples]
    further = [f"{text}{draw.randrange(100)}" for text in examples if len(text) < 14]
    texts = [*examples, *cut, *further]
    told = [text for text in texts if (one := region_of(text)) and one == _long_way(text)[2]]
    assert told == [text for text in texts if region_of(text)]
    assert {text for text in texts if numbered(text)} == set(told)
    without = [text for text in texts if is_no_length(text)]
    assert len(without) > len(texts) / 10
    for text in without:
        assert not phonenumbers.is_possible_number(phonenumbers.parse(text, None)), text


def test_what_would_have_to_be_taken_apart_is_left_to_phonenumbers() -> None:
    odd = (
        "",
        "+",
        "030 123456",
        "+49",
        "+490301234567",
        "+80012345678",
        "+4930123456x",
        "+٤٩٣٠١٢٣٤٥٦٧",
    )
    assert [numbered(text) for text in odd] == [None] * len(odd)


def test_a_number_is_read_out_in_groups_and_what_is_none_as_it_was_typed() -> None:
    assert grouped("+4930123456") == "+49 30 123456"
    assert grouped("+33612345678") == "+33 6 12 34 56 78"
    assert grouped("+14155552671") == "+1 415-555-2671"
    as_typed = ("030 / 12 34 56", "+49 30 123456", "+999123456789", "ask for Eva", "")
    assert [grouped(text) for text in as_typed] == [*as_typed]
    assert grouped(None) == ""


def test_a_telephone_is_told_digits_and_the_plus() -> None:
    assert dialled("+49 (30) 12-34 56") == "+4930123456"
    assert dialled("030 123456") == "030123456"
