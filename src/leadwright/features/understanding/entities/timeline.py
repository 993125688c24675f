"""The deadline a sender states for quote, decision, start or delivery; a wished meeting slot is none."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from leadwright.domain.sieve import Sieve, lowered, narrow, unmarked
from leadwright.features.understanding.entities.calendar_words import (
    AFTER,
    HOUR_AFTER,
    HOUR_BEFORE,
    SINCE,
    UNTIL,
)
from leadwright.features.understanding.entities.dates import (
    PHRASES,
    Resolver,
    Window,
    resolve_phrase,
)
from leadwright.features.understanding.entities.further_dates import FURTHER_PHRASES
from leadwright.features.understanding.entities.holidays import FEAST_PHRASES
from leadwright.features.understanding.spans import Sentence, sentences

_UNTIL_BEFORE: Final = re.compile(
    rf"\b(?:{UNTIL})\s+{HOUR_BEFORE}(?:the\s+|den\s+|dem\s+|le\s+|la\s+|les\s+|el\s+|o\s+|l['’])?"
    r"(?:(?:next|this|coming|nächsten|kommenden|diesen|volgende|komende|aanstaande)\s+)?$",
    re.IGNORECASE,
)
_SINCE_BEFORE: Final = re.compile(
    rf"\b(?:{SINCE})\s+(?:the\s+|dem\s+|den\s+|el\s+|las\s+|los\s+|les\s+|le\s+|o\s+|a\s+|de\s+|het\s+)?$",
    re.IGNORECASE,
)
_AFTER_IT: Final = re.compile(rf"(?:{AFTER})\b", re.IGNORECASE)
_IN_BEFORE: Final = re.compile(
    r"\b(?:in|im|on|am|en|au|aux|el|le|il|nel|a|em|no|na|w|this|next|for|für|pour|para|zum|per"
    r"|of|during"
    r"|around|about|approximately|week of|op|os|early|late)\s+"
    r"(?:the\s+|el\s+|il\s+|le\s+|la\s+|het\s+|de\s+|der\s+|dem\s+|den\s+|l['’])?$",
    re.IGNORECASE,
)
# A meeting is wished for here, so the date is a slot.
_MEETING: Final = re.compile(
    unmarked(
        r"\b(?:demo\w*|call|meet(?:ing)?s?|slots?|appointment|presentation|present|presented"
        r"|walk ?through|visit"
        r"|chat|talk|available|availability|free (?:on|any|at|from)|calendar|webinar|session|tour"
        r"|zoom|teams|video"
        r"|termine?n?(?! fin| le)|vorführung|vorführen|präsentation|vorstellen|besuch\w*"
        r"|telefonat|telefonieren|gespräch|zeigen"
        r"|rückruf|anrufen"
        r"|démo\w*|présent\w+|rendez-vous|appel(?:er|ez)?|réunion|visio|créneau|disponible"
        r"|presentación|presentar|cita|llamada|reunión|hueco|llám\w+|enseñ\w+|mostrar|videollamada"
        r"|dimostrazione|appuntamento|apresentação|reunião|demonstratie|afspraak|prezentacj\w+|mostr(?:e|em|asse[mn]?|ino|ate)"
        r"|spotkani\w+)\b|説明|調整|打ち?合わせ|面談"
    ),
    re.IGNORECASE,
)
_DEADLINE: Final = re.compile(
    unmarked(
        r"\b(?:decid\w+|decision|go(?:ing|es)?[ -]live|live by|start\w*|begin\w*|launch\w*|deliver\w*"
        r"|roll\w*[ -]?out|implement"
        r"\w*|install\w*|need\w*|required?|order\w*|buy\w*|purchas\w+|contract|quote|quotation"
        r"|offer|proposal|tender"
        r"|bid|deadline|due|invest\w*|leav(?:e|ing)|quitt\w+|verlassen|passare|passiamo|partire|sign\w*"
        r"|expires?|runs? out|ends?|switch\w*|migrat\w+|ready|in place"
        r"|complete\w*|finish\w*"
        r"|operational|running|introduce|replace\w*|budget|kick[- ]?off|timeline|ship\w*|supply"
        r"|award\w*|open(?:s|ing)?|clos\w+|commission\w*"
        r"|entscheid\w*|einführ\w*|liefer\w*|angebot\w*|brauch\w*|benötig\w*|bestell\w*|kauf\w*"
        r"|vertrag\w*|läuft aus"
        r"|umstell\w*|umsteig\w*|beginn\w*|inbetriebnahme|produktiv|unterschr\w+|frist|abgabe"
        r"|umsetz\w*|fertig"
        r"|livr\w+|kiez\w+|keuze|kies\w*|devis|décid\w+|décision|démarr\w+|commenc\w+|besoin|command\w+|achet\w+"
        r"|contrat|sign(?:er|ature)"
        r"|échéance|engager|engagée?s?|termine|expire|remise|déploy\w+|mise en (?:service|place)"
        r"|mettre en|faut|prêt"
        r"|decidi\w*|decisión|decision[ei]|emp(?:ez|iez)\w+|com(?:enz|ienz|ec|eç|inc)\w+|début\w+|begint|entreg\w+|necesit\w+|presupuesto|oferta|compr\w+"
        r"|contrat\w*|firm\w+"
        r"|plazo|implant\w+|pedido|arranc\w+|poner en marcha|instal\w+"
        r"|vence|termina|finaliza|scade|consegn\w+|decider\w+|inizi\w+|entrega|decidir|começar"
        r"|avvi\w+|decisão|fecha[rm]?|encerra|contratar|assinar|funcionar|beslis\w+|overstap\w*|klaar|gereed"
        r"|opstart\w*|cambi(?:ar|arnos|amos)|migr(?:ar|amos)|zmieni\w+|overgaan|overzetten|over(?=[.,!?]|$)"
        r"|ingaan|van start"
        r"|wdroż\w+|zacz\w+|rusz\w+|umow\w+|ofert\w+|lever\w+|nodig|decyzj\w+|dostaw\w+"
        r"|submi\w+|einreich\w*|abzugeben|rendre|remettre|déposer|indien\w+|złoż\w+|składać"
        r"|cambio|passaggio|mudança|mudar|trocar|changement|changer|bascul\w+|wechsel\w*|umz(?:ug|ieh\w*)|einricht\w*"
        r"|stappen .{0,12}over|przejś\w+|przenie\w+|zmian\w+|zainstal\w+|instal\w+"
        r"|choos\w+|picking|pick (?:a|an|one|the)|select(?:s|ed|ing|ion)?|votes? (?:on|le)"
        r"|approve\w*|live|adopt\w*"
        r"|wähl(?:en|t)|aus(?:wahl|wählen)|vergeben|planen|choisi\w*|tranche\w*|retiendr\w+|prévoyons"
        r"|eleg\w+|elig\w+|aprob\w+|adjudic\w+|scegl\w+|(?:ci|mi) serv\w+|ordin(?:e|iamo|are)|escolh\w+"
        r"|sa(?:ímos|ir)|odchodzi\w+|lasci(?:amo|are)|dejamos|dejar|precis(?:o|amos)|gun(?:nen|ning)|wybier\w+|wybor\w+|wybór|potrzeb\w+|zam[óa]wi\w*|podpis\w+)\b"
        r"|切り替え|移行|乗り換え|設置|決め|決ま|導入|納品|契約|見積|開始|購入|稼働|決定|選定|発注|提出|締切"
    ),
    re.IGNORECASE,
)
_UNTIL_AFTER: Final = re.compile(
    r"^(?:まで(?:に)?|以内|中に|に(?=.{0,12}(?:契約|納品|導入|決|開始|稼働|発注|購入|始め|切り替え|納入|完了)))"
)
_LATEST_AFTER: Final = re.compile(
    r"^,?\s+(?:at (?:the )?(?:very )?latest|spätestens|au plus tard|como (?:muy tarde|máximo)|a más tardar"
    r"|al (?:più tardi|massimo)|(?:o|no) (?:mais tardar|máximo)|uiterlijk|op zijn laatst|ten laatste"
    r"|najpóźniej)\b",
    re.IGNORECASE,
)
_SINCE_AFTER: Final = re.compile(r"^(?:から|より|以降)")
_DURING_AFTER: Final = re.compile(r"^の間に?")
_BOUGHT: Final = re.compile(
    r"\b(?:bought|ordered|purchased|paid|received|gekauft|bestellt hatten|acheté|commandé"
    r"|comprado|compramos)\b",
    re.IGNORECASE,
)
_PAST: Final = re.compile(
    r"\b(?:since|ago|last|yesterday|was|were|bought|ordered on|seit|letzte[nrsm]?|gestern"
    r"|vor \w+ (?:wochen|tagen)"
    r"|depuis|dernier|dernière|il y a|hier|desde hace|hace|pasad[oa]|ayer|scors[oa]|sinds|comme en|vom|dated"
    r"|like in|as in|wie im|como en|come a|jak w"
    r"|(?:mail|letter|e-mail|email|offer|quote|order|invoice) (?:of|from|dated)"
    r")\s*(?:the\s|le\s|el\s)?$",
    re.IGNORECASE,
)
_HAS_BEEN: Final = re.compile(
    r"\b(?:was|were|came|visited|saw|spoke|talked|met|war|waren|kam|sprachen|gesehen|avons vu|était|est venu"
    r"|vino|estuvo|vimos|hablamos|è venuto|abbiamo visto|veio|esteve|vimos|was hier|był|była|widzieliśmy)\b",
    re.IGNORECASE,
)
# Next year's budget has its money then; nothing is due.
_BUDGET_OF: Final = re.compile(
    r"\b(?:budgets?|orçamento|presupuesto|bilancio|begroting|haushalt|etat|budże\w+)"
    r"\s(?:(?:for|of|für|von|pour|de|d[ou]|del|di|per|van|voor|na)\s)?(?:(?:the|das|het)\s|l['’])?$",
    re.IGNORECASE,
)
_IS_YEAR: Final = re.compile(
    r"\b(?:years?|jahr\w*|année|año|anno|ano|jaar|rok\w*|20\d\d)\b", re.IGNORECASE
)
# A day of a month, not a season or a weekday in passing.
_IS_DAY: Final = re.compile(
    r"\d.*[^\W\d_]{3}|\d\D+\d|[^\W\d_]{3}.*\d|[月週]|tomorrow|tmrw", re.IGNORECASE
)
# Told of what has been as often as of what shall begin.
_SINCE_OR_FROM: Final = re.compile(r"\b(?:dal?|od)\s*$", re.IGNORECASE)
_STILL_TO_COME: Final = re.compile(
    unmarked(
        r"\b(?:vorremmo|vorrei|vogliamo|potremmo|useremmo|seguirci|pensiamo di|contiamo di|interess\w+"
        r"|chcieliby\w+|chcia[łl]\w+|chcemy|planujemy|zamierzamy|będziemy|moglibyśmy)\b"
    ),
    re.IGNORECASE,
)
_JOIN: Final = re.compile(
    r"\s*(?:-|–|and|to|until|und|bis|et|à|au|jusqu'(?:à|au)|y|a|hasta|e|en|tot|i|do)\s*"
    r"(?:(?:the|le|la|el|o|il|de|den|dem)\s|l['’])?",
    re.IGNORECASE,
)
_OPENING: Final = re.compile(
    r"\b(?:between|from|zwischen|von|vom|entre|de|du|del|tra|fra|dal|tussen|między|miedzy|od)\s"
    r"(?:(?:the|le|la|el|o|il|dem)\s|l['’])?$",
    re.IGNORECASE,
)
# These alone are too common in running text to be deadlines.
_WEAK: Final = re.compile(
    r"^(?:may|mei|maja|marca|\d{4}|today|heute|hoy|aujourd'hui|oggi|hoje|vandaag|dziś|dzisiaj"
    r"|tonight"
    r"|morgen|tomorrow|demain|mañana|domani|amanhã|jutro|spring|summer|winter|fall.*|.*day|.*tag)$",
    re.IGNORECASE,
)

_PHRASES: Final = tuple(
    (Sieve(pattern), resolver) for pattern, resolver in FEAST_PHRASES + FURTHER_PHRASES + PHRASES
)
Phrases = tuple[tuple[Sieve, Resolver], ...]


_BEFORE: Final = re.compile(
    r"before|vor|voor|avant(?! la fin)|antes(?! (?:de )?que)|prima(?! che)|vóór|przed|prior|ahead"
)
_END_OF: Final = re.compile(
    r"(?:the |la |le |el |il |o |het )?(?:end|ende|jahresende|monatsende|fine?|final|fim|eind|ko[ńn])\b"
    r"|year-?end|month-?end",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Timeline:
    """The deadline in the sender's words, and its days when they can be told."""

    verbatim: str
    first: date | None
    last: date | None


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    window: Window
    verbatim_from: int
    relation: str
    strength: int


