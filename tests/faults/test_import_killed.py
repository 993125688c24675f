"""A worker killed while it takes a file in, or amid what follows: another goes on from the last commit."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import asyncpg
import httpx
import pytest
from tests.product import Product, until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(600)]

ROWS, REPEATED = 8_000, 40
STANDS = "select state, at_row, followed, rows, counts from import"
MADE = """
select (select count(*) from import_row where state = 'taken') as taken,
    (select count(*) from import_row where state = 'known') as known,
    (select count(*) from lead) as leads,
    (select count(distinct email) from lead) as people,
    (select count(*) from submission) as submissions,
    (select count(*) from run) as runs,
    (select count(*) from event where name = 'lead.imported') as told,
    (select count(*) from lead_search) as found,
    (select count(*) from known_fact where key = 'first_name') as first_names,
    (select count(*) from lead_score) as scores,
    (select count(*) from score_history) as series,
    (select count(*) from known_fact where key = 'job_title') as titles,
    (select count(*) from lead_value where key = 'Seat') as seats,
    (select sum(submissions) from lead) as counted
"""
# The database itself stops at one row of the file, so that no worker is too quick for us.
STOP_AT_A_ROW = """
do $$ begin
    create function wait_for_the_test() returns trigger language plpgsql as
        'begin perform pg_advisory_xact_lock(8000); return new; end';
    create trigger wait_for_the_test before insert on {table} for each row
        when (new.{row}) execute function wait_for_the_test();
end $$
"""
HOLD = """
with held as materialized (select pg_advisory_lock(8000)) select count(*), pg_sleep(600) from held
"""
IS_HELD = "select from pg_locks where locktype = 'advisory' and objid = 8000 and granted"
LET_GO = """
select pg_cancel_backend(pid) from pg_stat_activity
where query like '%pg_sleep(600)%' and state = 'active' and pid <> pg_backend_pid()
"""


def test_a_worker_killed_amid_a_file_doubles_nothing_and_loses_nothing(
    product_with: Callable[..., Product],
) -> None:
    product = product_with()
    with _held(product, "lead", "email like 'ada.5500@%'"):
        _drop(product, product.claim())
        until(lambda: _stands(product)["at_row"] == 5_000, 240, "five parts are taken in")
        assert product.kill("worker")
        before = _stands(product)
    assert (before["state"], before["at_row"]) == ("taking", 5_000)

    until(lambda: _stands(product)["state"] == "done", 240, "another worker takes the rest in")
    until(lambda: _stands(product)["followed"] == ROWS, 240, "what stands behind its leads follows")
    _all_there_once(product)


def test_a_worker_killed_amid_what_follows_a_file_doubles_nothing_and_loses_nothing(
    product_with: Callable[..., Product],
) -> None:
    product = product_with()
    with _held(product, "lead_search", "words like '%ada.2500@%'"):
        _drop(product, product.claim())
        until(lambda: _stands(product)["followed"] == 2_000, 240, "the second set waits")
        assert product.kill("worker")
        assert _stands(product)["state"] == "done"
    until(lambda: _stands(product)["followed"] == ROWS, 240, "another worker writes the rest")
    _all_there_once(product)


@contextlib.contextmanager
def _held(product: Product, table: str, row: str) -> Iterator[None]:
    """Whoever writes this row of this table waits there."""

    def hold() -> None:
        with contextlib.suppress(asyncpg.QueryCanceledError):
            product.rows(HOLD)

    product.rows(STOP_AT_A_ROW.format(table=table, row=row))
    holding = threading.Thread(target=hold)
    holding.start()
    try:
        until(lambda: product.rows(IS_HELD), 30, "the row is held")
        yield
    finally:
        until(lambda: product.rows(LET_GO), 30, "it is let go")
        holding.join()


def _all_there_once(product: Product) -> None:
    after, made = _stands(product), product.rows(MADE)[0]
    new = ROWS - REPEATED
    assert after["at_row"] == after["rows"] == ROWS
    assert (made["taken"], made["known"]) == (new, REPEATED)
    assert {made[name] for name in made if name not in {"taken", "known"}} == {new}


def _stands(product: Product) -> dict[str, Any]:
    return product.rows(STANDS)[0]


def _drop(product: Product, headers: dict[str, str]) -> None:
    """People of whom the last forty stand in the file twice."""
    people = [
        f"Ada,Holm{n},ada.{n}@firm-{n % 97}.example,Firm {n % 97} Ltd,CTO,B{n}" for n in range(ROWS)
    ]
    people[-REPEATED:] = people[:REPEATED]
    text = "\n".join(("First name,Last name,E-mail,Company,Job title,Seat", *people))
    answer = httpx.post(
        f"{product.address}/api/imports",
        files={"file": ("fair.csv", text.encode())},
        headers=headers,
        timeout=60,
    )
    answer.raise_for_status()
