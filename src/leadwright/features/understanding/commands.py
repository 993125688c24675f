"""Words written to a machine instead of to people: commands to strip, traces to beware of.

`COMMAND` is narrow: sentences it matches are left out of the reading, the enquiry around them stays.
`found` is broad: where it sees anything, no language model is asked, and the embedded engine, which
cannot be talked to, answers with a template. A wrong alarm costs that much and no more.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from leadwright.features.understanding.rules import strip_instructions

_I: Final = re.IGNORECASE

# Letters of tags (U+E0000), joiners inside words, overrides and isolates of direction.
_HIDDEN: Final = re.compile(
    "[\U000e0000-\U000e007f\u202a-\u202e\u2066-\u2069]|(?<=\\w)[\u200b-\u200d\u2060\ufeff](?=\\w)"
)
_ENCODED: Final = re.compile(
    r"(?<![\w+/])(?=\S*\d)(?=\S*[A-Z])(?=\S*[a-z])[A-Za-z0-9+/]{28,}={0,2}"
)
_MARKED: Final = re.compile(
    r"<!--|<\s*(?:div|span|p|img|script|iframe|style|invoke|function_calls)\b|</\s*[a-z_]+\s*>"
    r"|\[//\]:|!\[[^\]]*\]\(|```|<\|?im_(?:start|end)|\[/?INST\]|<</?SYS>>|\{\{|\{%|\$\{|<%|#\{|%\(\w+\)"
    r"|\{\w*\.__|\"(?:tool|intent|role|arguments|reply_text)\"\s*:",
    _I,
)
_SPEAKER: Final = re.compile(
    r"(?:^|\n)[>\s]*(?:system|assistant|assistent|asistente|assistente|user|gebruiker|benutzer"
    r"|usuario|utilisateur|utente|usuário|użytkownik|ai|ki|llm|system prompt)\s*:",
    _I,
)
_TO_A_MACHINE: Final = re.compile(
    r"\b(?:system ?prompt|prompt de sistema|prompt di sistema|prompt do sistema|invite système"
    r"|systemanweisung|systeemprompt|prompt systemowy|api[ -]key|environment variables?"
    r"|language model|sprachmodell|chat ?gpt|llm|an ai|eine ki|une ia|una ia|un'ia"
    r"|pretend to be|text above this|personal data of)\b|システムプロンプト|言語モデル",
    _I,
)
# A verb of command and, near it, what only a machine would be told to do with the message or answer.
_VERB: Final = (
    r"(?:classify|categori[sz]e|mark|label|rate|score|set|send|reply|answer|respond|write|put|add"
    r"|insert|repeat|print|output|confirm|pretend|act|forget|ignore|disregard"
    r"|stufen?|setze|sende|antworte|schreibe?|bestätig\w+|wiederhol\w+|vergiss|ignorier\w*|baue|ruf\w*"
    r"|classe[rz]?|répond\w+|écri\w+|envoye[rz]?|confirm\w+|ajoute\w*|joue|ignore[rz]?|oublie[rz]?|indique"
    r"|clasifi\w+|cont?est\w+|respond\w+|envía|escrib\w+|añad\w+|ignora|olvida|actúa"
    r"|classific\w+|rispond\w+|scriv\w+|inseri\w+|conferm\w+|invia|stampa"
    r"|coloque|responda|escreva|mostre|envie|esqueça"
    r"|stuur|antwoord|bevestig\w*|herhaal|doe|negeer|vergeet|zeg"
    r"|wyślij|odpowiedz|napisz|potwierdzi\w*|udawaj|zignoruj|zapomnij|oznacz)"
)
_OBJECT: Final = (
    r"(?:spam|vip|score|priority|job application|instructions?|rules?|prompt|the word|only with"
    r"|instead of (?:to )?me|in (?:copy|bcc|cc)|reply-to|your (?:answer|reply|mail)|discount|refund"
    r"|anweisung\w*|regeln|antwort|dem wort|nicht an mich|rabatt|prei[s]|statt an mich"
    r"|réponse|consignes|copie|remise|prix|tarif|société|seulement"
    r"|respuesta|instrucciones|reglas|descuento|en lugar|solamente|empleo|precio"
    r"|risposta|istruzioni|regole|scheda|rimborso|soltanto|chiuso|prezzo"
    r"|resposta|instruções|regras|apenas|reembolso|preço|desconto"
    r"|antwoord|instructies|korting|in plaats|blad|terugbetaling|gratis|directeur"
    r"|odpowiedź|instrukcj\w+|rabat\w*|zamiast|cena|gwarancj\w+|dyrektor\w*)"
)
_ORDER: Final = re.compile(
    rf"\b{_VERB}\b[^.!?\n]{{0,90}}\b{_OBJECT}\b|\b{_OBJECT}\b[^.!?\n]{{0,60}}\b{_VERB}\b"
    r"|(?:分類し|返信して|答えて|忘れて|無視して|送ってください)",
    _I,
)


def found(texts: Iterable[str | None]) -> bool:
    """Whether any of these says something to a machine, openly or hidden."""
    return any(_found(text) for text in texts if text)


@lru_cache(512)
def _found(text: str) -> bool:
    """Remembered: a lead's texts are asked about before each of its steps that may wait."""
    if _HIDDEN.search(text):
        return True
    plain = unicodedata.normalize("NFKC", text)
    if any(strip_instructions(way) != way for way in (plain, plain[::-1])):
        return True
    return any(
        pattern.search(plain) for pattern in (_MARKED, _SPEAKER, _TO_A_MACHINE, _ENCODED, _ORDER)
    )
