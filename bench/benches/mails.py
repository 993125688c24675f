"""Mails a second through the durable message path: rows and jobs stand ready, then a worker starts.

"SMTP alone" hands the same number of mails to the same server over as many connections and keeps no
record: what a script does that may lose them. Rates count from the first 250 to the last, so that
the start of the worker is left out.
"""

import smtplib
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from statistics import median
from subprocess import Popen
from urllib.parse import urlsplit

from bench import mail_stock, mails, people
from bench.cpu import cpu_seconds
from bench.ground import COMMAND, Ground
from bench.report import Aim, Report, progress
from bench.servers import NotReadyError, running

COUNT, QUICK = 5_000, 500
CONNECTIONS = 8  # as many as the product keeps to a mail server
PATIENCE = 240.0
OURS, ALONE = "ours, worker", "SMTP alone"
_STATES = "select status::text, count(*) as mails from message group by status"
_ON_THE_WAY = ("queued", "handing_over")


@dataclass(frozen=True)
class Row:
    """`unconfirmed` are mails of which the product does not know whether they went; `unsent` are
    those that still waited when patience ended or that failed."""

    contender: str
    mails: int
    delivered: int
    doubled: int
    unconfirmed: int
    unsent: int
    per_second: float
    server_cpu_ms: float
    postgres_cpu_ms: float


def measure(ground: Ground) -> Report:
    rows: list[Row] = []
    count = QUICK if ground.quick else COUNT
    for repeat in range(ground.repeats):
        for name, once in ((OURS, _ours), (ALONE, _alone)):
            if name.startswith(ground.only):
                progress(f"mails: repeat {repeat + 1}, {name}")
                rows.append(once(ground, count, f"mails{repeat}{name[0].lower()}"))
    return _report(rows)


def _ours(ground: Ground, count: int, tag: str) -> Row:
    assert ground.keys
    ground.cluster.copy("ours_empty", "ours")
    mail_stock.lay_in(ground.cluster.urls("ours"), count, tag)
    environment, log = ground.environment("ours"), ground.folder / "worker.log"
    with running([COMMAND, "worker"], environment, log) as process:
        states, spent, counted = _finished(ground, process, log)
    return _row(
        ground, OURS, count, tag,
        unconfirmed=states.get("unconfirmed", 0),
        unsent=count - states.get("sent", 0) - states.get("unconfirmed", 0),
        server_cpu_ms=spent[0] * 1000 / max(1, counted),
        postgres_cpu_ms=spent[1] * 1000 / max(1, counted),
    )  # fmt: skip


def _finished(
    ground: Ground, process: Popen[bytes], log: Path
) -> tuple[dict[str, int], tuple[float, float], int]:
    """How the mails stand when none is on its way, and the processor time of how many of them.

    That time counts from the first look that saw a mail sent: the worker had started by then.
    """
    until, before, gone = time.monotonic() + PATIENCE, (0.0, 0.0), 0
    while True:
        if process.poll() is not None:
            raise NotReadyError(f"the worker ended: {log.read_text()[-1500:]}")
        states = {row["status"]: row["mails"] for row in ground.cluster.rows(_STATES, "ours")}
        now = cpu_seconds(process.pid), cpu_seconds(ground.cluster.pid)
        if not gone:
            before, gone = now, states.get("sent", 0)
        if not any(states.get(one) for one in _ON_THE_WAY) or time.monotonic() > until:
            spent = now[0] - before[0], now[1] - before[1]
            return states, spent, states.get("sent", 0) - gone
        time.sleep(0.2)


def _alone(ground: Ground, count: int, tag: str) -> Row:
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        lanes = [range(lane, count, CONNECTIONS) for lane in range(CONNECTIONS)]
        list(pool.map(partial(_hand_over, ground.smtp_url, tag), lanes))
    return _row(ground, ALONE, count, tag)


def _hand_over(url: str, tag: str, indices: range) -> None:
    server = urlsplit(url)
    with smtplib.SMTP(server.hostname or "", server.port or 25, timeout=20) as smtp:
        for index in indices:
            mail = EmailMessage()
            mail["From"], mail["To"] = mail_stock.SENDER, people.address(index, tag)
            mail["Subject"], mail["Message-ID"] = "Your message to us", f"<{tag}.{index}@x.example>"
            mail.set_content("Hello,\n\n" + "thank you for writing to us. " * 20)
            smtp.send_message(mail)


def _row(ground: Ground, name: str, count: int, tag: str, **known: float) -> Row:
    arrived = [mail for mail in mails.read(ground.mails) if mail.to.startswith(f"{tag}.")]
    times = sorted(mail.at_ns for mail in arrived)
    seconds = (times[-1] - times[0]) / 1e9 if len(times) > 1 else 0.0
    delivered = len({mail.to for mail in arrived})
    return Row(
        contender=name,
        mails=count,
        delivered=delivered,
        doubled=len(arrived) - delivered,
        unconfirmed=int(known.get("unconfirmed", 0)),
        unsent=int(known.get("unsent", count - delivered)),
        per_second=(len(times) - 1) / seconds if seconds else 0.0,
        server_cpu_ms=known.get("server_cpu_ms", 0.0),
        postgres_cpu_ms=known.get("postgres_cpu_ms", 0.0),
    )


def _report(rows: list[Row]) -> Report:
    report = Report(
        "mails",
        "Mails through the durable message path (laid in beforehand, one worker, real local server)",
        ["contender", "mails", "delivered", "doubled", "unconfirmed", "unsent", "a second",
         "CPU ms, worker", "CPU ms, PostgreSQL"],
        measured=rows,
    )  # fmt: skip
    for name in dict.fromkeys(row.contender for row in rows):
        repeats = [row for row in rows if row.contender == name]
        rate = median(row.per_second for row in repeats)
        doubled, unconfirmed = (
            sum(getattr(row, what) for row in repeats) for what in ("doubled", "unconfirmed")
        )
        report.add(
            name,
            sum(row.mails for row in repeats),
            sum(row.delivered for row in repeats),
            doubled,
            unconfirmed,
            sum(row.unsent for row in repeats),
            f"{rate:,.0f}",
            *(_milliseconds([getattr(row, what) for row in repeats])
              for what in ("server_cpu_ms", "postgres_cpu_ms")),
        )  # fmt: skip
        if name == OURS:
            report.aim(Aim.at_least("mails a second", rate, 500.0))
            report.aim(Aim.at_most("doubled", doubled, 0))
            report.aim(Aim.at_most("unconfirmed", unconfirmed, 0))
    return report


def _milliseconds(values: list[float]) -> str:
    return f"{median(values):.2f}" if any(values) else "none"
