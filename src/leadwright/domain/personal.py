"""Turns a letter to one person into a reusable one: personal words become slots to be filled again."""

import re

from leadwright.domain.lead import FormValues

_LONG_NUMBER = re.compile(r"\d(?:[ ()/.-]{0,2}\d){6}")
_SLOT = re.compile(r"⟦(name|first|last|company)⟧")
# Who is addressed by a title cannot be replaced by somebody else: the title says whether it is a woman.
_TITLE = re.compile(
    r"\b(?:Herrn?|Frau|Mr|Mrs|Ms|Miss|Sir|Madam|Monsieur|Madame|Mme|Sra?|Srta|Señora?|Señor|Senhora?|"
    r"Signora?|Signor|Gentile|Egregio|Estimad[oa]|Prezad[oa]|Car[oa]|Ch[eè]re?|Pan|Pani|Panie|Panu|"
    r"meneer|mevrouw|geehrter?|geehrte|Lieber?|Liebe)\b\.?",
    re.IGNORECASE,
)


def with_slots(text: str, form: FormValues) -> str | None:
    """The text with slots in place of the person's own words; None where that would not fit others."""
    if "⟦" in text or _TITLE.search(text):
        return None
    for slot, value in _values(form).items():
        if value:
            text = re.sub(
                rf"(?<!\w){re.escape(value)}(?!\w)", f"⟦{slot}⟧", text, flags=re.IGNORECASE
            )
    return text


def filled(text: str, form: FormValues) -> str | None:
    """The text for this person; None where a slot has nothing to be filled with."""
    values = _values(form)
    if any(not values[slot] for slot in _SLOT.findall(text)):
        return None
    return _SLOT.sub(lambda found: values[found.group(1)], text)


def tells_who(text: str, form: FormValues) -> bool:
    """Whether the text holds a name, an address or a number by which its sender could be known."""
    if "@" in text or _LONG_NUMBER.search(text):
        return True
    known = (value for value in _values(form).values() if len(value) > 1)
    return any(
        re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text, re.IGNORECASE) for value in known
    )


def _values(form: FormValues) -> dict[str, str]:
    """The longest first, so that a whole name is one slot."""
    whole = " ".join((form.name or "").split())
    parts = whole.split()
    return {
        "name": whole if len(parts) > 1 else "",
        "company": " ".join((form.company or "").split()),
        "first": parts[0] if parts else "",
        "last": parts[-1] if len(parts) > 1 else "",
    }
