"""How the vendors of language models answer: the protocols, with any content.

platform.claude.com/docs/en/api/messages, developers.openai.com/api/reference/resources/chat,
docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from leadwright.integrations.fake.vendor_server import Answer, Asked, Dialect

KEY = "sk-right-key"
Content = Mapping[str, Any] | str
Says = Callable[[Asked], Content]
"""What the model says to a request: an object for the tool, or text as it stands."""


@dataclass(frozen=True)
class Speech:
    """A vendor's protocol: how it answers, how it ends early, how it refuses, and its errors."""

    said: Callable[[Content, str], Answer]
    cut: str
    refusal: str
    error: Callable[[int, str], Answer]
    path: str
    is_text: bool = False

    def dialect(self, says: Says) -> Dialect:
        """A server that takes the right key only and says what it is told to."""

        def answer(asked: Asked) -> tuple[Answer, str | None]:
            if KEY not in _key(asked):
                return self.error(401, "invalid key"), None
            if asked.method == "GET":
                return _json(200, {"id": asked.path.rpartition("/")[2]}), None
            if self.path not in asked.path:
                return self.error(404, "no such way"), None
            return self.said(says(asked), ""), asked.path

        return answer


def _key(asked: Asked) -> str:
    return asked.headers.get("authorization", "") + asked.headers.get("x-api-key", "")


def _json(status: int, value: object) -> Answer:
    body = json.dumps(value).encode()
    return Answer(status, body, {"Content-Type": "application/json"})


def _anthropic(content: Content, stop: str) -> Answer:
    block: dict[str, Any] = {"type": "text", "text": content}
    if not isinstance(content, str):
        block = {"type": "tool_use", "id": "toolu_1", "name": "answer", "input": dict(content)}
    usage = {
        "input_tokens": 900,
        "output_tokens": 200,
        "cache_read_input_tokens": 600,
        "cache_creation_input_tokens": 0,
    }
    return _json(
        200,
        {
            "id": "msg_1",
            "type": "message",
            "role": "assistant",
            "model": "claude-haiku-5-5",
            "content": [block],
            "stop_reason": stop or ("end_turn" if isinstance(content, str) else "tool_use"),
            "stop_sequence": None,
            "usage": usage,
        },
    )


def _anthropic_error(status: int, words: str) -> Answer:
    kinds = {401: "authentication_error", 404: "not_found_error", 429: "rate_limit_error"}
    error = {"type": kinds.get(status, "api_error"), "message": words}
    return _json(status, {"type": "error", "error": error})


def _chat(content: Content, stop: str, *, as_text: bool) -> Answer:
    message: dict[str, Any] = {"role": "assistant", "content": content}
    is_tool = not as_text and not isinstance(content, str)
    if is_tool:
        function = {"name": "answer", "arguments": json.dumps(content)}
        call = {"id": "call_1", "type": "function", "function": function}
        message = {"role": "assistant", "content": None, "tool_calls": [call]}
    elif not isinstance(content, str):
        message["content"] = json.dumps(content)
    if stop == "refusal":
        message = {"role": "assistant", "content": None, "refusal": "I cannot help with that."}
    finish = "tool_calls" if is_tool else "stop"
    usage = {
        "prompt_tokens": 1500,
        "completion_tokens": 200,
        "total_tokens": 1700,
        "prompt_tokens_details": {"cached_tokens": 600},
    }
    return _json(
        200,
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1_780_000_000,
            "model": "gpt-6-luna",
            "choices": [
                {
                    "index": 0,
                    "message": message,
                    "finish_reason": finish if stop in {"", "refusal"} else stop,
                }
            ],
            "usage": usage,
        },
    )


def _chat_error(status: int, words: str) -> Answer:
    return _json(status, {"error": {"message": words, "type": "error", "code": None}})


def _converse(content: Content, stop: str) -> Answer:
    block: dict[str, Any] = {"text": content}
    if not isinstance(content, str):
        block = {"toolUse": {"toolUseId": "t1", "name": "answer", "input": dict(content)}}
    usage = {
        "inputTokens": 900,
        "outputTokens": 200,
        "totalTokens": 1700,
        "cacheReadInputTokens": 600,
    }
    return _json(
        200,
        {
            "output": {"message": {"role": "assistant", "content": [block]}},
            "stopReason": stop or ("end_turn" if isinstance(content, str) else "tool_use"),
            "usage": usage,
            "metrics": {"latencyMs": 700},
        },
    )


def _converse_error(status: int, words: str) -> Answer:
    return _json(status, {"message": words})


SPEECHES: Mapping[str, Speech] = {
    "anthropic": Speech(_anthropic, "max_tokens", "refusal", _anthropic_error, "/v1/messages"),
    "openai": Speech(
        lambda content, stop: _chat(content, stop, as_text=False),
        "length",
        "refusal",
        _chat_error,
        "/chat/completions",
    ),
    "openai_compatible": Speech(
        lambda content, stop: _chat(content, stop, as_text=True),
        "length",
        "refusal",
        _chat_error,
        "/chat/completions",
        is_text=True,
    ),
    "amazon_bedrock": Speech(
        _converse, "max_tokens", "guardrail_intervened", _converse_error, "/converse"
    ),
}
