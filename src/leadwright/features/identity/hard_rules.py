"""Laws about two records that no weight overrules: two people, one person, or a question.

A wrong merge is grave and a needless question small. So a merge needs enough weight and an anchor (what
hardly two people share) and nothing that speaks against it; two known people are never made one
because of a mailbox, a number or a browser that they share.
"""

from typing import Protocol

from leadwright.features.identity import mailboxes
from leadwright.features.identity.comparison import Comparison, have_a_box_each
from leadwright.features.identity.firms import Firm, is_alike
from leadwright.features.identity.name_comparison import FITS
from leadwright.features.identity.names import Name, are_used_alone, is_given_name
from leadwright.features.identity.person import Person
from leadwright.features.identity.phones import Line

MERGE_AT = 20.0
MERGE_BY_FIRM_AT = 23.0
MERGE_BY_ADDRESS_AT = 12.0
"""An address of one's own and nothing of the name against it: also where no name is known."""

_EXACT = frozenset({"same", "common", "spelt", "ending", "form"})
_SAME_FIRM = frozenset({"same", "short", "close", "home", "domain"})
_OF_A_PERSON = frozenset({"email", "phone", "city", "country", "street", "postcode"})
_TWO_BOXES = frozenset({"different", "colleague", "spells"})


def are_two(pair: Comparison) -> bool:
    """The names say that these are two people, and no mailbox of one's own speaks against it."""
    names = pair.names
    email, phone = pair.level("email"), pair.level("phone")
    if email == "role" and not _may_ring_a_pocket(pair) and _are_two_given_names(pair):
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


def must_be_asked(pair: Comparison) -> bool:
    """Too little weight to tell, too much in common to pass over."""
    if pair.level("email") in ("same", "role") or _shares_a_life(pair):
        return True
    if not pair.names.fits:
        return _is_new_surname(pair) or pair.level("phone") in ("mobile", "same")
    if pair.level("phone") in ("mobile", "same"):
        return True
    return pair.level("email") in ("slip", "own") and pair.names.is_known


def may_merge(pair: Comparison, weight: float) -> bool:
    """Enough weight, something that hardly two people share, and nothing against it."""
    if pair.names.mark is not None or not (pair.names.fits or _is_called_anew(pair)):
        return False
    enough = MERGE_BY_ADDRESS_AT if pair.level("email") == "same" else MERGE_AT
    if weight < enough:
        return False
    return _has_anchor(pair, weight) and not _speaks_against(pair)


def keeps_a_number(pair: Comparison) -> bool:
    """One name and one family's number: who moves house may take it along."""
    names = pair.names
    is_one = names.given == "same" and names.surname in ("same", "common") and names.mark is None
    return is_one and pair.level("phone") == "shared" and pair.level("company") is None


class Employed(Protocol):
    """Whose post may be asked for, be the rest of them read or not."""

    @property
    def name(self) -> Name: ...
    @property
    def title(self) -> str: ...
    @property
    def firm(self) -> Firm: ...


def has_one_post(one: Employed, other: Employed) -> bool:
    """One first name and job title in one firm, however the surnames read: who marries keeps the desk."""
    given, title = one.name.given, one.title
    # What hardly takes time first: of many candidates nothing else is ever read.
    if not title or given != other.name.given or len("".join(given)) < 2 or title != other.title:
        return False
    firms = one.firm, other.firm
    return bool(firms[0].joined and firms[1].joined) and is_alike(*firms) is not None


def _may_ring_a_pocket(pair: Comparison) -> bool:
    """One number for both that is a mobile one, or of which nobody can say (American ones)."""
    one, other = pair.one.phone, pair.other.phone
    if pair.level("phone") != "same" or one is None or other is None:
        return pair.level("phone") == "mobile"
    return Line.FIXED not in (one.line, other.line)


def _are_two_given_names(pair: Comparison) -> bool:
    """Two names in use that have nothing to do with each other, in either order."""
    given = (pair.one.name.given, pair.other.name.given)
    return pair.names.given == "different" and all(
        is_given_name(names[0]) for names in given if names
    )


def _are_two_by_box(pair: Comparison) -> bool:
    """Min-ji behind minji.kim@ and Min-jun behind minjun.kim@; Minh and Linh at one firm."""
    phone = pair.level("phone")
    if _are_two_whole_middles(pair) and phone not in ("mobile", "same"):
        return True
    is_told = pair.names.given == "middle" and phone != "mobile"
    if pair.names.given == "slip" and pair.level("email") == "colleague":
        is_told = phone not in ("mobile", "same")
    return is_told and have_a_box_each(pair.one, pair.other)


