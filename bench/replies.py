"""Sends leads by a plan, sees when each reply was delivered, and watches the queue meanwhile."""

import time
from dataclasses import dataclass
from pathlib import Path

from bench import load, mails
from bench.figures import summary
from bench.ground import Contender, Ground
from bench.queue_watch import Look, growth, watched
from bench.servers import Server

WARMUP = 60


@dataclass(frozen=True)
class Load:
    """`rate`: leads a second at fixed moments, for which `connections` must suffice; None keeps as
    many leads in flight as there are connections. `patience`: seconds for the last replies."""

    name: str
    count: int
    quick: int
    connections: int
    seconds: float
    rate: float | None = None
    patience: float = 30.0


@dataclass(frozen=True)
class Row:
    """`accepted` counts from the 202, `sent` from the request, `captured` is the 202 itself;
    milliseconds. `queue` has the second-by-second looks, and `growth` is in jobs a second."""

    contender: str
    load: str
    leads: int
    replies: int
    doubled: int
    per_second: float
    accepted: dict[str, float]
    sent: dict[str, float]
    captured: dict[str, float]
    errors: dict[str, int]
    queue: list[Look]
    growth: float


def warm(ground: Ground, server: Server, mark: str) -> None:
    """A few leads beforehand, so that nothing is loaded on first use while we measure."""
    follow = str(ground.mails)
    load.generate(load.Plan(
        server.url, f"warm{mark}", 4, WARMUP, 60, headers=server.headers, mails=follow
    ))  # fmt: skip


def once(ground: Ground, contender: Contender, server: Server, given: Load, mark: str) -> Row:
    """One load on one running program; the tag of its people carries `mark`."""
    plan = load.Plan(
        server.url, f"{given.name.replace(' ', '')}{mark}", given.connections,
        given.quick if ground.quick else given.count, given.seconds, headers=server.headers,
        rate=given.rate, mails=None if given.rate else str(ground.mails), trace=True,
    )  # fmt: skip
    database = contender.database
    with watched(ground.cluster.admin_url(database) if database else None) as looks:
        result = load.generate(plan)
    arrived = _await_replies(ground.mails, {who for who, _, _ in result.trace}, given.patience)
    answered = [line for line in result.trace if line[0] in arrived]
    return Row(
        contender=contender.name,
        load=given.name,
        leads=len(result.trace),
        replies=len(answered),
        doubled=sum(len(arrived[who]) - 1 for who, _, _ in answered),
        per_second=result.per_second,
        accepted=summary([max(0, arrived[who][0] - ended) / 1e6 for who, _, ended in answered]),
        sent=summary([(arrived[who][0] - began) / 1e6 for who, began, _ in answered]),
        captured=result.latency,
        errors=result.errors,
        queue=looks,
        growth=growth(looks),
    )


def _await_replies(path: Path, expected: set[str], patience: float) -> dict[str, list[int]]:
    """When mail reached each expected address, first arrival first."""
    until = time.monotonic() + patience
    while True:
        arrived: dict[str, list[int]] = {}
        for mail in mails.read(path):
            if mail.to in expected:
                arrived.setdefault(mail.to, []).append(mail.at_ns)
        if len(arrived) == len(expected) or time.monotonic() > until:
            return arrived
        time.sleep(0.2)
