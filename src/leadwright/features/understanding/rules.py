"""Hard signals, judged before any model: hidden instructions, gibberish, link spam; and what follows."""

import re
from typing import Final

from leadwright.domain.reading import Intent, Urgency
from leadwright.domain.sieve import Sieve, lowered

SURE: Final = 0.97
_INSTRUCTION: Final = Sieve(
    re.compile(
        r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?\n]{0,40}\b(?:instruction|prompt"
        r"|rule|above|previous|prior"
        r"|filter|everything you)|"
        r"\b(?:ignoriere|vergiss|missachte)\b[^.!?\n]{0,40}\b(?:anweisung|regeln|vorherig|bisherig)|"
        r"\b(?:ignore[zr]?|oublie[zr]?)\b[^.!?\n]{0,40}\b(?:instructions|règles|consignes)|"
        r"\b(?:ignora|olvida|ignore|esqueça|dimentica)\b[^.!?\n]{0,40}\b(?:instrucciones|reglas"
        r"|istruzioni|regole"
        r"|instruções|regras)|"
        r"\bnegeer\b[^.!?\n]{0,30}instructies|\bzignoruj\b[^.!?\n]{0,40}instrukcje|指示をすべて無視|"
        r"\b(?:you are|act as|pretend to be) (?:now )?(?:an? )?(?:ai|assistant|language model"
        r"|in developer mode)|"
        r"\bdu bist (?:eine? )?(?:ki|assistent)|\btu es une ia|\beres una ia|"
        r"(?:ai|a\.i\.|llm|assistant|bot)(?: assistant)?(?: reading this)?\s*[:,]"
        r"|(?:^|[\n\[.!?]\s{0,3})system\s*(?:prompt|message)?\s*:|"
        r"\b(?:set|mark|classify|rate|label|score)\b[^.!?\n]{0,40}\b(?:score|priority"
        r"|as (?:urgent|hot|vip|purchase|demo"
        r"|priority|a lead)|me as|us highly|this (?:lead|message))|"
        r"\b(?:print|reveal|output|show|repeat)\b[^.!?\n]{0,30}\b(?:system prompt|your prompt"
        r"|system message|environment"
        r" variables|password|api key)|"
        r"\b(?:setze|gib)\b[^.!?\n]{0,30}\b(?:score|systemanweisung|passwort)|"
        r"\b(?:mets|affiche|donne)\b[^.!?\n]{0,30}\b(?:score|invite système|mot de passe)|"
        r"\b(?:pon|muestra|dame)\b[^.!?\n]{0,30}\b(?:puntuación|prompt|contraseña de admin)"
        r"|\b(?:pretend to be|udawaj|doe alsof je|fais semblant d'être|tu dois classer"
        r"|(?:classify|klassifiziere|classez|clasifique|classificate) (?:this|diese|cette|este|questo)"
        r" (?:message|mail|nachricht|demande|mensaje|messaggio))\b"
        # Marks of the templates in which models are talked to; no enquiry has any.
        r"|\[/?inst\]|<</?sys>>|<\|im_(?:start|end)\|>"
        r"|(?:メッセージ|メール)(?:は|を)[^。\n]{0,12}に分類"
        # What our own papers are said to say, for us to repeat.
        r"|\b(?:fact sheet|faktenblatt|fiche|hoja de datos|scheda|ficha|blad|karcie)\b[^.!?\n]{0,20}"
        r"\b(?:was updated|says|dit|dice|diz|staat|jest)\b"
        r"|^\s*(?:(?:please|bitte|proszę|prosimy o) (?:confirm|bestätigen|potwierdzić|potwierdzenie)"
        r"|confírmelo|confirmez(?:-le)?|confermate|confirme|bevestig dat)\W*$"
        r"|\b(?:put|place|include|list)\b[^.!?\n]{0,30}\b(?:names|data|addresses)\b[^.!?\n]{0,30}"
        r"\b(?:customers|clients|users|leads)\b[^.!?\n]{0,20}\blink",
        re.IGNORECASE,
    )
)
_PIECE: Final = re.compile(r"[^.!?。！？\n\]]+[.!?。！？\]]*\s*|\n+")
_LINK: Final = re.compile(r"https?://\S+|\bwww\.\S+|\[url=|<a\s+href", re.IGNORECASE)
_CODE: Final = re.compile(
    r"<script\b|\$\{jndi:|\{\{.{0,20}\}\}|;\s*drop\s+table|'\s*or\s*'?1'?\s*=\s*'?1"
    r"|onerror\s*=|(?:\.\./){2,}",
    re.IGNORECASE,
)
_ROWS: Final = (
    "qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn", "qwertzuiopü",
    "asdfghjklöä", "yxcvbnm", "asdfghjklñ",
)  # fmt: skip
_RUN: Final = 4
_RUNS: Final = frozenset(
    row[i : i + _RUN]
    for way in _ROWS
    for row in (way, way[::-1])
    for i in range(len(way) - _RUN + 1)
    if row[i : i + _RUN] != "poiu"
)
_VOWELLESS: Final = re.compile(r"[b-df-hj-np-tv-xz]{5,}")
_TODAY: Final = (
    r"\b(?:today|tonight|heute|aujourd'hui|hoy|oggi|hoje|vandaag|dzisiaj|dziś)\b(?!['’]s)"
)
_ASKED: Final = (
    r"\b(?:need\w*|please|can|could|must|has to|have to|call|send|deliver\w*|by|before|still|until"
    r"|brauch\w*|bitte|noch|bis|müss\w*|muss|kommen|kommt|avant|besoin|svp|faut|rappel\w*|encore|pouvez"
    r"|necesit\w*|por favor|llam\w*|antes|para|mismo|entro|serve|chiam\w*|stesso|bisogno"
    r"|precis\w*|até|ainda|lig\w+|podem|vir|venham|nodig|graag|nog|bel|bellen|moet|potrzeb\w*|prosz\w*|jeszcze|do)\b"
)
_NOW: Final = Sieve(
    re.compile(
        r"\b(?:asap|a\.s\.a\.p|urgent(?:ly)?|immediately|right away|at once"
        r"|right now|emergency|now!"
        r"|as soon as possible|straight away|this (?:morning|afternoon)|production is down|system down"
        r"|dringend|eilt|sofort|umgehend|schnellstmöglich|so schnell wie möglich"
        r"|unverzüglich|notfall"
        r"|urgente?|immédiatement|en urgence|au plus vite|dès que possible|tout de suite"
        r"|urgentemente|inmediatamente|urgencia|ya mismo|cuanto antes|lo antes posible|ahora mismo"
        r"|subito|immediatamente|il prima possibile|imediatamente|o quanto antes|spoed|meteen"
        r"|zo snel mogelijk"
        r"|piln(?:ie|e|ą|ej|a|y|ym)|natychmiast|jak najszybciej|agora mesmo|bel[^.!?\n]{0,20}\bnu"
        r"|(?:precis\w+|alguém|ligu\w+)[^.!?\n]{0,20}\bagora)\b|至急|緊急|今すぐ|急ぎ|[本今]日中"
        # "today we use X" is no hurry
        rf"|{_ASKED}[^.!?\n]{{0,40}}{_TODAY}|{_TODAY}[^.!?\n]{{0,25}}{_ASKED}",
        re.IGNORECASE,
    )
)
_SOON: Final = Sieve(
    re.compile(
        r"\b(?:tomorrow|this week|next week|by (?:mon|tues|wednes|thurs|fri)day|soon|quickly"
        r"|in a hurry|shortly|few days"
        r"|morgen|diese woche|nächste woche|bald|zeitnah|bis (?:montag|dienstag|mittwoch"
        r"|donnerstag|freitag)"
        r"|demain|cette semaine|semaine prochaine|rapidement|bientôt|sous peu"
        r"|mañana|esta semana|semana que viene|próxima semana|pronto|rápido"
        r"|(?<!un )domani|questa settimana|presto|amanhã|em breve|deze week|volgende week|snel|jutro"
        r"|w tym tygodniu|wkrótce)\b"
        r"|明日|今週|来週",
        re.IGNORECASE,
    )
)
_NO_REPLY: Final = frozenset(
    {Intent.JOB_SEEKER, Intent.PRESS_OR_INVESTOR, Intent.SOLICITATION, Intent.SPAM}
)


