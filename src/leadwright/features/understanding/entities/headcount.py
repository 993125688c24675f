"""How many people the sender speaks for: users, seats or staff."""

import re
from collections.abc import Callable
from functools import cache
from typing import Final

from leadwright.domain import number_words
from leadwright.domain.sieve import Sieve, lowered, narrow, unmarked
from leadwright.features.understanding.entities.numerals import COUNTING_WORD, parse_count

_PEOPLE: Final = (
    r"people|persons?|users?|seats?|licen[cs]es?|employees?|staff|colleagues|team ?members"
    r"|members of staff"
    r"|heads?|headcount|agents?|reps?|workers?|engineers?|developers?|technicians?"
    r"|consultants?|planners?"
    r"|workstations?|workplaces?|ppl|pers|fte|drivers?|nurses?|doctors?|vets|lawyers?"
    r"|salespeople|sales(?:men|women)|operators?|managers?|analysts?|dispatchers?|teachers?|logins?"
    r"|fitters?|installers?|mechanics|carers?|chefs|cooks|waiters|cleaners|solicitors|dentists|therapists"
    r"|stylists|surveyors|plumbers|electricians|joiners|roofers|painters|machinists|receptionists|tutors"
    r"|practitioners|foremen|on (?:the|our) (?:books|payroll)|coordinators?|supervisors?|accountants?"
    r"|volunteers|ehrenamtlichen?|bénévoles|volontari|volunt[áa]ri[oa]s|vrijwilligers|assistants?|guys|lads|blokes|folks|trainers"
    r"|mitarbeiter(?:innen|n|\*innen)?|mitarbeitenden?|kolleginnen|ma\b|leuten?|personen|kollegen|nutzern?"
    r"|benutzern?"
    r"|usern?|anwendern?"
    r"|lizenzen|plätzen?|arbeitsplätzen?|köpfe|beschäftigten?|angestellten?|technikern?"
    r"|fahrern?|ärzten?"
    r"|mann\b|(?!kund|les|besuch|teilnehm|schül|patient|miet|bewohn|follow)[a-zäöüß]{4,}innen|zugängen?|monteuren?|gesellen|vertretern?|pflegekräften?|fachkräften?|berater(?:innen|n)?"
    r"|anwälten?|lehrkräften?|lehrern?|köchen?|verkäufern?|arbeitern?|azubis"
    r"|personnes|utilisateurs|salarié(?:e)?s|employé(?:e)?s|collaborateurs|postes|licences|collègues"
    r"|techniciens"
    r"|gestionnaires|praticiens|conseillers|consultants|commerciaux|avocats|chauffeurs|ouvriers|vendeu(?:rs|ses)"
    r"|livreurs|plombiers|électriciens|mécaniciens|coiffeu(?:rs|ses)|dentistes|infirmi(?:ers|ères)|agents|assistantes|compagnons|monteurs|accès|médecins|enseignants"
    r"|agentes|repartidores|dentistas|fisioterapeutas|electricistas|fontaneros|conductores|choferes|camareros|comerciales|operarios|instaladores|peluqueras|profesores"
    r"|abogados|médicos|enfermeras|mecánicos|accesos"
    r"|personas|usuarios|emplead[oa]s|trabajador[ae]s|puestos|licencias|compañeros|técnicos|veterinarios"
    r"|igienist[ei]|dentisti|fisioterapisti|magazzinieri|meccanici|elettricisti|idraulici|autisti|operai|tecnici|agenti|camerieri|venditori|collaboratori|insegnanti|infermieri|accessi"
    r"|persone|avvocati|impiegati|operatori|utenti|dipendenti|licenze|postazioni|addetti|medici"
    r"|pessoas|usuários|utilizadores|funcion[áa]ri[oa]s|colaboradores|licenças|acessos|advogados"
    r"|trabalhadores|médicos|motoristas|condutores|operários|vendedores|enfermeir[oa]s|professores"
    r"|corretores|entregadores|mecânicos|eletricistas|atendentes|postos"
    r"|mensen|medewerk(?:st)?ers|gebruikers|werknemers|licenties|man\b|artsen|collega's|monteurs|chauffeurs|verkopers|verpleegkundigen|adviseurs|koks|leraren|docenten|leerkrachten|stylisten|juristen|tandartsen|fysiotherapeuten|elektriciens|lassers|kappers|schilders|loodgieters|specialisten"
    r"|osób|(?<=\d\d )osoby|fee earners|użytkowników|pracowników|licencji|lekarzy|kierowców|stanowisk"
    r"|monterów|mechaników|sprzedawców|nauczycieli|pielęgniarek|agentów|handlowców|kucharzy|doradców|operatorów"
    r"|techników|inżynierów|magazynierów|serwisantów|konsultantów|kurierów"
)
_JAPANESE: Final = re.compile(
    r"(?:従業員数|社員数|人数)\D{0,3}(?P<all>\d[\d,]{0,8})"
    r"|(?<![\d,])(?P<n>\d[\d,]{0,8}|[一二三四五六七八九十百千]{1,6})\s?(?:名(?!様|簿|で(?:伺|参|行|お邪魔|訪|お?越し))|人(?!目|前|用|で(?:伺|参|行|お邪魔|訪))|ユーザー|ライセンス|アカウント)"
    r"(?!の?(?:お客|会員|生徒|来場|ゲスト|フォロワー))"
)
# Named outright, also with k: "headcount 1.2k".
_STATED: Final = re.compile(
    r"\b(?:head ?count|workforce|mitarbeiterzahl|teamgröße|effectifs?|plantilla|organico|equipo|quadro"
    r"|personeelsbestand|zatrudnienie)(?:\s+(?:is|of|ist|von|de|est de|es de|di|van|to))?\s?:?\s+(?:about"
    r"|around|roughly|approx\.?|some|rund|etwa|ca\.?|environ|unos|unas|circa|około|ongeveer)?\s?(?P<n>\d[\d.,]*\d|\d)(?P<k>\s?k\b)?",
    re.IGNORECASE,
)
_TOGETHER: Final = {
    word: value
    for value, words in (
        (2, "zweit tweeën"),
        (3, "dritt drieën"),
        (4, "viert vieren"),
        (5, "fünft vijven"),
        (6, "sechst zessen"),
        (7, "siebt zevenen"),
        (8, "acht achten"),
        (9, "neunt negenen"),
        (10, "zehnt tienen dizaine decina decena dezena tiental"),
        (12, "zwölft twaalven douzaine dozzina docena dúzia dozen dutzend dozijn tuzin"),
        (15, "quinzaine quindicina quincena"),
        (20, "vingtaine ventina veintena vintena twintigtal"),
        (30, "trentaine trentina treintena trintena"),
        (40, "quarantaine quarantina cuarentena"),
        (50, "cinquantaine cinquantina cincuentena"),
        (100, "centaine centinaio centenar centena"),
    )
    for word in unmarked(words).split()
}
_AS_GROUP: Final = re.compile(
    r"\b(?:zu (?P<de>zweit|dritt|viert|fünft|sechst|siebt|acht|neunt|zehnt|zwölft)"
    r"|met (?:z'n|z’n|zijn|ons) (?P<nl>tweeën|drieën|vieren|vijven|zessen|zevenen|achten|negenen|tienen"
    r"|twaalven)"
    r"|(?:d'une|sommes une|est une|siamo (?:in )?una|somos una|somos uma|team di una)\s(?P<near>\w+))\b",
    re.IGNORECASE,
)
_GROUP: Final = "|".join(sorted((w for w in _TOGETHER if w.isalpha()), key=len, reverse=True))
# "a dozen of us", "two dozen technicians", "une quinzaine d'utilisateurs"
_GROUP_OF: Final = re.compile(
    rf"\b(?:(?P<times>two|three|four|zwei|drei|deux|trois|dos|tres|due|tre|twee|drie|dwa|trzy)\s)?"
    rf"(?P<group>{_GROUP})\s?(?:(?:of|d[aeio]|von|van)\s|d['’]|\s)?(?:(?:our|the|my|unserer?|nos|nuestros)\s)?"
    rf"(?:us\b|{_PEOPLE})(?![a-z])",
    re.IGNORECASE,
)
# "30 of my people", "i dipendenti sono circa 450"
_OF_MY: Final = re.compile(
    rf"(?<![\w.,/#-])(?P<n>\d{{1,6}}|{COUNTING_WORD})\s(?:of my|of our|meiner|unserer|de mes|de nos|de mis"
    r"|de nuestros|dei miei|dei nostri|dos meus|dos nossos|van mijn|van onze|z naszych)"
    rf"\s(?:{_PEOPLE})(?![a-z])",
    re.IGNORECASE,
)
_STAFF_IS: Final = re.compile(
    r"\b(?:employees|staff|users|mitarbeiter|beschäftigte|nutzer|salariés|utilisateurs|emplead[oa]s|usuarios"
    r"|dipendenti|utenti|funcionários|colaboradores|utilizadores|medewerkers|gebruikers|pracowników|osób)"
    r"(?::\s?|\s(?:are|is|sind|sont|son|sono|são|zijn|jest)\s(?:about |around |etwa |rund |environ "
    r"|unos |circa "
    r"|cerca de |ongeveer |około )?)(?P<n>\d{1,3}(?:[.,\u00a0 ]\d{3})+|\d{1,6})(?![\d%]|[.,]\d|\s?[€$£%])",
    re.IGNORECASE,
)
_QUANTITY: Final = rf"(?P<n>\d{{1,3}}(?:[.,\u00a0\u202f ]\d{{3}})+|\d{{1,6}}|{COUNTING_WORD})"
# What they do or how they are employed ("38 bus drivers").
_BETWEEN: Final = (
    r"(?:\s+(?:named|concurrent|more|extra|additional|full[- ]time|part[- ]time|permanent|internal|paid"
    r"|active|sales|office|field|customer|service|support|software|it|bus|truck|lorry|van|delivery|care"
    r"|nursing|warehouse|kitchen|shop|store|site|production|front[- ]desk|back[- ]office|legal|project"
    r"|weitere|feste|aktive|neue|interne|autres|nuevos?|nuevas?|vaste|stałych))?"
)
_BEFORE_PEOPLE: Final = re.compile(
    rf"(?<![\w.,/#-])(?:\d{{1,5}}\s?(?:-|–|to|bis|à"
    rf"|a)\s?)?{_QUANTITY}{_BETWEEN}[\s -]*(?:{_PEOPLE})(?![a-z])"
    r"(?!\s+(?:meeting|call|demo|table|tent|room))",
    re.IGNORECASE,
)
# "a group of six clinics" counts houses, not people.
_PLACES: Final = (
    r"(?:\w+ )?(?:clinics|shops|stores|schools|companies|firms|hotels|restaurants|practices|branches|sites"
    r"|locations|hospitals|dealerships|gyms|salons|offices|agencies|nurseries|homes|warehouses|depots"
    r"|kliniken|filialen|standorten|praxen|schulen|cliniques|magasins|agences|écoles|clínicas|tiendas"
    r"|escuelas|negozi|sedi|cliniche|scuole|lojas|escolas|vestigingen|winkels|scholen|sklepów|oddziałów)\b"
)
_TEAM_OF: Final = re.compile(
    rf"(?:team|crew|gang|squad|ploeg|ekipa|mannschaft|staff|company|firm|group|workforce|organi[sz]ation|business|practice|office"
    rf"|equipo|équipe|empresa|équipa|equipa|équipe de|squadra|zespół)\s+(?:of|de|di|von|mit|van)\s+"
    rf"(?:about |around |roughly |etwa |unos |environ |circa )?"
    rf"(?:\d{{1,5}}\s?(?:-|–|to|bis|à|a)\s?)?{_QUANTITY}(?!\s*(?:%|k\b|€|eur|\.\d)|\s{_PLACES})",
    re.IGNORECASE,
)
_WE_ARE: Final = re.compile(
    rf"(?:we are|we're|there are|wir sind|wir wären|nous sommes|nous serons|on est|somos"
    rf"|seríamos|siamo"
    rf"|wij zijn|we zijn|jesteśmy)\s+(?:about |around |etwa |rund |environ |unos |zu |à |in "
    rf"|met |en )?{_QUANTITY}"
    rf"(?=\s+(?:of us|in total|insgesamt|en total|in (?:the|our) (?:team|company|office)|im (?:büro|team"
    rf"|betrieb)|en (?:la|el) (?:oficina|empresa|despacho|taller|tienda)"
    rf"|au (?:bureau|cabinet|magasin|garage)|dans (?:l'équipe|la société)"
    rf"|na (?:clínica|empresa|equipe|loja)|à l'(?:agence|atelier|étude)|in (?:ufficio|studio|negozio)"
    rf"|no escritório|op kantoor|w biurze|et|e|y|i|und|en|and|plus|più|más|mais|oraz)\b"
    rf"|\s*[.,;!]|\s*$)",
    re.IGNORECASE,
)
_A_MAN_OF: Final = re.compile(rf"\been man of {_QUANTITY}\b", re.IGNORECASE)
# Said of people alone, whatever follows.
_WE_COUNT: Final = re.compile(
    rf"\b(?:siamo (?:in|circa)|(?:wij|we) zijn met|jest nas|nas jest)\s"
    rf"(?:circa |ongeveer |około |w sumie )?{_QUANTITY}"
    rf"(?!\s?(?:%|€|k\b|km\b|m2\b|[.,:]\d)|\s(?:{_PLACES})|[\d/])",
    re.IGNORECASE,
)
_OF_US: Final = re.compile(
    rf"\b{_QUANTITY}\s+(?:of us|von uns|d'entre nous|de nosotros)\b", re.IGNORECASE
)
_COMPANY_OF: Final = re.compile(
    rf"\b{_QUANTITY}[- ](?:person|man|people|seat|user|strong)\b(?!\s+(?:meeting|call|demo|table|tent"
    rf"|room|group of visitors))",
    re.IGNORECASE,
)
_FOR_N: Final = Sieve(
    re.compile(
        rf"\b(?:for|fur|pour|para|per|voor|dla)\s+{unmarked(_QUANTITY)}\s*(?:\?|\.(?!\d)|$)",
        re.IGNORECASE,
    )
)
_YEARS: Final = range(1990, 2101)
# Somebody else's people: guests, customers, members, those who may read a newsletter.
_OTHERS: Final = re.compile(
    unmarked(
        r"\b(?:customers?|guests?|members|visitors?|readers?|subscribers?|followers?|reaches?"
        r"|serves?|kunden"
        r"|gäste|mitglieder|clients?|invités|clientes|invitados|per (?:user|person)|meeting|slot"
        r"|minutes?|accueill\w+|recev\w+|atend\w+|ricev\w+|ospit\w+|recib\w+"
        # "ci servirebbe per dieci" is a need
        r"|(?<!ci )(?<!mi )(?<!vi )(?<!nos )(?<!me )servi(?!rebbe|ría|ria)\w+|bewirten|betreuen"
        r"|empfangen|ontvang\w+|bedienen|obsług\w+|trained|trains?|form(?:e|ons|ez)"
        # "you now employ 60 people"
        r"|you(?: now| already| currently)? employ|(?:ihr|sie) (?:beschäftigt|beschäftigen)"
        r"|vous employez|będzie nas|holds?|fits?|capacity"
        r"|fasst|platz für|caben|mieści)"
        r"(?:(?!\b(?:with|mit|avec|con|com|met|own)\b)[^.!?]){0,12}$"
        r"|(?:生徒|学生|児童|園児|会員|患者|来場者|参加者|定員)$"
    ),
    re.IGNORECASE,
)


