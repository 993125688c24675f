"""The Lambda's handler: 1,000 rows from the bucket to the tables, cold and warm, and its memory.

S3 and DynamoDB are moto's, over HTTP from another process; their time is in the wall clock too.
"""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import boto3  # type: ignore[import-untyped]
import xlsxwriter

from bench.ground import Ground
from bench.report import Aim, Report, progress

ROOT = Path(__file__).parents[2]
REGION, BUCKET = "eu-central-1", "bench-leads"
TABLES = {
    "q1customer": "CustomerID", "q2customer": "CustomerID",
    "customer-review": "CustomerID", "customer-manifest": "FileID",
}  # fmt: skip
COLUMNS = """First Name,Last Name,Email,Phone,Company,Job Title,Country,Product Interest,Event,Notes,
Captured at,Badge""".split(",")
ROWS, WARM = 1_000, 5


@dataclass(frozen=True)
class Row:
    cold_milliseconds: float
    warm_milliseconds: list[float]
    warm_cpu_milliseconds: list[float]
    peak_megabytes: float


def measure(ground: Ground) -> Report:
    rows = []
    for repeat in range(ground.repeats):
        progress(f"serverless: repeat {repeat + 1}")
        with _cloud() as address:
            rows.append(_row(address))
    return _report(rows)


@contextmanager
def _cloud() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.integration.aws_server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout
            yield server.stdout.readline().strip()
        finally:
            server.terminate()


def _row(address: str) -> Row:
    made = {
        "endpoint_url": address, "region_name": REGION,
        "aws_access_key_id": "bench", "aws_secret_access_key": "bench",
    }  # fmt: skip
    s3, dynamodb = boto3.client("s3", **made), boto3.client("dynamodb", **made)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    for table, key in TABLES.items():
        dynamodb.create_table(
            TableName=table, BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
            KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
        )  # fmt: skip
    keys = [f"{n}/customer.xlsx" for n in range(WARM + 1)]
    for number, key in enumerate(keys):
        s3.put_object(Bucket=BUCKET, Key=key, Body=_workbook(number))
    environment = {
        **os.environ,  # noqa: TID251 -- handed on to the process
        "AWS_ENDPOINT_URL": address, "AWS_DEFAULT_REGION": REGION,
        "AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-m", "bench.serverless_run", BUCKET, *keys],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=300,
    )  # fmt: skip
    said = json.loads(done.stdout)
    cold, *warm = said["runs"]
    return Row(
        cold["milliseconds"],
        [run["milliseconds"] for run in warm],
        [run["cpu_milliseconds"] for run in warm],
        said["peak_megabytes"],
    )


def _workbook(number: int) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column.strip() for column in COLUMNS])
        for row in range(1, ROWS + 1):
            sheet.write_row(row, 0, [
                f"Anna{row}", f"Meyer{number}", f"anna{row}@firm{number}.example", f"+49 30 {row:07}",
                f"Firm {row % 97} GmbH", "Head of Sales", "Germany", ("A1", "A2", "A1, A2", "Z9")[row % 4],
                "Spring fair", f"Asked for an offer in week {row % 52}", "2026-05-03 14:30", f"B{row}",
            ])  # fmt: skip
    return held.getvalue()


def _report(rows: list[Row]) -> Report:
    report = Report(
        "serverless",
        f"Lambda handler: {ROWS:,} rows x {len(COLUMNS)} columns from the bucket to the tables",
        ["", "median", "worst"],
        measured=rows,
    )
    warm = [value for row in rows for value in row.warm_milliseconds]
    cpu = [value for row in rows for value in row.warm_cpu_milliseconds]
    cold = [row.cold_milliseconds for row in rows]
    peak = max(row.peak_megabytes for row in rows)
    report.add("cold, with imports, ms", f"{median(cold):.0f}", f"{max(cold):.0f}")
    report.add("warm, ms", f"{median(warm):.0f}", f"{max(warm):.0f}")
    report.add("warm, handler's own CPU, ms", f"{median(cpu):.0f}", f"{max(cpu):.0f}")
    report.add(
        "peak memory, MB", f"{median(row.peak_megabytes for row in rows):.0f}", f"{peak:.0f}"
    )
    report.aim(Aim.at_most("warm, ms", median(warm), 1_000))
    report.aim(Aim.at_most("peak memory with boto3, MB", peak, 128))
    report.note(f"S3 and DynamoDB are moto over HTTP on this machine; {WARM} warm runs a repeat.")
    return report
