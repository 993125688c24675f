"""Instead of tables: rows go on to a Leadwright workspace, each as a submission of its own."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from leadwright.serverless import pace
from leadwright.serverless.faults import NotTaken
from leadwright.serverless.leads import Lead
from leadwright.serverless.pace import Budget
from leadwright.serverless.settings import Settings

PATIENCE = 10.0
_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})
_THE_ROW = frozenset({400, 413, 422})


@dataclass(frozen=True)
class Sent:
    """`refused` is why the workspace does not take this row, empty if it did."""

    lead: Lead
    customer_id: str
    refused: str = ""


def send_all(
    settings: Settings, leads: Iterable[tuple[Lead, str]], origin: str, budget: Budget
) -> Iterator[Sent]:
    """Posts each lead with its CustomerID as Idempotency-Key: sent twice it is taken once.

    Raises NotTaken when the workspace is away or refuses the key, OutOfTime as all do.
    """

    def send(one: tuple[Lead, str]) -> Sent:
        lead, customer_id = one
        request = _request(settings, lead, customer_id, origin)
        return Sent(lead, customer_id, _post(request, budget))

    return pace.each(send, leads)


def body(lead: Lead, origin: str) -> dict[str, str]:
    """The fields of `POST /api/submit-lead`; what the sheet has beyond them is kept as it is."""
    said = {**lead.others, **lead.values}
    name, note = said.pop("full_name", ""), said.pop("notes", "")
    said.pop("first_name", None)
    said.pop("last_name", None)
    if lead.interests:
        said["product_interest"] = ", ".join(lead.interests)
    known = {"name": name, "message": note, "source": said.pop("source", origin)}
    return {**said, **{field: text for field, text in known.items() if text}}


def _request(settings: Settings, lead: Lead, customer_id: str, origin: str) -> Request:
    headers = {"Content-Type": "application/json", "Idempotency-Key": customer_id}
    if settings.forward_key:
        headers["X-Leadwright-Key"] = settings.forward_key
    content = json.dumps(body(lead, origin), ensure_ascii=False).encode()
    address = f"{settings.forward_url}/api/submit-lead"
    return Request(address, content, headers, method="POST")  # noqa: S310 -- settings.py holds it to https


def _post(request: Request, budget: Budget) -> str:
    said = ""
    for attempt in range(pace.ATTEMPTS):
        budget.check()
        wanted = None
        try:
            with urlopen(request, timeout=PATIENCE):  # noqa: S310 -- the same
                return ""
        except HTTPError as error:
            with error:
                said = f"HTTP {error.code}"
                if error.code in _THE_ROW:
                    return said
                if error.code not in _LATER:
                    raise NotTaken(f"Leadwright answered {said}: check FORWARD_KEY.") from None
                wanted = _seconds(error.headers.get("Retry-After"))
        except (URLError, HTTPException, OSError) as error:
            said = type(error).__name__
        budget.pause(attempt, wanted)
    raise NotTaken(f"Leadwright did not take a row after {pace.ATTEMPTS} tries ({said}).")


def _seconds(text: str | None) -> float | None:
    return float(text) if text and text.isascii() and text.isdigit() else None
