"""The API's description: FastAPI knows the routes, `openapi.json` beside this file the words.

The door reads its bodies itself, so nothing about them can be derived; a test sends every example.
"""

import json
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

WORDS = Path(__file__).parent / "openapi.json"
METHODS = frozenset({"get", "post"})  # preflights are the browser's business
PROBLEM = "#/components/responses/Problem"
SECRET: list[dict[str, list[str]]] = [{"secretKey": []}]
"""What an operation asks for of which the words say nothing else."""


def install(app: FastAPI) -> None:
    """Serve the description with its words, made once."""

    def described() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = describe(app)
        return app.openapi_schema

    app.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way


def describe(app: FastAPI) -> dict[str, Any]:
    """The routes' own schema with our words laid over it."""
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
    schema["info"] |= words["info"]
    schema["tags"] = words["tags"]
    schema["components"] = words["components"]
    schema["paths"] = {
        path: {
            method: _operation(operation, words["paths"].get(path, {}).get(method, {}))
            for method, operation in operations.items()
            if method in METHODS
        }
        for path, operations in schema["paths"].items()
    }
    return schema


def _operation(known: dict[str, Any], words: dict[str, Any]) -> dict[str, Any]:
    """One operation. What FastAPI says of validation errors is not how we answer them."""
    responses = known["responses"]
    if "422" in responses:
        responses["422"] = {"$ref": PROBLEM}
    described = {"security": SECRET} | {k: v for k, v in words.items() if k != "responses"}
    return known | described | {"responses": responses | words.get("responses", {})}
