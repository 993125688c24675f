"""Time to reply: from the 202 to the moment the SMTP server said 250 to the reply.

Two loads: 100 leads in flight at all times (a connection sends its next lead when the reply to the
last one was delivered), and a steady 10 leads a second. The three-hour program mails before it
answers, so its time counts from the sending of the request; ours is shown that way too.
"""

import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench import load, mails
from bench.figures import summary
from bench.ground import Base, Contender, Ground
from bench.report import Aim, Report, progress
from bench.servers import Server

PATIENCE = 30.0  # seconds for the last replies


@dataclass(frozen=True)
class Row:
    """`accepted` counts from the 202, `sent` from the request; milliseconds."""

    contender: str
    load: str
    leads: int
    replies: int
    doubled: int
    per_second: float
    accepted: dict[str, float]
    sent: dict[str, float]
    errors: dict[str, int]


def measure(ground: Ground) -> Report:
    contenders = ground.among(ground.ours("ours, whole", "run"), ground.three_hours())
    rows: list[Row] = []
    for repeat in range(ground.repeats):
        for contender in contenders:
            progress(f"reply: repeat {repeat + 1}, {contender.name}")
            with contender.start(Base.EMPTY) as server:
                rows += _loads(ground, contender, server, repeat)
    return _report(rows)


def _loads(ground: Ground, contender: Contender, server: Server, repeat: int) -> list[Row]:
    mark = f"{contender.name[:1]}{repeat}"
    follow = str(ground.mails)
    flying, steady = (200, 150) if ground.quick else (1_000, 600)
    warm = load.Plan(server.url, f"warm{mark}", 4, 60, 60, headers=server.headers, mails=follow)
    load.generate(warm)
    return [
        _once(ground, contender, "100 in flight", load.Plan(
            server.url, f"flight{mark}", 100, flying, 60, headers=server.headers,
            mails=follow, trace=True,
        )),
        _once(ground, contender, "10 a second", load.Plan(
            server.url, f"steady{mark}", 50, steady, 90, headers=server.headers,
            rate=10.0, trace=True,
        )),
    ]  # fmt: skip


def _once(ground: Ground, contender: Contender, name: str, plan: load.Plan) -> Row:
    result = load.generate(plan)
    arrived = _await_replies(ground.mails, {who for who, _, _ in result.trace})
    answered = [line for line in result.trace if line[0] in arrived]
    return Row(
        contender=contender.name,
        load=name,
        leads=len(result.trace),
        replies=len(answered),
        doubled=sum(len(arrived[who]) - 1 for who, _, _ in answered),
        per_second=result.per_second,
        accepted=summary([max(0, arrived[who][0] - ended) / 1e6 for who, _, ended in answered]),
        sent=summary([(arrived[who][0] - began) / 1e6 for who, began, _ in answered]),
        errors=result.errors,
    )


def _await_replies(path: Path, expected: set[str]) -> dict[str, list[int]]:
    """When mail reached each expected address, first arrival first."""
    until = time.monotonic() + PATIENCE
    while True:
        arrived: dict[str, list[int]] = {}
        for mail in mails.read(path):
            if mail.to in expected:
                arrived.setdefault(mail.to, []).append(mail.at_ns)
        if len(arrived) == len(expected) or time.monotonic() > until:
            return arrived
        time.sleep(0.2)


def _report(rows: list[Row]) -> Report:
    report = Report(
        "reply",
        "Time to reply: 202 to the SMTP server's 250 (warmed, empty base, real local server)",
        ["contender", "load", "leads", "replied", "doubled", "a second", "p50 ms", "p95 ms",
         "p99 ms", "p50 from request", "p99 from request", "errors"],
        measured=rows,
    )  # fmt: skip
    for key in dict.fromkeys((row.contender, row.load) for row in rows):
        repeats = [row for row in rows if (row.contender, row.load) == key]
        _line(report, repeats)
        if key[0].startswith("ours"):
            for share, bound in (("p50_ms", 1000.0), ("p99_ms", 3000.0)):
                found = median(row.accepted[share] for row in repeats)
                report.aim(Aim.at_most(f"{share.replace('_', ', ')} with {key[1]}", found, bound))
    return report


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
        errors.total(),
    )
