"""Words of the calendar in nine languages: months, weekdays, parts, units, prepositions."""

import re
import unicodedata
from typing import Final

from leadwright.features.understanding.entities.numerals import COUNTING_WORD

_MONTHS: Final = (
    "january jan januar jänner janvier enero gennaio janeiro januari stycznia styczeń styczniu",
    "february feb februar février fevrier febrero febbraio fevereiro februari lutego luty lutym",
    "march mar märz maerz mars marzo março maart marca marzec marcu",
    "april apr avril abril aprile kwietnia kwiecień kwietniu",
    "may mai mayo maggio maio mei maja maj maju",
    "june jun juni juin junio giugno junho czerwca czerwiec czerwcu",
    "july jul juli juillet julio luglio julho lipca lipiec lipcu",
    "august aug août aout agosto augustus sierpnia sierpień sierpniu",
    "september sept sep septembre septiembre settembre setembro września wrzesień wrześniu",
    "october oct oktober okt octobre octubre ottobre outubro października październik październiku",
    "november nov novembre noviembre novembro listopada listopad listopadzie",
    "december dec dezember dez décembre decembre diciembre dicembre dezembro grudnia grudzień grudniu",
)


def as_typed(words: str) -> set[str]:
    """The words, and as they are typed without the marks on their letters: `środy`, `srody`."""
    plain = unicodedata.normalize("NFD", words.replace("ł", "l"))
    return {*words.split(), *"".join(c for c in plain if not unicodedata.combining(c)).split()}


MONTH_NUMBER: Final = {
    word: index for index, words in enumerate(_MONTHS, start=1) for word in sorted(as_typed(words))
}
_WEEKDAYS: Final = (
    "monday montag lundi lunes lunedì segunda-feira maandag poniedziałku poniedziałek",
    "tuesday dienstag mardi martes martedì terça-feira dinsdag wtorku wtorek",
    "wednesday mittwoch mercredi miércoles mercoledì quarta-feira woensdag środy środę",
    "thursday donnerstag jeudi jueves giovedì quinta-feira donderdag czwartku czwartek",
    "friday freitag vendredi viernes venerdì sexta-feira vrijdag piątku piątek",
    "saturday samstag sonnabend samedi sábado sabato zaterdag soboty sobotę",
    "sunday sonntag dimanche domingo domenica zondag niedzieli niedzielę",
)
# Said without "-feira" these are ordinals too.
_PORTUGUESE: Final = ("segunda", "terça", "quarta", "quinta", "sexta")
_WHOLE_WEEKDAYS: Final = {
    word: index for index, words in enumerate(_WEEKDAYS) for word in sorted(as_typed(words))
}
WEEKDAY_NUMBER: Final = _WHOLE_WEEKDAYS | {
    word: index for index, day in enumerate(_PORTUGUESE) for word in as_typed(day)
}
_PORTUGUESE_WORD: Final = "|".join(word for day in _PORTUGUESE for word in sorted(as_typed(day)))
# The three-letter "mar", "may" and "dec" are also names and verbs: they need a number beside them.
_AMBIGUOUS: Final = frozenset(
    {"mar", "may", "dec", "dez", "sep", "set", "jan", "jun", "nov", "mei", "maja", "marca", "marco"}
)


def either(words: "dict[str, int] | tuple[str, ...]") -> str:
    """One regular expression for any of the words, longest first."""
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


