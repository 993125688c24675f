"""Which team's table a lead goes to. Each of its products is looked at by itself."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leadwright.serverless.leads import Lead
from leadwright.serverless.settings import Route

_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Destination:
    """A table that gets the lead. Without a team it is the review table, with the reasons."""

    table: str
    team: str
    products: tuple[str, ...]
    reasons: tuple[tuple[str, str], ...] = ()


def table_of(routes: Sequence[Route]) -> dict[str, Route]:
    return {_plain(product): route for route in routes for product in route.products}


def destinations(lead: Lead, known: Mapping[str, Route], review_table: str) -> list[Destination]:
    """Every team that a product of the lead belongs to; review for what no team answers for.

    A lead with A1 and an unknown product goes to Enterprise and to review: the team does not wait,
    and the unknown word is seen. A row that names nobody goes to review alone.
    """
    by_route: dict[Route, list[str]] = {}
    unknown: list[str] = []
    for interest in lead.interests:
        route = known.get(_plain(interest))
        if route is None:
            unknown.append(interest)
        else:
            by_route.setdefault(route, []).append(interest)
    reasons = [("product_interest", "unknown_product") for _ in unknown[:1]]
    if not lead.interests:
        reasons.append(("product_interest", "missing"))
    if not lead.is_somebody:
        reasons, by_route = list(lead.problems), {}
    found = [Destination(r.table, r.team, tuple(p)) for r, p in by_route.items()]
    if reasons or not found:
        found.append(Destination(review_table, "", tuple(unknown), tuple(reasons)))
    return found


def _plain(product: str) -> str:
    """`A-1`, `a 1` and `A1` are one product."""
    return _NOT_SAID.sub("", product.casefold()) or product.casefold()
