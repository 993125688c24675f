"""The duplicate check on two files: no server, no database, no models."""

from pathlib import Path
from typing import Any

from leadwright.domain.errors import Invalid
from leadwright.features.identity.evaluation import evaluate, read_people


def dedupe(base: str, incoming: str) -> list[dict[str, Any]]:
    """For each person of the second file: who of the first they are, if anybody."""
    known, coming = (read_people(_text(file), file) for file in (base, incoming))
    return evaluate(known, coming)


def _text(file: str) -> str:
    """UTF-8, else what Windows programs write."""
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error}.") from error
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding).replace("\0", "")
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")
