"""Which rows under the headers are people, and which are titles, totals, footers or legends."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from leadwright.features.imports.cleaning.given_names import GIVEN
from leadwright.features.imports.cleaning.products import Catalogue
from leadwright.features.imports.cleaning.text import folded, tidy
from leadwright.features.imports.mapping.headers import meaning_of, plain
from leadwright.features.imports.mapping.plan import Plan
from leadwright.features.imports.reading.sheet import UNCALCULATED, Cell

_EMAIL: Final = re.compile(r"\S+@\S+\.\w{2,}|\S+\s?[(\[]at[)\]]\s?\S+", re.IGNORECASE)
_PLAIN_EMAIL: Final = re.compile(r"[a-zA-Z0-9._+-]+@[a-zA-Z0-9.-]+\.[a-zA-Z]{2,}")
_LONGEST: Final = 400
_TOTAL: Final = re.compile(
    r"(?:grand |sub)?totals?\b|sum\b|summe\b|gesamt|zwischensumme|endsumme|anzahl\b|count\b|"
    r"totale\b|sous-total|nombre total|suma\b"
    r"|razem\b|lacznie\b|totaal\b|subtotaal|soma\b|somma\b|合計|総計|小計|計$|件数|average\b|"
    r"durchschnitt|mittelwert|Σ|∑|number of |liczba\b",
    re.IGNORECASE,
)
_FOOTER: Final = re.compile(
    r"(?:exported|generated|created|printed|downloaded|extracted|prepared|compiled|last "
    r"(?:updated|modified|change))\b.*\b(?:by|on|at|from|:|\d)"
    r"|(?:report|export|file|list) (?:generated|created|exported|run|date)|page \d|seite \d|"
    r"pagina \d|página \d|strona \d|\d+ ?/ ?\d+$"
    r"|[©]|copyright|\(c\) |confidential|vertraulich|confidentiel|confidencial|riservato|"
    r"vertrouwelijk|poufne|社外秘|disclaimer|source ?:|quelle ?:|stand ?:"
    r"|end of|ende der|fin de|-{2,} ?end|erstellt (?:am|von|mit)|exportiert|generiert|"
    r"gedruckt|export(?:e|é|ado|ato)?\b.*\d|généré|imprimé"
    r"|generado|generato|wygenerowano|eksport|gegenereerd|all rights|alle rechte|powered by|"
    r"note ?:|notes ?:|hinweis ?:|remarque ?:|nota ?:|uwaga ?:"
    r"|\*|※|#\s*\w+ |questions\b.*\?|fragen\b.*\?|please (?:do not|contact|note|return)|bitte |do not "
    r"(?:share|forward|edit)|for internal use|nur für|internal use|出力日|作成日"
    r"|data protection|datenschutz|www\.|https?://",
    re.IGNORECASE,
)
_LEGEND: Final = re.compile(
    r"(?:legend|legende|légende|leyenda|leggenda|legenda|key|codes?|product codes?|"
    r"produktcodes?|abbreviations?|abkürzungen|凡例|glossary|explanation|erläuterung\w*)\s*:?$",
    re.IGNORECASE,
)
_PAIR: Final = re.compile(r"^\W*[\w]{1,5}\s*(?:=|:|->|→|–|-)\s+?\S.*|^\W*\w{1,5}\s*=\s*\S.*")
_FORMATS: Final = frozenset(
    """text string varchar char number numeric int integer date datetime time bool boolean float decimal
    min sec h hh:mm hh:mm:ss mm:ss dd.mm.yyyy dd/mm/yyyy mm/dd/yyyy yyyy-mm-dd tt.mm.jjjj jj/mm/aaaa
    dd/mm/aaaa nr no # email e-mail required optional mandatory pflicht pflichtfeld zahl datum texte
    texto testo tekst nombre date liczba getal numero 文字列 数値 日付 任意 必須""".split()
)
_AT_MOST: Final = re.compile(r"(?i)[\s,;:(]+(?:max|min|up to|bis|höchstens)\b.*")
_EXAMPLE: Final = re.compile(
    r"(?i)\W*(?:e\.? ?g\b|z\.? ?b\b|ex(?:a?mple?|emple)?\b|beispiel|muster\b|p\.? ?ex\b|ejemplo|"
    r"p\.? ?ej\b|esempio|ad es\b|exemplo|bijv\b|voorbeeld|np\b|przykład|例[)）:：]?)[.:]*\s?\S"
)
_PLAINLY_EXAMPLE: Final = re.compile(
    r"(?i)\W*(?:e\. ?g\.|z\. ?b\.|p\. ?ex\.|p\. ?ej\.|np\.|bijv\.|(?:example|beispiel|exemple|ejemplo|"
    r"esempio|exemplo|voorbeeld|przykład)\s*:)\s*\S"
)
_RULE: Final = re.compile(r"[\W_]+")


@dataclass(slots=True)
class Kinds:
    """Tells rows apart, with what it has seen further up: a legend stays one until people follow."""

    plan: Plan
    headers: Mapping[int, str]
    catalogue: Catalogue
    width: int
    merged_rows: frozenset[int] = frozenset()
    legend: bool = False
    last_row: int = 0
    last_person: int = 0
    _folded: dict[int, str] = field(default_factory=dict)
    _lowered: dict[int, str] = field(default_factory=dict)
    _addresses: Sequence[int] = ()

    def __post_init__(self) -> None:
        self._addresses = self.plan.indices("email")
        self._folded = {n: plain(text) for n, text in self.headers.items()}
        self._lowered = {n: text.lower() for n, text in self.headers.items()}

    def plainly_a_person(self, number: int, cells: Sequence[Cell]) -> bool:
        """The quick way for nearly all rows: an address in its column, below another person."""
        if not self.last_person or not cells or type(first := cells[0]) is not str:
            return False
        opening = tidy(first[:_LONGEST]).lower()
        if not opening or opening == self._lowered.get(0) or opening.endswith((":", "：")):
            return False
        for index in self._addresses:
            cell = cells[index] if index < len(cells) else None
            if type(cell) is str and len(cell) < _LONGEST and _PLAIN_EMAIL.fullmatch(cell):
                self.last_row = self.last_person = number
                self.legend = False
                return True
        return False

    def kind(self, number: int, texts: Mapping[int, str]) -> str | None:
        """What a row is, or None for a person."""
        found = self._kind(number, texts)
        if found is None:
            self.last_person, self.legend = number, False
        self.last_row = number
        return found

    def _kind(  # noqa: PLR0911 -- one a kind
        self, number: int, texts: Mapping[int, str]
    ) -> str | None:
        if all(_RULE.fullmatch(text) for text in texts.values()):
            return "separator"
        if self._repeats_header(texts):
            return "repeated_header"
        if len(texts) <= 2 < self.width and next(iter(texts.values())).endswith((":", "：")):
            return self._by_words(texts) or "footer"
        if not self.last_person and (self._says_formats(texts) or _shows_how(texts)):
            return "units"
        if not self.last_person and self._says_fields(texts):
            return "repeated_header"
        contact = self._contact(texts)
        if contact and self._beside(texts):
            return "note"
        if contact and not (len(texts) == 1 and self._sentence(texts)):
            return None
        if kind := self._by_words(texts):
            return kind
        if len(texts) == 1:
            return self._single(texts)
        return self._without_contact(number, texts)

    def _repeats_header(self, texts: Mapping[int, str]) -> bool:
        first = next(iter(texts))
        if texts[first].lower() != self._lowered.get(first):  # the quick way out of nearly all rows
            return False
        same = sum(plain(text) == self._folded.get(n) for n, text in texts.items())
        return same >= max(1, len(texts) * 0.6) and (same > 1 or len(self._folded) == 1)

    def _says_formats(self, texts: Mapping[int, str]) -> bool:
        """`Text | hh:mm | min` below the headers: how to fill in, not who came."""
        cut = (_AT_MOST.sub("", text) for text in texts.values())
        said = sum(text.lower().strip(" ().") in _FORMATS for text in cut)
        return said >= max(2, len(texts) * 0.5)

    def _says_fields(self, texts: Mapping[int, str]) -> bool:
        """`First name | Last name` under `Vorname | Nachname`: a further row of headers, no person."""
        fields = {n: name for name, one in self.plan.columns.items() for n in one.indices}
        said = [(fields.get(n), meaning_of(text)) for n, text in texts.items()]
        return len(said) > 1 and all(
            one is not None and one.confidence >= 0.93 and one.name == name for name, one in said
        )

    def _contact(self, texts: Mapping[int, str]) -> bool:
        if any("@" in text and _EMAIL.search(text) for text in texts.values()):
            return True
        if any(_EMAIL.search(texts.get(n, "")) for n in self.plan.indices("email")):
            return True
        return len(texts) > 1 and any(
            sum(char.isdecimal() for char in texts.get(n, "")) >= 6
            for n in self.plan.indices("phone")
        )

    def _sentence(self, texts: Mapping[int, str]) -> bool:
        """An address alone in a cell where no addresses stand: whom to ask, not who came."""
        index = next(iter(texts))
        return (
            self.width > 1
            and bool(self.plan.indices("email"))
            and index not in self.plan.indices("email")
        )

    def _beside(self, texts: Mapping[int, str]) -> bool:
        """`Ask | ute@fair.example` in a legend's columns, the list's own being empty in this row."""
        read = {index for mapped in self.plan.columns.values() for index in mapped.indices}
        apart = bool(self.headers) and len(texts) <= 2 and len(read) > 2
        return apart and "email" in self.plan.columns and not read & set(texts)

    def _by_words(self, texts: Mapping[int, str]) -> str | None:
        ordered = list(texts.values())
        first = ordered[0]
        numbers = sum(map(_is_number, ordered))
        told = numbers + ordered.count(UNCALCULATED.text)
        if _TOTAL.match(first) and (len(ordered) == 1 or told >= (len(ordered) - 1) / 2):
            return "total"
        if numbers == len(ordered) or (len(ordered) == 2 < self.width - 1 and _counted(*ordered)):
            return "total"
        if len(ordered) <= 2 and _LEGEND.fullmatch(first.strip()):
            self.legend = True
            return "legend"
        if len(ordered) <= 2 and _FOOTER.match(first) and len(ordered) < max(3, self.width / 2):
            return "footer"
        if self.legend and len(ordered) <= 3:
            return "legend"
        return None

    def _single(self, texts: Mapping[int, str]) -> str | None:
        (index, text), *_ = texts.items()
        names = (*self.plan.indices("full_name"), *self.plan.indices("last_name"))
        if self.width <= 1:
            return None if index in (*names, *self.plan.indices("email")) else "note"
        if _PAIR.match(text) and len(text) < 80:
            return "legend"
        words = folded(text).split()
        if index in names and 2 <= len(words) <= 3 and words[0] in GIVEN:
            return None
        return "section"

    def _without_contact(self, number: int, texts: Mapping[int, str]) -> str | None:
        """Without an address or a number a row is a person if it says who, where people stand."""
        if any(self.catalogue.named(text) for text in list(texts.values())[:1]) and len(texts) <= 3:
            product = set(self.plan.indices("product_interest")) & set(texts)
            if not product or next(iter(texts)) not in product:
                return "legend"
        if number in self.merged_rows and len(texts) <= 2:
            return "section"
        gap = self.last_row and number > self.last_row + 1 and number > self.last_person + 1
        who = self._identity(texts)
        if gap and len(texts) <= 2 and (self.width > 3 or who < 2):
            return "footer"
        if who:
            return None
        known = {"email", "phone", "first_name", "last_name", "full_name"} & set(self.plan.columns)
        return None if known and len(texts) >= max(3, self.width / 2) else "note"

    def _identity(self, texts: Mapping[int, str]) -> int:
        fields = ("first_name", "last_name", "full_name", "company")
        return sum(
            any(
                index in texts and any(c.isalpha() for c in texts[index])
                for index in self.plan.indices(name)
            )
            for name in fields
        )


def _shows_how(texts: Mapping[int, str]) -> bool:
    """`e.g. John | e.g. Doe | e.g. john@...`: how to fill in; `{"ImportId":"QID1"}`: a program's names."""
    if _PLAINLY_EXAMPLE.match(next(iter(texts.values()))):
        return True
    return sum(
        text.startswith('{"') or _EXAMPLE.match(text) is not None for text in texts.values()
    ) >= max(2, len(texts) * 0.5)


def _counted(what: str, number: str) -> bool:
    """`Średnia ocen | 4.5`, `合計 | 2名`."""
    told = _is_number(number) or (_TOTAL.match(what) and any(map(str.isdecimal, number)))
    return bool(told) and not what[0].isdecimal()


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-+]?[\d.,]+ ?[%€$]?", text) is not None


def merged_across(merges: Sequence[tuple[int, int, int, int]]) -> frozenset[int]:
    """Rows with a cell that runs over three columns or more: titles."""
    return frozenset(
        top for top, left, bottom, right in merges if right - left >= 2 and top == bottom
    )