def find_timeline(text: str, today: date, *, ordered: bool = False) -> Timeline | None:
    """The strongest deadline of the message, the first of equals.

    `ordered`: somebody buys here, so that a date to come is the delivery's without saying so.
    """
    best: tuple[int, Sentence, _Found] | None = None
    phrases = _that_may_stand_in(text, _PHRASES)
    for sentence in sentences(text) if phrases else ():
        plain = narrow(sentence.text)
        for found in _merge_ranges(plain, _phrases(plain, (today, ordered), phrases)):
            if found.strength > 0 and (best is None or found.strength > best[0]):
                best = (found.strength, sentence, found)
    return _timeline(best[1].text, best[2]) if best else None


def _that_may_stand_in(text: str, phrases: Phrases) -> Phrases:
    low = lowered(text)
    return tuple((sieve, resolver) for sieve, resolver in phrases if sieve.lets(low))


def _phrases(text: str, told: tuple[date, bool], phrases: Phrases) -> list[_Found]:
    today, ordered = told
    taken: list[tuple[int, int]] = []
    found: list[_Found] = []
    for sieve, resolver in _that_may_stand_in(text, phrases):
        for match in sieve.pattern.finditer(text):
            start, end = match.span()
            if start == end or any(start < last and first < end for first, last in taken):
                continue
            # a day that does not exist keeps its words, so that no part of them is read instead
            taken.append((start, end))
            window = resolve_phrase(match, resolver, today)
            if window and window.last >= today:
                found.append(_found(text, (start, end), window, ordered=ordered))
    return sorted(found, key=lambda f: f.start)


