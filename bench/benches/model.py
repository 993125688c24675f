"""With a language model that thinks for 800 ms: time to reply, and whether capture gets slower.

The model is a local server, connected in the product's own form as a person would. Without it the
same two loads run first: 200 leads in flight, and a steady 10 a second, at which the 202 of both are
compared. Time to reply counts from the sending of the request.
"""

from dataclasses import dataclass
from statistics import median

from bench import login, replies
from bench.ground import EMAIL, PASSWORD, SLUG, Base, Contender, Ground
from bench.replies import Load, Row
from bench.report import Aim, Report, progress
from bench.servers import Server, model_server

SECONDS = 0.8
FLYING = Load("200 in flight", 2_000, 300, connections=200, seconds=60, patience=60)
STEADY = Load("10 a second", 600, 100, connections=100, seconds=90, rate=10.0)
WITHOUT, WITH = "ours, embedded", "ours, model of 800 ms"
AIMS = ((FLYING, "p50_ms", 1300.0), (STEADY, "p50_ms", 1300.0))
SLOWER = 1.2  # times the 202 without a model: what two runs of the same differ by
_BY = "select outcome, count(*) as calls from model_call group by outcome"


@dataclass(frozen=True)
class Asked:
    """A load with what became of asking the model while it ran."""

    row: Row
    answered: int
    failed: int


def measure(ground: Ground) -> Report:
    measured: list[Asked] = []
    with model_server(ground.folder, SECONDS) as place:
        contenders = ground.among(
            ground.ours(WITHOUT, "run"), ground.ours(WITH, "run", allowed=place)
        )
        for repeat in range(ground.repeats):
            for contender in contenders:
                progress(f"model: repeat {repeat + 1}, {contender.name}")
                mark = f"m{contenders.index(contender)}{repeat}"
                with contender.start(Base.EMPTY) as server:
                    if contender.name == WITH:
                        _connect(server, place)
                    measured += _loads(ground, contender, server, mark)
    return _report(measured)


def _connect(server: Server, place: str) -> None:
    typed = {"label": "Bench", "base_url": f"http://{place}/v1", "model": "bench-800"}
    session = login.cookie(server.url, EMAIL, PASSWORD)
    page = f"/w/{SLUG}/settings/connections/new/openai_compatible"
    login.fill_in(server.url, page, typed, session)


def _loads(ground: Ground, contender: Contender, server: Server, mark: str) -> list[Asked]:
    replies.warm(ground, server, mark)
    measured: list[Asked] = []
    before = _calls(ground)
    for given in (FLYING, STEADY):
        row = replies.once(ground, contender, server, given, mark)
        now = _calls(ground)
        new = {what: now[what] - before[what] for what in now}
        measured.append(Asked(row, **new))
        before = now
    return measured


def _calls(ground: Ground) -> dict[str, int]:
    counted = {row["outcome"]: row["calls"] for row in ground.cluster.rows(_BY, "ours")}
    return {"answered": counted.get("answered", 0), "failed": counted.get("failed", 0)}


def _report(measured: list[Asked]) -> Report:
    report = Report(
        "model",
        "With a language model of 800 ms (warmed, empty base, real local servers)",
        ["contender", "load", "leads", "replied", "model answered", "model failed", "a second",
         "p50 from request", "p99 from request", "p50 of the 202", "p99 of the 202", "errors"],
        measured=measured,
    )  # fmt: skip
    for key in dict.fromkeys((one.row.contender, one.row.load) for one in measured):
        _line(report, _only(measured, *key))
    for load, share, bound in AIMS:
        if repeats := _only(measured, WITH, load.name):
            found = median(one.row.sent[share] for one in repeats)
            report.aim(
                Aim.at_most(f"{share.replace('_', ', ')} from request, {load.name}", found, bound)
            )
    before, after = (_only(measured, name, STEADY.name) for name in (WITHOUT, WITH))
    if before and after:
        slower = median(
            one.row.captured["p50_ms"] / other.row.captured["p50_ms"]
            for one, other in zip(after, before, strict=True)
        )
        what = f"p50 of the 202, {STEADY.name}, with the model / without"
        report.aim(Aim.at_most(what, slower, SLOWER))
    return report


def _line(report: Report, repeats: list[Asked]) -> None:
    rows = [one.row for one in repeats]
    report.add(
        rows[0].contender,
        rows[0].load,
        sum(row.leads for row in rows),
        sum(row.replies for row in rows),
        sum(one.answered for one in repeats),
        sum(one.failed for one in repeats),
        f"{median(row.per_second for row in rows):,.0f}",
        *(f"{median(row.sent[share] for row in rows):,.0f}" for share in ("p50_ms", "p99_ms")),
        *(f"{median(row.captured[share] for row in rows):.1f}" for share in ("p50_ms", "p99_ms")),
        sum(sum(row.errors.values()) for row in rows),
    )


def _only(measured: list[Asked], contender: str, load: str) -> list[Asked]:
    return [one for one in measured if (one.row.contender, one.row.load) == (contender, load)]
