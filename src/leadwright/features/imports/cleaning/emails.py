"""E-mail addresses out of cells: repaired where that is safe, else a reason why not."""

import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

from email_validator import EmailNotValidError, validate_email

from leadwright.features.imports.cleaning.text import is_nothing, tidy

_LONGEST: Final = 1_000  # of a cell: searching longer ones takes time and finds nobody
_PLAIN: Final = re.compile(
    r"[a-z0-9_%+-][a-z0-9_%+'-]*(?:\.[a-z0-9_%+'-]+)*@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}",
    re.IGNORECASE,
)
_SMALL: Final = re.compile(_PLAIN.pattern)
_INSIDE: Final = re.compile(
    r"[^\s<>()\[\]{},;:\"|\\@]+@[^\s<>()\[\]{},;:\"'|\\@]+\.[^\s<>()\[\]{},;:\"'|\\@.]{2,}"
)
_BROKEN_LOCAL: Final = re.compile(r"(?!mail|e-?mail)[a-z]+ [a-z]+@[\w.-]+")
_AT: Final = re.compile(
    r"\s*(?:\(\s*(?:at|ät|@|arroba|chiocciola|malpa)\s*\)|\[\s*(?:at|ät|@|arroba)\s*\]|"
    r"\{\s*(?:at|@)\s*\}"
    r"|<\s*at\s*>|_at_|\*at\*|-at-|\s(?:at|AT|ät|arroba|chiocciola|małpa)\s)\s*",
    re.IGNORECASE,
)
_DOT: Final = re.compile(
    r"\s*(?:\(\s*(?:dot|punkt|punto|point|kropka|\.)\s*\)|\[\s*(?:dot|punkt|punto|point|\.)\s*\]"
    r"|\{\s*dot\s*\}|<\s*dot\s*>|_dot_|\*dot\*|-dot-|\s(?:dot|DOT|punkt|punto|point|ponto|"
    r"kropka)\s)\s*",
    re.IGNORECASE,
)
_MASKED: Final = re.compile(r"[*•●xX#]{3,}@|\*{2,}|•{2,}|…@|\.{3,}@|@\*+|[*•]+[\w.]*@|@[\w.-]*\*")
_NOBODY: Final = frozenset(
    """noemail no-email no.email no_email nomail no-mail none noreply no-reply no.reply donotreply
    do-not-reply nobody keinemail keine.email keine kein.email asdf asdfg asdasd qwerty qwertz xxx
    xxxx dummy fake yourname your.name youremail your.email your-email vorname.nachname
    firstname.lastname first.last name.surname prenom.nom nombre.apellido noemailprovided
    notprovided not.provided unbekannt unknown sinemail sincorreo na n.a""".split()
)
_NOWHERE: Final = frozenset(
    """none.com na.com noemail.com nomail.com noemail.net domain.com yourdomain.com yourcompany.com
    asdf.com asdf.asdf xxx.com xyz.xyz x.x xx.xx xxx.xxx aa.aa a.a unknown.com nowhere.com foo.bar
    fake.com dummy.com sample.com none.none no.no noemail.invalid invalid.invalid na.na n.a
    abc.abc""".split()
)
_SAMPLE_LOCAL: Final = frozenset(
    "example name user email mail someone somebody username foo a aa aaa abc x info you me".split()
)
_SAMPLE_DOMAIN: Final = frozenset(
    "example.com example.org example.net email.com mail.com a.com aa.com".split()
)
_SHOWN: Final = re.compile(
    r"[\s\"'“„‘]*(?P<front>[^@<(\[]*?)[\s\"'”’,;:|–-]*(?:[<(\[]\s*|\s|^)(?:mailto:)?[^\s@<>()\[\]\"]+"
    r"@[^\s<>()\[\]]+[>\s\]]*(?:\((?P<back>[^@()]+)\))?",
    re.IGNORECASE,
)
_LABEL: Final = re.compile(r"(?i)(?:e-?mail|mail|courriel|correo|kontakt|contact|mel|mél)\.?")
_TESTER: Final = re.compile(
    r"(?:[a-z0-9._-]+\+)?(?:test|tester|testing|testuser|test[._-]?user|test[._-]?test|test[._-]?lead)\d*"
)


class Address(NamedTuple):
    """What a cell gave: an address or none, what is wrong (a reason), and further addresses in it."""

    value: str | None
    reason: str | None = None
    others: tuple[str, ...] = ()


def read_email(text: str) -> Address:
    """The address in a cell's text."""
    # Nearly all are plain, and nearly none comes twice: looking for them again would only take room.
    if text.isascii():  # small letters are looked for at half the cost of any
        small = text.lower()
        return _judged(small, ()) if _SMALL.fullmatch(small) else odd_email(text)
    return _judged(text.lower(), ()) if _PLAIN.fullmatch(text) else odd_email(text)


