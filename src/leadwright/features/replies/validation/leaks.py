"""Finds our words to the model in what it wrote: its instructions, and the names of its form's fields."""

import re
from collections.abc import Iterator
from functools import lru_cache

from leadwright.domain.model_words import INSTRUCTIONS
from leadwright.features.replies.validation.problems import Problem, ProblemKind

# So many words in a row are no accident.
_RUN = 6
_WORD = re.compile(r"[^\W_]+")
# Placeholders that found no value, and identifiers: nobody writes those in a letter.
_MARKS = re.compile(
    r"\b(?:PERSON|EMAIL|PHONE)_\d+\b|\b[a-z]{2,}_[a-z_]{2,}\b|\bJSON\b", re.IGNORECASE
)


def found(whole: str) -> Iterator[Problem]:
    """Each mark, and the first run of words that stands in the instructions."""
    for match in _MARKS.finditer(whole):
        yield Problem(ProblemKind.LEAK, match.group()[:80])
    known = _runs()
    for run in _runs_of(whole):
        if run in known:
            yield Problem(ProblemKind.LEAK, " ".join(run))
            return


@lru_cache(maxsize=1)
def _runs() -> frozenset[tuple[str, ...]]:
    return frozenset(_runs_of(INSTRUCTIONS))


def _runs_of(text: str) -> Iterator[tuple[str, ...]]:
    words = [word.casefold() for word in _WORD.findall(text)]
    for start in range(len(words) - _RUN + 1):
        yield tuple(words[start : start + _RUN])
