"""Forms that keep what was typed, and say of each field what is wrong with it."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Request

from leadwright.domain.errors import Refused
from leadwright.features.capture.fields import clean

LONGEST_VALUE = 50_000


async def _typed(request: Request) -> Mapping[str, str]:
    form = await request.form(max_files=0, max_fields=100)
    return {
        name: clean(value[:LONGEST_VALUE])
        for name, value in form.items()
        if isinstance(value, str) and name != "csrf_token"
    }


Typed = Annotated[Mapping[str, str], Depends(_typed)]


def errors_of(refusal: Refused | None) -> dict[str, str]:
    """The remedy for each field; under the empty name what belongs to none."""
    if refusal is None:
        return {}
    return {p.field: p.remedy for p in refusal.problems} or {"": refusal.message}


def ticked(typed: Mapping[str, str], name: str) -> bool:
    """Browsers send a check box only when it is ticked."""
    return typed.get(name, "") not in {"", "false"}
