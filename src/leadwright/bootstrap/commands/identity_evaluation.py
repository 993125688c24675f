"""The duplicate check on two files: no server, no database, no models."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadwright.domain.errors import Invalid
from leadwright.features.identity.evaluation import evaluate, read_people
from leadwright.features.identity.person import Person
from leadwright.features.imports.mapping.headers import meaning_of
from leadwright.features.imports.reading.delimited import as_text
from leadwright.features.imports.reading.sheet import FileRefused


def dedupe(base: str, incoming: str) -> list[dict[str, Any]]:
    """For each person of the second file: who of the first they are, if anybody."""
    return list(evaluate(_people(base), _people(incoming)))


def _people(file: str) -> Iterator[Person]:
    try:
        text = as_text(Path(file).read_bytes())
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error}.") from error
    except FileRefused as refusal:
        raise Invalid(f"{file} cannot be read: {refusal.message}") from refusal
    return read_people(text, file, _meant)


def _meant(header: str) -> str | None:
    found = meaning_of(header)
    return found.name if found else None
