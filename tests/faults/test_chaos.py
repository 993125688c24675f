"""kill -9 of every part at random moments, while people write and mail flows.

LEADWRIGHT_SEED repeats a run; LEADWRIGHT_SOAK=N adds N further rounds with seeds of their own.
"""

import os
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.faults.mail_server import CountingServer
from tests.prepared import copy_of_prepared
from tests.product import Product, demo_request, until

from leadwright.kernel.db.outage import SIGNS_OF_OUTAGE

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

SUBMISSIONS, CLIENTS, SECONDS = 300, 8, 18.0
VICTIMS = ("web", "worker", "postgres")
# The worker learns the server's 250 and writes it down; killed before that, it cannot know.
SLACK = 0.5


def _rounds() -> range:
    return range(1 + int(os.environ.get("LEADWRIGHT_SOAK", "0")))  # noqa: TID251 -- asked of the test


def _first_seed() -> int:
    """Another one in each run, unless one is to be repeated; test names must not depend on it."""
    given = os.environ.get("LEADWRIGHT_SEED")  # noqa: TID251 -- asked of the test
    return int(given) if given else random.SystemRandom().randrange(10**6)


@dataclass
class Storm:
    """What the clients got and when who was killed."""

    product: Product
    dice: random.Random
    taken: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)
    # A kill takes a moment: it fell between two readings of the clock.
    kills: list[tuple[float, float, str]] = field(default_factory=list)

    def rage(self) -> None:
        """All submissions, by several clients, while the killer goes round."""
        numbers = list(range(SUBMISSIONS))
        self.dice.shuffle(numbers)
        pauses = [self.dice.uniform(0, 2 * SECONDS * CLIENTS / SUBMISSIONS) for _ in numbers]
        with ThreadPoolExecutor(CLIENTS) as clients, ThreadPoolExecutor(1) as killers:
            killing = killers.submit(self._kill_around)
            list(clients.map(self._submit, numbers, pauses))
            killing.result()

    def _submit(self, number: int, pause: float) -> None:
        """As a careful client does it: the same key again until somebody says 2xx."""
        time.sleep(pause)
        body = demo_request(f"Guest Number{number}")
        deadline = time.monotonic() + 150
        while time.monotonic() < deadline:
            try:
                answer = self.product.post(body, **{"Idempotency-Key": f"guest-{number}"})
            except httpx.HTTPError:
                time.sleep(0.2)
                continue
            if answer.is_success:
                self.taken[answer.json()["id"]] = answer.json()["result_url"]
                return
            self.refusals.append(f"{answer.status_code} {answer.text[:200]}")
            time.sleep(0.3)
        raise AssertionError(f"guest {number} was never taken; last refusals: {self.refusals[-3:]}")

    def _kill_around(self) -> None:
        victims = [*VICTIMS, *VICTIMS, self.dice.choice(VICTIMS)]
        self.dice.shuffle(victims)
        for victim in victims:
            time.sleep(self.dice.uniform(0.8, 2 * SECONDS / len(victims) - 0.8))
            until(lambda name=victim: self._kill(name), 60, f"there is a {victim} to kill")  # type: ignore[misc]

    def _kill(self, victim: str) -> bool:
        moment = time.monotonic()
        if not self.product.kill(victim):
            return False
        self.kills.append((moment, time.monotonic(), victim))
        return True


@pytest.fixture(params=_rounds())
def storm(
    request: pytest.FixtureRequest, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Storm, CountingServer]]:
    seed = _first_seed() + request.param
    print(f"LEADWRIGHT_SEED={seed} repeats this storm")
    copy_of_prepared(tmp_path_factory, tmp_path)
    with CountingServer(seed=seed) as server:
        product = Product(tmp_path, LEADWRIGHT_SMTP_URL=server.url)
        try:
            product.wait()
            yield Storm(product, random.Random(seed)), server
        finally:
            product.stop()


