"""Keeps people's names, addresses and numbers out of what is sent, and puts them back into the answer."""

import re
from dataclasses import dataclass, field

from leadwright.domain.lead import FormValues

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
# Seven digits and more, with what people set between them; a date has less or other marks.
_PHONE = re.compile(r"(?<![\w.])\+?\d(?:[ ()/.\u2011-]{0,2}\d){6,16}(?![\w])")
_DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{1,4}$")
_MARK = re.compile(r"\b(?:PERSON|EMAIL|PHONE)_\d+\b")
_LEAST_NAME = 3


@dataclass
class Redaction:
    """One lead's replacements: the same value always gets the same placeholder.

    Off, it changes nothing. People who are only named within the message are found by no rule and
    stay; the sender's own name is found wherever it stands.
    """

    form: FormValues
    is_on: bool
    _values: dict[str, str] = field(default_factory=dict)

    def hide(self, text: str) -> str:
        """The text with placeholders in place of personal data."""
        if not self.is_on or not text:
            return text
        text = _EMAIL.sub(lambda found: self._mark("EMAIL", found.group()), text)
        text = _PHONE.sub(self._phone, text)
        for name in self._names():
            pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
            text = pattern.sub(lambda found: self._mark("PERSON", found.group()), text)
        return text

    def restore(self, text: str) -> str:
        """The text with the values back in their places."""
        if not self.is_on:
            return text
        known = {mark: value for value, mark in self._values.items()}
        return _MARK.sub(lambda found: known.get(found.group(), found.group()), text)

    def _names(self) -> list[str]:
        """The whole name first, then its parts, so that `Ann Lee` is one person."""
        whole = " ".join((self.form.name or "").split())
        parts = [part for part in whole.split() if len(part) >= _LEAST_NAME]
        names = dict.fromkeys([whole, *parts])
        return [name for name in names if name and not name.startswith(("PERSON_", "EMAIL_"))]

    def _phone(self, found: re.Match[str]) -> str:
        return found.group() if _DATE.match(found.group()) else self._mark("PHONE", found.group())

    def _mark(self, kind: str, value: str) -> str:
        if value not in self._values:
            number = 1 + sum(mark.startswith(kind) for mark in self._values.values())
            self._values[value] = f"{kind}_{number}"
        return self._values[value]
