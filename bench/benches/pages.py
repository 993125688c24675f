"""Pages: the leads list and its search over a full base, as a logged-in person sees them."""

from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

from bench import load, login
from bench.cpu import cpu_seconds
from bench.ground import EMAIL, PASSWORD, SLUG, Base, Contender, Ground
from bench.people import SEARCHES
from bench.report import Aim, Report, progress
from bench.servers import Server

CONNECTIONS = (1, 4)
SECONDS, WARMUP = 30.0, 30
AIMS = {"leads list": 25.0, "leads search": 30.0}


@dataclass(frozen=True)
class View:
    """One kind of page; its targets are asked in turn. `shows` must stand on the first of them."""

    name: str
    targets: list[str]
    headers: dict[str, str]
    shows: str


@dataclass(frozen=True)
class Row:
    contender: str
    view: str
    connections: int
    per_second: float
    latency: dict[str, float]
    server_cpu_ms: float
    postgres_cpu_ms: float
    errors: dict[str, int]


def measure(ground: Ground) -> Report:
    rows: list[Row] = []
    ours, peer = ground.ours("ours, whole", "run"), ground.three_hours()
    for repeat in range(ground.repeats):
        for contender in ground.among(ours, peer):
            progress(f"pages: repeat {repeat + 1}, {contender.name}")
            with contender.start(Base.FULL) as server:
                views = _our_views(ground, server) if contender is ours else _their_views()
                rows += [
                    _once(ground, contender, server, view, connections)
                    for view in views
                    for connections in CONNECTIONS
                ]
    return _report(rows, ground.leads)


def _our_views(ground: Ground, server: Server) -> list[View]:
    session = {"Cookie": login.cookie(server.url, EMAIL, PASSWORD), "Accept": "text/html"}
    key = {"Authorization": f"Bearer {ground.keys['secret']}"}
    leads = f"/w/{SLUG}/leads"
    return [
        View("leads list", [leads], session, "example.com"),
        View("leads search", [f"{leads}?q={quote(word)}" for word in SEARCHES], session, "Keller"),
        View("leads by API", ["/api/leads"], key, "example.com"),
    ]


def _their_views() -> list[View]:
    return [
        View("leads list", ["/leads"], {}, "example.com"),
        View("leads search", [f"/leads?q={quote(word)}" for word in SEARCHES], {}, "Keller"),
    ]


def _once(
    ground: Ground, contender: Contender, server: Server, view: View, connections: int
) -> Row:
    if view.shows not in login.fetch(server.url + view.targets[0], view.headers):
        raise LookupError(f"{contender.name}: {view.name} does not show {view.shows!r}")
    plan = load.Plan(
        url=server.url, tag="", connections=connections, count=100 if ground.quick else 500,
        seconds=SECONDS, warmup=WARMUP, headers=view.headers, targets=view.targets,
    )  # fmt: skip
    before = cpu_seconds(server.pid), cpu_seconds(ground.cluster.pid)
    result = load.generate(plan)
    asked = result.asked + WARMUP
    return Row(
        contender=contender.name,
        view=view.name,
        connections=connections,
        per_second=result.per_second,
        latency=result.latency,
        server_cpu_ms=(cpu_seconds(server.pid) - before[0]) * 1000 / asked,
        postgres_cpu_ms=(cpu_seconds(ground.cluster.pid) - before[1]) * 1000 / asked,
        errors=result.errors,
    )


def _report(rows: list[Row], leads: int) -> Report:
    report = Report(
        "pages",
        f"Pages over {leads:,} leads (warmed, logged in, whole page with its markup)",
        ["contender", "page", "connections", "a second", "p50 ms", "p99 ms", "CPU ms, server",
         "CPU ms, PostgreSQL", "errors"],
        measured=rows,
    )  # fmt: skip
    for key in dict.fromkeys((row.contender, row.view, row.connections) for row in rows):
        repeats = [row for row in rows if (row.contender, row.view, row.connections) == key]
        p50, p99 = (median(row.latency[share] for row in repeats) for share in ("p50_ms", "p99_ms"))
        report.add(
            *key,
            f"{median(row.per_second for row in repeats):,.0f}",
            f"{p50:.1f}",
            f"{p99:.1f}",
            f"{median(row.server_cpu_ms for row in repeats):.2f}",
            f"{median(row.postgres_cpu_ms for row in repeats):.2f}",
            sum(sum(row.errors.values()) for row in repeats),
        )
        if key[0].startswith("ours") and key[1] in AIMS and key[2] == 1:
            report.aim(Aim.at_most(f"{key[1]}, p99 ms", p99, AIMS[key[1]]))
    return report
