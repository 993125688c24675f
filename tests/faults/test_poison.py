"""A submission that breaks its step, or its worker, ends as failed and holds up nobody."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from tests.faults.poisoned import KILLS, RAISES
from tests.product import Product, demo_request, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(900)]

PROGRAM = (str(Path(__file__).with_name("poisoned.py")),)


@pytest.mark.parametrize("poison", [RAISES, KILLS])
def test_a_poison_submission_fails_with_an_alert_and_the_others_are_answered(
    product_with: Callable[..., Product], poison: str
) -> None:
    product = product_with(program=PROGRAM)
    bearer = product.claim()
    bad = demo_request("Lucrezia Borgia") | {"message": f"A demo with {poison}, please."}
    address = product.post(bad).json()["result_url"]
    others = [product.post(demo_request(f"Dinner Guest{n}")).json()["result_url"] for n in range(8)]
    until(lambda: _all_are(others, "answered"), 200, "the others are answered")
    until(lambda: _all_are([address], "failed"), 200, "the poison submission is given up")
    shown = httpx.get(address, headers=bearer, timeout=10).json()
    assert shown["error"]
    assert "Traceback" not in shown["error"]
    alerts = product.rows("select title from notification where kind = 'alert'")
    titles = [alert["title"] for alert in alerts]
    # Whatever a worker died with was answered: letters for the built-in outbox are never in doubt.
    assert titles == ["A submission could not be answered"]
    # What tells of it may have died with a worker, and is taken up again when its heartbeat is missed.
    statuses = "select status::text as status from pgqueuer"
    until(
        lambda: [job["status"] for job in product.rows(statuses)] == ["failed"],
        90,
        "nothing but the poison is left in the queue",
    )
    late = product.post(demo_request("Late Guest"), Prefer="wait=30").json()
    assert late["status"] == "answered"


def _all_are(addresses: list[str], status: str) -> bool:
    shown: list[dict[str, Any]] = [httpx.get(url, timeout=20).json() for url in addresses]
    return all(one.get("status") == status for one in shown)
