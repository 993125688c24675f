"""How a lead page says what the tables keep as identifiers: statuses, intents, reasons, facts."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from babel import Locale

from leadwright.domain.numbering import grouped
from leadwright.web.wording import begun, language_name, said, thousands

STATUSES: Mapping[str, str] = {
    "new": "New",
    "accepted": "Accepted",
    "working": "Working",
    "qualified": "Qualified",
    "nurture": "Nurture",
    "converted": "Converted",
    "rejected": "Rejected",
}

REJECT_REASONS: Mapping[str, str] = {
    "not_a_fit": "Not a fit for us",
    "no_budget": "No budget",
    "no_need_now": "No need now",
    "chose_another": "Chose another vendor",
    "not_reached": "Could not be reached",
    "not_a_buyer": "Is not a buyer",
}

INTENTS: Mapping[str, str] = {
    "demo_request": "Demo",
    "pricing_inquiry": "Pricing",
    "purchase_intent": "Purchase",
    "product_question": "Product question",
    "support_question": "Support",
    "partnership": "Partnership",
    "job_seeker": "Job seeker",
    "press_or_investor": "Press or investor",
    "solicitation": "Solicitation",
    "spam": "Spam",
    "general_inquiry": "General inquiry",
}

# What is read as junk and was not stopped for it: nobody was sure enough.
PERHAPS: Mapping[str, str] = {"solicitation": "Perhaps a seller", "spam": "Perhaps spam"}

STOPS: Mapping[str, str] = {
    "spam": "It is spam, so it was not answered.",
    "solicitation": "Somebody sells something to us, so it was not answered.",
    "honeypot": "A field that only machines see was filled in, so it was not answered.",
    "too_fast": "The form was sent faster than a person can write, so it was not answered.",
    "duplicate": "The same was sent before, so it was not answered again.",
    "automated_mail": "A machine wrote it, and machines that answer each other never stop.",
    "blocked": "This workspace blocks the sender or the words, so it was not answered.",
    "disposable_address": "The address is a throw-away one, so it was not answered.",
    "repeated_content": "Many visitors sent the same words within an hour, so it was not answered.",
    "no_proof": "Its key asks for a proof that a person filled in the form, and none came with it.",
    "wrong_proof": "The proof that a person filled in the form is wrong or too old.",
    "used_proof": "The proof that a person filled in the form was used before.",
    "undeliverable_address": "Mail cannot reach the address's domain, so it was not answered.",
    "suppressed": "The address asked for no mail, so none was sent.",
    "cancelled": "A person decided that the reply is not sent.",
    "import_undone": "The list that it was to be answered for was taken back first.",
    "reply_rule": "A reply rule says that such a message gets no reply.",
}

SOURCES: Mapping[str, tuple[str, str]] = {
    "form": ("form", "text-cursor-input"),
    "message": ("message", "message-square-text"),
    "email": ("e-mail address", "mail"),
    "phone": ("phone number", "phone"),
    "proof_of_work": ("proof of work", "shield-check"),
    "turnstile": ("Turnstile", "shield-check"),
    "hcaptcha": ("hCaptcha", "shield-check"),
    "member": ("a member", "user-round"),
}

METHODS: Mapping[str, str] = {
    "given": "as given",
    "rule": "by rule",
    "model": "by model",
    "list": "from a list",
    "dns": "by its DNS",
    "asked": "as checked",
    "decided": "by decision",
}

FACTS: Mapping[str, str] = {
    "intent": "Intent",
    "budget": "Budget",
    "timeline": "Deadline",
    "team_size": "Team size",
    "products": "Products",
    "competitors": "Competitors",
    "urgency": "Urgency",
    "sentiment": "Tone of the message",
    "matter": "For a person",
    "quality_band": "Message quality",
    "company": "Company",
    "company_short": "Company, short",
    "company_domain": "Website",
    "email_kind": "Kind of address",
    "mail_domain": "Mail to its domain",
    "form_check": "Check of the form",
    "country": "Country",
    "language": "Language",
    "phone": "Phone",
    "honorific": "Form of address",
    "first_name": "First name",
    "last_name": "Last name",
}

# Why a person has to answer.
MATTERS: Mapping[str, str] = {
    "own_data": "their own data: the law gives a month",
    "grave": "grief, illness, injury, a threat or an insult",
}
# Said together with the fact they belong to.
FOLDED = frozenset(
    {"intent_confidence", "budget_currency", "budget_period", "timeline_from", "timeline_to"}
)
_PERIODS = {"month": "a month", "year": "a year", "once": "once"}


def intent_word(intent: str | None) -> str:
    """Demo for demo_request; an identifier we do not know is made readable."""
    return INTENTS.get(intent or "", said(intent or ""))


def read_as(intent: str | None, stop_reason: str | None) -> str:
    """What a lead's newest message was read as; a mere suspicion of a seller or of spam says so."""
    if not intent:
        return ""
    is_sure = intent not in PERHAPS or stop_reason in PERHAPS
    return intent_word(intent) if is_sure else PERHAPS[intent]