def _found(text: str, span: tuple[int, int], window: Window, *, ordered: bool) -> _Found:
    start, end = span
    hour = HOUR_AFTER.match(text[end:])
    end += hour.end() if hour else 0
    before = text[:start]
    relation, verbatim_from = "in", start
    for name, pattern in (("until", _UNTIL_BEFORE), ("since", _SINCE_BEFORE), ("in", _IN_BEFORE)):
        preposition = pattern.search(before)
        if preposition:
            relation, verbatim_from = name, preposition.start()
            break
    for name, pattern in (
        ("until", _UNTIL_AFTER),
        ("until", _LATEST_AFTER),
        ("since", _SINCE_AFTER),
        ("in", _DURING_AFTER),
    ):
        after = pattern.match(text[end:])
        if after:
            relation, end = name, end + after.end()
    has_preposition = verbatim_from != start
    ordered = ordered and _HAS_BEEN.search(text[max(0, start - 40) : start]) is None
    hints = int(ordered and (has_preposition or _IS_DAY.search(text[start:end]) is not None))
    strength = _strength(text, span, relation, (has_preposition, hints))
    return _Found(start, end, window, verbatim_from, relation, strength)


def _strength(text: str, span: tuple[int, int], relation: str, told: tuple[bool, int]) -> int:
    """0 when the date is a slot, past or by the way; more when it is surely a deadline.

    `told`: whether a preposition stands before it, and what else speaks for a deadline.
    """
    (start, end), (has_preposition, hints) = span, told
    near = unmarked(text[max(0, start - 60) : end + 40])
    if _is_no_deadline(text, span):
        return 0
    if (window_word := text[start:end]).isdigit() and not has_preposition:
        return 0
    meant = len(_DEADLINE.findall(near)) or hints
    if _MEETING.search(near) and not (meant and relation == "until"):
        return 0
    weak = bool(_WEAK.match(window_word))
    if weak and relation != "until" and not (has_preposition and meant):
        return 0
    by_itself = relation != "in" and (
        not _SINCE_OR_FROM.search(text[:start]) or _STILL_TO_COME.search(unmarked(text)) is not None
    )
    if (
        not meant
        and not by_itself
        and not re.match(r"within|innerhalb|sous|binnen|w ciągu", window_word, re.IGNORECASE)
    ):
        return 0
    return 1 + min(meant, 2) + {"until": 2, "since": 1}.get(relation, 0)


