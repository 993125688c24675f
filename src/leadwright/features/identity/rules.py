"""One person or two: three bands over the weight, and laws that no weight overrules.

A wrong merge is grave and a needless question small. So a merge needs enough weight and an anchor (what
hardly two people share) and nothing that speaks against it; two known people are never made one
because of a mailbox, a number or a browser that they share.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import log2

from leadwright.features.identity.comparison import Comparison, compare, have_a_box_each
from leadwright.features.identity.firms import is_alike
from leadwright.features.identity.name_comparison import FITS, may_fit
from leadwright.features.identity.names import is_given_name
from leadwright.features.identity.person import Person
from leadwright.features.identity.phones import is_same_number

MERGE_AT = 20.0
MERGE_BY_FIRM_AT = 23.0
MERGE_BY_ADDRESS_AT = 12.0
"""An address of one's own and nothing of the name against it: also where no name is known."""
REVIEW_AT = 13.0
CLEARLY_BETTER = 6.0
"""Bits by which the best of two possible people must lead."""
MOST_CANDIDATES = 10
MOST_BY_HALF = 5

_EXACT = frozenset({"same", "common", "spelt", "ending", "form"})
_HALF = _EXACT | {"slip", "part", "near"}
_SAME_FIRM = frozenset({"same", "short", "close", "home", "domain"})
_OF_A_PERSON = frozenset({"email", "phone", "city", "country", "street", "postcode"})
_TWO_BOXES = frozenset({"different", "colleague", "spells"})


