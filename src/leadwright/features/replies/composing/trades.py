"""The trades' own words: replies put together from a shape all languages share and a few sentences.

What a trade does not say differently is said by the language's general templates.
"""

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from leadwright.domain.industry import Industry
from leadwright.features.replies.composing.templates import Sentence, Variant, sentence

Words = dict[str, Any]
Shape = list[list[str]]


@cache
def load(code: str) -> dict[tuple[Industry, str], Variant]:
    """The replies of a language that trades put differently, by trade and template."""
    shapes, words = _read("shapes"), _read(code)
    shared = words.pop("shared")
    return {
        (Industry(trade), intent): _variant(shapes[intent], shared | own | own[intent])
        for trade, own in words.items()
        for intent in own
        if intent in shapes
    }


def _variant(shape: Shape, words: Words) -> Variant:
    return Variant(
        id="a",
        subject=sentence(_told(words["subject"], words)),
        paragraphs=tuple(tuple(_sentences(paragraph, words)) for paragraph in shape),
    )


def _sentences(names: list[str], words: Words) -> Iterator[Sentence]:
    for name in names:
        if name == "step":
            yield sentence(words["book"]) + sentence(_told(words["ask"], words))
        else:
            yield sentence(_told(words[name], words))


def _told(raw: Any, words: Words) -> Any:
    """The text; `@name` is the shared text of that name, so that none stands twice."""
    if isinstance(raw, list):
        return [_told(one, words) for one in raw]
    is_name = isinstance(raw, str) and raw.startswith("@")
    return words[raw[1:]] if is_name else raw


def _read(name: str) -> dict[str, Any]:
    source = files("leadwright.features.replies") / "data" / "trades" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))