MONTH: Final = rf"(?:{either(MONTH_NUMBER)})\b\.?"
_ONLY_WITH_PREPOSITION: Final = ("may", "mei", "maja", "marca")
_SURE_MONTHS: Final = tuple(word for word in MONTH_NUMBER if word not in _AMBIGUOUS)
PLAIN_MONTH: Final = rf"(?:{either(_SURE_MONTHS + _ONLY_WITH_PREPOSITION)})\b"
# "até sexta.", "na quinta para", "sexta que vem", but no "segunda fase"
_SHORT_WEEKDAY: Final = (
    r"(?:(?<=até )|(?<=até a )|(?<=ate )|(?<=na )|(?<=nesta )|(?<=desta )|(?<=próxima )|(?<=de )|(?<=da ))"
    rf"(?:{_PORTUGUESE_WORD})(?=\s*(?:[,.;!?)]|$)|\s(?:para|pra|pro|às|as \d|ao meio|à tarde|à noite"
    r"|de manhã|cedo|e|ou|sem falta|no máximo|que vem|agora)\b)"
    rf"|(?:{_PORTUGUESE_WORD})(?=\sque vem\b)"
)
WEEKDAY: Final = rf"(?:{either(_WHOLE_WEEKDAYS)}|{_SHORT_WEEKDAY})"
YEAR: Final = r"(?:20\d{2})"
COUNT: Final = (
    rf"(?:\d{{1,3}}|{COUNTING_WORD}|one|a|an|ein(?:er|em|en)?|une?|uno|una|um|uma|een|jednego)"
)

