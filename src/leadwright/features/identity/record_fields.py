"""What a record says of somebody, field by field, read only as far as it is asked for."""

from collections.abc import Sequence

from leadwright.features.identity.firms import Firm
from leadwright.features.identity.names import Name, read_name
from leadwright.features.identity.person import Person, read_company, read_person, read_title

KEPT = (
    "first_name", "last_name", "email", "phone", "company", "job_title", "city", "country",
)  # fmt: skip
_COMPANY, _TITLE = KEPT.index("company"), KEPT.index("job_title")
_BETWEEN = "\x1f"


def as_text(fields: Sequence[str]) -> str:
    """All of `KEPT` as one text, which takes a fraction of the memory."""
    return _BETWEEN.join([field.replace(_BETWEEN, " ") for field in fields])


class RecordFields:
    """The fields of `KEPT`, or the text of them. Of most records only the name is ever asked for.

    `person`: who that is; unless the name was read from an address, nothing else is asked for then.
    """

    __slots__ = ("_name", "_person", "_said")

    def __init__(self, said: str | Sequence[str], person: Person | None = None) -> None:
        self._said = said
        self._name: Name | None = None
        self._person = person

    @property
    def fields(self) -> Sequence[str]:
        """In the order of `KEPT`."""
        return self._said.split(_BETWEEN) if isinstance(self._said, str) else self._said

    @property
    def name(self) -> Name:
        """What is said of it, taken apart; never what an address spells."""
        if self._name is None and self._person is not None and not self._person.is_name_read:
            self._name = self._person.name
        if self._name is None:
            said = self._said
            first, last, *_ = said.split(_BETWEEN, 2) if isinstance(said, str) else said
            self._name = read_name(first, last)
        return self._name

    @property
    def title(self) -> str:
        """As a person has it."""
        return read_title(self.fields[_TITLE]) if self._person is None else self._person.title

    @property
    def firm(self) -> Firm:
        """As a person has it."""
        return read_company(self.fields[_COMPANY]) if self._person is None else self._person.firm

    def person(self, known_as: str) -> Person:
        """All of it; whoever is looked up in masses meets the same records again and again."""
        if self._person is None:
            self._person = read_person(known_as, dict(zip(KEPT, self.fields, strict=True)))
        return self._person

    def is_same(self, fields: list[str], text: str) -> bool:
        """Whether it says exactly that; `text` is `as_text` of the fields."""
        if isinstance(self._said, str):
            return self._said == text
        return self._said[0] == fields[0] and list(self._said) == fields