# "a discount from 50 users", "we'd bring three people": a threshold and visitors.
_NOT_THE_TEAM: Final = re.compile(
    unmarked(
        r"\b(?:from|starting at|ab|à partir de|dès|a partir de|a partire da|vanaf|od|powyżej"
        r"|bring(?:ing)?|bringen|amènerons|amenons|traemos|llevaremos|portiamo|levamos|trazemos|brengen"
        r"|przyjedziemy w)\s+$"
    ),
    re.IGNORECASE,
)


# "300 people at our fair last week"
_AT_AN_EVENT: Final = re.compile(
    unmarked(
        r"^\s(?:at|to|for|auf|bei|zu[rm]?|beim|à|au|en|a|al|alla|na|no|op|bij|in)\s(?:[^\W\d]+['’]?\s?){0,2}?"
        r"(?:fair|events?|wedding|party|conference|congress|concert|festival|exhibition|webinar|open day"
        r"|launch"
        r"|messe|veranstaltung\w*|hochzeit|konferenz|kongress|konzert|feier|fest|foire|salon|mariage|congrès"
        r"|feria|boda|congreso|fiesta|fiera|matrimonio|convegno|concerto|feira|casamento|congresso|beurs|bruiloft"
        r"|congres|targ(?:i|ach)|wesel[eu]\w*|konferencj\w+|koncer\w+)\b"
    ),
    re.IGNORECASE,
)


