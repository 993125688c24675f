"""What a sentence does: asks, leaves open, or affirms that two things work together."""

import re
from collections.abc import Iterator
from typing import Final

_I: Final = re.IGNORECASE
_ASKS: Final = re.compile(r"[?？]\s*$|(?:ですか|ますか|でしょうか|せんか)。?\s*$")
_CONNECTS: Final = re.compile(
    r"\b(?:connect|integrat|sync|compatib|interfac)\w*|\b(?:im|ex)port(?:s|ed|ing|ier\w+|a|amos"
    r"|iamo|e|ons|ent|uj\w+)?\b|\bworks? (?:well )?with\b|\btalks? to\b"
    r"|\b(?:verbind|verknüpf|anbind|schnittstell|synchronis|übernimm|übernehm)\w*|\bangebunden\b"
    r"|\b(?:connect|intègr|intégr|synchron|reprise|reprend|relie)\w*|\b(?:conect|sincroniz|colleg"
    r"|integra)\w*"
    r"|\b(?:koppel|gekoppeld|inlez|ingelezen|leest)\w*|\b(?:łączy|połącz|integruj|synchroniz|importuj)\w*"
    r"|連携|同期|対応して|接続",
    _I,
)
# Left open, denied, or left to somebody: nothing is affirmed of what is named.
_OPEN: Final = re.compile(
    r"\b(?:whether|if|how(?= \w)|not|n['’]t|unless|ask\w*|colleague|team|check|sorry|ob|wie|nicht|kein\w*"
    r"|kolleg\w*"
    r"|prüf\w*|klär\w*|si|comment|pas|collègue|vérifi\w*|cómo|compañer[oa]|no|se(?! (?:conect"
    r"|sincron|integr|coleg|colleg))|come|non|como|não|um colega"
    r"|of (?:wij|we|het|dat|dit|er|die|deze|je|jullie|u)|hoe|niet|geen|collega|czy|jak|nie|koleg\w*"
    r"|koleżank\w*)\b|かどうか|担当|確認|ません|か。",
    _I,
)
# Left to somebody who knows: the word is taken up, and nothing is promised.
_LEFT: Final = re.compile(
    r"\b(?:colleagues?|kolleg\w*|collègues?|compañer[oa]s?|collega|colega|koleg\w*|koleżank\w*"
    r"|rispond(?:a|erà|eranno)"
    r"|somebody|someone|jemand|quelqu['’]un|alguien|qualcuno|alguém|iemand|ktoś)\b|担当",
    _I,
)
# Words that leave it open and never set a condition, as "if" does.
_WHETHER: Final = re.compile(r"\b(?:whether|ob|czy)\b|かどうか", _I)
_PERHAPS: Final = re.compile(r"\b(?:si|se|of)\b", _I)
# German writes every noun large: there a system's name tells itself by having no article.
_WITHOUT_ARTICLE: Final = re.compile(r"\b(?:nach|mit|an|aus|von|zu) ([A-ZÄÖÜ][\w+-]{2,})")
_NAME: Final = re.compile(r"(?<![\w-])[A-Z\u00c0-\u00de][\w&+-]{2,}")


def asks(sentence: str) -> bool:
    return _ASKS.search(sentence) is not None


def leaves_to_somebody(sentence: str) -> bool:
    """Whether it speaks of a colleague, or of somebody who will tell."""
    return _LEFT.search(sentence) is not None


def is_open(sentence: str) -> bool:
    """Whether it leaves open or denies what it says."""
    return _OPEN.search(sentence) is not None


def leaves_open(sentence: str) -> bool:
    """Whether it says that a colleague will tell whether."""
    return leaves_to_somebody(sentence) and _WHETHER.search(sentence) is not None


def leaves(sentence: str) -> bool:
    """The same in languages whose word for "whether" is that for "if"."""
    return leaves_to_somebody(sentence) and _PERHAPS.search(sentence) is not None


def systems(sentence: str) -> Iterator[str]:
    """German names behind a preposition."""
    yield from _WITHOUT_ARTICLE.findall(sentence)


def speaks_of_connecting(text: str) -> bool:
    return _CONNECTS.search(text) is not None


def connects(sentence: str) -> bool:
    """Whether it affirms a connection between systems."""
    return not asks(sentence) and not is_open(sentence) and _CONNECTS.search(sentence) is not None


def names(sentence: str) -> Iterator[str]:
    """Words with a first capital, the first word aside."""
    for found in _NAME.finditer(sentence):
        if sentence[: found.start()].strip():
            yield found.group()
