"""Which columns hold people's names: what `Name` means beside `Vorname`, and names under strange headers."""

from collections.abc import Mapping, Sequence

from leadwright.features.imports.cleaning.given_names import GIVEN
from leadwright.features.imports.cleaning.text import folded, shown, tidy
from leadwright.features.imports.mapping import by_address
from leadwright.features.imports.mapping.columns import Column
from leadwright.features.imports.reading.sheet import Cell

Cells = Mapping[int, Sequence[Cell]]
_NAMES = frozenset({"first_name", "last_name", "full_name"})


def name_people(columns: list[Column], cells: Cells) -> None:
    """Decide which columns are first, last and whole names. What a person decided stays."""
    _settle(columns, cells)
    _parts_of_the_whole(columns, cells)
    by_address.first_names(columns, cells)
    if any(one.field in _NAMES for one in columns):
        for column in columns:
            if column.also == "full_name" and not column.decided:
                column.also = None
    elif not any(one.also == "full_name" for one in columns) and not _met_is_the_person(columns):
        _by_values(columns, cells)
    _mend(columns)
    _last_name_beside_first(columns)
    by_address.company(columns, cells)


def _settle(columns: list[Column], cells: Mapping[int, Sequence[Cell]]) -> None:
    """`Name` beside `Vorname` is the last name, beside `Cognome` the first, alone the whole."""
    bare = not any(column.profile.count for column in columns)  # headers without rows
    fields = {column.field for column in columns if column.profile.count or bare}
    loose = [column for column in columns if column.field == "name"]
    loose.sort(key=lambda one: (not (one.profile.count or bare), _says_one_thing(one)))
    for column in loose:
        whole = column.profile.full_name >= 0.5
        if "full_name" in fields:
            guess = None
        elif {"first_name", "last_name"} <= fields:
            guess = "full_name" if whole and _repeats(columns, column, cells) else None
        elif (
            "first_name" in fields
            and "last_name" not in fields
            and not _repeats(columns, column, cells)
        ):
            guess = "last_name"
        elif (
            "last_name" in fields
            and "first_name" not in fields
            and not _repeats(columns, column, cells)
        ):
            guess = "first_name"
        else:
            guess = "full_name"
        column.field = guess
        column.confidence *= 0.97 if guess == "full_name" else 0.95
        fields.add(guess)


def _says_one_thing(column: Column) -> bool:
    seen = column.profile
    return seen.count > 1 and seen.distinct * seen.count < 1.5


def _parts_of_the_whole(columns: list[Column], cells: Cells) -> None:
    """Columns under other words that repeat how the whole names begin, and how they end."""
    whole = next((one for one in columns if one.field == "full_name"), None)
    if whole is None or {"first_name", "last_name"} & {one.field for one in columns}:
        return
    names = [folded(tidy(shown(cell))) for cell in cells.get(whole.index, ())][:100]
    fields = {"first_name": str.startswith, "last_name": str.endswith}
    for column in columns:
        free = column.field is None and column.meaning is None and not column.decided
        if not free or column.profile.person_words < 0.8:
            continue
        parts = [folded(tidy(shown(cell))) for cell in cells.get(column.index, ())][:100]
        pairs = [(a, b) for a, b in zip(names, parts, strict=False) if a and b and a != b]
        for field, stands in fields.items():
            if len(pairs) > 1 and all(stands(name, part) for name, part in pairs):
                column.field, column.confidence = field, 0.7
                del fields[field]
                break


def _mend(columns: list[Column]) -> None:
    """Headers that promise a whole name over one word, and a part of it over whole ones."""
    if any(one.decided for one in columns if one.field in _NAMES):
        return
    named = {one.field: one for one in columns}
    first, last, whole = (named.get(name) for name in ("first_name", "last_name", "full_name"))
    if whole and bool(first) != bool(last) and whole.profile.full_name < 0.3:
        whole.field = "last_name" if first else "first_name"
    elif last and not first and not whole and last.profile.full_name >= 0.6:
        last.field, last.confidence = "full_name", min(last.confidence, 0.8)
    elif first and not last and not whole and first.profile.full_name >= 0.8:
        first.field, first.confidence = "full_name", min(first.confidence, 0.8)


