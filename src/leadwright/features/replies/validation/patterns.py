"""The shapes a reply is searched for: links, addresses, amounts, promises, leaks, leftovers.

Matched over text in NFKC form, so that full-width letters and the like do not slip through. Words
stand for nine languages, because the guard also reads what language models write.
"""

import re
import unicodedata

from leadwright.domain import number_words
from leadwright.features.replies.validation import patterns_it_pt as it_pt
from leadwright.features.replies.validation import patterns_nl_pl_ja as nl_pl_ja
from leadwright.features.replies.validation import patterns_of_offers as offers

_I = re.IGNORECASE

URL = re.compile(r"\b(?:[a-z][a-z+.-]{1,12}://|www\.|mailto:)[^\s<>\"'`»“”„)\]]+", _I)
EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
# Two letters stand for every country; of the others, the ones mail programs turn into links.
DOMAIN = re.compile(
    r"(?<![\w@.-])(?:[\w-]{1,63}\.){0,4}[\w-]{2,63}\."
    r"(?!js\b|(?<=\bsig\.)ra\b)(?:[a-z]{2}|com|net|org|edu|gov|info|biz|name|mobi|app|dev|shop"
    r"|online|site|store"
    r"|tech|cloud|agency|digital|group|live|link|click|top|xyz|icu|vip|work|email|news|blog|pro"
    r"|travel|jobs|page|space|website|world|today|life|zone|example|test|invalid|рф)"
    r"(?![\w-])(?:/[^\s<>\"']*)?",
    _I,
)
DATE = re.compile(r"(?<!\d)\d{1,4}([./-])\d{1,2}\1\d{2,4}(?!\d)")
TIME = re.compile(r"(?<!\d)(\d{1,2}):00(?!\d)")
PHONE = re.compile(r"(?<![\w])\+?\(?\d[\d \t()./-]{5,30}\d(?![\w])")
NUMBER = re.compile(
    r"\d+(?:[., '’]\d{3}(?!\d))*(?:[.,]\d+)?"
    r"(?:\s?(?P<scale>k|m|mio|mln|million(?:en|s|es)?|mill(?:ón|ones)|milion[ei]|milh(?:ão|ões)"
    r"|tsd|tausend|thousand|mille|mila|mil|tys)\b|\s?(?P<kanji>[千万億]))?",
    _I,
)
LIST_MARK = re.compile(r"^\s*\d{1,2}[.)]\s", re.MULTILINE)

_CURRENCY = (
    r"(?:[€$£¥₹]|(?:eur|usd|gbp|chf|pln|jpy|brl|mxn|sek|dkk|nok)\b|euros?\b|dollars?\b|pounds?\b"
    r"|franken\b|francs?\b|dólares\b|dolares\b|reais\b|pesos\b|złotych\b|zł\b|円|cents?\b)"
)
_SPELLED = (
    rf"(?:{number_words.spelled('en', 'de', 'fr', 'es')}|one|thousand|million|ein|eine|einem|einer|tausend"
    r"|un|une|uno|una|mille|mil)"
)
# Bounded, so that a page of digits costs no more than its length.
_SUM = r"\d[\d., '’]{0,24}"
_SCALE = r"(?:[千万億]|(?:k|tsd|tausend|thousand|mille|mila|mil|tys)\b\.?)"
MONEY = re.compile(
    rf"{_CURRENCY}\s?(?P<after>{_SUM})|(?<![\d.,'’])(?P<before>{_SUM}{_SCALE}?)\s?{_CURRENCY}", _I
)
CURRENCY_SIGN = re.compile(r"[€$£¥₹]")
# "Deux cents élèves" are two hundred.
_FRENCH_HUNDREDS = (
    r"(?!(?:deux|trois|quatre|cinq|sept|huit|neuf)\scents\b(?!\s(?:euros?|francs?|dollars?)\b))"
)
SPELLED_AMOUNT = re.compile(
    rf"(?<!\d\s)\b{_FRENCH_HUNDREDS}{_SPELLED}\s(?:{_CURRENCY}|per\s?cent\b|prozent\b|pour\s?cent\b|por\sciento\b)"
    rf"|{it_pt.SPELLED_AMOUNT}|{nl_pl_ja.SPELLED_AMOUNT}",
    _I,
)
READERS_OWN = re.compile(
    r"\b(?:your|ihre?[mnrs]?|euer|eure[mnrs]?|dein\w*|votre|vos|tu|sus?|vuestr[oa]s?|suo|sua|suoi"
    r"|tuo|vostr[oi]"
    r"|seus?|suas?|uw|jullie|jouw|je|państwa|pani|pana|twój|twoje\w*)\s(?:\w+\s){0,3}$",
    _I,
)
ACCOUNT = re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){3,7}(?:\s?[A-Z0-9]{1,3})?\b")
BUDGET_WORD = re.compile(
    r"budget|rahmen\b|presupuesto|orçamento|verba|budżet|begroting|予算|bilancio", _I
)

