"""The card by which a vendor folder introduces itself; screens, docs and conformance follow from it."""

from dataclasses import dataclass
from enum import StrEnum


class Auth(StrEnum):
    """What a person has to bring to connect it."""

    NONE = "none"
    URL = "url"
    API_KEY = "api_key"
    OAUTH2 = "oauth2"


class Capability(StrEnum):
    """Which port an adapter fills."""

    CHANNEL = "channel"
    LANGUAGE_MODEL = "language_model"
    EMBEDDER = "embedder"


@dataclass(frozen=True)
class Integration:
    """A vendor's card. `name` is the folder's, `load` the dotted path of the adapter's factory.

    The path is resolved late by `kernel/loading.py`, so that reading the cards imports no SDK.
    """

    name: str
    title: str
    auth: Auth
    capabilities: frozenset[Capability]
    load: str
