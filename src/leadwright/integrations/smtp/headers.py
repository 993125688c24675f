"""Header fields (RFC 5322, RFC 2047): folded and encoded, one field each, whatever is in them."""

import base64
import re

from leadwright.integrations.smtp.addresses import Mailbox, UnsendableLetter

_LINE = 76  # RFC 2047 section 2: a line that holds an encoded word
_HARD_LINE = 900  # below RFC 5322's 998, so that the name and our folding always fit
_ENCODED_BYTES = 36  # 48 base64 characters: with its frame an encoded word fits beside a field name
_LONG_PHRASE = 60

# White space, controls and Unicode's line breaks. A name with CR LF in it becomes a name with a
# space in it: the lead still gets an answer, and no second header field exists.
_GAPS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_ID = re.compile(r"<[!-;=?-~]{1,900}>")

# The letter's own fields and what a mail server writes; the rest of a letter may bring anything.
_OURS = frozenset(
    {"from", "to", "cc", "bcc", "sender", "reply-to", "subject", "date", "message-id"}
    | {"mime-version", "return-path", "received"}
)
_OUR_PREFIXES = ("content-", "resent-")


def tidy(value: str) -> str:
    """The value on one line: runs of white space and control characters become one space."""
    return _GAPS.sub(" ", value).strip(" ")


def text_field(name: str, value: str) -> str:
    """An unstructured field (Subject and most others)."""
    value = tidy(value)
    words = value.split(" ")
    if _needs_encoding(value) or any(len(word) > _HARD_LINE for word in words):
        words = _encoded_words(value)
    return _folded(name, words)


def address_field(name: str, phrase: str, box: Mailbox) -> str:
    """A field with one mailbox and its display name, which may be empty."""
    phrase = tidy(phrase)
    if not phrase:
        return _folded(name, [box.address])
    return _folded(name, [*_phrase(phrase), f"<{box.address}>"])


def ids_field(name: str, value: str) -> str | None:
    """A field of message ids (In-Reply-To, References), or None when none in it is usable.

    The ids come out of other people's mail: what is no id is left out, since the answer matters
    more than its place in the thread.
    """
    ids = _ID.findall(value)
    return _folded(name, ids) if ids else None


def message_id_field(message_id: str) -> str:
    """The Message-ID as given; it is our own, so a broken one is refused rather than mended."""
    if not _ID.fullmatch(message_id):
        raise UnsendableLetter(f"the Message-ID is not of the form <left@right>: {message_id!r}")
    return f"Message-ID: {message_id}"


def further_fields(headers: dict[str, str]) -> list[str]:
    """The letter's further headers; one that would double or forge a field of ours is refused."""
    fields = []
    for name, value in headers.items():
        _refuse_odd_name(name)
        if name.lower() in {"in-reply-to", "references"}:
            field = ids_field(name, value)
        else:
            field = text_field(name, value) if tidy(value) else None
        if field is not None:
            fields.append(field)
    return fields


def _refuse_odd_name(name: str) -> None:
    low = name.lower()
    if not _FIELD_NAME.fullmatch(name):
        raise UnsendableLetter(f"a header field cannot be called {name!r}")
    if low in _OURS or low.startswith(_OUR_PREFIXES):
        raise UnsendableLetter(f"the header field {name} is written from the letter itself")


def _needs_encoding(value: str) -> bool:
    # "=?" in plain text would be taken for an encoded word by the reader.
    return not value.isascii() or "=?" in value


def _phrase(phrase: str) -> list[str]:
    if _needs_encoding(phrase) or len(phrase) > _LONG_PHRASE:
        return _encoded_words(phrase)
    if _PLAIN_PHRASE.fullmatch(phrase):
        return phrase.split(" ")
    escaped = phrase.replace("\\", "\\\\").replace('"', '\\"')
    return [f'"{escaped}"']


def _encoded_words(value: str) -> list[str]:
    """Base64 encoded words, cut between characters as RFC 2047 section 5 demands."""
    words = []
    start = size = 0
    for position, character in enumerate(value):
        width = len(character.encode("utf-8", "replace"))
        if size + width > _ENCODED_BYTES:
            words.append(_encoded_word(value[start:position]))
            start, size = position, 0
        size += width
    words.append(_encoded_word(value[start:]))
    return words


def _encoded_word(piece: str) -> str:
    code = base64.b64encode(piece.encode("utf-8", "replace")).decode("ascii")
    return f"=?utf-8?b?{code}?="


def _folded(name: str, words: list[str]) -> str:
    first, *rest = words
    lines = [f"{name}: {first}"]  # a field's first line is never empty, however long the word
    for word in rest:
        if len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines)
