"""One structured call through pydantic-ai, and what its ends mean. Heavy: see the package's words."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

import httpx2
from pydantic import BaseModel
from pydantic_ai import exceptions
from pydantic_ai.direct import model_request
from pydantic_ai.messages import (
    InstructionPart,
    ModelRequest,
    ModelResponse,
    TextPart,
    ToolCallPart,
    UserPromptPart,
)
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import GenerateToolJsonSchema, ToolDefinition

from leadwright.integrations.structured import pricing
from leadwright.integrations.structured.model import Endpoint
from leadwright.integrations.structured.posting import MOST_TOKENS, unfenced
from leadwright.integrations.structured.transport import KernelTransport, Refused, TooLarge
from leadwright.kernel.loading import resolve
from leadwright.kernel.outbound.handover import tidy
from leadwright.ports.language_model import (
    Answer,
    AnswerT,
    Failure,
    ModelFailed,
    Prompt,
    Spent,
)

_TOOL = "answer"
# The SDKs do not check what they read: a strange answer surfaces as whatever trips over it first.
_BROKEN = (
    exceptions.UserError,
    httpx2.HTTPError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
)
_MOST_KEPT = 64


@dataclass(frozen=True)
class _Line:
    """One model with what every request to it carries: made once, since it costs more than a request."""

    model: Model[Any]
    settings: ModelSettings
    shape: ModelRequestParameters

    async def request(self, prompt: Prompt) -> ModelResponse:
        """The library's one request, without its agent, whose loop costs three times as much."""
        instructions = [InstructionPart(content=prompt.instructions)]
        data = ModelRequest([UserPromptPart(prompt.data)], instructions=prompt.instructions)
        return await model_request(
            self.model,
            [data],
            model_settings=self.settings,
            model_request_parameters=replace(self.shape, instruction_parts=instructions),
        )


async def ask(
    endpoint: Endpoint, prompt: Prompt, schema: type[AnswerT], *, within: float
) -> Answer[AnswerT]:
    """The model's answer in the shape of `schema`, asked once. ModelFailed says what else happened."""
    used = Spent()
    try:
        async with asyncio.timeout(within):
            response = await _line(endpoint, schema).request(prompt)
        used = spent(response)
        return Answer(_value(endpoint, response, schema, used), endpoint.model, used)
    except TimeoutError:
        words = f"{endpoint.title} did not answer within {within:.1f} s"
        billed = _unread(endpoint, prompt, schema)
        raise ModelFailed(words, Failure.LATE, spent=billed) from None
    except exceptions.AgentRunError as error:
        late = _kind(error) is Failure.LATE
        told = _unread(endpoint, prompt, schema) if late else used
        raise _failed(endpoint, error, told) from error
    except _BROKEN as error:
        words = f"{endpoint.title}: an answer that cannot be read ({type(error).__name__})"
        raise ModelFailed(words, Failure.UNREADABLE, spent=used) from error


class Settled:
    """A model to which the shape of the answer comes as its vendor wants it, made so once by `_line`.

    The library walks and copies the whole schema for each request.
    """

    def customize_request_parameters(
        self, model_request_parameters: ModelRequestParameters
    ) -> ModelRequestParameters:
        return model_request_parameters


def http_client(endpoint: Endpoint) -> httpx2.AsyncClient:
    """What the vendor's SDK speaks through. It opens nothing itself, so that it need not be closed."""
    return httpx2.AsyncClient(transport=KernelTransport(endpoint.client), trust_env=False)


def spent(response: ModelResponse) -> Spent:
    """Tokens as counted by the vendor, money by the price list that comes with the library."""
    usage = response.usage
    try:
        cost = response.cost().total_price if response.model_name else None
    except (LookupError, ValueError):
        cost = None
    return Spent(
        tokens_in=usage.input_tokens,
        tokens_out=usage.output_tokens,
        cached=usage.cache_read_tokens,
        micro=None if cost is None else round(Decimal(cost) * 1_000_000),
    )