def _is_no_deadline(text: str, span: tuple[int, int]) -> bool:
    """Of what is past, or the year that a budget is for."""
    start, end = span
    before = text[:start]
    return (
        _PAST.search(before) is not None
        or _BOUGHT.search(before[-40:]) is not None
        or (_BUDGET_OF.search(before) is not None and _IS_YEAR.search(text[start:end]) is not None)
    )


def _merge_ranges(text: str, found: list[_Found]) -> list[_Found]:
    """`between February and July` is one span of time."""
    merged: list[_Found] = []
    for item in found:
        previous = merged[-1] if merged else None
        if previous and _JOIN.fullmatch(text[previous.end : item.start]):
            opening = _OPENING.search(text[: previous.start])
            last = item.window.last
            if last < previous.window.first:
                last = last.replace(year=last.year + 1)
            merged[-1] = _Found(
                previous.start,
                item.end,
                Window(previous.window.first, last),
                opening.start() if opening else previous.start,
                "in",
                max(previous.strength, item.strength),
            )
        else:
            merged.append(item)
    return merged


def _timeline(text: str, found: _Found) -> Timeline:
    verbatim = " ".join(text[found.verbatim_from : found.end].split()).strip(" ,.;")
    words = text[found.verbatim_from : found.start].lower()
    if found.relation == "until":
        phrase = text[found.start : found.end]
        return Timeline(verbatim, None, _until(words, phrase, found.window))
    if found.relation == "since":
        return Timeline(verbatim, _since(words, found.window), None)
    return Timeline(verbatim, found.window.first, found.window.last)


def _until(words: str, phrase: str, window: Window) -> date:
    """Before a whole month or quarter ends the day before it; a single day is meant itself."""
    exclusive = _BEFORE.match(words) and not _END_OF.match(phrase)
    is_span = window.first != window.last and (window.last - window.first).days >= 27
    return window.first - timedelta(1) if exclusive and is_span else window.last


def _since(words: str, window: Window) -> date:
    """After a span of days is the day after its end; a single day is meant itself."""
    is_over = window.first != window.last and _AFTER_IT.match(words) is not None
    return window.last + timedelta(1) if is_over else window.first
