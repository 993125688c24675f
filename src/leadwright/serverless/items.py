"""A lead as an item of a table, in DynamoDB's own notation."""

from collections.abc import Mapping
from typing import Any

from leadwright.serverless.events import Dropped
from leadwright.serverless.leads import Lead
from leadwright.serverless.routing import Destination

Item = dict[str, Any]
LARGEST = 380_000  # DynamoDB takes 400 KB an item; names and structure count too
_SHORTENED = 500


def item(
    lead: Lead, to: Destination, customer_id: str, processed_at: str, dropped: Dropped
) -> Item:
    """The same lead taken again gives the same item, byte for byte."""
    attributes: dict[str, object] = {
        "CustomerID": customer_id,
        **{_attribute(name): text for name, text in lead.values.items()},
        "ProductInterest": ", ".join(to.products or lead.interests),
        "ProductInterests": list(lead.interests),
        "Team": to.team,
        "Fields": lead.others,
        "Problems": [f"{name}: {reason}" for name, reason in lead.problems],
        "Reasons": [f"{name}: {reason}" for name, reason in to.reasons],
        "ProcessedAt": processed_at,
        "SourceEvent": source_event(dropped),
        "SourceSheet": lead.sheet,
        "SourceRow": lead.row,
    }
    found = {name: _value(value) for name, value in attributes.items() if value not in ("", [], {})}
    return found if _size(found) <= LARGEST else _shortened(found)


def source_event(dropped: Dropped) -> dict[str, str]:
    said = {
        "Name": dropped.event,
        "Time": dropped.time,
        "Bucket": dropped.bucket,
        "Key": dropped.key,
        "Version": dropped.version,
        "Sequencer": dropped.sequencer,
    }
    return {name: text for name, text in said.items() if text}


def _attribute(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _value(value: object) -> dict[str, Any]:
    if isinstance(value, str):
        return {"S": value}
    if isinstance(value, int):
        return {"N": str(value)}
    if isinstance(value, Mapping):
        return {"M": {str(name): _value(inner) for name, inner in value.items()}}
    if isinstance(value, list):
        return {"L": [_value(inner) for inner in value]}
    raise TypeError(f"no notation for {type(value).__name__}")


def _size(attributes: Mapping[str, Any]) -> int:
    return len(str(attributes).encode())


def _shortened(found: Item) -> Item:
    """Of a row beyond the largest item the beginning of each field; all of it stays in the file."""
    fields = {
        name[:100]: {"S": value["S"][:_SHORTENED]}
        for name, value in list(found.get("Fields", {"M": {}})["M"].items())[:200]
    }
    problems = [*found.get("Problems", {"L": []})["L"], {"S": "row: too_long"}]
    return {**found, "Fields": {"M": fields}, "Problems": {"L": problems}}
