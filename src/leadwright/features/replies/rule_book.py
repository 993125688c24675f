"""A workspace's reply rules: read, checked, and kept as one list.

The list is written whole, since its order is its meaning; `version` says which list an edit began from.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, func, insert, select

from leadwright.domain.condition import condition_json, parse_condition
from leadwright.domain.errors import Conflict, FieldProblem, Invalid
from leadwright.features.replies.models import ReplyRuleRow
from leadwright.features.replies.modes import (
    LONGEST_DELAY,
    MOST_RULES,
    SHIPPED,
    ReplyMode,
    ReplyRule,
)
from leadwright.kernel.db import prefetch
from leadwright.kernel.db.prefetch import Prefetch
from leadwright.kernel.db.session import ReadSession, TenantSession

RULES = Prefetch(
    "reply_rules",
    "select jsonb_agg(jsonb_build_array(name, condition, mode, minutes) order by position)"
    " from reply_rule where workspace_id = :workspace_id",
)
LONGEST_NAME = 100
CHANGED = "Somebody changed the rules meanwhile. Look at them as they stand now, then change them."


async def rules(session: ReadSession) -> tuple[ReplyRule, ...]:
    """The list in force: the workspace's own, else the shipped one."""
    own = tuple(
        ReplyRule(
            name,
            None if condition is None else parse_condition(condition),
            ReplyMode(mode),
            minutes,
        )
        for name, condition, mode, minutes in await prefetch.answer(session, RULES) or ()
    )
    return own or SHIPPED


async def save(session: TenantSession, wanted: Sequence[ReplyRule], *, since: str) -> None:
    """Put this list in the place of the one with the version `since`. Conflict if that is not it any more."""
    workspace_id = session.info["workspace_id"]
    # Two people who save at once: the second one waits here, and then finds another version.
    await session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"reply_rule:{workspace_id}", 0)))
    )
    if version_of(await rules(session)) != since:
        raise Conflict(CHANGED)
    await session.execute(delete(ReplyRuleRow).where(ReplyRuleRow.workspace_id == workspace_id))
    if tuple(wanted) == SHIPPED:
        return
    rows = [
        {"workspace_id": workspace_id, "position": position, **rule_json(rule)}
        for position, rule in enumerate(check(wanted))
    ]
    await session.execute(insert(ReplyRuleRow), rows)


def check(wanted: Sequence[ReplyRule]) -> Sequence[ReplyRule]:
    """The list if it can be kept. An empty one cannot: it would look like the shipped one."""
    if not wanted:
        raise Invalid("Keep at least one rule; what none is about waits as a draft.")
    if len(wanted) > MOST_RULES:
        raise Invalid(f"Keep at most {MOST_RULES} rules; there are {len(wanted)}.")
    return wanted


def check_rule(name: str, mode: str, minutes: str) -> tuple[str, ReplyMode, int]:
    """What a person typed about a rule, apart from its condition. Invalid names each field."""
    name = " ".join(name.split())
    problems = []
    if not name:
        problems.append(FieldProblem("name", "missing", "Give the rule a name."))
    elif len(name) > LONGEST_NAME:
        remedy = f"Shorten the name to {LONGEST_NAME} characters."
        problems.append(FieldProblem("name", "too_long", remedy))
    if mode not in set(ReplyMode):
        problems.append(FieldProblem("mode", "unknown", "Choose what becomes of the reply."))
    wait = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 7 else 0
    if mode == ReplyMode.DELAY and not 1 <= wait <= LONGEST_DELAY:
        remedy = f"Write whole minutes from 1 to {LONGEST_DELAY:,}."
        problems.append(FieldProblem("minutes", "out_of_range", remedy))
    if problems:
        raise Invalid("The rule needs another look.", problems=tuple(problems))
    return name, ReplyMode(mode), wait if mode == ReplyMode.DELAY else 0


def rule_json(rule: ReplyRule) -> dict[str, Any]:
    """The plain form, as it is stored and carried through a form."""
    return {
        "name": rule.name,
        "condition": None if rule.condition is None else condition_json(rule.condition),
        "mode": rule.mode.value,
        "minutes": rule.minutes,
    }


def rules_json(listed: Sequence[ReplyRule]) -> str:
    """The whole list as text."""
    return json.dumps([rule_json(rule) for rule in listed], ensure_ascii=False, sort_keys=True)


def parse_rules(text: str) -> tuple[ReplyRule, ...]:
    """The list that `rules_json` wrote, or Invalid: it came back through a browser."""
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid("The list of rules did not arrive whole. Load the page again.") from error
    if not isinstance(listed, list) or len(listed) > MOST_RULES + 1:
        raise Invalid("The list of rules did not arrive whole. Load the page again.")
    return tuple(_parse(entry) for entry in listed)


def _parse(entry: object) -> ReplyRule:
    if not isinstance(entry, Mapping):
        raise Invalid("The list of rules did not arrive whole. Load the page again.")
    name, mode, minutes = check_rule(
        str(entry.get("name", "")), str(entry.get("mode", "")), str(entry.get("minutes", ""))
    )
    condition = entry.get("condition")
    return ReplyRule(name, None if condition is None else parse_condition(condition), mode, minutes)


def version_of(listed: Sequence[ReplyRule]) -> str:
    """A short mark of a list: equal lists have equal marks."""
    return hashlib.sha256(rules_json(listed).encode()).hexdigest()[:16]
