"""Which form field means what: forms of the world name the same five things in many ways."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from leadwright.domain.errors import FieldProblem, Invalid
from leadwright.domain.lead import FormValues

ALIASES: dict[str, frozenset[str]] = {
    "name": frozenset({"name", "fullname", "yourname", "contactname", "nom", "nombre", "nome"}),
    "first_name": frozenset({"firstname", "fname", "givenname", "vorname", "prenom"}),
    "last_name": frozenset({"lastname", "lname", "surname", "familyname", "nachname", "apellido"}),
    "email": frozenset(
        {"email", "emailaddress", "mail", "youremail", "workemail", "businessemail", "correo"}
        | {"contactemail", "replyto", "courriel"}
    ),
    "phone": frozenset(
        {"phone", "phonenumber", "tel", "telephone", "mobile", "yourphone", "yourtel", "telefon"}
        | {"telefono", "telefone", "contactphone"}
    ),
    "company": frozenset(
        {"company", "companyname", "organization", "organisation", "yourcompany", "firma"}
        | {"empresa", "entreprise", "societe", "business", "azienda"}
    ),
    "message": frozenset(
        {"message", "yourmessage", "comments", "comment", "inquiry", "enquiry", "question"}
        | {"nachricht", "mensaje", "mensagem", "messaggio", "body", "text", "description"}
    ),
    "source": frozenset({"source", "leadsource", "formname"}),
}
_MEANING = {alias: field for field, aliases in ALIASES.items() for alias in aliases}

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
LONGEST_ALIAS = 40

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
_OURS = frozenset({HONEYPOT, TIME_TOKEN, RETURN_TO, "key"})

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
    if len(body) > MOST_FIELDS:
        raise Invalid(
            f"The form has {len(body)} fields; at most {MOST_FIELDS} are taken.",
            code="too_many_fields",
            problems=(FieldProblem("", "too_many_fields", f"Send at most {MOST_FIELDS} fields."),),
        )
    problems: list[FieldProblem] = []
    known: dict[str, str] = {}
    extra: dict[str, Any] = {}
    for name, value in body.items():
        if name in _OURS:
            continue
        field = _meaning(name)
        if field is not None and field not in known and not isinstance(value, (dict, list)):
            text = _known(field, name, value, problems)
            if text:
                known[field] = text
        else:
            _extra(name, value, extra, problems)
    if problems:
        raise Invalid("Some fields cannot be taken.", problems=tuple(problems))
    source = known.pop("source", None)
    return _values(known, extra), source


def _values(known: dict[str, str], extra: dict[str, Any]) -> FormValues:
    parts = [known.pop(key, "") for key in ("first_name", "last_name")]
    joined = " ".join(part for part in parts if part)
    if joined and "name" not in known:
        known["name"] = joined
    return FormValues(**known, extra=extra)


def _meaning(name: str) -> str | None:
    """Which of our fields this one is. Only names of a form's length are worth remembering."""
    return _remembered(name) if len(name) <= LONGEST_ALIAS else _MEANING.get(_plain(name))


@lru_cache(maxsize=2_000)
def _remembered(name: str) -> str | None:
    return _MEANING.get(_plain(name))


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", unicodedata.normalize("NFKD", name).casefold())


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
