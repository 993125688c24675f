"""The CloudFormation template: valid in every region asked, least privilege, nothing left open."""

import re
from pathlib import Path
from typing import Any

from cfnlint.api import ManualArgs, lint  # type: ignore[import-untyped]
from tests.integration.serverless.stack import TEMPLATE, of_type, template

from leadwright.serverless import settings

REGIONS = ["us-east-1", "eu-central-1", "ap-southeast-2"]


def test_cfn_lint_finds_nothing_in_any_region() -> None:
    found = lint(TEMPLATE.read_text(), config=ManualArgs(regions=REGIONS, include_checks=["I"]))
    assert [str(match) for match in found] == []


def test_every_variable_of_the_function_is_read_and_its_defaults_work() -> None:
    (function,) = of_type("AWS::Lambda::Function").values()
    variables: dict[str, Any] = function["Environment"]["Variables"]
    defaults = {name: p.get("Default", "") for name, p in template()["Parameters"].items()}
    given = {name: str(defaults[value["Ref"]]) for name, value in variables.items()}

    assert settings.from_environment(given) == settings.from_environment({})
    asked = set(re.findall(r'"([A-Z]+_[A-Z_]+)"', Path(settings.__file__).read_text()))
    asked |= {f"{team}_{of}" for team in ("Q1", "Q2") for of in ("TEAM", "PRODUCTS", "TABLE")}
    assert asked == given.keys()


def test_the_role_may_do_only_what_it_needs_on_its_own_resources() -> None:
    (role,) = of_type("AWS::IAM::Role").values()
    statements = role["Policies"][0]["PolicyDocument"]["Statement"]
    for statement in statements:
        actions = statement["Action"]
        for action in [actions] if isinstance(actions, str) else actions:
            assert "*" not in action
        assert statement["Resource"] != "*"
    assert "ManagedPolicyArns" not in role


def test_what_holds_leads_is_encrypted_kept_and_closed() -> None:
    resources = template()["Resources"]
    for name, table in of_type("AWS::DynamoDB::Table").items():
        assert table["SSESpecification"]["SSEEnabled"]
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"]
        assert resources[name]["DeletionPolicy"] == "Retain"
    (bucket,) = of_type("AWS::S3::Bucket").values()
    assert bucket["BucketEncryption"]
    assert all(bucket["PublicAccessBlockConfiguration"].values())
    (queue,) = of_type("AWS::SQS::Queue").values()
    assert queue["SqsManagedSseEnabled"]
    assert len(of_type("AWS::CloudWatch::Alarm")) >= 4
    assert of_type("AWS::CloudWatch::Dashboard")
