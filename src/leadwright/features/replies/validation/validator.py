"""Refuses a written reply that says what nobody told it: used on what a language model writes.

Strict on purpose. A refused reply costs a template in its place; an invented price costs a customer.
"""

import re
from collections.abc import Iterator

from leadwright.domain import number_words
from leadwright.domain.lead import LeadSnapshot
from leadwright.features.replies.validation import affirming, claims, dates, leaks, patterns
from leadwright.features.replies.validation.claims import SENTENCE_END, Ground
from leadwright.features.replies.validation.fact_sheet import language_of
from leadwright.features.replies.validation.problems import Problem, ProblemKind
from leadwright.ports.directory import Company

__all__ = ["Problem", "ProblemKind", "check"]

# Japanese says in forty characters what English needs a hundred for.
MIN_TEXT, MAX_TEXT = 40, 3_000
MAX_SUBJECT = 150
_MAX_EXCLAMATIONS = 2
_LETTERS_TO_TELL_LANGUAGE = 40
# What stands behind a semicolon affirms by itself.
_CLAUSE_END = re.compile(rf"{SENTENCE_END.pattern}|;\s")
_QUOTED = re.compile(
    r"“[^”“]{1,80}[”“]|„[^“”]{1,80}[“”]|«[^»]{1,80}»|「[^」]{1,80}」|\"[^\"]{1,80}\""
)
_PREFIX = re.compile(r"^\s*(?:re|aw|wg|fw|fwd|tr|rv|sv|antw|odp)\s*:", re.IGNORECASE)


def check(
    text: str, subject: str, lead: LeadSnapshot, company: Company, language: str
) -> tuple[Problem, ...]:
    """Everything wrong with a reply; empty means it may go.

    Links must be the fact sheet's own. Other addresses, numbers, dates and sums must be the fact
    sheet's or the lead's; a sum of the lead's only as their budget; promises the fact sheet's alone.
    """
    ground = claims.ground(lead, company)
    whole = patterns.folded(f"{subject}\n{text}")
    problems = [*_form(text, subject)]
    if len(whole) > MAX_TEXT * 2:
        return tuple(problems)
    problems += _leftovers(_without_ours(whole, company))
    problems += leaks.found(_without_ours(claims.without_addresses(whole), company))
    for rule in (_addresses, _phones, _accounts, _prices, _numbers, _promises):
        problems += rule(whole, ground)
    problems += _connections(_without_names(whole, lead), ground)
    problems += _spelled(whole, ground, language)
    problems += _dates(whole, ground, language)
    problems += _language(text, lead, language)
    return tuple(dict.fromkeys(problems))


def _form(text: str, subject: str) -> Iterator[Problem]:
    if not MIN_TEXT <= len(text.strip()) <= MAX_TEXT:
        yield Problem(
            ProblemKind.LENGTH,
            f"{len(text.strip())} characters; {MIN_TEXT} to {MAX_TEXT} are right",
        )
    if not subject.strip() or len(subject) > MAX_SUBJECT:
        yield Problem(
            ProblemKind.SUBJECT, f"{len(subject)} characters; 1 to {MAX_SUBJECT} are right"
        )
    if "\n" in subject or "\t" in subject:
        yield Problem(ProblemKind.CONTROL, "a line break in the subject")
    if _PREFIX.match(subject):
        yield Problem(ProblemKind.SUBJECT, subject[:20])
    if patterns.CONTROL.search(subject + text):
        yield Problem(ProblemKind.CONTROL, "control or direction marks")
    if (subject + text).count("!") + (subject + text).count("！") > _MAX_EXCLAMATIONS:
        yield Problem(ProblemKind.TONE, "too many exclamation marks")


def _without_ours(whole: str, company: Company) -> str:
    """Without the names and links the operator set, which are no leftovers whatever they look like."""
    for ours in (company.name, company.sender_name, company.booking_url, company.website):
        if ours and len(ours) > 2:
            whole = whole.replace(patterns.folded(ours), " ")
    return whole


def _leftovers(whole: str) -> Iterator[Problem]:
    rules = (
        (ProblemKind.MARKUP, patterns.MARKUP),
        (ProblemKind.PLACEHOLDER, patterns.PLACEHOLDER),
        (ProblemKind.LEAK, patterns.LEAK),
    )
    for kind, pattern in rules:
        for match in pattern.finditer(whole):
            yield Problem(kind, match.group().strip()[:80])


def _addresses(whole: str, ground: Ground) -> Iterator[Problem]:
    for link in claims.links(whole):
        if not ground.link_known(link):
            yield Problem(ProblemKind.LINK, link[:80])
    known = ground.lead.addresses | ground.facts.addresses
    for address in claims.addresses(whole):
        if address not in known:
            yield Problem(ProblemKind.ADDRESS, address[:80])


def _phones(whole: str, ground: Ground) -> Iterator[Problem]:
    for raw, digits in claims.phones(claims.without_addresses(whole)):
        if claims.reads_as_phone(raw, digits) and not ground.phone_known(digits):
            yield Problem(ProblemKind.PHONE, raw)


