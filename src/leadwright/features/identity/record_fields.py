"""What a record says of somebody, field by field, read only as far as it is asked for."""

from collections.abc import Sequence

from leadwright.features.identity.names import Name, read_name

KEPT = (
    "first_name", "last_name", "email", "phone", "company", "job_title", "city", "country",
)  # fmt: skip
_BETWEEN = "\x1f"


def as_text(fields: Sequence[str]) -> str:
    """All of `KEPT` as one text, which takes a fraction of the memory."""
    return _BETWEEN.join([field.replace(_BETWEEN, " ") for field in fields])


class RecordFields:
    """The fields of `KEPT`, or the text of them. Of most records only the name is ever asked for."""

    __slots__ = ("_name", "_said")

    def __init__(self, said: str | Sequence[str]) -> None:
        self._said = said
        self._name: Name | None = None

    @property
    def fields(self) -> Sequence[str]:
        """In the order of `KEPT`."""
        return self._said.split(_BETWEEN) if isinstance(self._said, str) else self._said

    @property
    def name(self) -> Name:
        """The person's, taken apart."""
        if self._name is None:
            said = self._said
            first, last, *_ = said.split(_BETWEEN, 2) if isinstance(said, str) else said
            self._name = read_name(first, last)
        return self._name

    def is_same(self, fields: list[str], text: str) -> bool:
        """Whether it says exactly that; `text` is `as_text` of the fields."""
        if isinstance(self._said, str):
            return self._said == text
        return self._said[0] == fields[0] and list(self._said) == fields
