"""Text messages: phone numbers as vendors expect them, and texts shortened to fit."""

import re
from collections.abc import Iterable

from leadwright.domain.errors import ProviderError
from leadwright.kernel.texts import cut

_NUMBER = re.compile(r"\+[1-9][0-9]{6,14}")
_LONGEST = 450  # three parts with letters beyond ASCII at most


def phone(text: str) -> str:
    """A number in E.164. ProviderError for anything else: a vendor would bill the attempt."""
    if not _NUMBER.fullmatch(text):
        raise ProviderError(
            f"{text!r} is no telephone number such as +493012345678",
            permanent=True,
            recipient_gone=True,
        )
    return text


def short(title: str, links: Iterable[str]) -> str:
    """The headline and the first link, without what the lead wrote."""
    link = next((one for one in links if one), "")
    words = cut(" ".join(title.split()), _LONGEST - len(link) - 1)
    return f"{words} {link}".strip()
