"""The stand-ins keep the promises of the ports they stand in for."""

import asyncio

import numpy as np
import pytest
from pydantic import BaseModel

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.embedder import FakeEmbedder
from leadwright.integrations.fake.language_model import REFUSES, Fails, FakeLanguageModel, Says
from leadwright.kernel.tx import open_transaction
from leadwright.ports.embedder import Embedder
from leadwright.ports.language_model import LanguageModel, Prompt

PROMPT = Prompt("Read the message.", "Hello there")


class Verdict(BaseModel):
    intent: str
    sure: bool


GOOD = Says({"intent": "demo_request", "sure": True})


async def test_the_model_says_its_lines_in_order_and_repeats_the_last() -> None:
    model: LanguageModel = FakeLanguageModel([GOOD, Says({"intent": "spam", "sure": False})])
    answers = [await model.generate(PROMPT, Verdict, within=1.0) for _ in range(3)]
    assert [answer.value.intent for answer in answers] == ["demo_request", "spam", "spam"]
    assert all(answer.spent.tokens_in > 0 and answer.spent.tokens_out > 0 for answer in answers)
    assert answers[0].model == model.name


async def test_the_model_keeps_what_it_was_asked() -> None:
    model = FakeLanguageModel([GOOD])
    await model.generate(PROMPT, Verdict, within=1.0)
    assert model.prompts == [PROMPT]


@pytest.mark.parametrize(
    ("turn", "permanent", "words"),
    [
        (Says({"intent": "spam", "sure": True}, seconds=60), False, "within 0.02 s"),
        (Fails(seconds=60), False, "within 0.02 s"),
        (Says({"intent": 3}), False, "does not fit Verdict: 2 problems"),
        (Fails(), False, "overloaded"),
        (REFUSES, True, "refused"),
    ],
)
async def test_a_late_broken_or_unwilling_model_raises_a_provider_error(
    turn: Says | Fails, words: str, *, permanent: bool
) -> None:
    async with asyncio.timeout(5):
        with pytest.raises(ProviderError, match=words) as failed:
            await FakeLanguageModel([turn]).generate(PROMPT, Verdict, within=0.02)
    assert failed.value.permanent is permanent


async def test_a_model_without_a_script_and_one_inside_a_transaction_refuse() -> None:
    with pytest.raises(ProviderError, match="nothing to say"):
        await FakeLanguageModel().generate(PROMPT, Verdict, within=1.0)
    with open_transaction(), pytest.raises(RuntimeError, match="transaction"):
        await FakeLanguageModel([GOOD]).generate(PROMPT, Verdict, within=1.0)


def test_embedded_texts_are_unit_vectors_and_alike_texts_lie_close() -> None:
    embedder: Embedder = FakeEmbedder()
    vectors = embedder.embed(["please show me a demo", "Please, show us a demo", "Rechnung", ""])
    assert vectors.shape == (4, embedder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1.0, rtol=1e-5)
    assert vectors[0] @ vectors[1] > 0.7 > vectors[0] @ vectors[2]


def test_nothing_to_embed_is_no_rows() -> None:
    assert FakeEmbedder(8).embed([]).shape == (0, 8)
