"""A language model that says what it was told to say, too late, in broken form, or not at all."""

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import JsonValue, ValidationError

from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.language_model import Answer, AnswerT, Failure, ModelFailed, Prompt, Spent

_CHARACTERS_A_TOKEN = 4


@dataclass(frozen=True)
class Says:
    """An answer as the provider's JSON, after `seconds`; one that does not fit the schema is broken."""

    value: Mapping[str, JsonValue]
    seconds: float = 0.0


@dataclass(frozen=True)
class Fails:
    """No answer: an outage (not permanent) or a refusal (permanent), after `seconds`."""

    message: str = "the model is overloaded"
    permanent: bool = False
    retry_after: float | None = None
    seconds: float = 0.0


REFUSES = Fails("the model refused to answer", permanent=True)


class FakeLanguageModel:
    """Plays `script` one turn a call, then repeats its last turn; keeps the prompts it was given."""

    def __init__(self, script: Iterable[Says | Fails] = (), *, name: str = "fake-model") -> None:
        self.name = name
        self.prompts: list[Prompt] = []
        self.script = deque(script)

    async def generate(
        self, prompt: Prompt, schema: type[AnswerT], *, within: float
    ) -> Answer[AnswerT]:
        refuse_inside_transaction("fake language model")
        self.prompts.append(prompt)
        turn = self._next_turn()
        await _wait(turn.seconds, within)
        if isinstance(turn, Fails):
            kind = Failure.REFUSED if turn.permanent else Failure.DOWN
            raise ModelFailed(turn.message, kind, retry_after=turn.retry_after)
        value = _validated(turn.value, schema)
        return Answer(
            value=value,
            model=self.name,
            spent=Spent(
                tokens_in=_tokens(prompt.instructions + prompt.data),
                tokens_out=_tokens(value.model_dump_json()),
            ),
        )

    async def load(self) -> None:
        """Nothing is heavy here."""

    async def check(self) -> str:
        return "The model is there."

    async def close(self) -> None:
        """Nothing is open."""

    def _next_turn(self) -> Says | Fails:
        if not self.script:
            return Fails("the fake model has nothing to say", permanent=True)
        return self.script.popleft() if len(self.script) > 1 else self.script[0]


async def _wait(seconds: float, within: float) -> None:
    await asyncio.sleep(min(seconds, within))
    if seconds > within:
        raise ModelFailed(f"the model did not answer within {within:g} s", Failure.LATE)


def _validated(value: Mapping[str, JsonValue], schema: type[AnswerT]) -> AnswerT:
    try:
        return schema.model_validate(value)
    except ValidationError as broken:
        raise ModelFailed(
            f"the model's answer does not fit {schema.__name__}: {broken.error_count()} problems",
            Failure.UNREADABLE,
        ) from None


def _tokens(text: str) -> int:
    return len(text) // _CHARACTERS_A_TOKEN + 1