# Promises no form of words may make for the company; each may stand if its fact sheet says so.
COMMITMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "discount",
        re.compile(
            r"\b(?:discount\w*|rebate\w*|rabatt\w*|preisnachl\w+|nachlass\w*|skonto|remises?|rabais"
            r"|ristourne\w*|descuento\w*|rebaja\w*|scont[oi]|desconto\w*|korting\w*|zniżk\w+|rabat\w*)"
            r"|割引",
            _I,
        ),
    ),
    (
        "free of charge",
        re.compile(
            r"\bfree (?:trial|of charge|plan|tier|demo|version|month|account|access|consultation)"
            r"|\bfor free\b|\bcomplimentary\b|\bat no (?:extra )?(?:cost|charge)\b|\bkostenlos\w*"
            r"|\bkostenfrei\w*|\bgratis\b|\bgratuit\w*|\bgratuidad|\bgratuit[oaie]\w*|\bgrátis\b"
            r"|\bbezpłatn\w*|\bdarmow\w*|無料",
            _I,
        ),
    ),
    (
        "guarantee",
        re.compile(
            r"\b(?:guarant\w+|warrant(?:y|ies)|garant\w+|gwaranc\w+|gwarantuj\w+|refund\w*"
            r"|money.back|rückerstatt\w+|erstatt(?:en|ung)\w*|rembours\w+|reembols\w+|rimbors\w+)|保証",
            _I,
        ),
    ),
    (
        "term",
        re.compile(
            rf"\b(?:within|in (?:less than|under)|innerhalb(?: von)?|binnen|sous|d['’]ici|en menos de"
            rf"|dentro de|entro|em até|binnenkort|w ciągu)\s"
            # Bounded: runs of digits without an end would be tried in every division.
            rf"(?:the |next |an? |{_SPELLED}\s|\d{{1,6}}\s?){{0,4}}"
            r"(?:minut\w*|hours?|days?|weeks?|months?|stunden?|tage[ns]?|tag|wochen?|monat\w*|heures?"
            r"|jours?|semaines?|mois|horas?|días?|semanas?|meses|mes|ore|giorni|uur|dagen)\b",
            _I,
        ),
    ),
    (
        "solved",
        re.compile(
            r"\b(?:has|have|is|was|were)(?: now| already)?(?: been)? (?:fixed|resolved|solved|refunded"
            r"|cancelled|canceled|reset|credited)\b|\bwe(?:['’]ve| have) (?:fixed|resolved|solved)\b"
            r"|\b(?:behoben|gelöst|storniert|gutgeschrieben)\b"
            r"|\ba (?:déjà )?été (?:résolu|corrigé|annulé|réparé)\w*"
            r"|\bha(?:n)? sido (?:resuelt|solucionad|cancelad|corregid)\w+",
            _I,
        ),
    ),
    *offers.COMMITMENTS,
    *it_pt.COMMITMENTS,
    *nl_pl_ja.COMMITMENTS,
)

LEAK = re.compile(
    r"\bas an? (?:ai|artificial|language model|assistant|chat ?bot|llm)\b|\blanguage model\b"
    r"|\bsystem prompt\b|\b(?:my|these|the|your|previous|above|prior|all) instructions\b"
    r"|\b(?:ignore|disregard|forget|override)\b.{0,30}\b(?:previous|above|prior|instruction|rule)"
    r"|\bi(?:['’]m| am) (?:an ai|a bot|a chat ?bot|programmed|unable to comply)\b|\bprompt injection\b"
    r"|\b(?:you are|act as|pretend to be|du bist|tu es|eres) (?:now |jetzt )?(?:an? |ein |eine |un |una )"
    r"|\b(?:als|ich bin) (?:eine? )?(?:ki|künstliche intelligenz|sprachmodell)\b|\bsystem-?prompt\w*"
    r"|\bsprachmodell\w*|\b(?:ignorier|vergiss)\w*\b.{0,30}\b(?:anweisung|anleitung|regel)"
    r"|\ben tant qu['’](?:ia|intelligence|assistant)|\bmodèle de langage\b|\bmodelo de lenguaje\b"
    r"|\bignor(?:e|ez|a|e|ar)\b.{0,30}\b(?:instruction|instruccion)"
    r"|\bcomo (?:una? )?(?:ia|inteligencia artificial|asistente)\b|</?(?:system|user|assistant)\b"
    r"|\b(?:system|assistant|user|human)\s*:\s|<\|"
    rf"|{offers.LEAK}|{it_pt.LEAK}|{nl_pl_ja.LEAK}",
    _I,
)
MARKUP = re.compile(r"</?[a-z!][^>]{0,200}>|&(?:[a-z]{2,8}|#\d{1,6});", _I)
PLACEHOLDER = re.compile(
    r"[{}]|\[[^\]\d][^\]]{0,60}\]|<[A-Za-z ]{2,30}>|(?-i:\bX{3,}\b|\bTODO\b|\bTBD\b)|_{3,}|%[sd]\b"
    r"|(?<![a-z0-9_])(?:person|email|phone)_\d"
    r"|\blorem ipsum\b|^\s*(?:subject|betreff|objet|asunto|oggetto|assunto)\s*:"
    rf"|{nl_pl_ja.PLACEHOLDER}",
    _I | re.MULTILINE,
)
# C0 and C1 controls but line feed and tab, and the marks that reorder or hide text.
CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]"
)


def folded(text: str) -> str:
    """The text as the patterns want it: compatibility forms replaced."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text)
