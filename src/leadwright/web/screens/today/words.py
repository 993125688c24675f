"""How Today says its numbers. Pure."""

from leadwright.features.leads.list_query import Listed
from leadwright.web.screens import durations
from leadwright.web.screens.lead.words import INTENTS, read_as


def intent_word(intent: str | None) -> str:
    return INTENTS.get(intent, intent) if intent else "No message read"


def percent(share: float | None) -> str:
    """99.1 for 0.9912. Only everything is 100, only nothing is 0; a dash when there is no share."""
    if share is None:
        return "–"
    if share in {0.0, 1.0}:
        return f"{share * 100:.0f}"
    return f"{min(max(share * 100, 0.1), 99.9):.1f}"


def change(now: int, then: int) -> str:
    """+19 % from 96 to 114; nothing when there is nothing to compare with."""
    if not then:
        return ""
    difference = round(100 * (now - then) / then)
    sign = "−" if difference < 0 else "+" if difference > 0 else "±"
    return f", {sign}{abs(difference):,} %"


def plural(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


STOPPED = {
    "spam": "spam",
    "solicitation": "a sales pitch",
    "honeypot": "a bot",
    "too_fast": "a bot",
    "duplicate": "sent twice",
    "automated_mail": "automatic mail",
    "blocked": "a blocked sender",
    "disposable_address": "a throw-away address",
    "repeated_content": "sent by many",
    "no_proof": "no proof of a person",
    "wrong_proof": "a wrong proof of a person",
    "used_proof": "a proof that was used before",
    "undeliverable_address": "an address that cannot get mail",
    "suppressed": "asked for no mail",
    "cancelled": "draft discarded",
    "import_undone": "its list was taken back",
    "reply_rule": "by a reply rule",
}


def fate(lead: Listed) -> tuple[str, str]:
    """What became of the newest message: the kind of the dot, and the words beside it."""
    words = {
        "answered": ("good", f"answered in {durations.short(lead.reply_ms)}"),
        "held": ("look", "held for approval"),
        "delayed": ("new", "reply leaves later"),
        "failed": ("bad", "reply failed"),
        "unconfirmed": ("bad", "reply unconfirmed"),
        "none": ("", "no reply asked for"),
        "stopped": ("", f"no reply: {STOPPED.get(lead.stop_reason or '', 'stopped')}"),
    }
    kind, end = words.get(lead.reply_status, ("new", "being answered"))
    if lead.reply_status == "answered" and lead.reply_ms is None:
        end = "answered"
    return (
        kind,
        f"{read_as(lead.intent, lead.stop_reason)}, {end}" if lead.intent else end.capitalize(),
    )