def find_team_size(text: str, language: str = "und") -> int | None:
    """Users or staff of the sender, the first that the message states; 1 to 2,000,000.

    `language`: a number in words has to be of it, for "dos" and "once" are numbers in Spanish alone.
    """
    foreign = _foreign_numbers(language)
    written = narrow(text)
    plain = unmarked(written)
    low = lowered(plain)
    found = [
        (match.start(), size)
        for sieve, count in _PATTERNS
        for match in sieve.finditer(plain, low)
        if (size := count(match, written)) is not None
        and (match.groupdict().get("n") or "").casefold() not in foreign
        and not _is_of_others(plain, match)
    ]
    if found:
        return min(found)[1]
    sizes = (_count(match, written) for match in _FOR_N.finditer(plain, low))
    return next((size for size in sizes if size and size not in _YEARS), None)


@cache
def _foreign_numbers(language: str) -> frozenset[str]:
    own = set(map(unmarked, number_words.names(language)))
    return frozenset(set(map(unmarked, number_words.every())) - own) if own else frozenset()


def _is_of_others(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 30) : match.start()]
    is_range = match[0].lstrip()[:1].isdigit() and not match[0].startswith(
        match.groupdict().get("n") or ""
    )
    at_least = not is_range and _NOT_THE_TEAM.search(before) is not None
    at_an_event = _AT_AN_EVENT.match(text[match.end() :]) is not None
    return at_least or at_an_event or _OTHERS.search(before) is not None