def _accounts(whole: str, ground: Ground) -> Iterator[Problem]:
    """Bank accounts are the fact sheet's own, like links: a lead could have us collect for them."""
    known = "".join(ground.facts.text.split())
    for account in patterns.ACCOUNT.findall(whole):
        if "".join(account.split()) not in known:
            yield Problem(ProblemKind.ADDRESS, account)


def _prices(whole: str, ground: Ground) -> Iterator[Problem]:
    for sentence in SENTENCE_END.split(claims.without_addresses(whole)):
        for raw, readings in claims.amounts(sentence):
            theirs = patterns.BUDGET_WORD.search(sentence) or _is_theirs(raw, sentence)
            is_budget = theirs and readings & ground.lead.amounts
            if not readings & ground.facts.amounts and not is_budget:
                yield Problem(ProblemKind.PRICE, raw)
        for match in patterns.SPELLED_AMOUNT.finditer(sentence):
            if match.group().casefold() not in ground.facts.text.casefold():
                yield Problem(ProblemKind.PRICE, match.group())


def _is_theirs(raw: str, sentence: str) -> bool:
    """Whether the sum is said to be the reader's own: "your 380,000 euros"."""
    return patterns.READERS_OWN.search(sentence.partition(raw)[0]) is not None


def _numbers(whole: str, ground: Ground) -> Iterator[Problem]:
    plain = patterns.LIST_MARK.sub(" ", claims.without_addresses(whole))
    for raw, digits in claims.phones(plain):
        if ground.phone_known(digits):
            plain = plain.replace(raw, " ")
    for match in patterns.DATE.finditer(plain):
        if not ground.date_known(match.group()):
            yield Problem(ProblemKind.DATE, match.group())
    for raw, value in claims.numbers(patterns.DATE.sub(" ", plain)):
        if not ground.number_known(value):
            yield Problem(ProblemKind.NUMBER, raw)


def _spelled(whole: str, ground: Ground, language: str) -> Iterator[Problem]:
    for raw, value in number_words.found(claims.without_addresses(whole), language):
        if not ground.number_known(value):
            yield Problem(ProblemKind.NUMBER, raw)


def _promises(whole: str, ground: Ground) -> Iterator[Problem]:
    """A promise holds for what the sheet makes it of: a free meeting frees nothing else."""
    if not claims.commitments(whole):
        return
    subject, _, text = whole.partition("\n")
    for kind, words in claims.commitments(subject):
        if kind not in ground.facts.commitments | ground.lead.commitments:
            yield Problem(ProblemKind.PROMISE, words)
    before = ""
    for sentence in SENTENCE_END.split(text):
        taken_up = ground.lead.commitments if affirming.leaves(sentence) else frozenset()
        if affirming.leaves_open(sentence):
            continue
        for kind, words in claims.commitments(sentence):
            if kind not in taken_up and not ground.promised(kind, f"{before} {sentence}"):
                yield Problem(ProblemKind.PROMISE, words)
        before = sentence


def _connections(whole: str, ground: Ground) -> Iterator[Problem]:
    """What the lead asked whether it connects is affirmed only by the fact sheet."""
    if not affirming.speaks_of_connecting(whole):
        return
    facts = ground.facts.text.casefold()
    for sentence in _CLAUSE_END.split(claims.without_addresses(whole)):
        if not affirming.connects(sentence):
            continue
        asked = [name for name in affirming.names(sentence) if name in ground.lead.text]
        for name in (*asked, *affirming.systems(sentence)):
            if name.casefold() not in facts:
                yield Problem(ProblemKind.PROMISE, name)


def _dates(whole: str, ground: Ground, language: str) -> Iterator[Problem]:
    code = language.partition("-")[0].casefold()
    if code not in dates.LANGUAGES:
        return
    known = ground.lead.times | ground.facts.times
    plain = claims.without_addresses(whole)
    if dates.named(plain, code) <= known:
        return
    for sentence in SENTENCE_END.split(plain):
        named = dates.named(sentence, code) - known
        # Who asks "next week?" says nothing; a day that is named could be taken for an appointment.
        for concept in sorted(named - dates.LOOSE if affirming.asks(sentence) else named):
            yield Problem(ProblemKind.DATE, concept)


def _language(text: str, lead: LeadSnapshot, language: str) -> Iterator[Problem]:
    """The likeliest of our languages must be the one asked for; names and quotes are left aside."""
    code = language.partition("-")[0].casefold()
    if code not in dates.LANGUAGES:
        return
    plain = _QUOTED.sub(" ", claims.without_addresses(_without_names(text, lead)))
    if sum(char.isalpha() for char in plain) < _LETTERS_TO_TELL_LANGUAGE:
        return
    found = language_of(plain)
    if found != code:
        yield Problem(ProblemKind.LANGUAGE, f"{found} instead of {code}")


def _without_names(text: str, lead: LeadSnapshot) -> str:
    entities = lead.reading.entities if lead.reading is not None else None
    products = (entities.products or ()) if entities is not None else ()
    owner = lead.owner.name if lead.owner is not None else None
    for name in (lead.form.name, lead.form.company, owner, *products):
        for part in (name or "").split():
            if len(part) > 2:
                text = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", " ", text)
    return text
