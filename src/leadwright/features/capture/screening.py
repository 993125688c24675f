"""Whether a submission is answered: what its headers, its sender and this workspace's lists say."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any

from disposable_email_domains import blocklist
from sqlalchemy import text

from leadwright.domain.lead import FormValues, LeadSnapshot
from leadwright.domain.outcome import StopReason
from leadwright.features.capture import rules
from leadwright.features.capture.outside_checks import OutsideAnswers
from leadwright.kernel.db import prefetch, unit_of_work
from leadwright.kernel.db.deferred_writes import DeferredWrite
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import TenantSession
from leadwright.kernel.loading import resolve
from leadwright.ports.form_guard import Verdict
from leadwright.ports.mail_domain import MailDomain

# Shorter messages are alike by chance, and forms that suggest one are sent by many.
FEWEST_LETTERS = 40
WITHIN = timedelta(hours=1)


@dataclass(frozen=True)
class SenderHistory:
    """What is known of one submission. `others`: visitors who sent the same words lately.

    `mail`: whether its address can get mail; `undeliverable`: whether that is looked at. `verdict`: on
    the proof that the key asks for.
    """

    trusted: bool = False
    blocked: bool = False
    others: int = 0
    repeats: int = 10
    disposable: bool = True
    undeliverable: bool = True
    mail: MailDomain = MailDomain.UNKNOWN
    verdict: Verdict | None = None


def judge(lead: LeadSnapshot, known: SenderHistory) -> StopReason | None:
    """Why this one is stopped, if it is. A trusted sender is stopped for automatic mail alone."""
    by_door = rules.screening(lead)
    if by_door is StopReason.AUTOMATED_MAIL or (by_door is not None and not known.trusted):
        return by_door
    if known.trusted:
        return None
    doubts = (
        (known.blocked, StopReason.BLOCKED),
        (known.verdict is Verdict.MISSING, StopReason.NO_PROOF),
        (known.verdict is Verdict.WRONG, StopReason.WRONG_PROOF),
        (known.verdict is Verdict.USED, StopReason.USED_PROOF),
        (0 < known.repeats <= known.others, StopReason.REPEATED),
        (known.disposable and is_disposable(lead.form.email), StopReason.DISPOSABLE),
        # Who left a number can be called, so that a slip in the address loses nobody.
        (
            known.undeliverable and known.mail.is_undeliverable and not lead.form.phone,
            StopReason.UNDELIVERABLE,
        ),
    )
    return next((reason for applies, reason in doubts if applies), None)


def is_disposable(email: str | None) -> bool:
    return bool(email) and bool(set(domains_of(email)) & blocklist)


def address_of(email: str | None) -> str:
    return (email or "").casefold()


def domains_of(email: str | None) -> tuple[str, ...]:
    """The host of an address and the domains it belongs to, but for the last label alone."""
    labels = address_of(email).rpartition("@")[2].split(".")
    return tuple(".".join(labels[start:]) for start in range(min(len(labels), 8) - 1))


def own_domain(email: str) -> str:
    """The part of the host that somebody registered."""
    host = address_of(email).rpartition("@")[2]
    return str(_registered()(host).top_domain_under_public_suffix or host)


@cache
def _registered() -> Any:
    """Only learning from a release asks; it brings an HTTP library along that is never used."""
    return resolve("tldextract:TLDExtract")(suffix_list_urls=(), cache_dir=None)


def plain(text: str) -> str:
    """The form in which words are compared."""
    return unicodedata.normalize("NFKC", text).casefold()


def content_of(form: FormValues) -> bytes | None:
    """What two messages have in common that differ in figures and spaces only; None if too short."""
    letters = re.sub(r"[\W\d_]+", "", plain(form.message or ""))
    return hashlib.sha256(letters.encode()).digest() if len(letters) >= FEWEST_LETTERS else None


_JUST_BEFORE = timedelta(minutes=5)


def _asked(lead: LeadSnapshot) -> dict[str, Any]:
    content = content_of(lead.form)
    values = [address_of(lead.form.email), *domains_of(lead.form.email)]
    if content is not None:
        values.append(content.hex())
    return {
        "post": lead.submission_id,
        "content": content,
        "since": lead.received_at - WITHIN,
        "just_before": lead.received_at - _JUST_BEFORE,
        "listed": [value for value in values if value],
    }


# `said`: this visitor sent the same words just before. `offset 0`: who said the same is found by the
# words, not among all that came within the hour.
KNOWN = Prefetch(
    "screened",
    """