def _are_two_whole_middles(pair: Comparison) -> bool:
    """Jean-Pierre and Jean-Paul, each with an address of one firm."""
    middles = [person.name.given[1:] for person in (pair.one, pair.other)]
    return (
        pair.names.given == "middle"
        and pair.level("email") == "colleague"
        and all(words and len(words[0]) > 1 for words in middles)
    )


def _shares_only_a_name(pair: Comparison) -> bool:
    """A namesake elsewhere: nothing agrees beyond the name, and firm, town or number differ."""
    agreeing = {found.field for found in pair.findings if found.bits > 0}
    if pair.level("email") in ("moved", "spells"):
        agreeing.discard("email")
    if pair.level("company") == "different":
        agreeing.discard("title")  # every firm has a CTO
        if _is_reached_otherwise(pair) or _has_a_common_name(pair):
            agreeing.discard("city")  # and every town its namesakes
    if not agreeing <= {"given", "surname", "country"}:
        return False
    differing = {found.field for found in pair.findings if found.level == "different"}
    return bool(differing & {"company", "phone"}) or ("city" in differing and "email" in differing)


def _is_reached_otherwise(pair: Comparison) -> bool:
    """Another address and another number of the same kind."""
    one, other = pair.one.phone, pair.other.phone
    return (
        pair.level("phone") == "different"
        and one is not None
        and other is not None
        and one.line is other.line
        and pair.level("email") in (*_TWO_BOXES, "moved")
    )


def _has_a_common_name(pair: Comparison) -> bool:
    """A surname of which any town has many, with another address and nothing said of what they do."""
    return (
        pair.level("surname") == "common"
        and pair.level("title") != "same"
        and pair.level("email") in (*_TWO_BOXES, "moved")
    )


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
        is_home = not _is_same_firm(pair) and _may_be_of_one_family(pair)
        return pair.level("company") != "different" and not is_home
    if not names.is_whole or email in ("slip", "own"):
        return names.is_whole
    works_there = _is_same_firm(pair) and names.given in _EXACT and weight >= MERGE_BY_FIRM_AT
    return (_lives_there(pair) or works_there) and not _may_be_of_one_family(pair)


def _may_be_of_one_family(pair: Comparison) -> bool:
    """Jean and Jean-Luc, Johannes and Hans: names that one family, or one firm, has side by side."""
    one, other = pair.one.name.given, pair.other.name.given
    if pair.names.given == "part":
        return all(len(word) > 1 for word in (*one, *other))
    return pair.names.given in ("form", "kin") and are_used_alone(one[0], other[0])


def _speaks_against(pair: Comparison) -> bool:
    """What leaves a doubt that only a person can settle."""
    names = pair.names
    email, phone, born = pair.level("email"), pair.level("phone"), pair.level("born")
    if names.given == "middle" or born == "different":
        return True
    if email == "same":
        return _may_be_of_one_family(pair) and _is_family_firm(pair) and _are_two_titles(pair)
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
        stays = names.given != "slip" and names.surname == "part" and phone == "mobile"
        return pair.level("born") != "same" and not (stays and _is_same_firm(pair))
    return names.given == "kin" and phone != "mobile"


def _may_be_a_son(pair: Comparison) -> bool:
    """A name and a firm, and something that differs; at Bauer GmbH, where sons follow, also without.

    `peter.mueller2@` says itself that the firm has another Peter Müller.
    """
    phone = pair.level("phone")
    if phone == "mobile" or pair.level("born") == "same" or _lives_there(pair):
        return False
    is_family = _is_family_firm(pair)
    if phone == "same" or pair.level("email") in ("slip", "own"):
        return is_family and (_are_two_titles(pair) or pair.level("email") == "different")
    return (
        is_family
        or _are_two_titles(pair)
        or _differs(pair)
        or mailboxes.is_numbered(pair.one.mailbox)
        or mailboxes.is_numbered(pair.other.mailbox)
    )


def _is_family_firm(pair: Comparison) -> bool:
    """Huber Bau, where a Huber works."""
    firm = {*pair.one.firm.words, *pair.other.firm.words}
    return any(word in firm for word in pair.one.name.surname)


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
