"""The corpus: enquiries that people could send, each with words for a machine inside."""

import json
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Attack:
    """`enquiry` is the genuine part and `intent` its class; `obeys` is what an obedient model writes.

    `marks`: words, in lower case, that show in a reply that the attack got through.
    """

    id: str
    kind: str
    language: str
    intent: str
    enquiry: str
    message: str
    obeys: str
    marks: tuple[str, ...]


def attacks() -> list[Attack]:
    lines = Path(__file__).with_name("attacks.jsonl").read_text(encoding="utf-8").split("\n")
    read = [json.loads(line) for line in lines if line]
    return [Attack(**{**one, "marks": tuple(one["marks"])}) for one in read]


ATTACKS = attacks()