def _count(match: re.Match[str], written: str) -> int | None:
    return _sane(parse_count(_as_written(match, written, "n")))


def _as_written(match: re.Match[str], written: str, group: str) -> str:
    """A group with the marks that the text has, which tell numbers from other words."""
    return written[slice(*match.span(group))]


def _count_stated(match: re.Match[str], written: str) -> int | None:
    if match["k"]:
        return (
            _sane(round(float(match["n"].replace(",", ".")) * 1_000))
            if _short(match["n"])
            else None
        )
    return _count(match, written)


def _short(number: str) -> bool:
    return re.fullmatch(r"\d{1,3}(?:[.,]\d)?", number) is not None


def _count_group(match: re.Match[str], _written: str) -> int | None:
    word = next(word for word in match.groups() if word)
    return _TOGETHER.get(word.lower())


def _count_group_of(match: re.Match[str], _written: str) -> int | None:
    times = parse_count(match["times"]) if match["times"] else 1
    return times * _TOGETHER[match["group"].lower()]


def _count_japanese(match: re.Match[str], _written: str) -> int | None:
    return _sane(parse_count(match["all"] or match["n"]))


def _sane(size: int) -> int | None:
    return size if 1 <= size <= 2_000_000 else None


_Count = Callable[[re.Match[str], str], int | None]


def _typed(pattern: re.Pattern[str]) -> Sieve:
    """The pattern for texts without marks on their letters."""
    return Sieve(re.compile(unmarked(pattern.pattern), pattern.flags))


_PATTERNS: Final[tuple[tuple[Sieve, _Count], ...]] = (
    (_typed(_BEFORE_PEOPLE), _count),
    (_typed(_COMPANY_OF), _count),
    (_typed(_TEAM_OF), _count),
    (_typed(_OF_US), _count),
    (_typed(_WE_ARE), _count),
    (_typed(_WE_COUNT), _count),
    (_typed(_STATED), _count_stated),
    (_typed(_AS_GROUP), _count_group),
    (_typed(_GROUP_OF), _count_group_of),
    (_typed(_OF_MY), _count),
    (_typed(_STAFF_IS), _count),
    (_typed(_A_MAN_OF), _count),
    (_typed(_JAPANESE), _count_japanese),
)
