"""Which field each column is: its header's meaning, checked against the values below."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.mapping.headers import (
    Meaning,
    abbreviated,
    meaning_of,
    plain,
    shortened,
)
from leadwright.features.imports.mapping.profiles import Profile, profile
from leadwright.features.imports.reading.sheet import Cell

_PHONES: Final = {"phone": 0, "office": 1, "mobile": 2, "home": 3}
_BARE_NUMBER: Final = frozenset("number nummer nummern numero numer numery nr no 番号".split())
_NO_NUMBERS: Final = frozenset(
    "first_name last_name full_name name contact company job_title title country product_interest".split()
)
_WORDED: Final = frozenset("first_name last_name full_name company job_title owner notes".split())
_AD: Final = re.compile(r"\b(?:utm|medium|campaign|campagne|kampagne|channel|kanal|canal)\b")
_SCHOOL: Final = re.compile(r"uni[vw]ers|hochschule|school|college|ecole|uczelnia|大学|学校")
_PICTURES: Final = re.compile(r"[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")  # `A1 ✔`
_SHOP: Final = re.compile(r"(?i)^(billing|shipping)[ _:.-]+")
_DATED_TOO: Final = frozenset("first_name last_name full_name owner event".split())
_DENIED: Final = re.compile(r"(?:do not|don t|dont|nicht|keine?|ne pas|pas de|niet|geen|nao|nie)\b")
_SECOND: Final = re.compile(
    r"\b(?:2|3|second|secondary|other|alt|alternat\w*|private?|privat\w*|personal|zweite?\w*|perso)\b"
)


@dataclass(slots=True)
class Column:
    """A column with what its header and its values say; `field` and `confidence` once it is decided.

    `rank` orders columns of one field, the best lowest. `mark` is the product a column of crosses is for.
    `also` is the second field of a column that holds two: an address or a number, whose address it is.
    `decided`: a person said so; no guess changes it.
    """

    index: int
    header: str
    meaning: Meaning | None
    profile: Profile
    field: str | None = None
    confidence: float = 0.0
    rank: int = 0
    mark: str | None = None
    last_first: bool = False
    also: str | None = None
    decided: bool = False


def look(
    headers: Mapping[int, str], cells: Mapping[int, Sequence[Cell]], catalogue: Catalogue
) -> list[Column]:
    """Every column that has a header or values, decided as far as it can be by itself."""
    columns = []
    is_shop = _of_a_shop(headers.values())
    for index in sorted({*headers, *cells}):
        header = headers.get(index, "")
        meant = _SHOP.sub(_bought, header) if is_shop else header
        seen = profile(cells.get(index, ()), catalogue)
        if not header and not seen.count:
            continue
        column = Column(index, header, meaning_of(meant) if meant else None, seen)
        _decide(column, catalogue)
        columns.append(column)
    return columns


def _of_a_shop(headers: Iterable[str]) -> bool:
    """Orders of a shop: who is billed is the customer, who is shipped to a gate or a warehouse."""
    found = {match[1].lower() for header in headers if (match := _SHOP.match(header))}
    return found == {"billing", "shipping"}


def _bought(found: re.Match[str]) -> str:
    return "" if found[1].lower() == "billing" else "recipient: "


def _decide(column: Column, catalogue: Catalogue) -> None:
    seen = column.profile
    product = catalogue.named(_without_question(_PICTURES.sub("", column.header))) or _asked_for(
        column, catalogue
    )
    if product and (seen.mark >= 0.5 or not seen.count):
        _take(column, "product_interest", 0.95)
        column.mark = product
    elif (cut := _fitting(column)) is not None:
        _take(column, cut, 0.75)
    elif column.meaning is not None:
        asked = column.meaning.name in {"notes", "source"} and column.meaning.confidence < 0.9
        question = column.meaning.name == "notes" and {*":?："} & {*column.header}
        if question and seen.product >= 0.8 and seen.length < 30:
            _take(column, "product_interest", 0.75)
        elif (asked or _or_contact(column)) and _plainly_names(seen):
            _take(column, "full_name", 0.7)  # `Comment vous appelez-vous ?`
        else:
            _by_header(column, column.meaning)
            _confirm(column)
    else:
        _by_values(column, named=bool(column.header))
    _take_both(column)


def _fitting(column: Column) -> str | None:
    """Headers that leave it to the values: `Naz.` over countries, `Numbers` over telephone numbers."""
    seen = column.profile
    if plain(column.header).rstrip("s") in _BARE_NUMBER and min(seen.phone, seen.dialled) >= 0.7:
        return "phone"
    fits = {
        "country": seen.country >= 0.8,
        "company": seen.company >= 0.5,
        "job_title": seen.job >= 0.5,
    }
    if plain(column.header) == "cc" and fits["country"]:
        return "country"  # Mailchimp's country code, and nobody's carbon copy
    doubtful = column.meaning is None or column.meaning.confidence <= 0.7
    may_mean = (abbreviated(column.header) | shortened(column.header)) if doubtful else frozenset()
    return next((name for name, right in fits.items() if right and name in may_mean), None)


def _take_both(column: Column) -> None:
    """Addresses and numbers in turn (`e-mail or phone`), or `Jan <jan@koch.example>`: a name too."""
    seen = column.profile
    told = column.meaning.name if column.meaning else ""
    if told in {"other", "owner", "notes"} or column.mark:
        return
    plainly = column.meaning is not None and column.meaning.confidence > 0.9
    in_turn = (
        not (plainly and told in {"email", *_PHONES})
        and min(seen.email, seen.phone) >= 0.1
        and seen.email + seen.phone >= 0.7
    )
    if in_turn and seen.number < 0.7:
        if column.field not in {"email", "phone"}:
            _take(column, "email", 0.85)
        column.field, column.also, column.rank = "email", "phone", column.rank + 4
    elif column.field == "email" and seen.named_email >= 0.3:
        column.also = "full_name"


def _without_question(header: str) -> str:
    asked = re.sub(r"^[QqFf]\d{0,2}\s*[:.)]\s*", "", header.strip()).rstrip(" ?？")
    return re.sub(
        r"(?i)^(?:interested in|interest(?:e)?(?: an| in)?|product|produkt|interesse)\s*:?\s*",
        "",
        asked,
    )


def _asked_for(column: Column, catalogue: Catalogue) -> str | None:
    """`Which products interest you? [A1]`: a form's question with one product at its end."""
    found = re.search(r"(?:[\[(]([^\])]+)[\])]|[:–—-]\s+([^:]+))\s*$", column.header)
    named = catalogue.named(found.group(1) or found.group(2)) if found else None
    return named or _below_its_group(column.header, catalogue)