class Band(StrEnum):
    """What to do about two records."""

    MERGE = "merge"
    REVIEW = "review"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Judged:
    """A comparison with its band; `weight` may be lower than the comparison's, for a crowded name."""

    comparison: Comparison
    band: Band
    weight: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of one record: `best` is set unless it is new; `others` may be asked about too."""

    band: Band
    best: Judged | None
    others: tuple[Judged, ...]


def judge(person: Person, candidates: Sequence[Person]) -> Verdict:
    """Compare with everybody who may be meant, and decide. One id may come in several records."""
    crowded = _crowded(person, candidates)
    pairs = [
        compare(person, one, crowded) for one in candidates if not _is_out_of_question(person, one)
    ]
    namesakes = _namesakes(pairs)
    judged = [_judged(pair, namesakes) for pair in pairs]
    possible = sorted(
        (pair for pair in judged if pair.band is not Band.NEW),
        key=lambda pair: (pair.band is not Band.MERGE, -pair.weight, pair.comparison.other.id),
    )
    if not possible:
        return _by_half_a_name(person, candidates)
    each: dict[str, Judged] = {}
    for pair in possible:
        each.setdefault(pair.comparison.other.id, pair)
    best, *others = list(each.values())[:MOST_CANDIDATES]
    band = Band.REVIEW if _is_doubtful(best, others) else best.band
    return Verdict(band, best, tuple(others))


def decide(pair: Comparison) -> Band:
    """The band of one pair by itself."""
    return _judged(pair, ()).band


def _is_out_of_question(one: Person, other: Person) -> bool:
    """Names of two people who share no mailbox, number or birthday: `_are_two`, told cheaply."""
    return not _may_touch(one, other) and not may_fit(one.name, other.name)


def _may_touch(one: Person, other: Person) -> bool:
    box, further = one.mailbox, other.mailbox
    if box is not None and further is not None and box.local == further.local:
        return True
    phone, second = one.phone, other.phone
    if phone is not None and second is not None and phone.tail == second.tail:
        return True
    return bool(one.born and other.born) or has_one_post(one, other)


def has_one_post(one: Person, other: Person) -> bool:
    """One first name and job title in one firm, however the surnames read: who marries keeps the desk."""
    if not (one.title and one.title == other.title and one.firm.joined and other.firm.joined):
        return False
    is_known = len("".join(one.name.given)) > 1 and one.name.given == other.name.given
    return is_known and is_alike(one.firm, other.firm) is not None


def _namesakes(pairs: Sequence[Comparison]) -> Collection[float]:
    """The weight of each person who bears the name, by the best of their records."""
    weights: dict[str, float] = {}
    for pair in pairs:
        if pair.names.is_whole:
            weights[pair.other.id] = max(pair.weight, weights.get(pair.other.id, pair.weight))
    return weights.values()


def _judged(pair: Comparison, namesakes: Collection[float]) -> Judged:
    """`namesakes` are the weights of all who bear the name.

    Each of them makes it say less; whether somebody is asked, only those who fit as well make doubtful.
    """
    if not pair.names.is_whole or len(namesakes) < 2:
        return Judged(pair, _band(pair, pair.weight, pair.weight), pair.weight)
    weight = round(pair.weight - 2 * log2(len(namesakes)), 2)
    rivals = sum(one >= pair.weight for one in namesakes)
    return Judged(pair, _band(pair, weight, pair.weight - 2 * log2(max(1, rivals))), weight)


def _band(pair: Comparison, weight: float, beside_rivals: float) -> Band:
    if _are_two(pair):
        return Band.NEW
    if _may_merge(pair, weight):
        return Band.MERGE
    return Band.REVIEW if beside_rivals >= REVIEW_AT or _must_be_asked(pair) else Band.NEW


def _by_half_a_name(person: Person, candidates: Sequence[Person]) -> Verdict:
    """Where nothing but names and towns is known: half a name in one town is asked about, if few bear it."""
    bare = [one for one in candidates if one.is_bare] if person.is_bare else []
    pairs = [pair for one in bare if _agrees_by_half(pair := compare(person, one))]
    if not 1 <= len(pairs) <= MOST_BY_HALF:
        return Verdict(Band.NEW, None, ())
    pairs.sort(key=lambda pair: (-pair.weight, pair.other.id))
    best, *others = [Judged(pair, Band.REVIEW, pair.weight) for pair in pairs]
    return Verdict(Band.REVIEW, best, tuple(others))


def _agrees_by_half(pair: Comparison) -> bool:
    one, other = pair.one.name, pair.other.name
    crossed = {*one.given} & {*other.surname} | {*one.surname} & {*other.given}
    half = pair.names.surname in _HALF or pair.names.given in _HALF or bool(crossed)
    return half and pair.names.mark is None and pair.level("city") in ("same", "close")


def _are_two(pair: Comparison) -> bool:
    """The names say that these are two people, and no mailbox of one's own speaks against it."""
    names = pair.names
    email, phone = pair.level("email"), pair.level("phone")
    if email == "role" and phone != "mobile" and _are_two_given_names(pair):
        return True
    if email in ("same", "role") or _shares_a_life(pair) or _may_be_called_otherwise(pair):
        return False
    if names.mark == "different" or _shares_only_a_name(pair) or _are_two_by_box(pair):
        return True
    given_fits = names.given is None or names.given in FITS
    surname_fits = names.surname is None or names.surname in FITS
    if given_fits:
        return not surname_fits and not _is_new_surname(pair)
    if names.given == "near" and surname_fits:
        return phone not in ("mobile", "same") or (
            phone == "same" and have_a_box_each(pair.one, pair.other)
        )
    return True


def _are_two_given_names(pair: Comparison) -> bool:
    """Two names in use that have nothing to do with each other, in either order."""
    given = (pair.one.name.given, pair.other.name.given)
    return pair.names.given == "different" and all(
        is_given_name(names[0]) for names in given if names
    )


def _are_two_by_box(pair: Comparison) -> bool:
    """Min-ji behind minji.kim@ and Min-jun behind minjun.kim@; Minh and Linh at one firm."""
    phone = pair.level("phone")
    is_told = pair.names.given == "middle" and phone != "mobile"
    if pair.names.given == "slip" and pair.level("email") == "colleague":
        is_told = phone not in ("mobile", "same")
    return is_told and have_a_box_each(pair.one, pair.other)


