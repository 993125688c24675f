"""From what a form posted to the five known fields: forms of the world name them in many ways.

`words` knows the names, `shapes` what wraps them.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from leadwright.domain.demand import Demand
from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.lead import FormValues
from leadwright.features.capture import proof_of_work, shapes, words

LENGTHS = {
    "name": 200,
    "first_name": 100,
    "last_name": 100,
    "email": 254,
    "phone": 60,
    "company": 200,
    "message": 20_000,
    "source": 100,
}
MOST_FIELDS = 200
LONGEST_EXTRA = 5_000
DEEPEST = 5

# What is kept of a post's headers, and shown of it: an Authorization or a Cookie never is.
KEPT_HEADERS = (
    "user-agent",
    "referer",
    "origin",
    "accept-language",
    "auto-submitted",
    "precedence",
    "list-unsubscribe",
    "list-id",
    "x-auto-response-suppress",
)
_KEPT = frozenset(KEPT_HEADERS)
HONEYPOT = "_lw_hp"
TIME_TOKEN = "_lw_t"  # noqa: S105 -- a field's name
RETURN_TO = "_lw_next"
VISITOR = "_lw_v"
# Where the browser's proof stands; hCaptcha writes its token under the name of another as well.
PROOFS: Mapping[Demand, str] = {
    Demand.PROOF_OF_WORK: proof_of_work.FIELD,
    Demand.TURNSTILE: "cf-turnstile-response",
    Demand.HCAPTCHA: "h-captcha-response",
}
LONGEST_PROOF = 16_000
_OURS = frozenset(
    {HONEYPOT, TIME_TOKEN, RETURN_TO, VISITOR, "key", "g-recaptcha-response", *PROOFS.values()}
)

# Control characters but tab and line feed, and the invisible ones that turn or hide text.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Text without control, zero-width and direction-turning characters, in composed form."""
    if text.isascii() and text.isprintable():
        return text.strip()
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).strip()


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(text.split())


def kept(headers: Sequence[tuple[str, str]]) -> dict[str, str]:
    """The headers that are kept; of one that came twice the first."""
    return {name: value[:500] for name, value in reversed(headers) if name in _KEPT}


def read_form(body: Mapping[str, Any]) -> tuple[FormValues, str | None]:
    """The five known fields, everything else under `extra`, and the source if the form names one.

    Raises Invalid naming each field that cannot be taken. Whether there is a way to answer
    (e-mail or phone) is asked by `rules.check`.
    """
    _count(body)
    if shapes.is_nested(body):
        body = shapes.opened(body)
        _count(body)
    problems: list[FieldProblem] = []
    known: dict[str, str] = {}
    extra: dict[str, Any] = {}
    for name, value in body.items():
        if name in _OURS:
            continue
        plain = value if isinstance(value, str) else shapes.single(value)
        field = words.SAID.get(name) or _field(name, plain)
        if field is not None and field not in known and not isinstance(plain, (dict, list)):
            text = _known(field, name, plain, problems)
            if text:
                known[field] = text
        else:
            _extra(name, value, extra, problems)
    if problems:
        raise Invalid("Some fields cannot be taken.", problems=tuple(problems))
    source = known.pop("source", None)
    return _values(known, extra), source


def trap(body: Mapping[str, Any]) -> str:
    """What a machine wrote into the field that people never see, in a wrapped post too."""
    return str(shapes.single(shapes.opened(body).get(HONEYPOT)) or "")


def proof(body: Mapping[str, Any], demand: Demand) -> str:
    """What the browser brought for its proof; empty where there is none."""
    value = shapes.single(shapes.opened(body).get(PROOFS[demand]))
    return value.strip()[:LONGEST_PROOF] if isinstance(value, str) else ""


def _count(body: Mapping[str, Any]) -> None:
    if len(body) > MOST_FIELDS:
        raise Invalid(
            f"The form has {len(body)} fields; at most {MOST_FIELDS} are taken.",
            code="too_many_fields",
            problems=(FieldProblem("", "too_many_fields", f"Send at most {MOST_FIELDS} fields."),),
        )


def _values(known: dict[str, str], extra: dict[str, Any]) -> FormValues:
    first, last = known.pop("first_name", ""), known.pop("last_name", "")
    if first or last:
        known["name"] = whole_name(first, known.get("name", ""), last)
    return FormValues(**known, extra=extra)


def whole_name(first: str, name: str, last: str) -> str:
    """One name of its parts. Beside a first name "Name" asks for the last one, and the reverse."""
    has_first, has_last = first in name, last in name
    return " ".join(
        part for part in ("" if has_first else first, name, "" if has_last else last) if part
    )


def _field(name: str, value: Any) -> str | None:
    """Which of our fields this one is: by its name, or by what it asks if the value fits."""
    said, asked = words.both(name)
    if said is not None or asked is None:
        return said
    return asked if isinstance(value, str) and words.fits(asked, value) else None


def _known(field: str, name: str, value: Any, problems: list[FieldProblem]) -> str | None:
    if value is None or isinstance(value, bool):
        return None
    if isinstance(value, float) and value != value:  # noqa: PLR0124 -- NaN is unlike itself
        problems.append(FieldProblem(name, "malformed", "Send text, not NaN."))
        return None
    text = clean(str(value))
    if field != "message":
        text = one_line(text)
    if len(text) > LENGTHS[field]:
        problems.append(
            FieldProblem(name, "too_long", f"Shorten it to {LENGTHS[field]:,} characters.")
        )
        return None
    return text or None


def _extra(name: str, value: Any, extra: dict[str, Any], problems: list[FieldProblem]) -> None:
    key = one_line(clean(name))[:100]
    if not key:
        return
    try:
        extra[key] = _plain_value(value, DEEPEST)
    except ValueError as error:
        problems.append(FieldProblem(key, "too_long", str(error)))


def _plain_value(value: Any, depth: int) -> Any:
    if depth == 0:
        raise ValueError(f"Nest it at most {DEEPEST} levels deep.")
    if isinstance(value, str):
        if len(value) > LONGEST_EXTRA:
            raise ValueError(f"Shorten it to {LONGEST_EXTRA:,} characters.")
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(k))[:100]: _plain_value(v, depth - 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain_value(v, depth - 1) for v in value]
    if isinstance(value, float) and not (-1e308 < value < 1e308):
        return None  # NaN and infinities are no JSON
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**63:
        return str(value)
    return value
