"""Events: from the sending of `POST /api/events` to the moment a reader sees the new score.

A steady 50 a second, each about another lead of a full base, so that each new score has one cause;
then as many in bursts of ten about one lead, which are scored together. Each event gives points, so that
totals, series and crossings are written. What a reader sees is the number in lists, asked of the database
every few milliseconds, from outside of the product; the push that wakes open screens is not in it.
"""

import asyncio
import time
from dataclasses import dataclass
from statistics import median
from uuid import UUID

import asyncpg
import httpx

from bench.cpu import cpu_seconds
from bench.figures import summary
from bench.ground import SLUG, Base, Contender, Ground
from bench.report import Aim, Report, progress
from bench.servers import Server

RATE, SECONDS, QUICK = 50, 30, 6
BURST = 10
PATIENCE = 30.0
LOOK_EVERY = 0.01
AIM_MS = 1_000.0
KIND = "email.replied"
# Of the shipped card: an answer's points move the total of a lead that may buy, wrote once and is not
# full yet.
_LEADS = """
select l.id, l.score from lead l join lead_score s on s.workspace_id = l.workspace_id
    and s.lead_id = l.id and s.scorecard = 'default'
where l.workspace_id = (select id from workspace where slug = $1) and s.engagement <= 75
    and l.submissions = 1
    and l.intent in ('demo_request', 'pricing_inquiry', 'purchase_intent', 'product_question')
order by l.id limit $2
"""
_SHOWN = "select id, score from lead where id = any($1)"


@dataclass(frozen=True)
class Row:
    """One repeat. `visible` and `taken` (the 202) count from the moment an event was due."""

    load: str
    events: int
    leads: int
    seen: int
    visible: dict[str, float]
    taken: dict[str, float]
    server_cpu_ms: float
    errors: int


@dataclass(frozen=True)
class Stand:
    """What a load needs: the way in, the look from outside, and the scores as they stood."""

    client: httpx.AsyncClient
    connection: asyncpg.Connection
    server: Server
    stood: dict[UUID, int]


@dataclass
class Watch:
    """When each lead's score was first seen to be another than the one that stood before."""

    stood: dict[UUID, int]
    due: dict[UUID, float]
    seen: dict[UUID, float]
    is_over: bool = False


def measure(ground: Ground) -> Report:
    rows: list[Row] = []
    for repeat in range(ground.repeats):
        for contender in ground.among(ground.ours("ours, whole", "run")):
            progress(f"events: repeat {repeat + 1}, {contender.name}")
            with contender.start(Base.FULL) as server:
                rows += asyncio.run(_loads(ground, contender, server))
    return _report(rows)


async def _loads(ground: Ground, contender: Contender, server: Server) -> list[Row]:
    count = RATE * (QUICK if ground.quick else SECONDS)
    url = ground.cluster.urls(contender.database or "").owner.replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    headers = {"Authorization": f"Bearer {ground.keys['secret']}"}
    limits = httpx.Limits(max_connections=20, max_keepalive_connections=20)
    try:
        async with httpx.AsyncClient(headers=headers, limits=limits, timeout=30) as client:
            found = await connection.fetch(_LEADS, SLUG, count + count // BURST + 20)
            stood = {row["id"]: row["score"] for row in found}
            ids = list(stood)
            if len(ids) < count + count // BURST + 20:
                raise LookupError(f"the base holds {len(ids)} such leads: raise --leads")
            stand = Stand(client, connection, server, stood)
            await _load(stand, "warm-up", ids[:20], 1)
            single, bursts = ids[20 : 20 + count], ids[20 + count :]
            return [
                await _load(stand, "one event a lead", single, 1),
                await _load(stand, f"bursts of {BURST}", bursts[: count // BURST], BURST),
            ]
    finally:
        await connection.close()


async def _load(stand: Stand, name: str, ids: list[UUID], each: int) -> Row:
    server = stand.server
    watch = Watch({lead: stand.stood[lead] for lead in ids}, {}, {})
    before = cpu_seconds(server.pid)
    watching = asyncio.create_task(_look(stand.connection, watch))
    began = time.perf_counter()
    posts = [
        asyncio.create_task(_post(stand.client, server.url, lead, watch, began + number / RATE))
        for number, lead in enumerate(one for lead in ids for one in [lead] * each)
    ]
    taken = await asyncio.gather(*posts)
    watch.is_over = True
    await watching
    answered = [milliseconds for milliseconds in taken if milliseconds is not None]
    return Row(
        load=name,
        events=len(posts),
        leads=len(ids),
        seen=len(watch.seen),
        visible=summary([(watch.seen[one] - watch.due[one]) * 1000 for one in watch.seen]),
        taken=summary(answered),
        server_cpu_ms=(cpu_seconds(server.pid) - before) * 1000 / len(posts),
        errors=len(posts) - len(answered),
    )


async def _post(
    client: httpx.AsyncClient, url: str, lead: UUID, watch: Watch, due: float
) -> float | None:
    """Sends one event at its moment; its milliseconds, or None where it was not taken."""
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    watch.due.setdefault(lead, due)
    answer = await client.post(f"{url}/api/events", json={"kind": KIND, "lead_id": str(lead)})
    return (time.perf_counter() - due) * 1000 if answer.status_code == 202 else None


async def _look(connection: asyncpg.Connection, watch: Watch) -> None:
    """Asks until each lead's score is another one, or patience is at an end."""
    patient_until = None
    while True:
        waiting = [lead for lead in watch.due if lead not in watch.seen]
        for row in await connection.fetch(_SHOWN, waiting) if waiting else ():
            if row["score"] != watch.stood[row["id"]]:
                watch.seen[row["id"]] = time.perf_counter()
        if watch.is_over:
            patient_until = patient_until or time.perf_counter() + PATIENCE
            if len(watch.seen) == len(watch.stood) or time.perf_counter() > patient_until:
                return
        await asyncio.sleep(LOOK_EVERY)


def _report(rows: list[Row]) -> Report:
    report = Report(
        "events",
        f"Events: from sending to the new score, at {RATE} a second (full base, warmed)",
        ["load", "events", "leads", "scored", "202 p50 ms", "202 p95 ms", "score p50 ms",
         "score p95 ms", "score p99 ms", "CPU ms an event", "errors"],
        measured=rows,
    )  # fmt: skip
    for name in dict.fromkeys(row.load for row in rows):
        repeats = [row for row in rows if row.load == name]
        shares = [
            *(median(row.taken[share] for row in repeats) for share in ("p50_ms", "p95_ms")),
            *(
                median(r.visible[share] for r in repeats)
                for share in ("p50_ms", "p95_ms", "p99_ms")
            ),
        ]
        report.add(
            name,
            *(sum(getattr(row, what) for row in repeats) for what in ("events", "leads", "seen")),
            *(f"{share:,.0f}" for share in shares),
            f"{median(row.server_cpu_ms for row in repeats):.1f}",
            sum(row.errors for row in repeats),
        )
        lost = sum(row.leads - row.seen for row in repeats)
        report.aim(Aim.at_most(f"new score visible, p95 ms, {name}", shares[3], AIM_MS))
        report.aim(Aim.at_most(f"leads not scored anew, {name}", lost, 0))
    return report
