"""What a call costs by the price list that comes with pydantic-ai. A connection may have its own."""

import json
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from leadwright.kernel.loading import resolve
from leadwright.ports.language_model import Prompt, Spent

# A token has about four letters of a European language, and fewer of Japanese: bytes tell both.
_BYTES_A_TOKEN = 4
# A reading with a letter of three paragraphs, which a vendor goes on writing after we have gone.
_TOKENS_OF_AN_ANSWER = 350


def load_prices() -> Any:
    """The price list; a second to read."""
    return resolve("genai_prices:calc_price"), resolve("genai_prices.types:Usage")


@lru_cache(maxsize=64)
def keeps(model: str, provider: str) -> bool:
    """Whether the vendor keeps the beginning of a prompt if asked: the list has a price for what it kept."""
    calculate, usage_of = load_prices()
    try:
        found = calculate(usage_of(input_tokens=1), model, provider_id=provider)
    except (LookupError, ValueError):
        return False
    return found.model_price.cache_read_mtok is not None


def unread(prompt: Prompt, shape: object, model: str, provider: str) -> Spent:
    """What a call is billed whose answer came too late to be read, as far as we can tell."""
    sent = (prompt.instructions, prompt.data, json.dumps(shape))
    size = sum(len(part.encode()) for part in sent)
    guess = Spent(size // _BYTES_A_TOKEN, _TOKENS_OF_AN_ANSWER, is_estimate=True)
    return price(guess, model, provider)


def price(used: Spent, model: str, provider: str, *, written: int = 0) -> Spent:
    """With its price in millionths of a dollar, or as it was where the list has none.

    `provider`: as the list names it, or the address of its API.
    """
    calculate, usage_of = load_prices()
    usage = usage_of(
        input_tokens=used.tokens_in,
        output_tokens=used.tokens_out,
        cache_read_tokens=used.cached,
        cache_write_tokens=written,
    )
    by = {"provider_api_url" if "://" in provider else "provider_id": provider}
    try:
        found = calculate(usage, model, **by)
    except (LookupError, ValueError):
        return used
    return replace(used, micro=round(Decimal(found.total_price) * 1_000_000))
