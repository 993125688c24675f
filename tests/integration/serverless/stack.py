"""The stack of deploy/aws on the server of `aws_server`: tables and bucket as the template has them."""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

import boto3  # type: ignore[import-untyped]
import xlsxwriter
import yaml
from tests.integration.aws_server import Cloud

TEMPLATE = Path(__file__).parents[3] / "deploy/aws/template.yaml"
BUCKET = "fair-leads"
REGION = "eu-central-1"
HEADER = ["First Name", "Last Name", "Email", "Phone", "Company", "Product Interest"]


class _Short(yaml.SafeLoader):
    """CloudFormation's short forms: `!Ref x` becomes {"Ref": x}."""


def _short(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.ScalarNode):
        return {suffix: loader.construct_scalar(node)}
    assert isinstance(node, yaml.SequenceNode)
    return {suffix: loader.construct_sequence(node, deep=True)}


_Short.add_multi_constructor("!", _short)


@cache
def template() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.load(TEMPLATE.read_text(), _Short)  # noqa: S506 -- a SafeLoader
    return loaded


def of_type(kind: str) -> dict[str, dict[str, Any]]:
    return {
        name: resource["Properties"]
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def resolved(value: Any) -> Any:
    """The value with references to parameters filled in with their defaults."""
    parameters = template()["Parameters"]
    if isinstance(value, dict):
        if value.keys() == {"Ref"}:
            return (
                BUCKET
                if value["Ref"] == "IntakeBucketName"
                else parameters[value["Ref"]]["Default"]
            )
        return {name: resolved(inner) for name, inner in value.items()}
    return [resolved(inner) for inner in value] if isinstance(value, list) else value


@dataclass
class Stack:
    cloud: Cloud
    s3: Any
    dynamodb: Any

    def drop(self, data: bytes, key: str = "customer.xlsx") -> dict[str, Any]:
        """Puts a file and returns the record that S3 would send about it."""
        put = self.s3.put_object(Bucket=BUCKET, Key=key, Body=data)
        return {
            "eventSource": "aws:s3",
            "awsRegion": REGION,
            "eventTime": "2026-05-03T10:00:00.000Z",
            "eventName": "ObjectCreated:Put",
            "s3": {
                "bucket": {"name": BUCKET},
                "object": {
                    "key": quote_plus(key, safe="/"),
                    "size": len(data),
                    "versionId": put["VersionId"],
                    "sequencer": "0A1B2C",
                },
            },
        }

    def items(self, table: str) -> list[dict[str, Any]]:
        pages = self.dynamodb.get_paginator("scan").paginate(TableName=table)
        return [item for page in pages for item in page["Items"]]

    def everything(self) -> dict[str, list[str]]:
        """Every item of the leads' tables, as text to compare."""
        return {
            table: sorted(json.dumps(item, sort_keys=True) for item in self.items(table))
            for table in ("q1customer", "q2customer", "customer-review")
        }


def raise_stack(cloud: Cloud) -> Stack:
    made = {"endpoint_url": cloud.address, "region_name": REGION}
    stack = Stack(cloud, boto3.client("s3", **made), boto3.client("dynamodb", **made))
    for table in of_type("AWS::DynamoDB::Table").values():
        found = resolved(table)
        found.pop("PointInTimeRecoverySpecification")
        found["SSESpecification"] = {"Enabled": found["SSESpecification"]["SSEEnabled"]}
        stack.dynamodb.create_table(**found)
    bucket = resolved(of_type("AWS::S3::Bucket")["IntakeBucket"])
    stack.s3.create_bucket(
        Bucket=bucket["BucketName"], CreateBucketConfiguration={"LocationConstraint": REGION}
    )
    stack.s3.put_bucket_versioning(
        Bucket=bucket["BucketName"], VersioningConfiguration=bucket["VersioningConfiguration"]
    )
    return stack


def workbook(rows: Sequence[Sequence[object]], header: list[str] | None = None) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True, "strings_to_numbers": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([header or HEADER, *rows]):
            sheet.write_row(number, 0, row)
    return held.getvalue()


def people(count: int, *interests: str) -> list[list[object]]:
    """Rows whose products go round."""
    return [
        [f"Anna{n}", "Meyer", f"anna{n}@acme.example", f"+49 30 {100000 + n}", "Acme GmbH",
         interests[n % len(interests)]]
        for n in range(count)
    ]  # fmt: skip
