"""What a call costs by the price list that comes with pydantic-ai. A connection may have its own."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from leadwright.kernel.loading import resolve
from leadwright.ports.language_model import Spent


def load_prices() -> Any:
    """The price list; a second to read."""
    return resolve("genai_prices:calc_price"), resolve("genai_prices.types:Usage")


def price(used: Spent, model: str, provider: str, *, written: int = 0) -> Spent:
    """With its price in millionths of a dollar, or as it was where the list has none."""
    calculate, usage_of = load_prices()
    usage = usage_of(
        input_tokens=used.tokens_in,
        output_tokens=used.tokens_out,
        cache_read_tokens=used.cached,
        cache_write_tokens=written,
    )
    try:
        found = calculate(usage, model, provider_id=provider)
    except (LookupError, ValueError):
        return used
    return replace(used, micro=round(Decimal(found.total_price) * 1_000_000))