def _below_its_group(header: str, catalogue: Catalogue) -> str | None:
    """`Product interest A1`: a product behind words for products, as a heading over columns joins them."""
    words = header.split()
    for cut in range(1, len(words)):
        product = catalogue.named(" ".join(words[cut:]))
        group = meaning_of(" ".join(words[:cut])) if product else None
        if group is not None and group.name == "product_interest" and group.confidence >= 0.9:
            return product
    return None


def _take(column: Column, field: str, confidence: float) -> None:
    column.field, column.confidence = field, confidence


def _confirm(column: Column) -> None:
    """Values that plainly are what a doubtful header says make it sure."""
    seen = column.profile
    plainly = {
        "email": seen.email,
        "phone": seen.phone if seen.number < 0.9 else 0.0,
        "captured_at": seen.date,
        "product_interest": seen.product,
    }
    if seen.count and plainly.get(column.field or "", 0.0) >= 0.8:
        column.confidence = max(column.confidence, 0.88)


def _by_header(column: Column, meaning: Meaning) -> None:
    seen, name, sure = column.profile, meaning.name, meaning.confidence
    if _asks_for_a_number(seen, meaning):
        _take(column, "phone", 0.7)
    elif _is_none_of_ours(column, name):
        return
    elif name == "email":
        _as_email(column, sure)
    elif name in _PHONES:
        _as_phone(column, name, sure)
    elif name in {"captured_at", "date", "clock"}:
        _as_moment(column, name, sure)
    elif name in {"title", "contact", "name", "last_first", "salutation"}:
        _as_person(column, name, sure)
    elif name in {"first_name", "last_name", "full_name", "company"} and seen.near_email > 0.6:
        _take(column, "email", 0.8)
    elif name in _DATED_TOO and seen.date > 0.6:
        _take(column, "captured_at", 0.6)
    else:
        _take(column, name, sure)
        column.rank = int(name == "source" and bool(_AD.search(plain(column.header))))
        if name == "company" and _SCHOOL.search(plain(column.header)):
            column.rank = 2  # where somebody studies or did; who employs them goes before


def _asks_for_a_number(seen: Profile, meaning: Meaning) -> bool:
    """`Under which number can we reach you?`, `Which number is best (with the country's code)?`."""
    if meaning.name == "other":
        return meaning.confidence <= 0.5 and seen.outward >= 0.7 and seen.number < 0.5
    doubtful = meaning.confidence < 0.9 and meaning.name in _NO_NUMBERS
    return doubtful and _are_numbers(seen, named=True)


def _is_none_of_ours(column: Column, name: str) -> bool:
    """Where the values, or a question mark, deny what the header's word promises."""
    seen, header = column.profile, column.header.rstrip()
    ticked = header.endswith(("?", "？")) and " " not in header and not seen.count
    return (
        name == "other"
        or _DENIED.match(plain(header)) is not None  # `Do not e-mail`
        or ticked  # `Callback?` over nothing asks for a tick, not for a number
        or (name in _WORDED and seen.counted >= 0.9)  # `Mitarbeiter` over 120 and 15: how many
        or (name == "product_interest" and seen.counted >= 0.9 and not seen.product)  # points
        or (name == "job_title" and seen.at_meeting >= 0.8)  # `Role` at the webinar: Presenter
        or (
            name == "product_interest" and seen.mark >= 0.8 and not seen.product
        )  # "interested? yes"
    )