def _language(tag: str) -> str:
    return "an unknown language" if tag == "und" else language_name(tag) or tag


_TEMPLATE = re.compile(r"\b([a-z_]+)\.[a-z]{2}(?:\.([a-z_]+))? in ([a-z]{2})\b")
_BY_MODEL = re.compile(r"^model:(.{1,200}?) in ([a-z]{2,3})\b")
_READING = re.compile(r"(?<=\d\.\d\d), ([a-z]{2,3})\b")


def step_words(note: str) -> str:
    """A step's note as people say it: `demo_request.de in de` is the Demo template in German."""
    named = _TEMPLATE.sub(_template, note)
    named = _BY_MODEL.sub(lambda found: f"{found[1]} in {_language(found[2])}", named)
    return _READING.sub(lambda found: f", {_language(found[1])}", named)


def _template(found: re.Match[str]) -> str:
    name, trade, tag = found.groups()
    if name not in INTENTS and name != "acknowledgement":
        return found[0]
    of_trade = f", {said(trade).lower()}," if trade else ""
    return f"{intent_word(name)} template{of_trade} in {_language(tag)}"


def stop_words(reason: str | None) -> str:
    """Why nothing was sent, as a sentence."""
    if not reason:
        return ""
    return STOPS.get(reason, f"It was stopped: {said(reason).lower()}.")


def country_name(code: str | None) -> str:
    """Germany for DE; the code itself when it is none we know."""
    if not code:
        return ""
    return str(Locale("en").territories.get(code.upper(), code))


_MAIL_DOMAINS: Mapping[str, str] = {
    "takes_mail": "Can be delivered",
    "by_address": "Probably: a host, no mail server named",
    "refuses_mail": "Refused by the domain",
    "no_mail_server": "No mail server",
    "does_not_exist": "The domain does not exist",
}


_FORM_CHECKS: Mapping[str, str] = {
    "passed": "Passed",
    "unchecked": "Not checked: nobody answered",
    "missing": "No proof came with it",
    "wrong": "Wrong proof",
    "used": "Proof used before",
}


def _form_check(value: str) -> str:
    return _FORM_CHECKS.get(value, said(value))


def _mail_domain(value: str) -> str:
    return _MAIL_DOMAINS.get(value, said(value))


def _day(text: Any) -> str:
    try:
        day = date.fromisoformat(str(text))
    except ValueError:
        return ""
    return f"{day.day} {day:%b %Y}"


def _moment(text: str) -> str:
    """A date with its time of day, as the file had them: 18 Nov 2026, 09:40."""
    day, _, clock = text.partition("T")
    return ", ".join(part for part in (_day(day), clock[:5]) if part) if _day(day) else ""


_WORDED: Mapping[str, Callable[[str], str]] = {
    "country": country_name,
    "phone": grouped,
    "language": _language,
    "intent": intent_word,
    "urgency": said,
    "sentiment": said,
    "matter": lambda matter: MATTERS.get(matter, ""),
    "quality_band": said,
    "email_kind": said,
    "mail_domain": _mail_domain,
    "captured_at": _moment,
    "form_check": _form_check,
}


def fact_words(key: str, value: Any, values: Mapping[str, Any]) -> str:
    """A fact's value for people; `values` are all of the lead's, for those that belong together."""
    if key == "budget" and isinstance(value, (int, float)):
        unit = values.get("budget_currency"), _PERIODS.get(str(values.get("budget_period")))
        return " ".join(part for part in (f"up to {thousands(value)}", *unit) if part)
    if key == "timeline":
        until = _day(values.get("timeline_to"))
        return f"{value}, until {until}" if until else str(value)
    worded = _WORDED.get(key)
    return (worded(str(value)) if worded else "") or plain(value)


def plain(value: Any) -> str:
    """Any JSON value in one line, as people write it."""
    match value:
        case None:
            words = ""
        case bool():
            words = "Yes" if value else "No"
        case float() if value.is_integer():
            words = thousands(value)
        case Mapping():
            words = ", ".join(f"{key}: {plain(each)}" for key, each in value.items())
        case list() | tuple():
            words = ", ".join(plain(each) for each in value)
        case _:
            words = str(value)
    return words


def field_name(key: str) -> str:
    """Team size for `team_size` and `team-size`; a name with capitals stays as it is."""
    words = key.replace("_", " ").replace("-", " ").strip()
    return begun(words) if words else key
