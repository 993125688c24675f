"""Two leads become one, and two again: nothing is lost, what nobody touched comes back as it was."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, bindparam, text
from sqlalchemy.exc import IntegrityError

from leadwright.domain.errors import Conflict, NotFound
from leadwright.domain.ids import LeadId, PersonId, new_id
from leadwright.features.duplicates.moving_rows import MovedRows, move_back, move_rows, put_in
from leadwright.kernel import clock
from leadwright.kernel.db.session import TenantSession

# By the words of the one who goes, the one who stays is found as well: `search_lead_anew` reads them.
_BOTH = text(
    "select id, to_jsonb(l) as image, coalesce((select s.words from lead_search s"
    " where s.workspace_id = :w and s.lead_id = l.id),"
    " search_words(name_folded, email, company_folded, phone)) as words"
    " from lead l where workspace_id = :w and id in (:keep, :drop)"
    " order by id for update"
)
_IMAGE = text("select to_jsonb(l) from lead l where workspace_id = :w and id = :id")
_DROP = text("delete from lead where workspace_id = :w and id = :drop")
# What the one who stays does not know is taken from the other; the newer submission stays the newest.
_FILL = text("""
update lead l set
    created_at = least(l.created_at, o.created_at),
    last_submission_id = case when o.last_submission_at > l.last_submission_at
        then o.last_submission_id else l.last_submission_id end,
    last_submission_at = greatest(l.last_submission_at, o.last_submission_at),
    submissions = l.submissions + o.submissions,
    name = case when l.name = '' then o.name else l.name end,
    name_folded = case when l.name = '' then o.name_folded else l.name_folded end,
    email = coalesce(l.email, o.email), email_key = coalesce(l.email_key, o.email_key),
    phone = coalesce(l.phone, o.phone), phone_key = coalesce(l.phone_key, o.phone_key),
    company = case when l.company = '' then o.company else l.company end,
    company_folded = case when l.company = '' then o.company_folded else l.company_folded end,
    country = coalesce(l.country, o.country), language = coalesce(l.language, o.language),
    owner_id = coalesce(l.owner_id, o.owner_id), team_id = coalesce(l.team_id, o.team_id),
    updated_at = :at, version = l.version + 1
from jsonb_populate_record(null::lead, cast(:other as jsonb)) o
where l.workspace_id = :w and l.id = :keep returning to_jsonb(l)
""")
_NOTE = text("""
insert into lead_merge (workspace_id, id, lead_id, absorbed_id, absorbed_name, made_at, made_by, before,
    after, moved, dropped)
values (:w, :id, :keep, :drop, :name, :at, :by, cast(:before as jsonb), cast(:after as jsonb),
    cast(:moved as jsonb), cast(:dropped as jsonb))
""")
_ANSWERED = text(
    "update duplicate set state = :state, decided_at = :at, decided_by = :by where workspace_id = :w"
    " and least(lead_id, other_id) = least(cast(:keep as uuid), cast(:drop as uuid))"
    " and greatest(lead_id, other_id) = greatest(cast(:keep as uuid), cast(:drop as uuid))"
)
_MERGE = text("select * from lead_merge where workspace_id = :w and id = :id for update")
_UNDONE = text(
    "update lead_merge set undone_at = :at, undone_by = :by where workspace_id = :w and id = :id"
)


_LATER = text(
    "select m.id, m.before, m.after from lead_merge m join lead_merge e"
    " on e.workspace_id = m.workspace_id and e.id = :id where m.workspace_id = :w and m.lead_id = :keep"
    " and m.undone_at is null and (m.made_at, m.id) > (e.made_at, e.id)"
)
_RETOLD = text(
    "update lead_merge set before = cast(:before as jsonb), after = cast(:after as jsonb)"
    " where workspace_id = :w and id = :id"
)
_ASK_AGAIN = text(
    "update duplicate set state = 'open', decided_at = null, decided_by = null, look_after = asked_at"
    " where workspace_id = :w and id = any(:ids) and state in ('open', 'not_same') returning id"
).bindparams(bindparam("ids", type_=ARRAY(Uuid)))


async def merge(
    session: TenantSession, keep: LeadId, drop: LeadId, *, actor: PersonId | None
) -> UUID:
    """Make one lead of two; `keep` stays. The merge's id, by which it can be taken back."""
    place = session.info["workspace_id"]
    found = await session.execute(_BOTH, {"w": place, "keep": keep, "drop": drop})
    images = {row.id: (row.image, row.words) for row in found}
    if keep == drop or len(images) != 2:
        raise NotFound("One of the two leads is not here any more.")
    followed = await move_rows(session, drop, keep)
    await session.execute(_DROP, {"w": place, "drop": drop})
    now, (kept, _), (other, words) = clock.now(), images[keep], images[drop]
    after = await session.scalar(
        _FILL, {"w": place, "keep": keep, "at": now, "other": json.dumps(other)}
    )
    merge_id = new_id()
    note = {
        "w": place, "id": merge_id, "keep": keep, "drop": drop, "at": now, "by": actor,
        "name": other["name"] or other["email"] or other["phone"] or "",
        "before": json.dumps(kept), "after": json.dumps(after),
        "moved": json.dumps(followed.moved),
        "dropped": json.dumps({"lead": [{**other, "search_text": words}], **followed.dropped}),
    }  # fmt: skip
    await session.execute(_NOTE, note)
    await _answer(session, (keep, drop), "merged", actor)
    return merge_id


