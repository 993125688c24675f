"""`leadwright import --dry-run`: what files would become. Light: it needs no database, so it loads none."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

from leadwright.features.imports.parsed import ParsedFile
from leadwright.features.imports.reader import read_as_json, read_file


def report(files: Sequence[str], products: str, *, as_json: bool) -> None:
    """Report every file; a file that cannot be read is an answer too, and no failure."""
    catalogue = [name.strip() for name in products.split(",") if name.strip()]
    if as_json:
        for at, file in enumerate(files):
            _write(b",\n" if at else b"[")
            _write(read_as_json(Path(file), products=catalogue))
        _write(b"]\n")
        return
    for file in files:
        typer.echo(_summary(read_file(Path(file), products=catalogue)))


def _summary(parsed: ParsedFile) -> str:
    if not parsed.readable:
        return f"{parsed.file}: cannot be read. {parsed.message}"
    counted = Counter(row.verdict for row in parsed.rows)
    verdicts = ", ".join(f"{times} {verdict}" for verdict, times in sorted(counted.items()))
    lines = [f"{parsed.file}: {len(parsed.rows)} rows ({verdicts})"]
    if parsed.message:
        lines.append(f"  {parsed.message}")
    for name, mapped in parsed.columns.items():
        lines.append(f"  {name:17} {', '.join(mapped.headers)} ({mapped.confidence:.0%})")
    for row in parsed.rows:
        lines += [f"  row {row.source_row}: {problem.message}" for problem in row.problems]
    return "\n".join(lines)


def _write(piece: bytes) -> None:
    """Bytes as they are: a large file's answer is not copied into text first."""
    typer.echo(piece, nl=False)
