"""A notification as Slack shows it (api.slack.com/reference/block-kit)."""

from typing import Any

from leadwright.kernel.texts import cut
from leadwright.ports.channel import Button, Letter

_LONGEST = 2900
_STYLES = {"approve": "primary", "cancel": "danger"}


def message(letter: Letter, *, interactive: bool) -> dict[str, Any]:
    """Text and blocks. Plain text: what a lead wrote must mention nobody and link nowhere."""
    text = cut(letter.text, _LONGEST)
    blocks: list[dict[str, Any]] = [_words(text)]
    keys = [_key(button) for button in letter.buttons if button.url or interactive]
    if keys:
        blocks.append({"type": "actions", "elements": keys})
    return {"text": escaped(text), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def settled(text: str, sentence: str) -> dict[str, Any]:
    """The same message when it was decided: without buttons, and with who decided."""
    whole = f"{cut(text, _LONGEST)}\n\n{sentence}" if text else sentence
    return {"text": escaped(whole), "blocks": [_words(whole)]}


def escaped(text: str) -> str:
    """As api.slack.com/reference/surfaces/formatting says."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _words(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _key(button: Button) -> dict[str, Any]:
    key: dict[str, Any] = {
        "type": "button",
        "text": {"type": "plain_text", "text": button.words, "emoji": False},
        "action_id": button.act or f"open_{button.words.casefold().replace(' ', '_')}",
    }
    if button.url:
        return key | {"url": button.url}
    if style := _STYLES.get(button.act):
        key["style"] = style
    return key | {"value": button.value}