def _shares_only_a_name(pair: Comparison) -> bool:
    """A namesake elsewhere: nothing agrees beyond the name, and firm, town or number differ."""
    agreeing = {found.field for found in pair.findings if found.bits > 0}
    if pair.level("email") in ("moved", "spells"):
        agreeing.discard("email")
    if not agreeing <= {"given", "surname", "country"}:
        return False
    differing = {found.field for found in pair.findings if found.level == "different"}
    return bool(differing & {"company", "phone"}) or ("city" in differing and "email" in differing)


def _may_be_called_otherwise(pair: Comparison) -> bool:
    """One surname, firm and mobile number under two first names, of which one is perhaps a pet name."""
    first = (pair.one.name.given, pair.other.name.given)
    return (
        pair.names.surname in _EXACT
        and pair.names.mark is None
        and pair.level("phone") == "mobile"
        and pair.level("company") in _SAME_FIRM
        and not all(names and is_given_name(names[0]) for names in first)
    )


def _shares_a_life(pair: Comparison) -> bool:
    """Born on one day and living at one place: the same person or a twin, whatever the name."""
    return pair.level("born") in ("same", "close") and (
        pair.level("street") in ("same", "close")
        or (pair.level("postcode") == "same" and pair.level("born") == "same")
    )


def _is_new_surname(pair: Comparison) -> bool:
    """The first name agrees and something of one's own stays: married, perhaps."""
    if pair.names.given in (None, "initial"):
        return False
    return (
        pair.level("phone") == "mobile"
        or pair.level("born") == "same"
        or (pair.level("email") in ("own", "moved") and not _is_first_name_alone(pair.one))
        or (_is_same_firm(pair) and _keeps_a_post(pair))
        or (
            pair.level("phone") == "same" and (_is_same_firm(pair) or pair.level("company") is None)
        )
    )


def _is_first_name_alone(person: Person) -> bool:
    """Every Beatriz may stand as beatriz@ on a host of her own."""
    return person.mailbox is not None and person.mailbox.local == "".join(person.name.given)


def _keeps_a_post(pair: Comparison) -> bool:
    differing = {found.field for found in pair.findings if found.level == "different"}
    return has_one_post(pair.one, pair.other) and not differing & {"phone", "city", "country"}


def _is_called_anew(pair: Comparison) -> bool:
    """julia.becker@ is Julia's and stays hers under another surname, unless she seems to be elsewhere."""
    box, names = pair.other.mailbox, pair.names
    if pair.level("email") != "same" or box is None or names.given != "same":
        return False
    return any(word in box.words for word in pair.other.name.given if len(word) > 2) and (
        pair.level("phone") == "mobile"
        or "different" not in (pair.level("phone"), pair.level("company"))
    )


def _must_be_asked(pair: Comparison) -> bool:
    """Too little weight to tell, too much in common to pass over."""
    if pair.level("email") in ("same", "role") or _shares_a_life(pair):
        return True
    if not pair.names.fits:
        return _is_new_surname(pair) or pair.level("phone") in ("mobile", "same")
    if pair.level("phone") in ("mobile", "same"):
        return True
    return pair.level("email") in ("slip", "own") and pair.names.is_known


def _may_merge(pair: Comparison, weight: float) -> bool:
    if pair.names.mark is not None or not (pair.names.fits or _is_called_anew(pair)):
        return False
    enough = MERGE_BY_ADDRESS_AT if pair.level("email") == "same" else MERGE_AT
    if weight < enough:
        return False
    return _has_anchor(pair, weight) and not _speaks_against(pair)


def _has_anchor(pair: Comparison, weight: float) -> bool:
    """Something that hardly two people of fitting names share."""
    names = pair.names
    email, phone = pair.level("email"), pair.level("phone")
    if email == "same":
        return True
    if names.given is None or names.surname is None or _is_read_from_address(pair):
        return False
    if phone == "mobile" or pair.level("born") == "same":
        return True
    if phone == "same":
        return pair.level("company") != "different"
    return names.is_whole and (
        email in ("slip", "own")
        or _lives_there(pair)
        or (_is_same_firm(pair) and names.given in _EXACT and weight >= MERGE_BY_FIRM_AT)
    )


