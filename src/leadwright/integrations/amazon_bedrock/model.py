"""The Amazon Bedrock adapter (Converse, docs.aws.amazon.com/bedrock/latest/APIReference).

Thin on purpose: the library's own way needs the whole AWS SDK. A Bedrock API key is a bearer key, and
Converse is the same for every vendor's models.
"""

import asyncio
import json
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import BaseModel, ValidationError

from leadwright.integrations.structured.posting import MOST_TOKENS, count, post, refused
from leadwright.integrations.structured.pricing import keeps, load_prices, price, unread
from leadwright.kernel.outbound.aws_signing import region_of
from leadwright.kernel.outbound.handover import json_object, readable, refusal, tidy
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

_TOOL = "answer"
_TITLE = "Amazon Bedrock"
_REFUSALS = frozenset({"guardrail_intervened", "content_filtered", "refusal"})


class Bedrock:
    """One model in one region."""

    def __init__(self, wiring: Wiring) -> None:
        values = wiring.values
        region = region_of(values)
        self.name = values["model"]
        self._client: httpx.AsyncClient = wiring.client
        base = values.get("base_url") or f"https://bedrock-runtime.{region}.amazonaws.com"
        self._url = f"{base}/model/{quote(self.name, safe='')}/converse"
        self._headers = {"Authorization": f"Bearer {values['api_key']}"}

    async def load(self) -> None:
        await asyncio.to_thread(load_prices)

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]:
        refuse_inside_transaction("language model")
        try:
            answer = await self._post(_body(prompt, schema, self.name), within)
        except ModelFailed as failed:
            if failed.kind is Failure.LATE:
                failed.spent = unread(prompt, _shape(schema), self.name, "aws")
            raise
        if answer.status != 200:
            raise refused(_TITLE, answer, _words(answer))
        told = json_object(answer)
        used = self._spent(told)
        return Answer(_value(told, schema, used), self.name, used)

    async def check(self) -> str:
        """Asks the model for one word: Bedrock's keys may do nothing else."""
        body = {
            "messages": [{"role": "user", "content": [{"text": "Say yes."}]}],
            "inferenceConfig": {"maxTokens": 8},
        }
        answer = await self._post(body, 10.0)
        if answer.status != 200:
            raise refusal(_TITLE, answer, _words(answer), repeatable=True)
        readable(_TITLE, answer)
        return f"The key is accepted and {tidy(self.name)} answers."

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    async def _post(self, body: dict[str, Any], within: float) -> Fetched:
        request = self._client.build_request("POST", self._url, headers=self._headers, json=body)
        return await post(self._client, request, _TITLE, within)

    def _spent(self, told: dict[str, Any]) -> Spent:
        usage = told.get("usage")
        read, written = count(usage, "cacheReadInputTokens"), count(usage, "cacheWriteInputTokens")
        # Bedrock counts what came from the cache, or went into it, beside the other tokens.
        tokens_in = count(usage, "inputTokens") + read + written
        used = Spent(tokens_in, count(usage, "outputTokens"), read)
        return price(used, self.name, "aws", written=written)


def _body(prompt: Prompt, schema: type[AnswerT], model: str) -> dict[str, Any]:
    system: list[dict[str, Any]] = [{"text": prompt.instructions}]
    if keeps(model, "aws"):
        # What stands before it, the tool too, is kept for five minutes where it is long enough. Other
        # models refuse a request that has one.
        system.append({"cachePoint": {"type": "default"}})
    return {
        "system": system,
        "messages": [{"role": "user", "content": [{"text": prompt.data}]}],
        "inferenceConfig": {"maxTokens": MOST_TOKENS},
        "toolConfig": {
            "tools": [{"toolSpec": {"name": _TOOL, "inputSchema": {"json": _shape(schema)}}}],
            "toolChoice": {"any": {}},
        },
    }


@lru_cache(maxsize=8)
def _shape(schema: type[BaseModel]) -> dict[str, Any]:
    return schema.model_json_schema()


def _value(told: dict[str, Any], schema: type[AnswerT], used: Spent) -> AnswerT:
    stop = told.get("stopReason")
    if stop in _REFUSALS:
        raise ModelFailed("Amazon Bedrock: the model refused", Failure.REFUSED, spent=used)
    try:
        blocks = told["output"]["message"]["content"]
        given = next(block["toolUse"]["input"] for block in blocks if "toolUse" in block)
        return schema.model_validate_json(json.dumps(given))
    except (KeyError, TypeError, StopIteration, ValidationError) as error:
        what = "was cut off" if stop == "max_tokens" else "does not fit what was asked for"
        words = f"Amazon Bedrock: the answer {what}"
        raise ModelFailed(words, Failure.UNREADABLE, spent=used) from error


def _words(answer: Fetched) -> str:
    told = json_object(answer)
    return str(told.get("message") or told.get("Message") or "")