def strip_instructions(text: str) -> str:
    """The message without sentences that try to command a machine; the enquiry around them stays."""
    low = lowered(text)
    if not _INSTRUCTION.search(text, low):
        return text
    pieces = (match.group() for match in _PIECE.finditer(text))
    return "".join(piece for piece in pieces if not _INSTRUCTION.search(piece, low)).strip()


def hard_spam(text: str, stripped: str) -> bool:
    """Whether the text is certainly nobody's enquiry: payload, keyboard mash, a heap of links."""
    return (
        (stripped != text and _letters(stripped) < 4)
        or _is_payload(text)
        or _is_link_heap(text)
        or _is_gibberish(text)
    )


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text))


def _is_payload(text: str) -> bool:
    """Code where words should be; a real question that quotes code has more words than that."""
    return bool(_CODE.search(text)) and len(re.findall(r"[^\W\d_]{3,}", _CODE.sub(" ", text))) < 10


def _is_link_heap(text: str) -> bool:
    links = _LINK.findall(text)
    words = re.findall(r"[^\W\d_]{2,}", re.sub(r"(?:https?://|www\.)\S+|<[^>]*>", " ", text))
    return len(links) >= 3 and len(words) < 8 * len(links)


def _is_gibberish(text: str) -> bool:
    """Keyboard rows, one repeated sign, or words without vowels; Latin script only."""
    squeezed = re.sub(r"\s", "", text).lower()
    if not squeezed or not squeezed.isascii() or len(text) > 400:
        return False
    if _letters(squeezed) == 0:
        return not re.search(r"\d{5,}", squeezed) or len(set(squeezed)) <= 2
    if len(squeezed) >= 5 and len(set(squeezed)) <= 2:
        return True
    words = re.findall(r"[a-z]{4,}", text.lower())
    mashed = [w for w in words if _goes_along_a_row(w) or _VOWELLESS.fullmatch(w)]
    return len(words) > 0 and len(mashed) * 2 > len(words) and len(mashed) * 4 >= len(text.split())


def _goes_along_a_row(word: str) -> bool:
    return not _RUNS.isdisjoint(word[i : i + _RUN] for i in range(len(word) - _RUN + 1))


def urgency(text: str) -> Urgency:
    """How soon the sender wants an answer, by the words used."""
    low = lowered(text)
    if _NOW.search(text, low):
        return Urgency.NOW
    return Urgency.SOON if _SOON.search(text, low) else Urgency.NORMAL


def expects_auto_reply(intent: Intent) -> bool:
    """Whether an automatic sales reply would be right."""
    return intent not in _NO_REPLY
