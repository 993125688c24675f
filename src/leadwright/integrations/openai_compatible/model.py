"""The adapter of servers that speak OpenAI's chat completions with a JSON schema.

Thin on purpose: they all take one and the same request, so nothing is to be known of each model, and the
library's way takes four times the processor time of a call and a hundred megabytes (docs/adr/0013).
They hold a JSON schema more surely than they call a tool.
"""

import asyncio
import re
from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema

from leadwright.integrations.structured.model import Endpoint, ListedModel, words_of
from leadwright.integrations.structured.posting import MOST_TOKENS, count, post, refused, unfenced
from leadwright.integrations.structured.pricing import load_prices, price, unread
from leadwright.kernel.outbound.handover import json_object
from leadwright.kernel.outbound.http import Fetched
from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.language_model import (
    Answer,
    AnswerT,
    Failure,
    ModelFailed,
    Prompt,
    Spent,
)
from leadwright.ports.wiring import Wiring

_TITLE = "The model server"
# What some models say to themselves before they answer.
_THOUGHT = re.compile(r"<think>.*?</think>", re.DOTALL)


def connect(wiring: Wiring) -> "OwnServer":
    """A model of one server."""
    values = wiring.values
    key = values.get("api_key") or ""
    endpoint = Endpoint(
        vendor="openai_compatible",
        title=_TITLE,
        model=values["model"],
        base_url=values["base_url"],
        key=key,
        client=wiring.client,
    )
    return OwnServer(endpoint, {"Authorization": f"Bearer {key}"} if key else {})


class OwnServer(ListedModel):
    """One model of one server."""

    async def load(self) -> None:
        await asyncio.to_thread(load_prices)

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]:
        refuse_inside_transaction("language model")
        to = self._endpoint
        request = to.client.build_request(
            "POST",
            f"{to.base_url}/chat/completions",
            headers=self._headers,
            json=_body(prompt, schema, to.model),
        )
        try:
            answer = await post(to.client, request, _TITLE, within)
        except ModelFailed as failed:
            if failed.kind is Failure.LATE:
                failed.spent = unread(prompt, _shape(schema), to.model, to.base_url)
            raise
        if answer.status != 200:
            raise _failed(answer)
        told = json_object(answer)
        used = price(_spent(told), str(told.get("model") or to.model), to.base_url)
        return Answer(_value(told, schema, used), to.model, used)


def _body(prompt: Prompt, schema: type[BaseModel], model: str) -> dict[str, Any]:
    return {
        "model": model,
        "stream": False,
        "messages": [
            {"role": "system", "content": prompt.instructions},
            {"role": "user", "content": prompt.data},
        ],
        "max_tokens": MOST_TOKENS,
        "temperature": 0.2,
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": schema.__name__,
                "description": schema.__doc__,
                "schema": _shape(schema),
                "strict": False,
            },
        },
    }


class _Untitled(GenerateJsonSchema):
    """Without a title a field that says its name once more."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        del schema
        return False


@lru_cache(maxsize=8)
def _shape(schema: type[BaseModel]) -> dict[str, Any]:
    return schema.model_json_schema(schema_generator=_Untitled)


def _spent(told: dict[str, Any]) -> Spent:
    usage = told.get("usage")
    details = usage.get("prompt_tokens_details") if isinstance(usage, dict) else None
    return Spent(
        tokens_in=count(usage, "prompt_tokens"),
        tokens_out=count(usage, "completion_tokens"),
        cached=count(details, "cached_tokens"),
    )


def _value(told: dict[str, Any], schema: type[AnswerT], used: Spent) -> AnswerT:
    try:
        (choice, *_) = told["choices"]
        message, end = choice["message"], choice.get("finish_reason")
        if end == "content_filter" or message.get("refusal"):
            raise ModelFailed(f"{_TITLE}: the model refused", Failure.REFUSED, spent=used)
        return schema.model_validate_json(unfenced(_THOUGHT.sub("", message["content"])))
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        words = f"{_TITLE}: an answer that cannot be read ({type(error).__name__})"
        raise ModelFailed(words, Failure.UNREADABLE, spent=used) from error


def _failed(answer: Fetched) -> ModelFailed:
    """Without money a gateway refuses us, though it says so with a 429."""
    error = json_object(answer).get("error")
    is_poor = isinstance(error, dict) and error.get("code") == "insufficient_quota"
    return refused(_TITLE, answer, words_of(answer), Failure.KEY if is_poor else None)
