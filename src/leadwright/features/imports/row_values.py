"""A row's cells to its values and problems, by the plan of its table."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from leadwright.features.imports import misplaced
from leadwright.features.imports.cell_cache import Read, Remembered
from leadwright.features.imports.cell_texts import LENGTHS, cell_at, custom, plain, rounded, text_at
from leadwright.features.imports.cleaning import names, phones
from leadwright.features.imports.cleaning.countries import of_address, stated
from leadwright.features.imports.cleaning.dates import DateColumn
from leadwright.features.imports.cleaning.emails import Address, read_email
from leadwright.features.imports.cleaning.given_names import GIVEN
from leadwright.features.imports.cleaning.products import Catalogue, is_mark
from leadwright.features.imports.cleaning.tags import read_tags
from leadwright.features.imports.cleaning.text import (
    folded,
    is_nothing,
    shown,
    tidy,
    tidy_lines,
)
from leadwright.features.imports.home_country import Vote
from leadwright.features.imports.mapping import dialling
from leadwright.features.imports.mapping.person_and_firm import told_apart
from leadwright.features.imports.mapping.plan import Plan
from leadwright.features.imports.mapping.profiles import LEGAL
from leadwright.features.imports.parsed import FIELDS, Problem
from leadwright.features.imports.problems import problem
from leadwright.features.imports.reading.sheet import Cell, Fault, filled

_PLAIN: Final = ("company", "job_title", "event", "source", "owner")


class Cleaner:
    """Cleans the rows of one table. `home` is the file's country, for numbers that name none."""

    def __init__(self, plan: Plan, catalogue: Catalogue, dates: DateColumn) -> None:
        self.plan = plan
        self.catalogue = catalogue
        self.dates = dates
        self.home: str | None = None
        self._names = {
            name: Remembered(partial(self._part, name), plan.indices(name))
            for name in ("first_name", "last_name")
            if plan.indices(name)
        }
        self._wholes = Remembered(self._whole, plan.indices("full_name"))
        self._countries = Remembered(self._country, plan.indices("country"))
        self._votes: dict[str | None, Vote] = {}
        self._alone = self._fields_alone()
        addresses, numbers = plan.indices("email"), plan.indices("phone")
        apart = not {*addresses} & {*numbers}
        self._in_one_cell = bool({*plan.indices("full_name")} & {*plan.indices("company")})
        self._address = addresses[0] if len(addresses) == 1 and apart else None
        self._number = numbers[0] if len(numbers) == 1 and apart else None

    def _fields_alone(self) -> list[tuple[str, Remembered]]:
        """The fields that ask no other field's cells, in the order in which problems are told."""
        plan = self.plan
        clock = () if plan.clock is None else (plan.clock,)
        ways: dict[str, tuple[Read, Sequence[int]]] = {
            **{name: (partial(self._plain, name), plan.indices(name)) for name in _PLAIN},
            "country": (self._land, plan.indices("country")),
            "notes": (self._notes, plan.indices("notes")),
            "captured_at": (self._moment, (*plan.indices("captured_at"), *clock)),
            "product_interest": (self._interests, plan.indices("product_interest")),
            "tags": (self._tags, plan.indices("tags")),
            **{
                name: (partial(custom, mapped.indices[0]), mapped.indices[:1])
                for name, mapped in plan.custom.items()
            },
        }
        return [(name, Remembered(*way)) for name, way in ways.items() if way[1]]

    def region(self, cells: Sequence[Cell]) -> str | None:
        """The country a row names by itself."""
        code: str | None = self._countries.of(cells).value
        return code

    def _country(self, cells: Sequence[Cell], _found: list[Problem]) -> str | None:
        text = self._land(cells, [])
        return stated(text) if text else None

    def _land(self, cells: Sequence[Cell], found: list[Problem]) -> str | None:
        told = self._plain("country", cells, found)
        namibia = self.plan.namibia and text_at(cells, self.plan.indices("country")[0]) == "NA"
        return "NA" if told is None and namibia else told

    def vote(self, cells: Sequence[Cell]) -> Vote:
        """What a row says of the file's country."""
        if code := self.region(cells) or self._address_country(cells):
            return self._vote(code, stated=True)
        texts = [tidy(text_at(cells, index)).lstrip("'") for index in self.plan.numbers()]
        if self.plan.dial:
            texts = [dialling.with_code(one, cells, self.plan.dial) for one in texts if one]
        for text in texts:
            if text.startswith(("+", "00")):
                return self._vote(phones.read_phone(text, None).region, stated=False)
        return Vote(national=next(filter(phones.is_written_out, texts), None))

    def _vote(self, code: str | None, *, stated: bool) -> Vote:
        """Rows that say the same share one."""
        key = code if stated else f"+{code}"
        if key not in self._votes:
            self._votes[key] = Vote(code, stated=stated)
        return self._votes[key]

    def _address_country(self, cells: Sequence[Cell]) -> str | None:
        texts = (text_at(cells, index) for index in self.plan.indices("email"))
        return next((code for text in texts if (code := of_address(text))), None)

    def clean(self, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[Problem], str | None]:
        """The values, the problems and the country of a row. Lists among the values are shared."""
        values: dict[str, Any] = dict.fromkeys(FIELDS)
        values["product_interest"], values["tags"] = [], []
        found: list[Problem] = []
        self._email(cells, values, found)
        region = self.region(cells) or of_address(values["email"])
        region = self._phone(cells, values, found, region) or region
        self._name(cells, values, found)
        width = len(cells)
        for name, remembered in self._alone:
            # As `of` does, without the call: nearly all cells stood above already.
            at = remembered.only
            said = remembered.known.get(cells[at]) if 0 <= at < width else None
            values[name], problems = said or remembered.of(cells)
            if problems:
                found += problems
        values["company"] = self._company_alone(values["company"])
        if not values["company"]:
            values["company"] = self._misplaced_company(cells, values["email"])
        elif values["company"] and "@" in values["company"]:
            values["company"] = misplaced.company(cells, self.plan) or values["company"]
        return values, _judged(found, values), region

    def _company_alone(self, told: str | None) -> str | None:
        """The firm of a cell that names a person too; a person alone is none."""
        if not self._in_one_cell or not told:
            return told
        both = told_apart(told)
        return both.firm if both else told if LEGAL.search(told) else None

    def _misplaced_company(self, cells: Sequence[Cell], address: str | None) -> str | None:
        whole, _ = self._wholes.of(cells)
        both = told_apart(whole) if whole else None
        beside = misplaced.bracketed_company(whole, address) if whole else None
        if both or beside:
            return both.firm if both else beside
        return None if address else misplaced.company(cells, self.plan)

    def _email(self, cells: Sequence[Cell], values: dict[str, Any], found: list[Problem]) -> None:
        if self._address is not None and type(cell := cell_at(cells, self._address)) is str:
            address = read_email(cell.strip())
            if address.value and not address.reason:
                values["email"] = address.value
                return
        worst: tuple[Address, str] | None = None
        for index in self.plan.indices("email"):
            cell = cell_at(cells, index)
            if isinstance(cell, Fault):
                worst = worst or (Address(None, cell.reason), cell.text)
                continue
            text = shown(cell).strip()
            if not text:
                continue
            address = read_email(text)
            if address.value:
                values["email"] = address.value
                if address.reason:
                    found.append(problem("email", address.reason, "flag", tidy(text)))
                return
            if index in self.plan.indices("phone") and "@" not in text:
                continue  # the number of `e-mail or phone`
            worst = worst if worst and worst[0].reason != "missing" else (address, tidy(text))
        values["email"] = misplaced.address(cells, self.plan)
        if values["email"] and worst is None:
            return
        reason, text = (worst[0].reason or "missing", worst[1]) if worst else ("missing", "")
        found.append(problem("email", reason, "flag" if values["email"] else "reject", text))

    def _phone(
        self,
        cells: Sequence[Cell],
        values: dict[str, Any],
        found: list[Problem],
        region: str | None,
    ) -> str | None:
        if self._number is not None and type(cell := cell_at(cells, self._number)) is str:
            known = phones.quick(cell.strip())
            if known is not None and known.value:
                values["phone"] = known.value
                return known.region
        return self._odd_phone(cells, values, found, region)

    def _odd_phone(
        self,
        cells: Sequence[Cell],
        values: dict[str, Any],
        found: list[Problem],
        region: str | None,
    ) -> str | None:
        worst: Problem | None = None
        for index in self.plan.numbers():
            cell = cell_at(cells, index)
            if isinstance(cell, Fault):
                worst = worst or problem("phone", cell.reason, "flag", cell.text)
                continue
            text = shown(cell).strip()
            if is_nothing(text) or self._address_here(index, text):
                continue
            if isinstance(cell, int) and rounded(text):
                worst = worst or problem("phone", "lossy_scientific", "flag", text)
                continue
            text = dialling.with_code(text, cells, self.plan.dial)
            where = region or self.home
            line = phones.line_alone(text, where) if isinstance(cell, str) else None
            number = line or phones.read_phone(text, where)
            if number.value and values["phone"] is None:
                values["phone"] = number.value
            if number.value and number.reason is None:
                values["phone"] = number.value
                return number.region
            if number.reason and (
                worst is None or (number.value and values["phone"] == number.value)
            ):
                worst = problem("phone", number.reason, "flag", tidy(text))
        if worst:
            found.append(worst)
        if values["phone"]:
            return None
        return self._stray_number(cells, values, found, region)

    def _address_here(self, index: int, text: str) -> bool:
        """`E-mail or phone`, and this row has an address."""
        return "@" in text and index in self.plan.indices("email")

    def _stray_number(
        self,
        cells: Sequence[Cell],
        values: dict[str, Any],
        found: list[Problem],
        region: str | None,
    ) -> str | None:
        stray = misplaced.number(cells, self.plan)
        if stray is None:
            return None
        number = phones.read_phone(stray, region or self.home)
        values["phone"] = number.value
        if number.reason:
            found.append(problem("phone", number.reason, "flag", stray))
        return number.region

    def _name(self, cells: Sequence[Cell], values: dict[str, Any], found: list[Problem]) -> None:
        for field, remembered in self._names.items():
            values[field], problems = remembered.of(cells)
            found += problems
            if values[field] is None and values["email"]:
                values[field] = misplaced.called_nothing(cells, self.plan, field, values["email"])
        self._both_in_first(values)
        whole, problems = self._wholes.of(cells)
        found += problems
        if whole and (both := told_apart(whole)):
            whole = both.person
        elif self._in_one_cell and LEGAL.search(whole):
            whole = ""  # a firm alone
        if not whole and not values["first_name"] and not values["last_name"]:
            whole = misplaced.name(cells, self.plan)
        if whole:
            split = names.split(
                whole, last_first=self.plan.last_first, two_surnames=self.plan.two_surnames
            )
            values["full_name"] = split.full
            values["first_name"] = values["first_name"] or split.first
            values["last_name"] = values["last_name"] or split.last
            if split.several:
                found.append(problem("full_name", "unclear", "flag", whole))
        self._check_name(values, found)

    def _part(self, field: str, cells: Sequence[Cell], found: list[Problem]) -> str | None:
        """A first or a last name from columns of its own."""
        said = (plain(cells, index, field, found) for index in self.plan.indices(field))
        parts = sorted(filter(None, said), key=names.stays_behind)
        joined = " ".join(dict.fromkeys(parts))
        return names.part(joined) if joined else None

    def _whole(self, cells: Sequence[Cell], found: list[Problem]) -> str:
        """The first column that names a person and holds no address."""
        said = [plain(cells, index, "full_name", found) for index in self.plan.indices("full_name")]
        return next((text for text in said if text and "@" not in text), "")

    def _both_in_first(self, values: dict[str, Any]) -> None:
        """A whole name in the first name's column, the last name's left empty."""
        words = (values["first_name"] or "").split()
        if len(words) != 2 or values["last_name"] or not self.plan.indices("last_name"):
            return
        if names.given_share(words[:1]) and folded(words[1]) not in GIVEN:
            values["first_name"], values["last_name"] = words

    def _check_name(self, values: dict[str, Any], found: list[Problem]) -> None:
        first, last, full = values["first_name"], values["last_name"], values["full_name"]
        joined = full or " ".join(part for part in (first, last) if part)
        reason = names.problem_of(joined) if joined else None
        if reason == "test_record":
            found.append(problem("*", reason, "flag", joined))
        elif reason:
            found.append(
                problem(
                    "full_name" if full else "last_name" if last else "first_name",
                    reason,
                    "flag",
                    joined,
                )
            )

    def _plain(self, field: str, cells: Sequence[Cell], found: list[Problem]) -> str | None:
        for index in self.plan.indices(field):
            if text := plain(cells, index, field, found):
                return text
        return None

    def _notes(self, cells: Sequence[Cell], found: list[Problem]) -> str | None:
        parts = []
        for index in self.plan.indices("notes"):
            cell = cell_at(cells, index)
            if isinstance(cell, Fault):
                found.append(problem("notes", cell.reason, "flag", cell.text))
            elif (text := tidy_lines(shown(cell))) and not is_nothing(text):
                parts.append(text)
        text = "\n".join(dict.fromkeys(parts))
        if len(text) > LENGTHS["notes"]:
            found.append(problem("notes", "too_long", "flag", text))
        return text[: LENGTHS["notes"]] or None

    def _moment(self, cells: Sequence[Cell], found: list[Problem]) -> str | None:
        moment: str | None = None
        indices = [index for index in self.plan.indices("captured_at") if index != self.plan.clock]
        for index in indices:
            cell = cell_at(cells, index)
            if not filled(cell):
                continue
            if isinstance(cell, Fault):
                found.append(problem("captured_at", cell.reason, "flag", cell.text))
                continue
            clock = cell_at(cells, self.plan.clock) if self.plan.clock is not None else None
            when = self.dates.read(cell, clock)
            moment = when.value
            if when.reason:
                found.append(problem("captured_at", when.reason, "flag", tidy(shown(cell))))
        return moment

    def _interests(self, cells: Sequence[Cell], found: list[Problem]) -> list[str]:
        interests: list[str] = []
        for index in self.plan.indices("product_interest"):
            cell = cell_at(cells, index)
            if isinstance(cell, Fault):
                found.append(problem("product_interest", cell.reason, "flag", cell.text))
                continue
            text = shown(cell)
            if not text.strip():
                continue
            mark = self.plan.marks.get(index)
            if mark is not None:
                crossed = is_mark(text)
                interests += [] if crossed is False else [mark]
                if crossed is None:
                    found.append(problem("product_interest", "unclear", "flag", tidy(text)))
                continue
            read = self.catalogue.read(text[:2_000])
            interests += read.values
            if read.reason:
                found.append(
                    problem("product_interest", read.reason, "flag", read.stranger or tidy(text))
                )
        return list(dict.fromkeys(interests))

    def _tags(self, cells: Sequence[Cell], _found: list[Problem]) -> list[str]:
        return [tag for n in self.plan.indices("tags") for tag in read_tags(text_at(cells, n))]


def _judged(found: list[Problem], values: dict[str, Any]) -> list[Problem]:
    """A row without a usable address is a question where it has a number, else it cannot go in."""
    if values["email"]:
        return found
    if values["phone"]:
        return [
            Problem(one.field, one.reason, "flag", one.message) if one.field == "email" else one
            for one in found
        ]
    return [*found, problem("*", "no_contact", "reject")]