@lru_cache(maxsize=20_000)
def odd_email(text: str) -> Address:  # noqa: PLR0911 -- one a kind
    """The same the long way round, for any text."""
    if len(text) > _LONGEST:
        return Address(None, "too_long")
    wide = unicodedata.normalize("NFKC", tidy(text)).strip(" \t'\"“”‘’`´<>;,")
    if not wide:
        return Address(None, "missing")
    if is_nothing(wide):
        return Address(None, "placeholder")
    if _MASKED.search(wide):
        return Address(None, "obfuscated")
    if _BROKEN_LOCAL.fullmatch(wide):
        return Address(None, "malformed")
    found = [one for piece in _INSIDE.findall(_unlabelled(wide)) if (one := _valid(piece))]
    if found:
        first, *others = dict.fromkeys(found)
        return _judged(first, tuple(others))
    return _repaired(wide)


def shown_name(text: str) -> str:
    """The words beside an address: `Koch, Jan` of `"Koch, Jan" <jan@koch.example>`, else nothing."""
    found = _SHOWN.match(tidy(text)[:_LONGEST])
    name = (found["front"] or found["back"] or "").strip() if found else ""
    if not 1 <= len(name.split()) <= 5 or _LABEL.fullmatch(name) or re.search(r"[\d@]", name):
        return ""
    return name


def _unlabelled(text: str) -> str:
    if text.lower().startswith("mailto:"):
        text = text.partition("?")[0]
    return re.sub(r"(?i)\b(?:mailto|e-?mail|mail)\s*:\s*", " ", text)


def _valid(text: str) -> str | None:
    text = text.strip(".-_/' ")
    if not text.isascii() or not _PLAIN.fullmatch(text):
        try:
            checked = validate_email(
                text, check_deliverability=False, test_environment=True, globally_deliverable=False
            )
        except EmailNotValidError:
            return None
        if "." not in checked.domain or not re.search(r"[^\W\d]{2,}$", checked.domain):
            return None
        text = checked.normalized
    local, _, domain = text.rpartition("@")
    if len(local) > 64 or len(domain) > 253:
        return None
    return text.lower()


def _judged(address: str, others: tuple[str, ...]) -> Address:
    local, _, domain = address.rpartition("@")
    if len(local) > 64 or len(address) > 254:
        return Address(None, "too_long")
    reason = _unreal(local, domain)
    if reason and others:
        return _judged(others[0], others[1:])
    return Address(None, reason) if reason else Address(address, None, others)


def _unreal(local: str, domain: str) -> str | None:
    """Addresses typed because a form wanted one, and those of people who try a form out."""
    if local in _NOBODY or domain in _NOWHERE:
        return "placeholder"
    if local in _SAMPLE_LOCAL and domain in _SAMPLE_DOMAIN:
        return "placeholder"
    if ("test" in local and _TESTER.fullmatch(local)) or domain in {
        "test.com",
        "test.de",
        "test.test",
    }:
        return "test_record"
    return None


def _repaired(text: str) -> Address:  # noqa: PLR0911 -- one a kind
    """Addresses written for people and not for machines, or with a slip."""
    spelt = _DOT.sub(".", _AT.sub("@", f" {text} ")).strip()
    if spelt != text.strip() and (address := _valid(spelt.replace(" ", ""))):
        judged = _judged(address, ())
        return Address(judged.value, judged.reason or "obfuscated")
    if text.count("@") == 1 and " " in text:
        local, _, domain = text.partition("@")
        joined = f"{local.rstrip()}@{domain.lstrip()}"
        if " " not in joined.strip() and (address := _valid(joined.strip())):
            return _judged(address, ())
        squeezed = text.replace(" ", "")
        if not re.search(r"[A-Za-z]{2,} +[A-Za-z]{2,}", text) and (address := _valid(squeezed)):
            return _judged(address, ())
    if re.search(r"no\s?spam|remove", text, re.IGNORECASE) and "@" in text:
        return Address(None, "obfuscated")
    if len(text) > 254:
        return Address(None, "too_long")
    if reason := _unreal(*text.lower().split("@")) if text.count("@") == 1 else None:
        return Address(None, reason)
    looks = "@" in text or re.fullmatch(
        r"[\w.-]+\.(?:com|net|org|de|fr|es|it|pt|nl|pl|jp|eu|io|example|co\.uk)",
        text,
        re.IGNORECASE,
    )
    return Address(None, "malformed" if looks else "not_an_email")
