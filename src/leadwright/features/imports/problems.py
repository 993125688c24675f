"""A problem's words: what is wrong with which cell, and what to do."""

from typing import Final

from leadwright.features.imports.parsed import Problem, Severity

_LABELS: Final = {
    "email": "e-mail address",
    "phone": "phone number",
    "captured_at": "date",
    "product_interest": "product",
    "first_name": "first name",
    "last_name": "last name",
    "full_name": "name",
    "job_title": "job title",
    "*": "row",
}
_WORDS: Final = {
    "missing": "The {label} is missing. Add it and drop the row again.",
    "malformed": "“{text}” is not a complete {label}. Correct it and drop the row again.",
    "not_an_email": "“{text}” is no e-mail address. Put the address into this column.",
    "not_a_phone": "“{text}” is no phone number. Put the number into this column.",
    "no_contact": "There is no e-mail address and no phone number: nobody could be answered. Add one.",
    "too_long": "The {label} is longer than one can be. Shorten it.",
    "too_short": "“{text}” is too short for a {label}. Complete it.",
    "too_many_fields": "The row has more fields than there are columns: a value with the "
    "separator in it needs quotes.",
    "truncated_row": "The row ends too early. Fetch the file again or complete the row.",
    "placeholder": "“{text}” only fills the cell; it is no real {label}. Put the real one there.",
    "placeholder_name": "“{text}” is nobody's name. Put the real name there.",
    "test_record": "“{text}” looks like a trial entry. Remove the row, or put the real person there.",
    "obfuscated": "“{text}” hides the address from machines. Check the address we read from it.",
    "lossy_scientific": "“{text}” has lost its last digits in the spreadsheet. Format the "
    "column as text and enter"
    " the number again.",
    "formula_error": "The cell holds the error {text} instead of a {label}. Mend the formula "
    "or type the value.",
    "formula_not_calculated": "The cell holds a formula that was never calculated. Open the "
    "file in Excel, save it,"
    " and drop it again.",
    "impossible_date": "“{text}” is no day of the calendar. Correct the date.",
    "ambiguous_date": "“{text}” can be read as day/month or month/day, and nothing else in "
    "the column settles it. Write"
    " the month as a word.",
    "unknown_product": "“{text}” is not in the catalogue of products. Add it there, or "
    "correct the cell.",
    "unclear": "“{text}” can be read in more than one way. Write it out.",
}
_PHONE_UNCLEAR: Final = (
    "“{text}” has no country code, and neither the row nor the file says which country it is in."
    " Write it with +."
)
_ROW_UNCLEAR: Final = (
    "Letters of this row are written in another way than the rest of the file, so that accents in it"
    " may be wrong. Look at its words, and correct them."
)
_OTHER_WORDS: Final = {("phone", "unclear"): _PHONE_UNCLEAR, ("*", "unclear"): _ROW_UNCLEAR}


def problem(field: str, reason: str, severity: Severity, text: str = "") -> Problem:
    """A problem in words; long cells are shown by their beginning."""
    words = _OTHER_WORDS.get((field, reason)) or _WORDS[reason]
    shown = text if len(text) <= 60 else text[:57] + "…"
    label = _LABELS.get(field, field.replace("_", " "))
    return Problem(field, reason, severity, words.format(label=label, text=shown))
