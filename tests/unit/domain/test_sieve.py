"""A sieve lets everything through that its pattern matches."""

import re

import pytest

from leadwright.domain.sieve import AnyOf, Sieve, lowered


@pytest.mark.parametrize(
    ("pattern", "matching"),
    [
        (r"\b(?:ends?|finish(?:es|ed)?)\s(?:\d+|soon)\b", "It ENDS soon"),
        (r"(?:in|within)\s+(?:a )?(?:dozen|[1-9]\d?) (?:days?|weeks)", "within 12 Days"),
        (r"(?P<day>\d{1,2})\.\s?(?:März|april)", "am 3. MÄRZ"),
        (r"(?:見積|導入)(?=を)", "見積をお願いします"),
        (r"x?y*z?", "anything"),
        (r"cost(?:s|ing)?|\$\s?\d", "$ 5"),
        (r"\d{4}年", "２０２６年"),
    ],
)
def test_what_matches_comes_through(pattern: str, matching: str) -> None:
    sieve = Sieve(re.compile(pattern, re.IGNORECASE))
    assert sieve.lets(lowered(matching))


@pytest.mark.parametrize(
    ("pattern", "other"),
    [
        (r"\b(?:ends?|finish(?:es|ed)?)\s(?:\d+|soon)\b", "The price, please"),
        (r"(?:in|within)\s+(?:a )?(?:dozen|[1-9]\d?) (?:days?|weeks)", "within the hour"),
        (r"\d{1,2}\.\s?(?:märz|april)", "im April"),
    ],
)
def test_what_lacks_a_needed_word_is_not_even_tried(pattern: str, other: str) -> None:
    sieve = Sieve(re.compile(pattern, re.IGNORECASE))
    assert not sieve.lets(lowered(other))
    assert list(sieve.finditer(other, lowered(other))) == []


def test_a_pattern_made_later_is_tried_on_texts_seen_before() -> None:
    low = lowered("we gurgle softly")
    assert not Sieve(re.compile("blubber")).lets(low)
    assert Sieve(re.compile("gurgle")).lets(low)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It ENDS soon", True),
        ("am 3. MÄRZ", True),
        ("a b c", True),
        ("im März", False),
        ("", False),
    ],
)
def test_any_of_many_patterns_is_found_as_by_all_of_them_as_one(text: str, found: bool) -> None:
    patterns = (r"\bends?\s(?:\d+|soon)\b", r"(?P<day>\d{1,2})\.\s?märz", r"[abc] [abc] [abc]")
    assert AnyOf(patterns).is_in(text, lowered(text)) is found
    assert (re.search("|".join(patterns), text, re.IGNORECASE) is not None) is found
