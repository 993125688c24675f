"""Company names without what only says that they are companies."""

import re
from functools import lru_cache
from typing import NamedTuple

from cleanco.termdata import terms_by_type
from rapidfuzz.distance import OSA, JaroWinkler

from leadwright.features.identity.words import folded, has_chinese_signs, plain

_FURTHER_FORMS = """
    gmbh co kg|gmbh & co kg|gmbh co|ug|ug haftungsbeschrankt|haftungsbeschrankt|gbr|ohg|ek|e k|mbh|
    gesmbh|ges mbh|se|eg|ggmbh|ag co|sas|sasu|sci|ets|scop|eirl|slu|sl|sa de cv|s a de c v|sapi|
    de cv|spa|snc|sas|coop|lda|eireli|me|epp|bv|nv|vof|cv|stichting|sp z o o|sp zoo|spzoo|s a|s c|
    sp j|sp k|zoo|spol s r o|sro|s r o|a s|as|aps|ivs|a b|ab|oyj|oy|asa|d o o|doo|dd|srl|kft|zrt|bt|
    ood|eood|ad|pjsc|ooo|oao|zao|pao|ao|ip|tov|too|kk|k k|kabushiki kaisha|yugen kaisha|godo kaisha|
    co ltd|company limited|pty|pvt|pvt ltd|private limited|bhd|sdn|pte|fze|fzco|fz llc|llc|dmcc|jsc|
    plc|inc|incorporated|corp|corporation|ltd|limited|llp|lp|limitada|sti|ltd sti|a s|anonim sirketi|
    tbk|pt|cia|et fils|and sons|sons|and co|und co|e co|et cie|cie|y cia|aktiengesellschaft|
    gesellschaft mit beschrankter haftung|sociedad anonima|societe anonyme|company|co
"""  # what cleanco does not list, or lists in its own letters only
_SIGNS = (
    "株式会社",
    "有限会社",
    "合同会社",
    "（株）",
    "(株)",
    "㈱",
    "有限公司",
    "股份有限公司",
    "주식회사",
    "(주)",
)
_SHORT_FOR = {
    "intl": "international", "int": "international", "internat": "international", "mfg": "manufacturing",
    "mfrs": "manufacturers", "tech": "technology", "technologies": "technology", "techs": "technology",
    "technologie": "technology", "technologien": "technology", "bros": "brothers", "gebr": "gebruder",
    "assoc": "associates", "assocs": "associates", "univ": "university", "universitat": "university",
    "svcs": "service", "svc": "service", "services": "service", "sys": "system", "systems": "system",
    "systeme": "system", "solutions": "solution", "soln": "solution", "mgmt": "management",
    "engr": "engineering", "eng": "engineering", "ind": "industries", "inds": "industries",
    "industry": "industries", "grp": "group", "gruppe": "group", "groupe": "group", "gruppo": "group",
    "grupo": "group", "natl": "national", "dept": "department", "lab": "laboratories",
    "labs": "laboratories", "pharma": "pharmaceuticals", "constr": "construction", "elec": "electric",
    "masch": "maschinenbau", "saint": "st", "sankt": "st", "und": "and", "et": "and", "y": "and",
    "prods": "products", "prod": "products", "consultants": "consulting", "log": "logistics",
    "logistik": "logistics", "ctr": "center", "centre": "center", "zentrum": "center",
}  # fmt: skip
_SAYS_LITTLE = frozenset(
    "and the group holding holdings international global worldwide europe deutschland germany france uk usa "
    "of de la le les el der die das di do da i en van companies enterprises enterprise".split()
)
_FIGURES = re.compile(r"\d+")
_NO_FIRM = frozenset(
    "none na private privat self employed selfemployed freelance freelancer student unknown test keine "
    "aucune ninguna unemployed retired home individual personal".split()
)


