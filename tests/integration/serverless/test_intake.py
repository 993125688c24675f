"""From a file in the bucket to items in the tables, with real boto3 over HTTP."""

import io
import json
import re
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from tests.integration.aws_server import Requests
from tests.integration.serverless.stack import HEADER, Stack, people, workbook

from leadwright.serverless.faults import IntakeFailed
from leadwright.serverless.handler import clients, handle


def event(*records: dict[str, Any]) -> dict[str, Any]:
    return {"Records": list(records)}


def failed(*records: dict[str, Any]) -> dict[str, Any]:
    with pytest.raises(IntakeFailed) as raised:
        handle(event(*records))
    result: dict[str, Any] = json.loads(str(raised.value))
    return result


def test_each_product_goes_to_its_team_and_what_is_unknown_to_review(stack: Stack) -> None:
    rows = people(4, "A1", "A2", "Z9", "a-1; A2")
    result = handle(event(stack.drop(workbook(rows), "fair 2026/Customer.XLSX")))
    assert result["totals"] == {"done": 1}
    assert result["files"][0]["written"] == {"q1customer": 2, "q2customer": 2, "customer-review": 1}

    first = {item["FirstName"]["S"]: item for item in stack.items("q1customer")}
    assert first.keys() == {"Anna0", "Anna3"}
    item = first["Anna0"]
    assert UUID(item["CustomerID"]["S"]).version == 4
    assert item["Team"] == {"S": "Enterprise"}
    assert item["ProductInterest"] == {"S": "A1"}
    assert item["SourceEvent"]["M"]["Key"] == {"S": "fair 2026/Customer.XLSX"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", item["ProcessedAt"]["S"])
    second = {item["FirstName"]["S"]: item for item in stack.items("q2customer")}
    assert second["Anna3"]["CustomerID"] == first["Anna3"]["CustomerID"]
    (review,) = stack.items("customer-review")
    assert review["Reasons"] == {"L": [{"S": "product_interest: unknown_product"}]}


def test_the_same_event_twice_changes_nothing(stack: Stack) -> None:
    data = workbook(people(30, "A1", "A2", "Z9"))
    record = stack.drop(data)
    handle(event(record))
    before = stack.everything()
    assert handle(event(record))["totals"] == {"known": 1}
    again = stack.drop(data, "again/customer.xlsx")
    assert handle(event(again, again))["totals"] == {"known": 2}
    assert stack.everything() == before


def test_a_crash_in_the_middle_is_made_good_by_the_retry_with_the_same_ids(stack: Stack) -> None:
    record = stack.drop(workbook(people(120, "A1", "A2")))
    events, left = clients().dynamodb.meta.events, [3]

    def die(**_: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise MemoryError

    events.register("before-call.dynamodb.BatchWriteItem", die)
    assert failed(record)["files"][0]["kind"] == "MemoryError"
    half = {item["Email"]["S"]: item for item in stack.items("q1customer")}
    assert 0 < len(half) < 60

    events.unregister("before-call.dynamodb.BatchWriteItem", die)
    assert handle(event(record))["totals"] == {"done": 1}
    whole = {item["Email"]["S"]: item for item in stack.items("q1customer")}
    assert len(whole) == len(stack.items("q2customer")) == 60
    assert all(whole[email] == item for email, item in half.items())


def test_what_dynamodb_hands_back_is_tried_again(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BATCH_SIZE", "10")
    left = [4]

    def some(requests: Requests) -> Requests:
        left[0] -= 1
        if left[0] < 0:
            return {}
        return {table: [items.pop() for _ in items[1:]] for table, items in requests.items()}

    stack.cloud.unprocessed = some
    result = handle(event(stack.drop(workbook(people(40, "A1")))))
    assert len(stack.items("q1customer")) == 40
    assert result["files"][0]["retried"] > 20
    assert stack.cloud.batches > 4


def test_a_table_that_never_takes_anything_fails_in_words(
    stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadwright.serverless.pace.ATTEMPTS", 2)
    stack.cloud.unprocessed = lambda requests: {
        table: [items.pop() for _ in items[:]] for table, items in requests.items()
    }
    (file,) = failed(stack.drop(workbook(people(1, "A1"))))["files"]
    assert file["kind"] == "NotTaken"
    assert "q1customer" in file["reason"]


def test_a_bad_file_keeps_no_other_from_being_taken(
    stack: Stack, capsys: pytest.CaptureFixture[str]
) -> None:
    result = failed(
        stack.drop(b"name,email\nAnna,anna@acme.example\n", "a/customer.xlsx"),
        {"s3": {"bucket": {}}},
        stack.drop(workbook(people(2, "A1")), "b/customer.xlsx"),
        stack.drop(workbook(people(1, "A1")), "b/suppliers.xlsx"),
    )
    assert [file["status"] for file in result["files"]] == ["refused", "failed", "done", "ignored"]
    assert result["files"][0]["kind"] == "wrong_format"
    assert "does not match" in result["files"][3]["reason"]
    assert len(stack.items("q1customer")) == 2
    said = capsys.readouterr().out
    assert "anna" not in said.casefold()
    assert {"file.refused", "file.done", "file.ignored"} <= {
        json.loads(line).get("event") for line in said.splitlines()
    }
    assert any("_aws" in json.loads(line) for line in said.splitlines())


def test_rows_that_say_the_same_are_one_lead_and_a_row_without_anybody_waits(stack: Stack) -> None:
    rows: list[list[object]] = [
        *people(1, "A1"),
        *people(1, "A1"),
        ["", "", "", "", "", "A1"],
        ["Eve", "", "", "", "", ""],
    ]
    (file,) = handle(event(stack.drop(workbook(rows))))["files"]
    assert (file["rows"], file["duplicates"]) == (4, 1)
    assert len(stack.items("q1customer")) == 1
    reasons = {
        tuple(r["S"] for r in item["Reasons"]["L"]) for item in stack.items("customer-review")
    }
    assert reasons == {("email: no_contact",), ("product_interest: missing",)}


def test_a_row_too_large_for_an_item_is_shortened_and_says_so(stack: Stack) -> None:
    row = [*people(1, "A1")[0], *("x" * 5_000 for _ in range(90))]
    header = [*HEADER, *(f"Answer {n}" for n in range(90))]
    handle(event(stack.drop(workbook([row], header))))
    (item,) = stack.items("q1customer")
    assert {"S": "row: too_long"} in item["Problems"]["L"]
    assert item["Email"] == {"S": "anna0@acme.example"}


def test_an_invocation_that_runs_out_of_time_leaves_the_rest_to_its_retry(stack: Stack) -> None:
    context = SimpleNamespace(
        aws_request_id="r-1", function_name="f", get_remaining_time_in_millis=lambda: 1_000
    )
    with pytest.raises(IntakeFailed, match="OutOfTime"):
        handle(event(stack.drop(workbook(people(1, "A1")))), context)


def test_a_version_is_read_as_it_was_when_the_event_was_sent(stack: Stack) -> None:
    first = stack.drop(workbook(people(1, "A1")))
    stack.drop(workbook(people(3, "A1")))
    handle(event(first))
    assert len(stack.items("q1customer")) == 1


def test_workbooks_of_another_producer_with_dates_and_formulas(stack: Stack) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Leads of the fair"])
    sheet.append(["Vorname", "Nachname", "E-Mail-Adresse", "Interesse an", "Datum", "Rabatt"])
    sheet.append(["Jürgen", "Weiß", "mailto:J@Acme.Example", "A2", None, "=1+1"])
    sheet["E3"] = 46_145.5
    sheet["E3"].number_format = "dd.mm.yyyy hh:mm"
    held = io.BytesIO()
    book.save(held)
    handle(event(stack.drop(held.getvalue())))
    (item,) = stack.items("q2customer")
    assert item["FullName"] == {"S": "Jürgen Weiß"}
    assert item["Email"] == {"S": "J@acme.example"}
    assert item["CapturedAt"] == {"S": "2026-05-03T12:00:00"}
    assert item["Problems"] == {"L": [{"S": "Rabatt: formula_not_calculated"}]}


def test_the_notice_that_notifications_are_on_is_taken_calmly(stack: Stack) -> None:
    assert handle({"Service": "Amazon S3", "Event": "s3:TestEvent"}) == {"files": [], "totals": {}}