select jsonb_build_object('address', p.address,
    'others', (select count(*) from (select at, address from message_seen
            where workspace_id = :workspace_id and content = cast(:content as bytea) offset 0) m
        where m.at > cast(:since as timestamptz) and m.address <> p.address),
    'said', exists (select from (select at from message_seen where workspace_id = :workspace_id
            and content = cast(:content as bytea) and address = p.address offset 0) m
        where m.at > cast(:just_before as timestamptz)),
    'entries', (select jsonb_agg(jsonb_build_array(e.list, e.kind, e.value)) from (
        select distinct on (kind, value) list, kind, value from screen_entry
        where workspace_id = :workspace_id
        and (kind = 'word' or value = any(cast(:listed as text[])))
        order by kind, value, created_at desc, id desc) e),
    'rules', (select jsonb_build_array(r.repeats, r.disposable, r.undeliverable) from screen_rules r
        where r.workspace_id = :workspace_id))
from submission p where p.workspace_id = :workspace_id and p.id = :post""",
    _asked,
)
# The row of a visitor who sent these words just before is left alone: writing it would have all
# who send the same wait for each other's whole run.
_SEEN = DeferredWrite(
    "seen",
    (
        (
            "gone",
            """
delete from message_seen m using (
    select ctid as place, at from message_seen where workspace_id = :workspace_id
    order by at limit 2 for update skip locked) oldest, jsonb_to_recordset(:rows) as r (since timestamptz)
where m.ctid = oldest.place and oldest.at < r.since""",
        ),
        (
            "seen",
            """
insert into message_seen (workspace_id, content, address, at)
select :workspace_id, decode(content, 'hex'), address, at
from jsonb_to_recordset(:rows) as r (content text, address text, at timestamptz)
on conflict (workspace_id, content, address) do update set at = excluded.at returning 1""",
        ),
    ),
)


def _beside(session: TenantSession, content: bytes | None) -> set[str]:
    """Who sent these words with posts that share this transaction, where nobody can read it yet."""
    said = content.hex() if content is not None else None
    return {
        row["address"] for row in unit_of_work.still_off(session, _SEEN) if row["content"] == said
    }


async def look_up(
    session: TenantSession, lead: LeadSnapshot, asked: OutsideAnswers
) -> SenderHistory:
    """The lists, the rules, and who else sent these words within the hour."""
    given = _asked(lead)
    found = await prefetch.answer(session, KNOWN, **given)
    content, address = given["content"], found["address"]
    beside = _beside(session, content)
    if content is not None and not found["said"] and address not in beside:
        seen = {
            "content": content.hex(),
            "address": address,
            "at": lead.received_at,
            "since": given["since"],
        }
        await unit_of_work.row(session, _SEEN, seen)
    hits = {on for on, kind, value in found["entries"] or () if _hits(kind, value, lead.form)}
    shipped = SenderHistory()
    repeats, disposable, undeliverable = found["rules"] or (
        shipped.repeats,
        shipped.disposable,
        shipped.undeliverable,
    )
    return SenderHistory(
        trusted="trust" in hits,
        blocked="block" in hits,
        others=found["others"] + len(beside - {address}),
        repeats=repeats,
        disposable=disposable,
        undeliverable=undeliverable,
        mail=asked.mail,
        verdict=await _counted_once(session, lead, asked),
    )


_USED = text("""
with mine as (
    insert into proof_used (workspace_id, digest, submission_id, at)
    values (:workspace_id, decode(:digest, 'hex'), :id, :at) on conflict do nothing
    returning submission_id)
select coalesce(
    (select submission_id from mine),
    (select p.submission_id from proof_used p
     where p.workspace_id = :workspace_id and p.digest = decode(:digest, 'hex')))
""")


async def _counted_once(
    session: TenantSession, lead: LeadSnapshot, asked: OutsideAnswers
) -> Verdict | None:
    """An own proof is good for the first submission that brings it, however often its run is repeated."""
    if asked.verdict is not Verdict.PASSED or not asked.digest:
        return asked.verdict
    which = {
        "workspace_id": session.info["workspace_id"],
        "digest": asked.digest,
        "id": lead.submission_id,
        "at": lead.received_at,
    }
    owner = (await session.execute(_USED, which)).scalar_one()
    return Verdict.PASSED if owner == lead.submission_id else Verdict.USED


def _hits(kind: str, value: str, form: FormValues) -> bool:
    """Addresses, domains and contents were found by their value; a word stands in the text or not."""
    if kind != "word":
        return True
    said: list[Any] = [form.name, form.company, form.message]
    return bool(re.search(rf"(?<!\w){re.escape(value)}(?!\w)", plain(" ".join(filter(None, said)))))
