"""What a text states that could be wrong: amounts, dates, links, addresses, promises.

`Ground` is what may be stated: what the lead wrote or is known to be, and the fact sheet.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cache, cached_property, lru_cache

from leadwright.domain import number_words
from leadwright.domain.lead import LeadSnapshot
from leadwright.domain.sieve import Sieve, lowered
from leadwright.features.replies.validation import dates, patterns
from leadwright.ports.directory import Company

# Japanese sets no space after its full stop.
SENTENCE_END = re.compile(r"(?<=[.!?])\s+|(?<=。)|\n+")
# Longer messages are read to here: enough for any honest one, and a bound on the work.
_READ_AT_MOST = 20_000
_THOUSAND = frozenset({"k", "tsd", "tausend", "thousand", "mille", "mila", "mil", "tys"})
_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+")
_PAIR = re.compile(r"(?=([\u30a1-\u30ff\u4e00-\u9fff]{2}))")
_KANJI = {"千": Decimal(1_000), "万": Decimal(10_000), "億": Decimal(100_000_000)}


def numbers(text: str) -> list[tuple[str, Decimal]]:
    """Each number as it stands and as it reads; `24.000` and `24,000` are twenty-four thousand."""
    return [(raw, readings[0]) for raw, readings in _each_number(text)]


def possible_numbers(text: str) -> set[Decimal]:
    """Every reading of every number: `1.200` may be 1200 or 1.2, `20k` is 20 and 20000."""
    return {reading for _, readings in _each_number(text) for reading in readings}


def _each_number(text: str) -> Iterator[tuple[str, list[Decimal]]]:
    for match in patterns.NUMBER.finditer(_spread(text)):
        raw, scale = match.group().strip(), match.group("scale") or match.group("kanji")
        digits = raw[: -len(scale)].strip() if scale else raw
        readings = _readings(digits)
        if scale and readings:
            readings = [readings[0] * _factor(scale), *readings]
        if readings:
            yield raw, readings


def _spread(text: str) -> str:
    """Dates become their parts and full hours lose their zeros."""
    parts = patterns.DATE.sub(lambda found: re.sub(r"\D", "; ", found.group()), text)
    return patterns.TIME.sub(r"\1 ", parts)


def _factor(scale: str) -> Decimal:
    if scale in _KANJI:
        return _KANJI[scale]
    return Decimal(1_000) if scale.casefold() in _THOUSAND else Decimal(1_000_000)


def _readings(digits: str) -> list[Decimal]:
    bare = re.sub(r"[ '’]", "", digits)
    marks = [mark for mark in bare if mark in ".,"]
    if not marks:
        return _decimals(bare)
    head, _, tail = bare.rpartition(marks[-1])
    whole = re.sub(r"[.,]", "", head)
    grouped = len(tail) == 3 and len(set(marks)) == 1
    if grouped and len(marks) == 1:
        return _decimals(whole + tail, f"{whole}.{tail}")
    return _decimals(whole + tail) if grouped else _decimals(f"{whole}.{tail}")


def _decimals(*texts: str) -> list[Decimal]:
    found = []
    for text in texts:
        try:
            found.append(Decimal(text))
        except InvalidOperation:
            continue
    return found


def amounts(text: str) -> list[tuple[str, set[Decimal]]]:
    """Each sum of money: as it stands, and the amounts it may mean."""
    return [
        (match.group().strip(), possible_numbers(match.group("after") or match.group("before")))
        for match in patterns.MONEY.finditer(text)
    ]


def phones(text: str) -> list[tuple[str, str]]:
    """Digit runs of seven and more as they stand and as bare digits; dates are not among them."""
    bare = patterns.DATE.sub(" ", text)
    runs = (
        (match.group(), re.sub(r"\D", "", match.group())) for match in patterns.PHONE.finditer(bare)
    )
    return [(raw, digits) for raw, digits in runs if 7 <= len(digits) <= 20]


def reads_as_phone(raw: str, digits: str) -> bool:
    """Whether a long run of digits is a telephone number rather than a large amount."""
    return raw[0] in "+(0" or len(digits) > 9


def without_phones(text: str) -> str:
    """The text without telephone numbers, whose groups are no quantities."""
    for raw, digits in phones(text):
        if reads_as_phone(raw, digits):
            text = text.replace(raw, " ")
    return text


def links(text: str) -> list[str]:
    """Web addresses, those without a scheme too, and without the stop that ends their sentence."""
    bare = patterns.EMAIL.sub(" ", text)
    full = [match.group() for match in patterns.URL.finditer(bare)]
    short = [match.group() for match in patterns.DOMAIN.finditer(patterns.URL.sub(" ", bare))]
    return [link.rstrip(".,;:!?") for link in (*full, *short)]


def addresses(text: str) -> list[str]:
    """E-mail addresses in lower case."""
    return [match.group().casefold().rstrip(".") for match in patterns.EMAIL.finditer(text)]


def commitments(text: str) -> list[tuple[str, str]]:
    """Promises: (kind, the words)."""
    low = lowered(text)
    return [
        (kind, match.group())
        for kind, promise in _promises()
        for match in promise.finditer(text, low)
    ]


@cache
def _promises() -> tuple[tuple[str, Sieve], ...]:
    return tuple((kind, Sieve(pattern)) for kind, pattern in patterns.COMMITMENTS)


def without_addresses(text: str) -> str:
    """The text without links and e-mail addresses, whose digits state nothing."""
    for pattern in (patterns.URL, patterns.EMAIL, patterns.DOMAIN):
        text = pattern.sub(" ", text)
    return text


def content(text: str) -> frozenset[str]:
    """Its longer words by their beginnings, whatever they end in, without the words that promise.

    Japanese sets no spaces: there it is each pair of kanji or katakana.
    """
    for _, promise in commitments(text):
        text = text.replace(promise, " ")
    words = frozenset(word[:5].casefold() for word in _WORD.findall(text) if len(word) > 3)
    spelled = number_words.values_anywhere(text)
    figures = frozenset(map(str, possible_numbers(text) | spelled))
    return words | figures | frozenset(_PAIR.findall(text))


@dataclass(frozen=True)
class Said:
    """A body of text that was said by somebody, read for what it lets us repeat."""

    text: str

    @cached_property
    def numbers(self) -> frozenset[Decimal]:
        plain = without_phones(without_addresses(self.text))
        return frozenset(possible_numbers(plain) | number_words.values_anywhere(plain))

    @cached_property
    def amounts(self) -> frozenset[Decimal]:
        return frozenset(reading for _, readings in amounts(self.text) for reading in readings)

    @cached_property
    def phones(self) -> tuple[str, ...]:
        return tuple(digits for _, digits in phones(self.text))

    @cached_property
    def times(self) -> frozenset[str]:
        figures = (re.split(r"\D", found.group()) for found in patterns.DATE.finditer(self.text))
        months = {f"month {int(part)}" for parts in figures for part in parts if 0 < int(part) < 13}
        return frozenset(dates.named_anywhere(self.text) | months)

    @cached_property
    def addresses(self) -> frozenset[str]:
        return frozenset(addresses(self.text))

    @cached_property
    def links(self) -> frozenset[str]:
        return frozenset(bare_link(link) for link in links(self.text))

    @cached_property
    def lines(self) -> tuple["Said", ...]:
        return tuple(Said(line) for line in self.text.split("\n"))

    @cached_property
    def content(self) -> frozenset[str]:
        return content(self.text)

    @cached_property
    def commitments(self) -> frozenset[str]:
        return frozenset(kind for kind, _ in commitments(self.text))


@dataclass(frozen=True)
class Ground:
    """What a reply may rest on."""

    lead: Said
    facts: Said
    own_domain: str | None
    own_names: tuple[str, ...] = ()

    def number_known(self, value: Decimal) -> bool:
        return value in self.lead.numbers or value in self.facts.numbers

    def date_known(self, date: str) -> bool:
        """Whether each part of a date in figures was said, its month in words perhaps."""
        times = self.lead.times | self.facts.times
        parts = [int(part) for part in re.split(r"\D", date)]
        return all(self.number_known(Decimal(part)) or f"month {part}" in times for part in parts)

    def promised(self, kind: str, words: str) -> bool:
        """Whether the fact sheet promises that of something these words speak of."""
        if kind not in self.facts.commitments:
            return False
        said = content(words)
        return any(
            kind in line.commitments and (line.content & said or not line.content)
            for line in self.facts.lines
        )

    def phone_known(self, digits: str) -> bool:
        tail = digits.lstrip("0")[-9:]
        return any(tail in known for known in (*self.lead.phones, *self.facts.phones))

    def link_known(self, link: str) -> bool:
        """Links come from the fact sheet alone: a sender could have ours carry theirs to a stranger.

        The domain of the address we answer to harms nobody and may be named.
        """
        bare = bare_link(link)
        return bare in self.facts.links or bare == self.own_domain


def bare_link(link: str) -> str:
    """A link without scheme, `www.` and closing slash, for comparison."""
    bare = re.sub(r"^[a-z+.-]+://|^mailto:", "", link.casefold())
    return bare.removeprefix("www.").rstrip("/")


def ground(lead: LeadSnapshot, company: Company) -> Ground:
    """Everything the lead said or is known by, and everything on the company's fact sheet."""
    texts = [*_said_by(lead)]
    # As they stand, and as our sentences carry them, where a tab or line end is a space.
    texts += [" ".join(text.split()) for text in texts]
    said = "\n".join(dict.fromkeys(texts))[:_READ_AT_MOST]
    address = (lead.form.email or "").casefold()
    return Ground(
        lead=_read(patterns.folded(said)),
        facts=_stated(company),
        own_domain=address.rpartition("@")[2] or None,
        own_names=(company.name,),
    )


@lru_cache(maxsize=32)
def _read(said: str) -> Said:
    """Several questions are asked of what a lead said; each is answered once."""
    return Said(said)


def _said_by(lead: LeadSnapshot) -> Iterator[str]:
    reading = lead.reading
    if reading is not None:
        yield from _plain(reading.entities.model_dump().values())
    yield from _plain(fact.value for fact in lead.facts.values())
    if lead.owner is not None:
        yield from (lead.owner.name, lead.owner.email)
    yield from _plain((lead.form.name, lead.form.email, lead.form.phone, lead.form.company))
    yield from _plain((lead.form.message, *lead.form.extra.values()))


def _plain(values: Iterable[object]) -> Iterator[str]:
    """The texts and numbers in nested values."""
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, int | float) and not isinstance(value, bool):
            yield str(value)
        elif isinstance(value, dict):
            yield from _plain(value.values())
        elif isinstance(value, list | tuple):
            yield from _plain(value)


@lru_cache(maxsize=256)
def _stated(company: Company) -> Said:
    parts = (company.name, company.sender_name, company.booking_url, company.website)
    return Said(patterns.folded("\n".join((*filter(None, parts), *company.lines))))
