"""The written templates: loaded once from data, chosen by intent, language and submission.

A sentence is a list of alternatives, best first; the first whose slots are all known is used, and
if there is none the sentence is left out. So a missing fact never breaks the grammar.
"""

import re
import tomllib
import zlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from leadwright.domain.ids import SubmissionId

LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ja")
FALLBACK = "en"
_SLOT = re.compile(r"\{([a-z_]+)\}")


@dataclass(frozen=True)
class Wording:
    """One way to put a sentence: literal parts with slots between them, and what it needs."""

    parts: tuple[str, ...]
    slots: tuple[str, ...]
    needs: tuple[str, ...]


Sentence = tuple[Wording, ...]


@dataclass(frozen=True)
class Variant:
    """One phrasing of a reply; `id` is a letter.

    `joiner` stands between its sentences where it is not the language's: a workspace's own text
    keeps its spaces itself.
    """

    id: str
    subject: Sentence
    paragraphs: tuple[tuple[Sentence, ...], ...]
    joiner: str | None = None


@dataclass(frozen=True)
class Frame:
    """What every reply in a language shares, and how the language writes numbers and quotes.

    `joiner` stands between two sentences: Japanese sets no space there. `company_first` puts the
    company above the person in the signature.
    """

    greeting: Sentence
    closing: str
    footer: Sentence
    quotes: tuple[str, str]
    thousands: str
    thousands_from: int
    joiner: str = " "
    company_first: bool = False


@dataclass(frozen=True)
class Language:
    code: str
    frame: Frame
    templates: dict[str, tuple[Variant, ...]]


def base_language(tag: str | None) -> str:
    """The language we write in for a BCP 47 tag: `de-AT` is `de`, one we lack is English."""
    code = (tag or FALLBACK).partition("-")[0].casefold()
    return code if code in LANGUAGES else FALLBACK


def choose(language: Language, template: str, submission: SubmissionId) -> Variant:
    """The submission's variant: always the same one, and all equally often."""
    variants = language.templates[template]
    return variants[zlib.crc32(submission.bytes) % len(variants)]


@cache
def load(code: str) -> Language:
    """The templates of a language, parsed. Raises on a template that could come out empty."""
    source = files("leadwright.features.replies") / "data" / f"templates.{code}.toml"
    raw = tomllib.loads(source.read_text(encoding="utf-8"))
    frame = raw.pop("frame")
    return Language(
        code=code,
        frame=Frame(
            greeting=sentence(frame["greeting"]),
            closing=frame["closing"],
            footer=sentence(frame["footer"]),
            quotes=(frame["quotes"][0], frame["quotes"][1]),
            thousands=frame["thousands"],
            thousands_from=frame["thousands_from"],
            joiner=frame.get("joiner", " "),
            company_first=frame.get("company_first", False),
        ),
        templates={name: _variants(variants) for name, variants in raw.items()},
    )


def _variants(raw: list[dict[str, Any]]) -> tuple[Variant, ...]:
    return tuple(
        Variant(
            id=chr(ord("a") + place),
            subject=sentence(variant["subject"]),
            paragraphs=tuple(
                tuple(sentence(one) for one in paragraph) for paragraph in variant["paragraphs"]
            ),
        )
        for place, variant in enumerate(raw)
    )


def sentence(raw: Any) -> Sentence:
    """A sentence as the data files write it: a text, or alternatives, each with its needs perhaps."""
    return tuple(_wording(one) for one in (raw if isinstance(raw, list) else [raw]))


def _wording(raw: str | dict[str, Any]) -> Wording:
    text: str = raw if isinstance(raw, str) else raw["text"]
    pieces = _SLOT.split(text)
    slots = tuple(pieces[1::2])
    asked = () if isinstance(raw, str) else tuple(raw["needs"])
    return Wording(parts=tuple(pieces[0::2]), slots=slots, needs=(*asked, *slots))
