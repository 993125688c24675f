"""Time to reply: from the 202 to the moment the SMTP server said 250 to the reply.

Three loads: 100 leads in flight at all times (a connection sends its next lead when the reply to the
last one was delivered), a steady 10 leads a second, and a steady 50 for a minute, which asks whether
the queue grows. The three-hour program mails before it answers and has no queue, so its time counts
from the sending of the request; ours is shown that way too.
"""

from collections import Counter
from statistics import median

from bench import replies
from bench.ground import Base, Contender, Ground
from bench.replies import Load, Row
from bench.report import Aim, Report, progress
from bench.servers import Server

LOADS = (
    Load("100 in flight", 1_000, 200, connections=100, seconds=60),
    Load("10 a second", 600, 150, connections=50, seconds=90, rate=10.0),
    # A queue that grew is given the time to come down: its leads count with what they waited.
    Load("50 a second", 3_000, 500, connections=400, seconds=90, rate=50.0, patience=240),
)
BOUNDS = {"100 in flight": (300.0, 1500.0), "10 a second": (1000.0, 3000.0)}
GROWTH = 0.5  # jobs a second: one in a hundred of the leads


def measure(ground: Ground) -> Report:
    contenders = ground.among(ground.ours("ours, whole", "run"), ground.three_hours())
    rows: list[Row] = []
    for repeat in range(ground.repeats):
        for contender in contenders:
            progress(f"reply: repeat {repeat + 1}, {contender.name}")
            with contender.start(Base.EMPTY) as server:
                rows += _loads(ground, contender, server, f"{contender.name[:1]}{repeat}")
    return _report(rows)


def _loads(ground: Ground, contender: Contender, server: Server, mark: str) -> list[Row]:
    replies.warm(ground, server, mark)
    return [replies.once(ground, contender, server, given, mark) for given in LOADS]


def _report(rows: list[Row]) -> Report:
    report = Report(
        "reply",
        "Time to reply: 202 to the SMTP server's 250 (warmed, empty base, real local server)",
        ["contender", "load", "leads", "replied", "doubled", "a second", "p50 ms", "p95 ms",
         "p99 ms", "p50 from request", "p99 from request", "queue at most", "queue grows a second",
         "errors"],
        measured=rows,
    )  # fmt: skip
    for key in dict.fromkeys((row.contender, row.load) for row in rows):
        repeats = [row for row in rows if (row.contender, row.load) == key]
        _line(report, repeats)
        if key[0].startswith("ours"):
            _aims(report, repeats)
    return report


def _aims(report: Report, repeats: list[Row]) -> None:
    given = repeats[0].load
    for share, bound in zip(("p50_ms", "p99_ms"), BOUNDS.get(given, ()), strict=False):
        found = median(row.accepted[share] for row in repeats)
        report.aim(Aim.at_most(f"{share.replace('_', ', ')} with {given}", found, bound))
    if given not in BOUNDS:
        grown = median(row.growth for row in repeats)
        report.aim(Aim.at_most(f"queue grows with {given}, jobs a second", grown, GROWTH))


def _line(report: Report, repeats: list[Row]) -> None:
    errors = sum((Counter(row.errors) for row in repeats), Counter[str]())
    report.add(
        repeats[0].contender,
        repeats[0].load,
        sum(row.leads for row in repeats),
        sum(row.replies for row in repeats),
        sum(row.doubled for row in repeats),
        f"{median(row.per_second for row in repeats):,.0f}",
        *(
            f"{median(row.accepted[share] for row in repeats):,.0f}"
            for share in ("p50_ms", "p95_ms", "p99_ms")
        ),
        *(f"{median(row.sent[share] for row in repeats):,.0f}" for share in ("p50_ms", "p99_ms")),
        *_queue(repeats),
        errors.total(),
    )


def _queue(repeats: list[Row]) -> tuple[str, str]:
    if not all(row.queue for row in repeats):
        return "none", "none"
    longest = max(look.jobs for row in repeats for look in row.queue)
    return f"{longest:,}", f"{median(row.growth for row in repeats):+.2f}"
