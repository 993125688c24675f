"""Keeps people's names, addresses and numbers out of what is sent, and puts them back into the answer."""

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from leadwright.domain.lead import FormValues
from leadwright.features.understanding.entities import people

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,100}[@＠][\w-]+(?:\.[\w-]+)+")
# Seven digits and more, with what people set between them.
_PHONE = re.compile(
    r"(?<![\w.])[+＋]?\d(?:[ \t\u00a0\u2007\u202f()/.\u2010-\u2015\u2212-]{0,3}\d){6,16}(?![\w])"
)
_BETWEEN = r"[./-]"
# A date as the beginning of a longer run of digits is none: 06.12.34.56.78 is a number to call.
_DATE = re.compile(
    rf"(?<![\d./-])(?:(?:19|20)\d\d{_BETWEEN}\d{{1,2}}{_BETWEEN}\d{{1,2}}"
    rf"|\d{{1,2}}{_BETWEEN}\d{{1,2}}{_BETWEEN}(?:(?:19|20)\d\d|\d\d))(?!{_BETWEEN}?\d)"
)
_LEAST_DIGITS = 7
# Letters of other scripts may touch it: PERSON_1様.
_MARK = re.compile(r"(?<![A-Za-z0-9_])(?:PERSON|EMAIL|PHONE)_\d+(?![A-Za-z0-9_])")


@dataclass
class Redaction:
    """One lead's replacements: the same value always gets the same placeholder.

    Off, it changes nothing. People who are only mentioned in a sentence are found by no rule and stay.
    """

    form: FormValues
    is_on: bool
    _values: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """The text with placeholders in place of personal data."""
        if not self.is_on or not text:
            return text
        text = unicodedata.normalize("NFC", text)
        text = _EMAIL.sub(lambda found: self._mark("EMAIL", found.group()), text)
        text = _PHONE.sub(self._phone, text)
        if self._people is None:
            return text
        return self._people.sub(lambda found: self._mark("PERSON", found.group()), text)

    def restore(self, text: str) -> str:
        """The text with the values back in their places."""
        if not self.is_on:
            return text
        known = {mark: value for value, mark in self._values.items()}
        return _MARK.sub(lambda found: known.get(found.group(), found.group()), text)

    @cached_property
    def _people(self) -> re.Pattern[str] | None:
        """All names at once, the longest first, so that `Ann Lee` is one person."""
        given = {
            name: unicodedata.normalize("NFC", value)
            for name, value in (("name", self.form.name), ("message", self.form.message))
            if value
        }
        names = [
            name
            for name in people.named(self.form.model_copy(update=given))
            if not _MARK.search(name)
        ]
        return re.compile("|".join(map(people.pattern_of, names))) if names else None

    def _phone(self, found: re.Match[str]) -> str:
        """A date with an hour behind it has as many digits as a number to call."""
        digits = sum(map(str.isdigit, _DATE.sub(" ", found.group())))
        return found.group() if digits < _LEAST_DIGITS else self._mark("PHONE", found.group())

    def _mark(self, kind: str, value: str) -> str:
        if value not in self._values:
            number = 1 + sum(mark.startswith(kind) for mark in self._values.values())
            self._values[value] = f"{kind}_{number}"
        return self._values[value]
