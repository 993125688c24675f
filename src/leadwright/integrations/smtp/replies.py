"""What a server's answers mean to us: refused for good, refused for now, or not to be understood."""

import re

from leadwright.domain.errors import ProviderError

_CONTROLS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_LONGEST = 300
_LONGEST_WAIT = 3600.0
_SECONDS = {"s": 1, "m": 60, "h": 3600}

# How greylisting servers word it: "try again in 300 seconds", "come back in 00:04:59".
_CLOCK = re.compile(r"\bin (\d{1,2}):(\d\d):(\d\d)\b", re.IGNORECASE)
_SPAN = re.compile(r"\b(?:in|after|for|wait) (\d{1,5}) ?(s|m|h)(?:ec|in|our|\b)", re.IGNORECASE)


def spoken(code: int, text: str) -> str:
    """The answer on one line, without control characters or broken text, cut to a readable length."""
    whole = text.encode("utf-8", "replace").decode("utf-8")
    line = _CONTROLS.sub(" ", whole).strip()
    if len(line) > _LONGEST:
        line = f"{line[:_LONGEST]}..."
    return f"{code} {line}".rstrip() if code >= 0 else line


def is_refusal(code: int) -> bool:
    """A clear no; the first digit decides (RFC 5321 section 4.3.2)."""
    return 400 <= code <= 599


def is_acceptance(code: int) -> bool:
    return 200 <= code <= 299


def refusal(server: str, what: str, code: int, text: str) -> ProviderError:
    """The error for an answer other than the one hoped for, before the letter was taken.

    5xx is permanent; 4xx and answers outside the protocol are worth another try.
    """
    permanent = 500 <= code <= 599
    said = spoken(code, text)
    if not is_refusal(code):
        return ProviderError(f"{server} answered out of turn to {what}: {said}", permanent=False)
    return ProviderError(
        f"{server} refused {what}: {said}",
        permanent=permanent,
        retry_after=None if permanent else _asked_wait(text),
    )


def unreachable(server: str, what: str) -> ProviderError:
    """The error for a connection that failed before the letter was handed over."""
    return ProviderError(f"{server} {what}; the letter was not handed over", permanent=False)


def unconfirmed(server: str, what: str) -> ProviderError:
    """The error for an unknown outcome: the letter was handed over, and no clear answer came.

    `permanent`, so that whoever overlooks `unconfirmed` still never sends it a second time.
    """
    return ProviderError(
        f"{server} {what} after the letter was handed over; it may or may not have been delivered",
        permanent=True,
        unconfirmed=True,
    )


def _asked_wait(text: str) -> float | None:
    if clock := _CLOCK.search(text):
        hours, minutes, seconds = (int(part) for part in clock.groups())
        return min(_LONGEST_WAIT, float(hours * 3600 + minutes * 60 + seconds))
    if span := _SPAN.search(text):
        return min(_LONGEST_WAIT, float(int(span[1]) * _SECONDS[span[2].lower()]))
    return None