@lru_cache(_MOST_KEPT)
def _line(endpoint: Endpoint, schema: type[BaseModel]) -> _Line:
    model, settings = resolve(endpoint.maker)(endpoint)
    chosen: ModelSettings = {"max_tokens": MOST_TOKENS, "thinking": False}
    chosen.update(settings)
    shape = schema.model_json_schema(schema_generator=GenerateToolJsonSchema)
    tool = ToolDefinition(
        name=_TOOL, parameters_json_schema=shape, description=schema.__doc__, kind="output"
    )
    asked = ModelRequestParameters(output_mode="tool", output_tools=[tool], allow_text_output=False)
    return _Line(model, chosen, Model.customize_request_parameters(model, asked))


def _unread(endpoint: Endpoint, prompt: Prompt, schema: type[BaseModel]) -> Spent:
    return pricing.unread(prompt, schema.model_json_schema(), endpoint.model, endpoint.vendor)


def _value(
    endpoint: Endpoint, response: ModelResponse, schema: type[AnswerT], used: Spent
) -> AnswerT:
    """What it was asked for: the tool's arguments, or an object in the text instead."""
    given = ""
    for part in response.parts:
        if isinstance(part, ToolCallPart) and part.tool_name == _TOOL:
            given = part.args_as_json_str()
            break
        if isinstance(part, TextPart) and part.content:
            given = given or part.content
    if not given:
        kind = Failure.UNREADABLE
        if response.finish_reason == "content_filter":
            kind = Failure.REFUSED
        raise ModelFailed(f"{endpoint.title}: the answer is empty", kind, spent=used)
    return schema.model_validate_json(unfenced(given))


_KINDS: tuple[tuple[type[Exception], Failure], ...] = (
    (exceptions.ModelAuthenticationError, Failure.KEY),
    (exceptions.ModelNotFoundError, Failure.KEY),
    (exceptions.ModelRateLimitError, Failure.BUSY),
    (exceptions.ModelServerError, Failure.DOWN),
    (exceptions.ModelUnavailableError, Failure.DOWN),
    (exceptions.ModelTimeoutError, Failure.LATE),
    (exceptions.ModelRequestTimeout, Failure.LATE),
    (exceptions.ContentFilterError, Failure.REFUSED),
    (exceptions.ModelRequestRejectedError, Failure.REJECTED),
    (exceptions.UnexpectedModelBehavior, Failure.UNREADABLE),
    (exceptions.UsageLimitExceeded, Failure.UNREADABLE),
    (exceptions.ModelConnectionError, Failure.UNREACHABLE),
)
_STATUS = {
    401: Failure.KEY,
    402: Failure.KEY,
    403: Failure.KEY,
    404: Failure.KEY,
    429: Failure.BUSY,
}


def _failed(endpoint: Endpoint, error: Exception, used: Spent) -> ModelFailed:
    wait = getattr(error, "retry_after", None)
    return ModelFailed(_words(endpoint, error), _kind(error), spent=used, retry_after=wait)


def _kind(error: Exception) -> Failure:
    causes = tuple(_causes(error))
    if any(isinstance(cause, TooLarge) for cause in causes):
        return Failure.UNREADABLE
    # Without money the vendor refuses us, though OpenAI says it with a 429.
    is_poor = isinstance(error, exceptions.ModelQuotaExceededError)
    if is_poor or any(isinstance(cause, Refused) for cause in causes):
        return Failure.KEY
    status = getattr(error, "status_code", None)
    if status in _STATUS:
        return _STATUS[status]
    found = next((kind for type_, kind in _KINDS if isinstance(error, type_)), None)
    if found is not None:
        return found
    if isinstance(status, int):
        return Failure.DOWN if status >= 500 else Failure.REJECTED
    return Failure.UNREADABLE


def _words(endpoint: Endpoint, error: Exception) -> str:
    """In words that hold neither the key nor what the lead wrote."""
    status = getattr(error, "status_code", None)
    if isinstance(status, int):
        return f"{endpoint.title} answered {status}{_said(error)}"
    refused = next((c for c in _causes(error) if isinstance(c, Refused | TooLarge)), None)
    return f"{endpoint.title}: {tidy(refused or type(error).__name__)}"


def _said(error: Exception) -> str:
    body: Any = getattr(error, "body", None)
    told = body.get("error", body) if isinstance(body, dict) else None
    message = told.get("message") if isinstance(told, dict) else None
    return f": {tidy(message)}" if message else ""


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen = 0
    while error is not None and seen < 10:
        yield error
        error, seen = error.__cause__ or error.__context__, seen + 1
