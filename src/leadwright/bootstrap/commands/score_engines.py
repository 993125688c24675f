"""`leadwright score --engine`: lines of leads scored by a card's file, on this machine or on Spark.

Spark is an optional extra and imported here alone, when it is asked for.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from shutil import which
from sys import executable
from typing import Any

from leadwright.domain.errors import Invalid
from leadwright.features.scoring.cards.card_files import read_yaml
from leadwright.features.scoring.cards.scorecards import Scorecard
from leadwright.features.scoring.lines import score_line
from leadwright.kernel import clock
from leadwright.kernel.loading import resolve

ENGINES = ("local", "spark")
_NO_SPARK = (
    "Spark is not installed here. Install it: pip install 'leadwright[spark]'; or leave --engine"
    " spark away, and this machine computes the same scores."
)
_NO_JAVA = (
    "Spark needs Java 17 or newer, and there is no `java` on the path. Install it (Debian: apt install"
    " openjdk-17-jre-headless); or leave --engine spark away."
)


def score(engine: str, leads: str, card: str, out: str, at: str | None) -> str:
    """Score a file of leads into `out`, which must not exist; where the scores stand. Raises Invalid."""
    if engine not in ENGINES:
        raise Invalid(f"There is no engine {engine!r}: take {' or '.join(ENGINES)}.")
    by = read_yaml(_words(card))
    now = clock.now() if at is None else _moment(at)
    if not Path(leads).exists():
        raise Invalid(f"There is no {leads}. Write it: leadwright score leads --workspace NAME.")
    if Path(out).exists():
        raise Invalid(f"{out} is there already. Name another file, or remove it.")
    (_on_spark if engine == "spark" else _here)(by, leads, out, now)
    return f"{out}: by {by.name}, as of {now.isoformat()}, on {engine}"


def scored(card: Scorecard, lines: Iterable[str], now: datetime) -> Iterator[str]:
    """The scores of those lines whose leads the card is for."""
    for line in lines:
        if line.strip() and (told := score_line(card, line, now)) is not None:
            yield told


def _here(card: Scorecard, leads: str, out: str, now: datetime) -> None:
    half = Path(f"{out}.part")
    with Path(leads).open(encoding="utf-8") as lines, half.open("w", encoding="utf-8") as file:
        try:
            file.writelines(f"{line}\n" for line in scored(card, lines, now))
        except ValueError as error:
            half.unlink()
            raise Invalid(f"{leads}: {error}") from error
    half.rename(out)


def _on_spark(card: Scorecard, leads: str, out: str, now: datetime) -> None:
    """`out` becomes a folder of part files, as Spark writes."""
    try:
        batch = resolve("pyarrow:RecordBatch")
        session = resolve("pyspark.sql:SparkSession")
    except ImportError as error:
        raise Invalid(_NO_SPARK) from error
    if which("java") is None:
        raise Invalid(_NO_JAVA)
    spark = (
        session.builder.appName("leadwright")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    spark.sparkContext.pythonExec = executable  # its workers know the packages that we know
    try:
        rows = spark.read.text(leads)
        work = partial(_in_batches, card.model_dump_json(by_alias=True), now, batch)
        rows.mapInArrow(work, "value string").write.text(out)
    except Exception as error:  # its Java side raises what it likes; the reason is in its words
        raise Invalid(f"Spark gave up on {leads}: {_reason(error)}") from error
    finally:
        spark.stop()


def _in_batches(words: str, now: datetime, kind: Any, batches: Iterable[Any]) -> Iterator[Any]:
    """Runs in Spark's Python workers: the card is read once for all batches of a part."""
    card = Scorecard.model_validate_json(words)
    for batch in batches:
        lines = batch.column(0).to_pylist()
        yield kind.from_pydict({"value": list(scored(card, lines, now))})


def _reason(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if "no lead as" in line]
    return (lines or str(error).splitlines() or [type(error).__name__])[-1][:500]


def _words(card: str) -> str:
    try:
        return Path(card).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        wanted = "Write it: leadwright score export --workspace NAME > card.yaml."
        raise Invalid(f"The card's file {card} cannot be read ({error}). {wanted}") from error


def _moment(at: str) -> datetime:
    try:
        found = datetime.fromisoformat(at)
    except ValueError as error:
        raise Invalid(f"--at {at!r} is no moment: write 2026-03-31T09:00:00Z.") from error
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