def _speaks_against(pair: Comparison) -> bool:
    """What leaves a doubt that only a person can settle."""
    names = pair.names
    email, phone, born = pair.level("email"), pair.level("phone"), pair.level("born")
    if names.given == "middle" or born == "different":
        return True
    if email == "same":
        return False
    if email == "colleague" and phone != "mobile":
        return True
    if email in _TWO_BOXES and phone == "different" and born != "same":
        return True
    return _is_thin(pair) or _may_be_a_son(pair)


def _is_thin(pair: Comparison) -> bool:
    """The names agree by a letter, by forms or by slips only, and too little else makes up for it."""
    names, phone = pair.names, pair.level("phone")
    if "initial" in (names.given, names.surname):
        return not (phone == "mobile" and _is_same_firm(pair))
    if names.given in ("kin", "slip", "form") and names.surname not in _EXACT:
        return pair.level("born") != "same"
    return names.given == "kin" and phone != "mobile"


def _may_be_a_son(pair: Comparison) -> bool:
    """A name and a firm, and something that differs; at Bauer GmbH, where sons follow, also without."""
    phone = pair.level("phone")
    if phone == "mobile" or pair.level("born") == "same" or _lives_there(pair):
        return False
    firm = {*pair.one.firm.words, *pair.other.firm.words}
    is_family = any(word in firm for word in pair.one.name.surname)
    if phone == "same" or pair.level("email") in ("slip", "own"):
        return is_family and (_are_two_titles(pair) or pair.level("email") == "different")
    return is_family or _are_two_titles(pair) or _differs(pair)


def _differs(pair: Comparison) -> bool:
    """A town, an address or a number; a desk's number beside a mobile one tells nothing."""
    one, other = pair.one.phone, pair.other.phone
    fields = _OF_A_PERSON - ({"phone"} if one and other and one.line is not other.line else set())
    return any(found.level == "different" and found.field in fields for found in pair.findings)


def _are_two_titles(pair: Comparison) -> bool:
    """President and trainee; Sales and Head of Sales may be one."""
    one, other = ({*person.title.split()} for person in (pair.one, pair.other))
    return bool(one and other) and not (one <= other or other <= one)


def _is_same_firm(pair: Comparison) -> bool:
    return pair.level("company") in _SAME_FIRM


def _lives_there(pair: Comparison) -> bool:
    return pair.level("street") in ("same", "close") and (
        pair.level("postcode") == "same" or pair.level("city") in ("same", "close")
    )


def _is_read_from_address(pair: Comparison) -> bool:
    return pair.one.is_name_read or pair.other.is_name_read


def _is_doubtful(best: Judged, others: Sequence[Judged]) -> bool:
    """Whether somebody else may be meant as well who is not known to be the same as the best."""
    if best.band is not Band.MERGE:
        return True
    close = [pair for pair in others if best.weight - pair.weight < CLEARLY_BETTER]
    return any(
        decide(compare(best.comparison.other, pair.comparison.other)) is not Band.MERGE
        for pair in close
        if pair.band is Band.MERGE or pair.comparison.level("email") == "same"
    )


def _crowded(person: Person, candidates: Sequence[Person]) -> frozenset[str]:
    """The person's own mailbox and number, where two other people are known to share it."""
    crowded: set[str] = set()
    box, phone = person.mailbox, person.phone
    if box is not None:
        holders = [one for one in candidates if one.mailbox and one.mailbox.key == box.key]
        if _are_several(holders):
            crowded.add(box.key)
    if phone is not None:
        holders = [one for one in candidates if one.phone and is_same_number(phone, one.phone)]
        if _are_several(holders):
            crowded.add(phone.tail)
    return frozenset(crowded)


def _are_several(holders: Sequence[Person]) -> bool:
    """Whether two of them are known as two people; the records of one are one."""
    return any(
        holder.id != holders[0].id and not compare(holders[0], holder).names.fits
        for holder in holders[1:]
    )
