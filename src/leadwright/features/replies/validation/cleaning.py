"""Words of a lead that may stand in our sentences: one clean line, or nothing.

A value that could be more than a value (a link, markup, an instruction, a promise put into our
mouth) counts as missing: the sentence it was meant for is left out.
"""

import re
import unicodedata

from leadwright.features.replies.validation import claims, patterns

MAX_LENGTH = 60
_MAX_WORD = 32
# Nothing this long is cleaned: it could never become short enough, and it costs time.
_MAX_RAW = 200
_SUSPICIOUS = re.compile(r"[{}<>\[\]|\\`^~=_#@%*;]|//|\.\.|--|!!|\?\?|\d[\d ()/.-]{5,}\d")
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
_HEAPED_MARKS = 3
_NOTHING = frozenset(
    "n/a na none null nil undefined unknown keine keiner kein ohne entfällt privat private privado "
    "privée particulier particular selbst self test testing tester asdf qwerty xxx abc - . aucun "
    "aucune néant ninguno ninguna nada nessuno nessuna niente privata azienda nenhum nenhuma "
    "company firma entreprise empresa name vorname "
    "geen onbekend particulier privé bedrijf naam nvt n.v.t brak prywatnie prywatna nazwa imię "
    "なし 無し 特になし 個人 未定 不明 会社名 氏名 名前 テスト".split()
)


def clean(raw: str | None, limit: int = MAX_LENGTH) -> str | None:
    """The value as one line without control characters and emoji; None if missing or suspicious."""
    if not raw or len(raw) > _MAX_RAW:
        return None
    line = raw if raw.isascii() and raw.isprintable() else _printable(raw)
    line = _SPACE.sub(" ", line).strip(" .,;:-–—'\"“”„«»‹›「」『』、。")
    if not line or len(line) > limit or line.casefold() in _NOTHING:
        return None
    if _DIGITS.findall(patterns.folded(raw)) != _DIGITS.findall(patterns.folded(line)):
        return None  # a number that only our cleaning put together is nobody's
    return None if _is_suspicious(line) else line


def _printable(raw: str) -> str:
    """Composed characters; breaks become spaces; controls, emoji and stray surrogates go."""
    kept = []
    for char in unicodedata.normalize("NFC", raw):
        category = unicodedata.category(char)
        if category in {"Cc", "Zs", "Zl", "Zp"}:
            kept.append(" ")
        elif category[0] != "C" and category not in {"So", "Sk", "Me"}:
            kept.append(char)
    return "".join(kept)


def _is_suspicious(line: str) -> bool:
    if not any(char.isalnum() for char in line) or _is_heaped(line):
        return True
    if max(len(word) for word in line.split()) > _MAX_WORD:
        return True
    plain = patterns.folded(line)
    if _SUSPICIOUS.search(plain) or patterns.CONTROL.search(plain) or patterns.LEAK.search(plain):
        return True
    return bool(
        patterns.DOMAIN.search(plain)
        or patterns.URL.search(plain)
        or patterns.CURRENCY_SIGN.search(plain)
        or patterns.SPELLED_AMOUNT.search(plain)
        or patterns.MONEY.search(plain)
        or patterns.PLACEHOLDER.search(plain)
        or claims.commitments(plain)
    )


def _is_heaped(line: str) -> bool:
    """Marks stacked upon one letter, as no script does."""
    if line.isascii():
        return False
    run = 0
    for char in line:
        run = run + 1 if unicodedata.category(char) == "Mn" else 0
        if run >= _HEAPED_MARKS:
            return True
    return False