async def undo(
    session: TenantSession, merge_id: UUID, *, actor: PersonId | None
) -> tuple[LeadId, LeadId]:
    """Two leads again. Fields of the one who stayed go back where they are still the merge's."""
    place = session.info["workspace_id"]
    row = (await session.execute(_MERGE, {"w": place, "id": merge_id})).first()
    if row is None:
        told = (
            "There is no such merge here, or its lead went into another one since: undo that first."
        )
        raise NotFound(told)
    if row.undone_at is not None:
        raise Conflict("This merge was taken back already.")
    keep, drop = LeadId(row.lead_id), LeadId(row.absorbed_id)
    await _restore(session, keep, row.before, row.after)
    await _forget(session, merge_id, keep, row.before, row.after)
    lead, dropped = row.dropped["lead"], {**row.dropped}
    del dropped["lead"]
    try:
        async with session.begin_nested():
            await put_in(session, "lead", lead)
            await move_back(session, MovedRows(row.moved, dropped), drop, keep)
    except IntegrityError as error:
        told = "A lead with the same address came in since, so that this cannot be taken back."
        raise Conflict(told) from error
    await session.execute(_UNDONE, {"w": place, "id": merge_id, "at": clock.now(), "by": actor})
    await _answer(session, (keep, drop), "open", None)
    return keep, drop


# Computed anew whenever a lead changes, by the merge itself too: nobody's touch.
_RECKONED = frozenset({"score", "grade"})


async def _restore(
    session: TenantSession, keep: LeadId, before: dict[str, Any], after: dict[str, Any]
) -> None:
    """Untouched since: as it was. Else only what still has the merge's value, as a further change.

    Columns that the lead had then and has no longer are nobody's.
    """
    place = session.info["workspace_id"]
    now = await session.scalar(_IMAGE, {"w": place, "id": keep})
    told = {name: value for name, value in after.items() if name in now}
    changed = {name for name in now if now[name] != told.get(name)}
    if changed <= _RECKONED:
        changed = set()
    back = {name: before[name] for name in told if name in before and name not in changed}
    if "submissions" in changed:  # others came since: those of the one who goes are taken off
        back["submissions"] = now["submissions"] - _came_along(before, after)
    if changed:
        back |= {"version": now["version"] + 1, "updated_at": clock.now().isoformat()}
    columns = ", ".join(f'"{name}" = o."{name}"' for name in back)
    await session.execute(
        text(
            f"update lead l set {columns} from jsonb_populate_record(null::lead, cast(:back as jsonb)) o"
            " where l.workspace_id = :w and l.id = :keep"
        ),
        {"w": place, "keep": keep, "back": json.dumps(back)},
    )


def _came_along(before: dict[str, Any], after: dict[str, Any]) -> int:
    """How many submissions the one who went brought."""
    return int(after["submissions"] - before["submissions"])


async def _forget(
    session: TenantSession,
    merge_id: UUID,
    keep: LeadId,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    """Later merges into the same lead go back to it without what this one had brought."""
    given = {"w": session.info["workspace_id"], "id": merge_id, "keep": keep}
    for later in await session.execute(_LATER, given):
        images = [
            {**image, "submissions": image["submissions"] - _came_along(before, after)}
            | {
                name: before[name]
                for name in image
                if name in before and image[name] == after.get(name) != before[name]
            }
            for image in (later.before, later.after)
        ]
        told = {"before": json.dumps(images[0]), "after": json.dumps(images[1])}
        await session.execute(_RETOLD, {"w": given["w"], "id": later.id, **told})


async def not_the_same(
    session: TenantSession, one: LeadId, other: LeadId, *, actor: PersonId | None
) -> None:
    """Two people: they are not asked about again."""
    await _answer(session, (one, other), "not_same", actor)


async def ask_again(session: TenantSession, question_ids: Sequence[UUID]) -> int:
    """Open again, as of when they were asked first: how many are."""
    given = {"w": session.info["workspace_id"], "ids": list(question_ids)}
    return len((await session.execute(_ASK_AGAIN, given)).all())


async def _answer(
    session: TenantSession, pair: tuple[LeadId, LeadId], state: str, actor: PersonId | None
) -> None:
    await session.execute(
        _ANSWERED,
        {
            "w": session.info["workspace_id"], "keep": pair[0], "drop": pair[1], "state": state,
            "at": None if state == "open" else clock.now(), "by": actor,
        },
    )  # fmt: skip