class Firm(NamedTuple):
    """`words` tell the firm, `told` without their order; `joined` is them as one, `initials` its letters.

    `is_in_signs`: written in Chinese or Japanese signs, of which each reader makes another word.
    """

    words: tuple[str, ...] = ()
    joined: str = ""
    initials: str = ""
    told: frozenset[str] = frozenset()
    is_in_signs: bool = False


@lru_cache(maxsize=1)
def _forms() -> frozenset[str]:
    listed = (term for terms in terms_by_type.values() for term in terms)
    own = " ".join(_FURTHER_FORMS.split()).split("|")
    return frozenset(plain(term) for term in (*listed, *own)) - {""}


@lru_cache(maxsize=65536)
def read_firm(text: str) -> Firm:
    """The words that tell a firm; legal forms, short forms and filling words put aside."""
    if not text.isascii():
        for sign in _SIGNS:
            text = text.replace(sign, " ")
    words = plain(re.sub(r"[&+]", " and ", text)).split()
    words = _without_forms(words)
    words = [_SHORT_FOR.get(word, word) for word in map(folded, words)]
    telling = [word for word in words if word not in _SAYS_LITTLE] or words
    if not telling or all(word in _NO_FIRM for word in telling):
        return Firm()
    initials = "".join(word[0] for word in telling)
    return Firm(
        tuple(telling), "".join(telling), initials, frozenset(telling), has_chinese_signs(text)
    )


def _without_forms(words: list[str]) -> list[str]:
    """Legal forms at the end (and in front: OOO, PT), the longest first, never the whole name."""
    forms = _forms()
    changed = True
    while changed and len(words) > 1:
        changed = False
        for size in range(min(4, len(words) - 1), 0, -1):
            if " ".join(words[-size:]) in forms:
                words, changed = words[:-size], True
                break
            if " ".join(words[:size]) in forms and size < len(words) and len(words[0]) < 5:
                words, changed = words[size:], True
                break
    while len(words) > 1 and words[-1] == "and":
        words = words[:-1]
    return words


def is_alike(one: Firm, other: Firm) -> str | None:
    """`same`, `short` (initials, or all words of one in the other) or `close` (slips); else None.

    Figures are no slips: Halle 12 and Halle 13 are two.
    """
    a, b = one.joined, other.joined
    if a == b:
        return "same"
    if a[:1] == b[:1] or not one.told.isdisjoint(other.told):  # else none of these can be
        if one.told == other.told:
            return "same"
        if _is_short_form(one, other) or _is_short_form(other, one):
            return "short"
    return "close" if _is_slip(a, b) and _FIGURES.findall(a) == _FIGURES.findall(b) else None


def _is_slip(one: str, other: str) -> bool:
    longest = max(len(one), len(other))
    if longest >= 5 and OSA.distance(one, other, score_cutoff=2) <= (1 if longest < 9 else 2):
        return True
    return longest >= 6 and JaroWinkler.similarity(one, other, score_cutoff=0.93) > 0.93


def _is_short_form(short: Firm, long: Firm) -> bool:
    if len(long.words) > 2 and short.joined == long.initials:
        return True
    if short.told < long.told and max(map(len, short.told)) >= 4:
        return True
    return len(short.words) == len(long.words) > 1 and all(
        a == b
        or (min(len(a), len(b)) >= 3 and not a.isdecimal() and (a.startswith(b) or b.startswith(a)))
        for a, b in zip(short.words, long.words, strict=True)
    )


def is_at_home(firm: Firm, label: str) -> bool:
    """Whether a domain's word is the firm's: joined, its first words, or its initials."""
    if not label or not firm.joined:
        return False
    if label == firm.joined or (len(firm.words) > 2 and label == firm.initials):
        return True
    if len(firm.words[0]) >= 5 and label == firm.words[0]:
        return True
    return min(len(label), len(firm.joined)) >= 5 and (
        firm.joined.startswith(label) or label.startswith(firm.joined)
    )
