"""A template as people write it: text with `{slots}`, and brackets around what may have to go.

`[Thanks for asking about {product}.|Thanks for asking.]` takes the first of its alternatives whose
slots are all known, else none. `{?budget}` inside one says: only if a budget is known. An empty
line parts paragraphs.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import product

from leadwright.domain.errors import FieldProblem
from leadwright.features.replies.composing.templates import Sentence, Variant, Wording

ALWAYS = frozenset({"own"})
SLOTS = (
    "own", "company", "first_name", "full_name", "product", "timeline", "team_size",
    "booking_url", "prices", "fact",
)  # fmt: skip
CONDITIONS = ("returning", "budget", "phone", "urgent", "day")
OWN_ID = "own"
LONGEST_SUBJECT, LONGEST_BODY = 400, 5_000
_MOST_SUBJECTS = 24
_GROUP = re.compile(r"\[([^\[\]]*)\]")
_SLOT = re.compile(r"\{(\??)([^{}]*)\}")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")
_SPACES = re.compile(r"[ \t]+")
_BLANK = re.compile(r"[ \t\r\n]+")


@lru_cache(maxsize=512)
def read(subject: str, body: str) -> Variant:
    """The template that a checked text means."""
    return Variant(
        id=OWN_ID,
        subject=_subjects(subject),
        paragraphs=tuple(_pieces(paragraph) for paragraph in _PARAGRAPHS.split(body.strip())),
        joiner="",
    )


def _subjects(text: str) -> Sentence:
    """Every way the subject can come out, best first; a bracket whose slots are unknown is left out."""
    ways = [
        piece if set(piece[-1].needs) <= ALWAYS else (*piece, Wording(("",), (), ()))
        for piece in _pieces(one_line(text))
    ]
    return tuple(_joined(way) for way, _ in zip(product(*ways), range(_MOST_SUBJECTS)))  # noqa: B905


def _joined(way: tuple[Wording, ...]) -> Wording:
    parts = [""]
    for wording in way:
        parts[-1] += wording.parts[0]
        parts += wording.parts[1:]
    return Wording(
        parts=tuple(parts),
        slots=tuple(slot for wording in way for slot in wording.slots),
        needs=tuple(need for wording in way for need in wording.needs),
    )


def _pieces(text: str) -> tuple[Sentence, ...]:
    """Plain text and brackets in turn."""
    return tuple(
        tuple(_wording(one) for one in (raw.split("|") if place % 2 else [raw]))
        for place, raw in enumerate(_GROUP.split(text))
        if raw
    )


def _wording(text: str) -> Wording:
    asked = tuple(name for mark, name in _SLOT.findall(text) if mark)
    bare = _SLOT.sub(lambda found: "" if found[1] else found[0], text)
    pieces = re.split(r"\{([^{}]*)\}", bare)
    slots = tuple(pieces[1::2])
    return Wording(parts=tuple(pieces[0::2]), slots=slots, needs=(*asked, *slots))


def one_line(text: str) -> str:
    """On one line; a space that must not break stays one."""
    return _BLANK.sub(" ", text).strip(" ")


def tidy(text: str) -> str:
    """Without the spaces and empty lines that brackets leave behind."""
    lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def write(variant: Variant, joiner: str) -> tuple[str, str]:
    """Subject and body of a shipped template in this notation, to begin an edit from."""
    paragraphs = (
        joiner.join(_written(sentence) for sentence in paragraph)
        for paragraph in variant.paragraphs
    )
    return _written(variant.subject), "\n\n".join(paragraphs)


def _written(sentence: Sentence) -> str:
    texts = [_text_of(wording) for wording in sentence]
    is_plain = len(texts) == 1 and set(sentence[0].needs) <= ALWAYS
    return texts[0] if is_plain else f"[{'|'.join(texts)}]"


def _text_of(wording: Wording) -> str:
    asked = "".join(f"{{?{need}}}" for need in wording.needs if need not in wording.slots)
    slots = (*(f"{{{slot}}}" for slot in wording.slots), "")
    return asked + "".join(part + slot for part, slot in zip(wording.parts, slots, strict=True))


def problems(field: str, text: str) -> Iterator[FieldProblem]:
    """What keeps a text from being a template."""
    longest = LONGEST_SUBJECT if field == "subject" else LONGEST_BODY
    if not text.strip():
        yield FieldProblem(field, "missing", f"Write a {field}.")
    if len(text) > longest:
        yield FieldProblem(field, "too_long", f"Shorten it to {longest:,} characters.")
    bare = _GROUP.sub("", text)
    if "[" in bare or "]" in bare:
        remedy = "Close each [ with a ], and put no bracket into another."
        yield FieldProblem(field, "unbalanced", remedy)
    elif "|" in bare:
        remedy = "Put a | only between the alternatives of a bracket: [one|other]."
        yield FieldProblem(field, "unbalanced", remedy)
    else:
        yield from _unsure(field, bare)
    braces = _SLOT.sub("", text)
    if "{" in braces or "}" in braces:
        yield FieldProblem(field, "unbalanced", "Close each { with a }.")
    yield from _unknown(field, text)


def _unsure(field: str, outside: str) -> Iterator[FieldProblem]:
    for mark, name in dict.fromkeys(_SLOT.findall(outside)):
        if mark and name in SLOTS + CONDITIONS:
            remedy = f"Put {{?{name}}} into a bracket: it says when the bracket's text stands."
            yield FieldProblem(field, "outside", remedy)
        elif name in SLOTS and name not in ALWAYS:
            remedy = (
                f"{{{name}}} is not always known. Put what needs it into a bracket, with another"
                f" wording after a | if there is one: [… {{{name}}} …|…]."
            )
            yield FieldProblem(field, "outside", remedy)


def _unknown(field: str, text: str) -> Iterator[FieldProblem]:
    for mark, name in dict.fromkeys(_SLOT.findall(text)):
        if name in SLOTS or (mark and name in CONDITIONS):
            continue
        if name in CONDITIONS:
            remedy = f"{{{name}}} has no words of its own; {{?{name}}} asks whether it is known."
        else:
            remedy = f"There is no slot {{{name[:40]}}}. Choose one of the list."
        yield FieldProblem(field, "unknown_slot", remedy)
