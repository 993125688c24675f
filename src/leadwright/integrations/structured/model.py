"""A connected model, light until its first use: the library some are asked through is loaded late."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from leadwright.domain.errors import ProviderError
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.handover import json_object, readable, refusal, tidy
from leadwright.kernel.outbound.http import Fetched, fetch
from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.language_model import Answer, AnswerT, Prompt

_ASKING = "leadwright.integrations.structured.asking:ask"


@dataclass(frozen=True)
class Endpoint:
    """Where a model is asked. `maker`: the dotted path of what builds the library's model, if that asks."""

    vendor: str
    title: str
    model: str
    base_url: str
    key: str
    client: httpx.AsyncClient
    maker: str = ""

    def __repr__(self) -> str:
        return f"Endpoint({self.vendor}, {self.model}, {self.base_url})"


class ListedModel:
    """One model of an account that tells which it has. It holds no connection of its own."""

    def __init__(self, endpoint: Endpoint, headers: Mapping[str, str]) -> None:
        self._endpoint = endpoint
        self._headers = dict(headers)

    @property
    def name(self) -> str:
        return self._endpoint.model

    async def check(self) -> str:
        """Asks whether the model is there for this key; costs nothing."""
        url = f"{self._endpoint.base_url}/models/{self.name}"
        request = self._endpoint.client.build_request("GET", url, headers=self._headers)
        answer = await fetch(self._endpoint.client, request)
        if answer.status == 404:
            return await self._listed()
        if answer.status != 200:
            raise refusal(self._endpoint.title, answer, words_of(answer), repeatable=True)
        readable(self._endpoint.title, answer)
        return f"The key is accepted and {tidy(self.name)} is there."

    async def close(self) -> None:
        """The client belongs to whoever made it."""

    async def _listed(self) -> str:
        """Servers that do not tell about one model list them all."""
        client = self._endpoint.client
        request = client.build_request(
            "GET", f"{self._endpoint.base_url}/models", headers=self._headers
        )
        answer = await fetch(client, request)
        if answer.status != 200:
            raise refusal(self._endpoint.title, answer, words_of(answer), repeatable=True)
        listed = readable(self._endpoint.title, answer).get("data")
        names = [str(m.get("id")) for m in listed or () if isinstance(m, dict)]
        if self.name in names:
            return f"The server answers and {tidy(self.name)} is there."
        there = tidy(", ".join(names[:10])) or "none"
        raise ProviderError(
            f"There is no model {tidy(self.name)}. There are: {there}.",
            permanent=False,
            connection_broken=True,
        )


class StructuredModel(ListedModel):
    """One that is asked through the library."""

    def __init__(self, endpoint: Endpoint, headers: Mapping[str, str]) -> None:
        super().__init__(endpoint, headers)
        self._is_loaded = False

    async def load(self) -> None:
        if self._is_loaded:  # nor is a thread asked, which costs more than to know
            return
        await asyncio.to_thread(resolve, _ASKING)
        await asyncio.to_thread(resolve, self._endpoint.maker)
        self._is_loaded = True

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]:
        refuse_inside_transaction("language model")
        await self.load()
        answer: Answer[AnswerT] = await resolve(_ASKING)(
            self._endpoint, prompt, schema, within=within
        )
        return answer


def words_of(answer: Fetched) -> str:
    """What the vendor says of its refusal."""
    error: Any = json_object(answer).get("error")
    return str(error.get("message", "")) if isinstance(error, dict) else str(error or "")
