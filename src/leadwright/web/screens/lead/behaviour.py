"""What a lead did, in words of the timeline, and what machines did in its name, folded together."""

from collections.abc import Callable, Mapping
from typing import Any

Payload = Mapping[str, Any]

SOURCES = {
    "api": "told by a program",
    "page": "seen on our pages",
    "mail": "seen by our mail",
    "provider": "reported by the mail provider",
}
WORDS: Mapping[str, tuple[str, str, str]] = {
    "email.opened": ("mail-open", "Opened our mail", ""),
    "email.clicked": ("mouse-pointer-click", "Followed a link in our mail", ""),
    "email.bounced": ("triangle-alert", "A mail to them came back", ""),
    "page.viewed": ("eye", "Looked at a page", "Looked at {about}"),
    "file.downloaded": ("download", "Took a file", "Took {about}"),
    "form.started": ("text-cursor-input", "Began to fill in a form", ""),
    "meeting.held": ("calendar-check", "Came to the meeting", ""),
    "meeting.missed": ("calendar-x", "Did not come to the meeting", ""),
    "meeting.cancelled": ("calendar-x", "Called the meeting off", ""),
    "call.made": ("phone-missed", "Called, nobody answered", ""),
    "call.answered": ("phone-call", "Spoke on the phone", ""),
    "social.followed": ("user-plus", "Follows us", ""),
    "social.reacted": ("thumbs-up", "Reacted to something of ours", ""),
    "social.commented": ("message-square-text", "Wrote a comment", ""),
    "social.messaged": ("message-square-text", "Wrote to us on a social network", ""),
    "trial.started": ("rocket", "Began a trial", ""),
    "product.used": ("mouse-pointer-click", "Used the product", ""),
    "custom.*": ("circle-dot", "", ""),
}
MACHINES = {
    "sender_says": "the sender says so",
    "provider_says": "the mail provider says so",
    "head": "it asked for no content",
    "prefetch": "a browser loaded it ahead of time",
    "hidden_link": "it followed a link nobody can see",
    "automated": "a program drove the browser",
    "apple_privacy": "Apple's mail privacy loads every picture",
    "no_agent": "it did not name its browser",
    "known_program": "a known scanner, bot or preview maker",
    "too_soon": "within two seconds of sending",
    "several_signs": "several signs of a machine",
    "every_link": "it followed several links faster than anybody reads",
    "many_recipients": "one address in the mail of several people at once",
    "many_pages": "more pages in a few seconds than anybody reads",
    "companion": "came with a mail scanner",
}
FOLDED = "bot"


def teller(name: str) -> Callable[[Payload], tuple[str, str]]:
    """The words and the quieter line of one kind."""
    _, plain, with_about = WORDS[name]

    def tell(payload: Payload) -> tuple[str, str]:
        about = str(payload.get("about") or "")
        source = SOURCES.get(str(payload.get("source")), "")
        kind = str(payload.get("kind") or "something of your own").replace("_", " ")
        words = plain or kind.capitalize()
        if about and with_about:
            return with_about.format(about=about), source
        return words, ", ".join(part for part in (about, source) if part)

    return tell


def machines_words(reasons: Mapping[str, int]) -> tuple[str, str]:
    """Several events of machines in one line."""
    number = sum(reasons.values())
    what = "1 event was" if number == 1 else f"{number} events were"
    said = {MACHINES.get(reason, reason.replace("_", " ")): n for reason, n in reasons.items()}
    why = (f"{words} ({n})" if n < number else words for words, n in said.items())
    return f"{what} a machine's, and not scored", "; ".join(why)