def _or_contact(column: Column) -> bool:
    """`Company / contact` over people: the firms are the groups' titles, in rows of their own."""
    told = column.meaning is not None and column.meaning.name == "company"
    parts = [meaning_of(part) for part in re.split(r"[/,|&]", column.header)[1:]] if told else []
    named = any(
        part is not None and part.name in {"contact", "full_name", "name"} for part in parts
    )
    return named and column.profile.company < 0.3


def _plainly_names(seen: Profile) -> bool:
    return seen.full_name >= 0.6 and seen.given >= 0.3 and seen.distinct > 0.8


def _as_email(column: Column, sure: float) -> None:
    seen = column.profile
    if not seen.count or seen.near_email >= 0.2:
        _take(column, "email", sure if seen.near_email >= 0.5 or not seen.count else sure * 0.85)
    elif seen.mark >= 0.6 or seen.date >= 0.6:
        return  # whether or when a mail was sent
    elif seen.phone >= 0.6:
        _take(column, "phone", 0.6)
    elif sure > 0.9:
        _take(column, "email", 0.5)
    column.rank = 1 if _SECOND.search(plain(column.header)) else 0
    column.rank += 2 * (seen.shared >= 0.6)  # the person's own address goes before info@


def _as_phone(column: Column, name: str, sure: float) -> None:
    seen = column.profile
    if seen.email >= 0.6:
        _take(column, "email", 0.7)
        return
    believable = not seen.count or seen.phone >= 0.2 or seen.number >= 0.3
    if not believable and (seen.mark >= 0.6 or name in {"office", "home"} or sure < 0.9):
        return
    _take(column, "phone", sure if believable else 0.5)
    column.rank = _PHONES[name] * 2 + bool(_SECOND.search(plain(column.header)))
    if name == "phone" and sure < 0.85:
        column.rank += 5  # whose, or what for, nobody knows: `Car Phone`, `Radio Phone`


def _as_moment(column: Column, name: str, sure: float) -> None:
    seen = column.profile
    if plain(column.header) == "tag" and seen.count and seen.date < 0.3:
        _take(column, "tags", 0.85)  # no German day
        return
    if seen.clock >= 0.5 and seen.date < 0.3:
        _take(column, "clock", sure)
    elif name == "captured_at":
        _take(column, "captured_at", sure if seen.date >= 0.3 or not seen.count else sure * 0.7)
    elif seen.date >= 0.3 or (name == "date" and (seen.number >= 0.5 or _blank_day(column, sure))):
        _take(column, "captured_at", sure * 0.9)
        column.rank = 1
    elif name == "date" and sure > 0.9 and seen.web + seen.email + seen.full_name < 0.3:
        _take(column, "captured_at", 0.5)
        column.rank = 1


def _blank_day(column: Column, sure: float) -> bool:
    """An empty `Date`; not an empty `Custom Data 1`."""
    return not column.profile.count and sure > 0.9


def _as_person(column: Column, name: str, sure: float) -> None:
    seen = column.profile
    if name == "salutation":
        return
    if name == "title":
        if seen.salutation < 0.4:
            _take(column, "job_title", sure * 0.9)
    elif seen.email >= 0.5:
        _take(column, "email", 0.85)
    elif seen.date >= 0.6:
        _take(column, "captured_at", 0.75)
    elif seen.phone >= 0.6:
        _take(column, "phone", 0.8)
    elif name == "last_first":
        _take(column, "full_name", sure)
        column.last_first = True
    elif seen.company >= 0.5:
        _take(column, "company", 0.75)
    elif (
        name != "contact" or seen.coded < 0.5
    ):  # `Lead #` over numbers, `(Do Not Modify) Lead` over codes
        _take(column, "name", sure)


def _are_numbers(seen: Profile, *, named: bool) -> bool:
    """Numbers to dial; under a header that says something else they must be written as such."""
    return min(seen.phone, seen.dialled if named else 1.0) >= 0.7 and seen.number < 0.9


def _by_values(column: Column, *, named: bool) -> None:
    """What the values alone say, less surely under a header that says something unknown."""
    seen, less = column.profile, 0.9 if named else 1.0
    asked = column.header.rstrip().endswith(("?", "？"))  # whose answers may be "something else"
    if seen.count == 0:
        return
    strong = (
        ("email", seen.email >= 0.6, 0.92),
        ("product_interest", seen.product >= (0.5 if asked else 0.7) and seen.length < 30, 0.8),
        ("phone", _are_numbers(seen, named=named), 0.75),
        ("captured_at", seen.date >= 0.8, 0.7),
    )
    for field, holds, sure in strong:
        if holds:
            _take(column, field, sure * less)
            column.rank = 5
            return
    if named and seen.full_name < 0.6:
        return
    weak = (
        ("country", seen.country >= 0.7, 0.75),
        ("company", seen.company >= 0.4, 0.7),
        ("job_title", seen.job >= 0.5, 0.65),
        ("full_name", seen.full_name >= 0.6 and seen.given >= 0.2, 0.7),
        ("first_name", seen.person_words >= 0.8 and seen.given >= 0.5, 0.65),
        ("phone", seen.phone >= 0.8 and not named, 0.6),
    )
    for field, holds, sure in weak:
        if holds:
            _take(column, field, sure * less)
            column.rank = 5
            return