UNFINISHED = """
select (select count(*) from submission s
          left join run r on r.submission_id = s.id
          where r.status is null or r.status not in ('done', 'stopped')) as runs,
       (select count(*) from message where status in ('queued', 'handing_over')) as messages,
       (select count(*) from pgqueuer) + (select count(*) from scheduled_job) as jobs
"""


def _is_settled(product: Product) -> bool:
    """Whether nothing is left to do, and who died last is back: it may have been the database."""
    try:
        return product.is_ready() and not any(product.rows(UNFINISHED)[0].values())
    except SIGNS_OF_OUTAGE:
        return False


def test_nothing_is_lost_and_nothing_sent_twice_whoever_dies(
    storm: tuple[Storm, CountingServer],
) -> None:
    weather, server = storm
    product = weather.product
    bearer = product.claim()
    weather.rage()
    try:
        until(lambda: _is_settled(product), 240, "every run, message and job has ended")
    except AssertionError:
        pytest.fail(f"stuck: {product.rows(UNFINISHED)} after {weather.kills}")
    _every_2xx_is_present(weather)
    unconfirmed = _every_submission_has_its_reply(weather, server)
    _unconfirmed_were_inside_data(weather, server, unconfirmed)
    _leads_tell_the_same(product, bearer, len(unconfirmed))
    assert not [r for r in weather.refusals if not r.startswith("503")], weather.refusals


def _every_2xx_is_present(weather: Storm) -> None:
    stored = {str(row["id"]) for row in weather.product.rows("select id from submission")}
    assert len(weather.taken) == SUBMISSIONS
    assert stored == set(weather.taken)
    shown = {httpx.get(url, timeout=10).json()["status"] for url in weather.taken.values()}
    assert shown <= {"answered", "unconfirmed"}, shown


def _every_submission_has_its_reply(weather: Storm, server: CountingServer) -> list[dict[str, Any]]:
    messages = weather.product.rows("select * from message")
    replies = [m for m in messages if m["kind"] == "reply"]
    assert {str(m["submission_id"]) for m in replies} == set(weather.taken)
    assert len(replies) == SUBMISSIONS
    accepted = server.accepted()
    assert not [mail for mail, times in accepted.items() if times > 1]
    sent = {m["message_id"] for m in messages if m["status"] == "sent"}
    unconfirmed = [m for m in messages if m["status"] == "unconfirmed"]
    assert len(sent) + len(unconfirmed) == len(messages), {m["status"] for m in messages}
    assert sent <= set(accepted)
    assert set(accepted) <= sent | {m["message_id"] for m in unconfirmed}
    return unconfirmed


def _unconfirmed_were_inside_data(
    weather: Storm, server: CountingServer, unconfirmed: list[dict[str, Any]]
) -> None:
    """No more of them than messages inside DATA at the kills, and each is one of those."""
    inside = [e for a, b, _ in weather.kills for e in server.open_at(a, b, slack=SLACK)]
    assert len(unconfirmed) <= len(inside), (unconfirmed, weather.kills)
    strays = {m["to_address"] for m in unconfirmed} - {e.recipient for e in inside}
    assert not strays, (strays, weather.kills)
    print(
        f"kills {[victim for _, _, victim in weather.kills]}, inside DATA {len(inside)},"
        f" unconfirmed {len(unconfirmed)}, refused meanwhile {len(weather.refusals)}"
    )


def _leads_tell_the_same(product: Product, bearer: dict[str, str], unconfirmed: int) -> None:
    leads = product.rows("select reply_status, count(*) as n from lead group by 1")
    told = {row["reply_status"]: row["n"] for row in leads}
    assert set(told) <= {"answered", "unconfirmed"}, told
    assert sum(told.values()) == SUBMISSIONS
    assert told.get("unconfirmed", 0) <= unconfirmed
    listed = httpx.get(f"{product.address}/api/leads", headers=bearer, timeout=20)
    assert listed.status_code == 200
    assert listed.json()["items"]
