"""Events: from the sending of `POST /api/events` to the moment a reader sees the new score.

A steady 50 a second, each about another lead of a full base, so that each new score has one cause;
then as many in bursts of ten about one lead, which are scored together. Each event gives points, so that
totals, series and crossings are written. What a reader sees is the number in lists together with the step
in the lead's series that says an event made it, asked of the database every few milliseconds, from outside
of the product; the push that wakes open screens is not in it. (The number alone proves nothing: what the
base began with was made up, and one in a hundred new scores comes to the same.)

Afterwards each lead's ledger is asked of the product: it has to name every event that was sent, and to
come to the number that lists show.
"""

import asyncio
import time
from dataclasses import dataclass, field
from datetime import datetime
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
_COUNTS = ("events", "leads", "seen", "uncounted", "unlike")
PATIENCE = 30.0
LOOK_EVERY = 0.01
AIM_MS = 1_000.0
KIND = "email.replied"
# Of the shipped card: an answer's points move the total of a lead that may buy, wrote once and is not
# full yet.
_LEADS = """
select l.id from lead l join lead_score s on s.workspace_id = l.workspace_id
    and s.lead_id = l.id and s.scorecard = 'default'
where l.workspace_id = (select id from workspace where slug = $1) and s.engagement <= 75
    and l.submissions = 1
    and l.intent in ('demo_request', 'pricing_inquiry', 'purchase_intent', 'product_question')
order by l.id limit $2
"""
_SHOWN = """
select distinct l.id from lead l join score_history h on h.workspace_id = l.workspace_id
    and h.lead_id = l.id and h.scorecard = 'default' and h.cause = 'event' and h.at >= $2
    and h.total = l.score
where l.id = any($1)
"""
_LISTED = "select id, score from lead where id = any($1)"
_WAITING = """
select exists (select from score_due) or exists (select from pgqueuer where entrypoint = any($1))
    or exists (select from scheduled_job where entrypoint = any($1))
"""
_JOBS = ["rescore_leads", "score_lead"]
ASKERS = 4


@dataclass(frozen=True)
class Row:
    """One repeat. `visible` and `taken` (the 202) count from the moment an event was due.

    `uncounted`: events that their lead's ledger does not name. `unlike`: leads of which lists show
    another number than their ledger comes to (decay between the two may take a point).
    """

    load: str
    events: int
    leads: int
    seen: int
    uncounted: int
    unlike: int
    visible: dict[str, float]
    taken: dict[str, float]
    server_cpu_ms: float
    errors: int


@dataclass(frozen=True)
class Stand:
    """What a load needs: the way in, and the look from outside."""

    client: httpx.AsyncClient
    connection: asyncpg.Connection
    server: Server


@dataclass
class Watch:
    """When each lead's score was first seen to be one that an event of this load made.

    `sent`: the events that were taken, by lead.
    """

    since: datetime
    sent: dict[UUID, set[str]]
    due: dict[UUID, float] = field(default_factory=dict)
    seen: dict[UUID, float] = field(default_factory=dict)
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
            ids = [row["id"] for row in found]
            if len(ids) < count + count // BURST + 20:
                raise LookupError(f"the base holds {len(ids)} such leads: raise --leads")
            stand = Stand(client, connection, server)
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
    since = await stand.connection.fetchval("select clock_timestamp()")
    watch = Watch(since, {lead: set() for lead in ids})
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
    spent = cpu_seconds(server.pid) - before
    answered = [milliseconds for milliseconds in taken if milliseconds is not None]
    uncounted, unlike = await _held(stand, watch.sent)
    return Row(
        load=name,
        events=len(posts),
        leads=len(ids),
        seen=len(watch.seen),
        uncounted=uncounted,
        unlike=unlike,
        visible=summary([(watch.seen[one] - watch.due[one]) * 1000 for one in watch.seen]),
        taken=summary(answered),
        server_cpu_ms=spent * 1000 / len(posts),
        errors=len(posts) - len(answered),
    )


async def _post(
    client: httpx.AsyncClient, url: str, lead: UUID, watch: Watch, due: float
) -> float | None:
    """Sends one event at its moment; its milliseconds, or None where it was not taken."""
    await asyncio.sleep(max(0.0, due - time.perf_counter()))
    watch.due.setdefault(lead, due)
    answer = await client.post(f"{url}/api/events", json={"kind": KIND, "lead_id": str(lead)})
    took = (time.perf_counter() - due) * 1000
    if answer.status_code != 202:
        return None
    watch.sent[lead].add(answer.json()["id"])
    return took


async def _look(connection: asyncpg.Connection, watch: Watch) -> None:
    """Asks until each lead's score is a new one, or patience is at an end."""
    patient_until = None
    while True:
        waiting = [lead for lead in watch.due if lead not in watch.seen]
        for row in await connection.fetch(_SHOWN, waiting, watch.since) if waiting else ():
            watch.seen[row["id"]] = time.perf_counter()
        if watch.is_over:
            patient_until = patient_until or time.perf_counter() + PATIENCE
            if len(watch.seen) == len(watch.sent) or time.perf_counter() > patient_until:
                return
        await asyncio.sleep(LOOK_EVERY)


async def _held(stand: Stand, sent: dict[UUID, set[str]]) -> tuple[int, int]:
    """How many events no ledger names, and in how many leads lists and ledger disagree."""
    slots, uncounted, unlike = asyncio.Semaphore(ASKERS), 0, 0
    for _ in range(int(PATIENCE / LOOK_EVERY)):
        if not await stand.connection.fetchval(_WAITING, _JOBS):
            break
        await asyncio.sleep(LOOK_EVERY)
    rows = await stand.connection.fetch(_LISTED, list(sent))
    listed = {row["id"]: row["score"] for row in rows}

    async def ask(lead: UUID) -> None:
        nonlocal uncounted, unlike
        async with slots:
            answer = await stand.client.get(f"{stand.server.url}/api/leads/{lead}/score")
        told = answer.raise_for_status().json()
        uncounted += len(sent[lead] - {entry.get("event_id") for entry in told["entries"]})
        unlike += abs(told["total"] - listed[lead]) > 1

    await asyncio.gather(*(ask(lead) for lead in sent))
    return uncounted, unlike


def _report(rows: list[Row]) -> Report:
    report = Report(
        "events",
        f"Events: from sending to the new score, at {RATE} a second (full base, warmed)",
        ["load", "events", "leads", "scored", "uncounted", "unlike", "202 p50 ms", "202 p95 ms",
         "score p50 ms", "score p95 ms", "score p99 ms", "CPU ms an event", "errors"],
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
            *(sum(getattr(row, what) for row in repeats) for what in _COUNTS),
            *(f"{share:,.0f}" for share in shares),
            f"{median(row.server_cpu_ms for row in repeats):.1f}",
            sum(row.errors for row in repeats),
        )
        lost = sum(row.leads - row.seen for row in repeats)
        report.aim(Aim.at_most(f"new score visible, p95 ms, {name}", shares[3], AIM_MS))
        report.aim(Aim.at_most(f"leads not scored anew, {name}", lost, 0))
        wrong = sum(row.uncounted + row.unlike for row in repeats)
        report.aim(Aim.at_most(f"events no ledger names, or lists unlike it, {name}", wrong, 0))
    return report