def _repeats(columns: list[Column], column: Column, cells: Mapping[int, Sequence[Cell]]) -> bool:
    """Whether `Name` repeats what stands in the first or the last name's column."""
    first = next(one for one in columns if one.field in {"first_name", "last_name"})
    pairs = list(zip(cells.get(first.index, ()), cells.get(column.index, ()), strict=False))[:100]
    given = [(folded(tidy(shown(a))), folded(tidy(shown(b)))) for a, b in pairs]
    filled = [(a, b) for a, b in given if a and b]
    return bool(filled) and sum(
        f" {a} " in f" {b} ".replace(",", " ") for a, b in filled
    ) > 0.5 * len(filled)


def _by_values(columns: list[Column], cells: Mapping[int, Sequence[Cell]]) -> None:
    """Under headers in a language we do not know: the column that reads most like people's names."""
    free = [
        one
        for one in columns
        if one.field is None and not one.decided and one.meaning is None and one.profile.count
    ]
    words = [one for one in free if one.profile.person_words >= 0.8]
    single = [
        one for one in words if one.profile.given >= 0.4 or _opens_address(one, columns, cells)
    ]
    whole = [one for one in free if one.profile.full_name >= 0.8 and one.profile.company < 0.2]
    if single and single[0].profile.full_name < 0.5:
        single[0].field, single[0].confidence = "first_name", 0.55
    elif whole:
        whole[0].field, whole[0].confidence = "full_name", 0.5


def _opens_address(
    column: Column, columns: list[Column], cells: Mapping[int, Sequence[Cell]]
) -> bool:
    """`Ada | Berg | ada@berg.example`, without a header: the addresses begin with what stands there."""
    address = next((one for one in columns if one.field == "email"), None)
    if address is None or column.header:
        return False
    pairs = zip(cells.get(column.index, ()), cells.get(address.index, ()), strict=False)
    told = [(folded(tidy(shown(a))), folded(tidy(shown(b)))) for a, b in list(pairs)[:100]]
    opened = sum(len(name) > 1 and mail.startswith(name) for name, mail in told)
    return bool(told) and opened * 2 > len(told)


def _met_is_the_person(columns: list[Column]) -> bool:
    """`Gesproken met` over another name in each row, and no names elsewhere: whom we met, not who met."""
    for column in columns:
        seen = column.profile
        another = seen.count > 1 and seen.distinct > 0.9 and seen.full_name >= 0.5
        if column.field == "owner" and not column.decided and another and seen.email < 0.2:
            column.field, column.confidence = "full_name", 0.6
            return True
    return False


def _last_name_beside_first(columns: list[Column]) -> None:
    """The column of single words next to the first names, where no header says which it is."""
    guessed = [
        one for one in columns if one.field == "first_name" and not one.header and not one.decided
    ]
    for further in sorted(guessed, key=lambda one: (-one.profile.given, one.index))[1:]:
        further.field = None  # `Karl | Otto`: both may be given names, the second one is not
    first = next((one for one in columns if one.field == "first_name"), None)
    if first is None or any(one.field in {"last_name", "full_name"} for one in columns):
        return
    for column in sorted(columns, key=lambda one: (abs(one.index - first.index), -one.index)):
        words = column.profile.person_words >= 0.8 and column.profile.distinct > 0.4
        is_open = column.field is None and column.meaning is None and not column.decided
        if is_open and words:
            column.field, column.confidence = "last_name", 0.6
            return


def turned(cells: Sequence[Cell], *, promised: bool) -> bool:
    """Whether whole names stand last name first: their second word is the given name.

    `promised`: the header says so (`Nom et prénom`), which holds unless the names say otherwise.
    """
    front = back = 0
    for cell in list(cells)[:300]:
        words = folded(tidy(shown(cell))).replace(",", " , ").split()
        if len(words) == 2 and "," not in words:
            front += words[0] in GIVEN and words[1] not in GIVEN
            back += words[1] in GIVEN and words[0] not in GIVEN
    if promised:
        return not (front >= 2 and front > 3 * back)
    return back >= 2 and back > 3 * front
