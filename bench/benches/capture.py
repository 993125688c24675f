"""Capture: durable submissions a second, latency and processor time a request.

"ours, intake" is `leadwright web` alone: it stores submission, event and job, as the ceiling does.
"ours, whole" is `leadwright run`: the worker answers the leads on the same cores meanwhile.
"three hours" sends its mail inside the request.
"""

from dataclasses import dataclass
from statistics import median

from bench import load
from bench.cpu import cpu_seconds
from bench.figures import spread
from bench.ground import Base, Contender, Ground
from bench.report import Aim, Report, progress
from bench.servers import Server

CONNECTIONS = {1: 1_000, 20: 6_000, 100: 6_000}  # and how many submissions each
QUICK = {1: 200, 20: 1_000, 100: 1_000}
SECONDS, WARMUP = 20.0, 200
INTAKE = "ours, intake"


@dataclass(frozen=True)
class Row:
    """One repeat of one contender on one base at one number of connections."""

    base: str
    contender: str
    connections: int
    per_second: float
    p50_ms: float
    p99_ms: float
    server_cpu_ms: float
    postgres_cpu_ms: float
    errors: dict[str, int]

    @property
    def cpu_ms(self) -> float:
        return self.server_cpu_ms + self.postgres_cpu_ms


def measure(ground: Ground) -> Report:
    contenders = ground.among(
        ground.ours(INTAKE, "web"),
        ground.ceiling(),
        ground.ours("ours, whole", "run"),
        ground.three_hours(),
        ground.three_hours(mail=False),
    )
    rows: list[Row] = []
    for base in Base:
        for repeat in range(ground.repeats):
            for contender in contenders:
                progress(f"capture: {base} base, repeat {repeat + 1}, {contender.name}")
                with contender.start(base) as server:
                    rows += _levels(ground, base, contender, server)
    return _report(rows, [contender.name for contender in contenders])


def _levels(ground: Ground, base: Base, contender: Contender, server: Server) -> list[Row]:
    counts = QUICK if ground.quick else CONNECTIONS
    return [
        _once(ground, base, contender, server, connections, count)
        for connections, count in counts.items()
    ]


def _once(
    ground: Ground, base: Base, contender: Contender, server: Server, connections: int, count: int
) -> Row:
    plan = load.Plan(
        url=server.url,
        tag=f"capture{connections}",
        connections=connections,
        count=count,
        seconds=SECONDS,
        warmup=WARMUP,
        headers=server.headers,
    )
    before = cpu_seconds(server.pid), cpu_seconds(ground.cluster.pid)
    result = load.generate(plan)
    asked = result.asked + WARMUP
    spent = cpu_seconds(server.pid) - before[0], cpu_seconds(ground.cluster.pid) - before[1]
    return Row(
        base=base,
        contender=contender.name,
        connections=connections,
        per_second=result.per_second,
        p50_ms=result.latency["p50_ms"],
        p99_ms=result.latency["p99_ms"],
        server_cpu_ms=spent[0] * 1000 / asked,
        postgres_cpu_ms=spent[1] * 1000 / asked,
        errors=result.errors,
    )


def _report(rows: list[Row], contenders: list[str]) -> Report:
    report = Report(
        "capture",
        "Capture: durable submissions (warmed, closed loop, load from another process)",
        ["base", "contender", "connections", "a second", "lowest to highest", "p50 ms", "p99 ms",
         "CPU ms, server", "CPU ms, PostgreSQL", "errors"],
        measured=rows,
    )  # fmt: skip
    for base in Base:
        for connections in CONNECTIONS:
            for name in contenders:
                _line(report, _only(rows, base, name, connections))
    _aims(report, rows)
    return report


def _line(report: Report, repeats: list[Row]) -> None:
    rate = spread([row.per_second for row in repeats])
    report.add(
        repeats[0].base,
        repeats[0].contender,
        repeats[0].connections,
        f"{rate['median']:,.0f}",
        f"{rate['min']:,.0f} to {rate['max']:,.0f}",
        f"{median(row.p50_ms for row in repeats):.1f}",
        f"{median(row.p99_ms for row in repeats):.1f}",
        f"{median(row.server_cpu_ms for row in repeats):.2f}",
        f"{median(row.postgres_cpu_ms for row in repeats):.2f}",
        sum(sum(row.errors.values()) for row in repeats),
    )


def _aims(report: Report, rows: list[Row]) -> None:
    """Ratios pair the repeats: the two that ran next to each other had the same machine."""
    for base in Base:
        for connections in CONNECTIONS:
            if pairs := _pairs(rows, base, connections):
                _against_ceiling(report, f"{connections} connections, {base}", pairs)
    for connections in CONNECTIONS:
        full, empty = (_only(rows, base, INTAKE, connections) for base in (Base.FULL, Base.EMPTY))
        if full and empty:
            grown = median(row.cpu_ms for row in full) / median(row.cpu_ms for row in empty)
            report.aim(
                Aim.at_most(f"CPU a request, {connections} connections, full / empty", grown, 1.2)
            )


def _against_ceiling(report: Report, where: str, pairs: list[tuple[Row, Row]]) -> None:
    share = median(ours.per_second / top.per_second for ours, top in pairs)
    report.aim(Aim.at_least(f"rate, {where}, of the ceiling's", share, 0.4))
    if pairs[0][0].connections == 20:
        slower = median(ours.p99_ms / top.p99_ms for ours, top in pairs)
        report.aim(Aim.at_most(f"p99, {where}, times the ceiling's", slower, 2.5))


def _only(rows: list[Row], base: Base, name: str, connections: int) -> list[Row]:
    wanted = (base, name, connections)
    return [row for row in rows if (row.base, row.contender, row.connections) == wanted]


def _pairs(rows: list[Row], base: Base, connections: int) -> list[tuple[Row, Row]]:
    ours, top = (_only(rows, base, name, connections) for name in (INTAKE, "ceiling"))
    # With --only one side is missing: no pairs then.
    return [pair for pair in zip(ours, top, strict=False) if all(row.per_second for row in pair)]
