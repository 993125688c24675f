"""Hard signals, judged before any model: hidden instructions, gibberish, link spam; and what follows."""

import re
from functools import lru_cache
from typing import Final

from leadwright.domain.reading import Intent, Urgency
from leadwright.domain.sieve import Sieve, lowered, unmarked
from leadwright.features.understanding.entities.calendar_words import WEEKDAY

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
    r"\b(?:today|tonight|heute|aujourd'hui|ce soir|hoy|esta (?:tarde|noche)|oggi|stasera|hoje|vandaag"
    r"|vanavond|dzisiaj|dziś)\b(?!['’]s)"
)
_ASKED: Final = (
    r"\b(?:need\w*|please|can|could|must|has to|have to|call|send|deliver\w*|by|before|still|until"
    r"|brauch\w*|bitte|noch|bis|müss\w*|muss|kommen|kommt|avant|besoin|svp|faut|rappel\w*|encore|pouvez"
    r"|necesit\w*|por favor|llam\w*|antes|para|mismo|entro|serve|chiam\w*|stesso|bisogno"
    r"|precis\w*|até|ainda|lig\w+|podem|vir|venham|nodig|graag|nog|bel|bellen|moet|potrzeb\w*|prosz\w*|jeszcze|do)\b"
)
# "today we want to grow" is no hurry, "we want it today" is
_WANTED: Final = (
    r"\b(?:want|möcht\w*|will|veux|voulons|voudr\w+|envoy\w+|quier\w+|querem\w*|quero|mand\w+|envi\w+|fech\w+"
    r"|vogli\w+|vorre\w+|wil|willen|stuur|chc[eę]\w*|wyśl\w+)\b"
)
_NOW: Final = Sieve(
    re.compile(
        unmarked(
            r"\b(?:asap|a\.s\.a\.p|urgent(?:ly)?|immediately|right away|at once"
            r"|right now|emergency|now!"
            r"|as soon as possible|straight away|this (?:morning|afternoon)|production is down|system down"
            r"|dringend|eilt|sofort|umgehend|schnellstmöglich|so schnell wie möglich"
            r"|unverzüglich|notfall"
            r"|urgente?|immédiatement|en urgence|au plus vite|dès que possible|tout de suite"
            r"|urgentemente|inmediatamente|urgencia|ya mismo|cuanto antes|lo antes posible|ahora mismo"
            r"|subito|immediatamente|il prima possibile|imediatamente|o quanto antes|spoed|meteen"
            r"|zo snel mogelijk|z\.?s\.?m\b|onmiddellijk|per direct|graag nu|nu meteen|bezzwłocznie"
            r"|appena (?:può|puoi|potete|possibile)|en cuanto pueda\w*|assim que pud\w+|dès que vous pou\w+"
            r"|niezwłocznie|urgenza|urgência|de inmediato|de imediato"
            r"|piln(?:ie|e|ą|ej|a|y|ym)|natychmiast\w*|jak najszybciej|agora mesmo|bel[^.!?\n]{0,20}\bnu"
            r"|(?:precis\w+|alguém|ligu\w+)[^.!?\n]{0,20}\bagora)\b|至急|緊急|今すぐ|急ぎ|[本今]日中"
            # "today we use X" is no hurry
            rf"|(?:{_ASKED}|{_WANTED})[^.!?\n]{{0,40}}{_TODAY}|{_TODAY}[^.!?\n]{{0,25}}{_ASKED}"
        ),
        re.IGNORECASE,
    )
)
# "See you soon", "a presto" and "guten Morgen" are courtesies.
_SOON: Final = Sieve(
    re.compile(
        unmarked(
            r"\b(?:tomorrow|this week|next week|(?<!you )soon|quickly|in a hurry|shortly|few days"
            r"|(?<!guten )(?<!schönen )(?<!goede )(?<!goeden )morgen|diese woche|nächste woche|(?<!bis )bald"
            r"|zeitnah|demain|cette semaine|semaine prochaine|rapidement|(?<!à )bientôt|sous peu"
            r"|(?<!hasta )mañana|esta semana|semana que viene|próxima semana|(?<!hasta )pronto|rápido"
            r"|(?<!un )(?<!a )domani|questa settimana|(?<!a )presto|(?<!até )amanhã|(?<!até )em breve"
            r"|deze week|volgende week|(?<!tot )snel|jutro|w tym tygodniu|wkrótce"
            r"|(?:by|before|bis|vor|spätestens(?: am)?|d'ici|avant|(?:para|antes d|hasta) ?el|entro(?: il)?"
            r"|prima di|até(?: a| à| ao)?|uiterlijk(?: op)?|voor|vóór|tegen|do|przed|najpóźniej we?)"
            rf"\s{WEEKDAY})\b"
            r"|明日|今週|来週|[月火水木金土日]曜日?まで"
        ),
        re.IGNORECASE,
    )
)
# The seller who pays for a link in a blog asks for our price too.
_ASKS_PRICE: Final = re.compile(
    r"\b(?:how much (?:does|do|would|will|is|are)|what (?:does|do|would|will) \w+(?: \w+){0,3} cost"
    r"|was kosten?t?|wie ?viel kostet|combien (?:coûte\w*|pour|ça)|cu[áa]nto (?:cuesta|sale|vale|costar\w+)"
    r"|quanto (?:costa|costerebbe|viene|custa\w*|fica|sai)|(?:wat|hoeveel) kost"
    r"|ile (?:kosztuj\w+|wynosi|wyjdzie|zapłac\w+))\b|いくら",
    re.IGNORECASE,
)
_FOR_A_LINK: Final = re.compile(
    r"\b(?:dofollow|do-follow|backlinks?|guest post|link)\b", re.IGNORECASE
)
_NO_REPLY: Final = frozenset(
    {Intent.JOB_SEEKER, Intent.PRESS_OR_INVESTOR, Intent.SOLICITATION, Intent.SPAM}
)


@lru_cache(maxsize=64)  # judging a message and finding what it names both ask
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


def asks_price(text: str) -> bool:
    """Whether the sender asks what something costs, which sellers do not."""
    return _ASKS_PRICE.search(text) is not None and _FOR_A_LINK.search(text) is None


def urgency(text: str) -> Urgency:
    """How soon the sender wants an answer, by the words used."""
    typed = unmarked(text)
    low = lowered(typed)
    if _NOW.search(typed, low):
        return Urgency.NOW
    return Urgency.SOON if _SOON.search(typed, low) else Urgency.NORMAL


def expects_auto_reply(intent: Intent) -> bool:
    """Whether an automatic sales reply would be right."""
    return intent not in _NO_REPLY
