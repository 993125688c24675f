"""What a bench hands back: a table to read, aims to compare with, and every repeat for the JSON."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Aim:
    """A figure beside what QUALITY asks of it. Missing one never fails anything."""

    what: str
    measured: float
    wanted: str
    met: bool

    @classmethod
    def at_most(cls, what: str, measured: float, bound: float) -> "Aim":
        return cls(what, measured, f"at most {bound:g}", measured <= bound)

    @classmethod
    def at_least(cls, what: str, measured: float, bound: float) -> "Aim":
        return cls(what, measured, f"at least {bound:g}", measured >= bound)


@dataclass
class Report:
    """`measured` are the dataclass rows behind the table, one a repeat."""

    name: str
    title: str
    columns: list[str]
    measured: Sequence[Any]
    lines: list[list[str]] = field(default_factory=list)
    aims: list[Aim] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def add(self, *cells: object) -> None:
        self.lines.append([str(cell) for cell in cells])

    def aim(self, aim: Aim) -> None:
        self.aims.append(aim)

    def note(self, text: str) -> None:
        self.notes.append(text)

    def as_json(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "repeats": [asdict(row) for row in self.measured],
            "aims": [asdict(aim) for aim in self.aims],
            "notes": self.notes,
        }

    def as_markdown(self) -> str:
        parts = [f"### {self.title}", "", _table(self.columns, self.lines), ""]
        if self.aims:
            met = [
                [a.what, f"{a.measured:.2f}", a.wanted, "yes" if a.met else "no"] for a in self.aims
            ]
            parts += [_table(["aim", "measured", "wanted", "met"], met), ""]
        parts += [f"- {note}" for note in self.notes]
        return "\n".join(parts)


def facts_table(facts: dict[str, str | int | float]) -> str:
    return _table(["machine", ""], [[name, str(value)] for name, value in facts.items()])


def _table(columns: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[at]) for row in (columns, *lines)) for at in range(len(columns))]

    def line(cells: Sequence[str]) -> str:
        padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
        return f"| {' | '.join(padded)} |"

    rule = f"|{'|'.join('-' * (width + 2) for width in widths)}|"
    return "\n".join([line(columns), rule, *(line(cells) for cells in lines)])


def progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
