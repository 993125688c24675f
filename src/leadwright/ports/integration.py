"""The card that describes an integration; screens, docs and conformance tests are derived from it."""

from dataclasses import dataclass
from enum import StrEnum


class Auth(StrEnum):
    """The credentials needed to connect it."""

    NONE = "none"
    URL = "url"
    API_KEY = "api_key"


class Capability(StrEnum):
    """The port that an adapter implements."""

    CHANNEL = "channel"
    LANGUAGE_MODEL = "language_model"
    EMBEDDER = "embedder"
    FORM_GUARD = "form_guard"
    STORAGE = "storage"


class Kind(StrEnum):
    """How a field of a card is entered and validated. Secrets are encrypted and never shown again."""

    TEXT = "text"
    SECRET = "secret"  # noqa: S105 -- a kind of field
    SECRET_ADDRESS = "secret_url"  # noqa: S105 -- a kind of field: whoever knows it may post there
    EMAIL = "email"
    CHOICE = "choice"
    WEB_ADDRESS = "url"
    AMOUNT = "amount"


@dataclass(frozen=True)
class Field:
    """One form field for connecting a vendor. `choices` are (value, label)."""

    name: str
    title: str
    kind: Kind = Kind.TEXT
    help: str = ""
    optional: bool = False
    default: str = ""
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def is_secret(self) -> bool:
        return self.kind in {Kind.SECRET, Kind.SECRET_ADDRESS}


@dataclass(frozen=True)
class Integration:
    """A vendor's card. `name` is the folder's, `load` the dotted path of the adapter's factory.

    The path is resolved late by `kernel/loading.py`, so that reading the cards imports no SDK.
    If there are `fields`, a workspace can connect it by itself; then `connect` is the path of a factory
    that takes a `Wiring`, and `webhook`, if any, of the function that parses the vendor's reports.
    `purpose`: what a connection is used for; one per purpose is active. `listens`: the path of a factory
    that makes a `ports.chat.Chat` from a `Wiring`, for chats with buttons. `inbound`: the path of the
    function that parses mail delivered by the vendor (`ports.inbound`). `proves`: the field without which
    every request of the vendor is refused.
    """

    name: str
    title: str
    auth: Auth
    capabilities: frozenset[Capability]
    load: str
    fields: tuple[Field, ...] = ()
    about: str = ""
    connect: str = ""
    webhook: str = ""
    webhook_help: str = ""
    purpose: str = "mail"
    listens: str = ""
    inbound: str = ""
    proves: str = ""


MODEL_PRICES = (
    Field(
        "price_in",
        "Price of a million tokens in, US dollars",
        Kind.AMOUNT,
        optional=True,
        help="Empty: by the price list that comes with the product.",
    ),
    Field("price_out", "Price of a million tokens out, US dollars", Kind.AMOUNT, optional=True),
)
MAIL_FROM = (
    Field(
        "from_address",
        "Sender's address",
        Kind.EMAIL,
        help="Its domain, or the address itself, must be verified at the provider.",
    ),
    Field("from_name", "Sender's name", optional=True, help="Empty: whoever signs the letter."),
)
TELLS = Field(
    "tells",
    "Tell the room",
    Kind.CHOICE,
    default="important",
    help="The room of the whole team. Members choose for themselves what they are told beside it.",
    choices=(
        ("important", "Hot leads, replies that wait, alerts"),
        ("everything", "Every lead, tasks, alerts"),
        ("alerts", "Alerts only"),
        ("nothing", "Nothing"),
    ),
)
API_ADDRESS = Field(
    "base_url",
    "Address of the API",
    Kind.WEB_ADDRESS,
    optional=True,
    help="Only for a proxy or a test server.",
)