UNITS: Final = (
    (1, r"days?|tag(?:en|e)?|jours?|días?|giorni|giorno|dias?|dagen|dag|dni|dnia"),
    (7, r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|week|tygodni[aeu]?|tydzień"),
    (
        30,
        (
            r"months?|monat(?:en|e|s)?|mois|mes(?:es)?|mes[ie]|mês|meses|maanden|maand"
            r"|miesi[ęą]c[yeua]?|miesięcy"
        ),
    ),
    (90, r"quarters?|quartale?n?|trimestres?|kwartalen"),
    (365, r"years?|jahre?n?|ans?|années?|años?|anni|anno|anos?|jaar|lat|rok(?:u|iem)?"),
)
UNIT: Final = "|".join(f"(?:{p})" for _, p in UNITS)

# Parts of a month or year, by the third they stand for.
PARTS: Final = (
    (
        1,
        (
            r"(?:the )?(?:beginning|start) of|early|anfang(?: des)?|début(?: de)?|principios de"
            r"|comienzos de"
            r"|inizio|início de|begin|pocz[ąa]tk(?:u|iem)"
        ),
    ),
    (
        2,
        (
            r"(?:the )?middle of|mid[- ]|mitte(?: des)?|mi-|mediados de|metà|meados de|half(?! an?\b)|medio"
            r"|połow[ya]"
        ),
    ),
    (
        3,
        (
            r"(?:the )?end of|late|ende(?: des| der)?|(?:la )?fin(?: de| du| d')?"
            r"|(?:el )?final(?:es)? de(?:l)?"
            r"|fines de|fine(?: di)?|(?:o )?(?:fim|final) d[eo]|(?:het )?eind(?:e)?(?: van)?"
            r"|ko[ńn](?:ca|cem|cu)"
        ),
    ),
)
PART: Final = "|".join(f"(?:{p})" for _, p in PARTS)

# How the moment relates to the deadline: until it, after it, or in it.
UNTIL: Final = (
    r"by|until|till|on or before|before|no later than|not later than|at the latest by|latest|deadline:?"
    r"|due(?: on| by)?|up to"
    r"|prior to|ahead of|in time for|rechtzeitig (?:zu[mr]?|vor)|à temps pour|a tiempo para|in tempo per"
    r"|op tijd voor|na czas na|antes (?:de )?que (?:acabe|termine|finalice)|prima che finisca"
    r"|avant la fin(?: du mois)? d[eu']"
    r"|bis(?: spätestens)?(?: zum| zur| ende)?|spätestens(?: bis)?(?: zum| am)?|vor(?: dem"
    r"| den| der)?|frist"
    r"|avant(?: le| la| les| l')?|d'ici(?: à| au| le| la| fin)?|jusqu'(?:au|à|en)"
    r"|au plus tard(?: le| en)?"
    r"|entro e non oltre(?: il)?"
    r"|antes d(?:el|e|a|o)s?|hasta(?: el)?|a más tardar(?: el| en)?|plazo(?: hasta)?"
    r"|entro(?: il| la)?|prima d(?:i|el|ella|ell')|fino a|até(?: o| ao)?|vóór|voor(?: de| het)?|tegen"
    r"|uiterlijk(?: op)?|do(?: ko[ńn]ca)?|najpóźniej(?: do| we?)?|najpozniej(?: do| we?)?|przed"
    r"|date limite(?: d[eu] \w+| d'\w+)?\s?:?|fecha límite(?: de \w+)?\s?:?"
    r"|uiterste datum\s?:?|prazo(?: final)?\s?:"
    r"|termine ultimo\s?:?|abgabe(?:frist|schluss)\s?:?"
)
SINCE: Final = (
    r"(?:starting(?: on| from)?|beginning on|from|as of|effective(?: from)?|after)"
    r"|ab(?: dem| der)?|nach(?: dem| der| den)?"
    r"|à partir (?:du|de)|dès(?: le)?|après|a partir del?|desde(?: el)?|después de"
    r"|a partire dal?|dal?|dopo(?: il| la| le)?|depois d[aeo]s?|após(?: o| a| as| os)?"
    r"|vanaf|met ingang van|per ingang van|per"
    # in Portuguese "in the"
    r"|na(?=\s(?:\d{1,2}\s|de\s|het\s|kerst|pasen|nieuwjaar|oud|(?:maan|dins|woens|donder|vrij|zater|zon)dag))"
    r"|od|po"
)
AFTER: Final = r"after|nach|après|después|dopo|depois|após|na|po"
# An hour of the day, which says no other day than the one it stands with: "Friday 3 pm", "do godziny 15".
_NOON: Final = (
    r"noon|midday|midnight|lunch ?time|close of (?:business|play)|end of (?:the )?day|cob\b|eod\b|mittags?"
    r"|feierabend|dienstschluss|geschäftsschluss|midi|minuit|mediodía|mezzogiorno|meio[- ]dia|południ\w+"
    r"|middag"
)
_CLOCK: Final = (
    r"\d{1,2}(?::\d{2}|\s?h\s?\d{2}|[:.]?\d{0,2}\s?(?:[ap]\.?m\b\.?|uhr\b|heures?\b|h\b|uur\b|horas?\b"
    r"|o['’]clock))"
)
_AT: Final = (
    r"(?:at|um|gegen|à|a las?|alle(?: ore)?|ore|às|as|om|o(?: godz\w*\.?)?|(?:do )?godz\w*\.?)\s"
)
HOUR_AFTER: Final = re.compile(
    rf"^,?\s(?:(?:{_AT}|by\s|bis\s|do\s|w\s|al\s|ao\s)?(?:{_CLOCK}(?:\suhr\b)?|{_NOON})"
    rf"|{_AT}\d{{1,2}}(?![\d%€$]|[.,:]\d|\s?[%€$]))"
    r"|^の?(?:午前|午後|朝|夕方)?(?:\d{1,2}時(?:半|\d{1,2}分)?|正午)",
    re.IGNORECASE,
)
HOUR_BEFORE: Final = (
    rf"(?:(?:(?:the|las?|les?|le|às|as|alle|godz\w*\.?)\s)?(?:{_NOON}|{_CLOCK}|\d{{1,2}}(?=\s(?:on|of|di|de|w)\s))"
    r"\s+(?:(?:on|of|am|le|del?|di|op|dnia|w|we|da|na|em)\s+)?)?"
)
WITHIN: Final = (
    r"within(?: the next)?|in(?: the next)?|over the next|in less than|inside"
    r"|innerhalb(?: von| der nächsten)?|in(?: den nächsten| spätestens)?|binnen"
    r"|dans(?: les)?(?: prochain(?:e)?s)?|sous|d'ici|en(?: los próximos| moins de)?|dentro de"
    r"|en menos de"
    r"|entro|em(?: até)?|nas próximas|nos próximos|binnen|over(?=\s\S+\s(?:dagen|week|weken|maand|maanden"
    r"|jaar)\b)|w ciągu|za|w"
)
