"""The steps of a lead's pipeline, top to bottom; nothing else moves a lead.

A step has up to two halves. `call` may wait for an external system and then holds no transaction.
`apply` runs in one tenant transaction: it writes, emits events and moves the checkpoint, so its effects
happen once even if the process dies.
"""

from collections.abc import Sequence
from typing import Any

from leadwright.domain.ids import SubmissionId
from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.features.capture import actions as capture
from leadwright.features.capture import outside_checks, quarantine, screening
from leadwright.features.capture import queries as submissions
from leadwright.features.enrichment import actions as enrichment
from leadwright.features.identity import records
from leadwright.features.leads import actions as leads
from leadwright.features.notifications.tell_owner import REACH, tell_owner
from leadwright.features.replies import actions as replies
from leadwright.features.replies import rule_book
from leadwright.features.scoring import in_force
from leadwright.features.tasks import actions as tasks
from leadwright.features.understanding import actions as understanding
from leadwright.features.workspaces import queries as workspaces
from leadwright.kernel.db.session import TenantSession
from leadwright.pipeline.dedupe import find_lead
from leadwright.pipeline.routes import route
from leadwright.pipeline.scoring.scores import score
from leadwright.pipeline.segment import LeadStore
from leadwright.pipeline.step import FALL_BACK, SKIP, Step

LEAD_PIPELINE: tuple[Step[Any], ...] = (
    Step(
        "screen",
        call=outside_checks.ask,
        asks_outside=outside_checks.asks_outside,
        apply=capture.screen,
        prefetch=(screening.KNOWN,),
        within=2.5,
        if_failed=FALL_BACK,
        fallback=outside_checks.go_without,
    ),
    Step("dedupe", apply=find_lead, prefetch=(records.CANDIDATES,)),
    Step(
        "enrich",
        call=enrichment.look_up,
        asks_outside=enrichment.asks_outside,
        apply=enrichment.record,
        within=2.0,
        if_failed=SKIP,
    ),
    Step(
        "understand",
        call=understanding.read,
        asks_outside=understanding.asks_outside,
        apply=understanding.record,
        within=6.0,
        if_failed=FALL_BACK,
        fallback=understanding.read_without_help,
    ),
    Step("score", apply=score, prefetch=(in_force.CARDS, in_force.OF_LEAD, in_force.EVENTS)),
    Step("route", apply=route, prefetch=(workspaces.HOUSEHOLD,)),
    Step(
        "respond",
        call=replies.draft,
        asks_outside=replies.asks_outside,
        apply=replies.queue,
        prefetch=(rule_book.RULES,),
        within=6.0,
        if_failed=FALL_BACK,
        fallback=replies.draft_from_template,
    ),
    Step("notify", apply=tell_owner, prefetch=(REACH,)),
    Step("follow_up", apply=tasks.plan_follow_up),
)


async def _load(session: TenantSession, submission_id: SubmissionId) -> LeadSnapshot | None:
    return await submissions.at_the_door(session, submission_id)


def _identity_keys(lead: LeadSnapshot) -> Sequence[int]:
    return records.own_keys(lead.form)


async def _save_facts(session: TenantSession, lead: LeadSnapshot, facts: Sequence[Fact]) -> None:
    if lead.lead_id is not None:
        await leads.record_facts(session, lead.lead_id, lead.submission_id, facts)


async def _save_stopped(session: TenantSession, lead: LeadSnapshot, reason: str) -> None:
    await quarantine.keep(session, lead.submission_id, reason)
    if lead.lead_id is not None:
        reply = leads.Reply("stopped", stop_reason=reason)
        await leads.mark_reply(session, lead.lead_id, lead.submission_id, reply)


LEAD_STORE = LeadStore(
    prefetch=(submissions.AT_THE_DOOR,),
    load=_load,
    identity_keys=_identity_keys,
    save_facts=_save_facts,
    save_lead=leads.keep,
    save_stopped=_save_stopped,
)
