"""How many people the sender speaks for: users, seats or staff."""

import re
from typing import Final

from leadwright.features.understanding.numerals import COUNTING_WORD, parse_number

_PEOPLE: Final = (
    r"people|persons?|users?|seats?|licen[cs]es?|employees?|staff|colleagues|team ?members"
    r"|members of staff"
    r"|heads?|headcount|agents?|reps?|workers?|engineers?|developers?|technicians?"
    r"|consultants?|planners?"
    r"|workstations?|workplaces?|ppl|pers|fte|drivers?|nurses?|doctors?|vets|lawyers?"
    r"|salespeople|operators?"
    r"|mitarbeiter(?:innen|n|\*innen)?|ma\b|leuten?|personen|kollegen|nutzern?|benutzern?"
    r"|usern?|anwendern?"
    r"|lizenzen|plätzen?|arbeitsplätzen?|köpfe|beschäftigten?|angestellten?|technikern?"
    r"|fahrern?|ärzten?"
    r"|mann\b|zugänge"
    r"|personnes|utilisateurs|salariés|employés|collaborateurs|postes|licences|collègues"
    r"|techniciens"
    r"|praticiens|conseillers|consultants|commerciaux"
    r"|personas|usuarios|empleados|trabajadores|puestos|licencias|compañeros|técnicos|veterinarios"
    r"|persone|utenti|dipendenti|licenze|postazioni|addetti|medici"
    r"|pessoas|usuários|utilizadores|funcionários|colaboradores|licenças|médicos"
    r"|mensen|medewerkers|gebruikers|werknemers|licenties|man\b|artsen|collega's"
    r"|osób|użytkowników|pracowników|licencji|lekarzy"
)
_JAPANESE: Final = re.compile(
    r"(?<![\d,])(\d[\d,]{0,8})\s?(?:名|人(?!目)|ユーザー|ライセンス|アカウント)"
)
_QUANTITY: Final = rf"(?P<n>\d{{1,3}}(?:[.,\u00a0\u202f ]\d{{3}})+|\d{{1,6}}|{COUNTING_WORD})"
_BETWEEN: Final = (
    r"(?:\s+(?:named|concurrent|more|extra|additional|full[- ]time|internal|paid|active|sales"
    r"|office|field"
    r"|customer|service|software|it|weitere|feste|aktive|interne|autres|nuevos?))?"
)
_BEFORE_PEOPLE: Final = re.compile(
    rf"(?<![\d.,/#-])(?:\d{{1,5}}\s?(?:-|–|to|bis|à"
    rf"|a)\s?)?{_QUANTITY}{_BETWEEN}[\s -]*(?:{_PEOPLE})(?![a-z])",
    re.IGNORECASE,
)
_TEAM_OF: Final = re.compile(
    rf"(?:team|staff|company|firm|group|workforce|organi[sz]ation|business|practice|office"
    rf"|equipo|équipe|empresa|équipa|equipa|équipe de|squadra|zespół)\s+(?:of|de|di|von|mit|van)\s+"
    rf"(?:about |around |roughly |etwa |unos |environ |circa )?{_QUANTITY}(?!\s*(?:%|k\b|€|eur"
    rf"|\.\d))",
    re.IGNORECASE,
)
_WE_ARE: Final = re.compile(
    rf"(?:we are|we're|there are|wir sind|wir wären|nous sommes|nous serons|on est|somos"
    rf"|seríamos|siamo"
    rf"|wij zijn|we zijn|jesteśmy)\s+(?:about |around |etwa |rund |environ |unos |zu |à |in "
    rf"|met |en )?{_QUANTITY}"
    rf"(?=\s+(?:of us|in total|insgesamt|en total|in (?:the|our) (?:team|company|office))"
    rf"|\s*[.,;!]|\s*$)",
    re.IGNORECASE,
)
_OF_US: Final = re.compile(
    rf"\b{_QUANTITY}\s+(?:of us|von uns|d'entre nous|de nosotros)\b", re.IGNORECASE
)
_COMPANY_OF: Final = re.compile(
    rf"\b{_QUANTITY}[- ](?:person|man|people|seat|user|strong)\b", re.IGNORECASE
)
_FOR_N: Final = re.compile(
    rf"\b(?:for|für|pour|para|per|voor|dla)\s+{_QUANTITY}\s*(?:\?|\.|$)", re.IGNORECASE
)
# Somebody else's people: guests, customers, members, those who may read a newsletter.
_OTHERS: Final = re.compile(
    r"(?:customers?|guests?|members|visitors?|readers?|subscribers?|followers?|reaches?"
    r"|serves?|kunden"
    r"|gäste|mitglieder|clients?|invités|clientes|invitados|per (?:user|person)|meeting|slot"
    r"|minutes?)"
    r"[^.!?]{0,12}$",
    re.IGNORECASE,
)


def find_team_size(text: str) -> int | None:
    """Users or staff of the sender, the first that the message states; 1 to 2,000,000."""
    for pattern in (_BEFORE_PEOPLE, _COMPANY_OF, _TEAM_OF, _OF_US, _WE_ARE, _FOR_N):
        for match in pattern.finditer(text):
            size = _size(text, match)
            if size is not None:
                return size
    japanese = _JAPANESE.search(text)
    return int(japanese.group(1).replace(",", "")) if japanese else None


def _size(text: str, match: re.Match[str]) -> int | None:
    if _OTHERS.search(text[max(0, match.start() - 30) : match.start()]):
        return None
    size = int(parse_number(match.group("n")))
    return size if 1 <= size <= 2_000_000 else None
