"""The spreadsheet of the landing page. A test gives its cells to the reader, which judges them as shown."""

from dataclasses import dataclass
from typing import Final, Literal

Verdict = Literal["new", "review", "rejected"]


@dataclass(frozen=True)
class SheetColumn:
    """A column of the file, and what it was taken for: `confidence` in per cent."""

    letter: str
    header: str
    field: str
    confidence: int


@dataclass(frozen=True)
class SheetRow:
    """A line of the file as it was typed; `spoken_of` are the cells that `why` is about."""

    number: int
    cells: tuple[str, ...]
    spoken_of: tuple[int, ...]
    verdict: Verdict
    why: str
    goes_to: str


@dataclass(frozen=True)
class SheetExample:
    """A file with a title above its heads."""

    name: str
    title: str
    header_row: int
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]

    @property
    def summary(self) -> str:
        """5 people: 3 new, 1 to review, 1 rejected."""
        found: list[str] = [row.verdict for row in self.rows]
        words = (("new", "new"), ("review", "to review"), ("rejected", "rejected"))
        told = ", ".join(f"{found.count(verdict)} {word}" for verdict, word in words)
        return f"{len(found)} people: {told}"


SHEET: Final = SheetExample(
    name="standbesucher.xlsx",
    title="Standbesucher Halle 4",
    header_row=3,
    columns=(
        SheetColumn("A", "Name, Vorname", "full name", 98),
        SheetColumn("B", "E-Mail", "email", 98),
        SheetColumn("C", "Firma", "company", 98),
        SheetColumn("D", "Interesse", "product interest", 98),
        SheetColumn("E", "Datum", "captured at", 88),
    ),
    rows=(
        SheetRow(
            4,
            ("Keller, Marta", "m.keller@nordwerk.example", "Nordwerk GmbH", "A1", "14.11.26"),
            (0,),
            "new",
            "Marta Keller",
            "Enterprise",
        ),
        SheetRow(
            5,
            ("Okafor, Chidi", "chidi@lumenlab.example", "Lumen Lab", "a2", "14.11.26"),
            (3,),
            "new",
            "Code read as A2",
            "Startup",
        ),
        SheetRow(
            6,
            ("ROSSI, GIULIA", "  Giulia.Rossi@VELA.example", "Vela", "A1", "46340"),
            (0, 1, 4),
            "new",
            "Case, spaces, 46340 is 14 Nov 2026",
            "Enterprise",
        ),
        SheetRow(
            7,
            ("Novák, Jana", "jana.novak@orbita.example", "Orbita s.r.o.", "B7", "15.11.26"),
            (3,),
            "review",
            "Product B7 is unknown",
            "Review",
        ),
        SheetRow(
            8,
            ("Test, Test", "test@test.example", "asdf", "", "15.11.26"),
            (0, 1),
            "rejected",
            "A trial entry",
            "Workbook to fix",
        ),
    ),
)
