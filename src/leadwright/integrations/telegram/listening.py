"""What Telegram tells the bot: pressed buttons, and members who open it with their code.

By a webhook with a secret in a header, or asked for (core.telegram.org/bots/api#getting-updates).
"""

import hmac
import json
from typing import Any

from leadwright.domain.errors import Invalid, ProviderError, Unauthenticated
from leadwright.integrations.telegram.api import Api
from leadwright.kernel.texts import cut
from leadwright.ports.chat import Press, Start, Word
from leadwright.ports.wiring import Hook, Wiring

HEADER = "x-telegram-bot-api-secret-token"
KINDS = ["message", "callback_query"]
_WAIT = 20  # seconds that Telegram holds an answer back while there is nothing
_LONGEST = 3900


class TelegramChat:
    """One bot's ear."""

    def __init__(self, wiring: Wiring) -> None:
        self._api = Api(wiring)
        self.is_polled = wiring.values.get("updates") != "webhook"

    def read(self, hook: Hook) -> tuple[Word, ...]:
        given = hook.headers.get(HEADER, "").encode()
        expected = hook.values.get("hook_secret", "").encode()
        if not expected or not hmac.compare_digest(given, expected):
            raise Unauthenticated("The secret token is wrong. Press Test it on the connection.")
        try:
            update = json.loads(hook.body)
        except (ValueError, RecursionError) as error:
            raise Invalid("The update is no JSON.", code="broken_body") from error
        word = word_of(update)
        return (word,) if word else ()

    async def answer(self, word: Word, sentence: str, *, settled: bool) -> None:
        """A note on the screen of whoever pressed; settled, the message says it for good."""
        place = word.place
        if isinstance(word, Start):
            await self._api.ask("sendMessage", {"chat_id": word.user, "text": sentence})
            return
        note = {"callback_query_id": place["query"], "text": cut(sentence, 190)}
        try:
            await self._api.ask("answerCallbackQuery", note)
        except ProviderError:
            if not settled:  # a query that is too old; the message itself can still say it
                raise
        if settled and place.get("message"):
            body = {
                "chat_id": place["chat"],
                "message_id": int(place["message"]),
                "text": f"{cut(place['text'], _LONGEST)}\n\n{sentence}",
                "link_preview_options": {"is_disabled": True},
            }
            await self._api.ask("editMessageText", body)

    async def poll(self, offset: int) -> tuple[tuple[Word, ...], int]:
        asked = {"offset": offset, "timeout": _WAIT, "allowed_updates": KINDS}
        try:
            updates = await self._api.ask("getUpdates", asked, timeout=_WAIT + 10)
        except ProviderError as problem:
            if "webhook is active" not in problem.message.casefold():
                raise
            await self._api.ask("deleteWebhook", {})  # of the time before it was to be asked
            return (), offset
        found = [one for one in updates if isinstance(one, dict)] if updates else []
        after = max((int(one.get("update_id", 0)) + 1 for one in found), default=offset)
        return tuple(word for one in found if (word := word_of(one))), after

    async def register(self, url: str, secret: str) -> str:
        if self.is_polled:
            await self._api.ask("deleteWebhook", {})
            return "Buttons are asked for."
        if not url.startswith("https://"):
            raise ProviderError(
                "Telegram posts to public https addresses only. Let Leadwright ask instead.",
                permanent=False,
                connection_broken=True,
            )
        body = {"url": url, "secret_token": secret, "allowed_updates": KINDS}
        await self._api.ask("setWebhook", body)
        return "Telegram posts pressed buttons here."


def word_of(update: Any) -> Word | None:
    """The press or start in an update; None for everything else people write to a bot."""
    if not isinstance(update, dict):
        return None
    update_id = str(update.get("update_id", ""))
    query, message = update.get("callback_query"), update.get("message")
    if not update_id:
        return None
    if isinstance(query, dict):
        return _press(update_id, query)
    return _start(update_id, message) if isinstance(message, dict) else None


def _press(update_id: str, query: dict[str, Any]) -> Press | None:
    act, _, value = str(query.get("data", "")).partition(":")
    message = query.get("message")
    message = message if isinstance(message, dict) else {}
    place = {
        "query": str(query.get("id", "")),
        "chat": _id_of(message.get("chat")),
        "message": str(message.get("message_id", "")),
        "text": str(message.get("text", "")),
    }
    user = _id_of(query.get("from"))
    return Press(update_id, user, act, value, place) if user and act else None


def _start(update_id: str, message: dict[str, Any]) -> Start | None:
    """Only in a chat of two: a code that is said in a group would link the group."""
    chat, sender = message.get("chat"), message.get("from")
    command, _, code = str(message.get("text", "")).partition(" ")
    private = isinstance(chat, dict) and chat.get("type") == "private"
    if command != "/start" or not private or not isinstance(sender, dict):
        return None
    name = str(sender.get("username") or sender.get("first_name") or "")
    return Start(update_id, _id_of(sender), name[:100], code.strip()[:100])


def _id_of(thing: Any) -> str:
    number = thing.get("id") if isinstance(thing, dict) else None
    return str(number) if isinstance(number, int) else ""
