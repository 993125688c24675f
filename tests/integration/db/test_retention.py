"""Helper rows go when they no longer matter, and not before."""

from datetime import timedelta

from sqlalchemy import text
from tests.integration.installation import Installation, Workplace

from leadwright.bootstrap import maintenance
from leadwright.domain.ids import new_id
from leadwright.features.workspaces.retention import KEPT, forget_helpers
from leadwright.kernel import clock

_ROWS = {
    "proof_used": "insert into proof_used values (:workspace_id, :bytes, :id, :at)",
    "message_seen": "insert into message_seen values (:workspace_id, :bytes, 'x', :at)",
    "mail_report": "insert into mail_report (workspace_id, connection_id, event_id, received_at)"
    " values (:workspace_id, :connection, cast(:id as text), :at)",
    "idempotency": "insert into idempotency (workspace_id, key_hash, body_hash, submission_id,"
    " created_at) values (:workspace_id, :bytes, :bytes, :submission, :at)",
}


async def test_what_is_old_goes_in_pieces_and_what_is_young_stays(
    installation: Installation, place: Workplace
) -> None:
    submission = await installation.submit(place, email="a@firm.example", message="Hello there.")
    connection, now = new_id(), clock.now()
    async with installation.runtime.database.tenant(place.workspace_id) as session:
        await session.execute(
            text(
                "insert into connection (workspace_id, id, purpose, integration, label, sealed,"
                " config, state, created_at, updated_at) values (:workspace_id, :id, 'mail',"
                " 'resend', 'x', '', '{}', 'untested', now(), now())"
            ),
            {"workspace_id": place.workspace_id, "id": connection},
        )
        for table, _, kept in KEPT:
            for age in (kept - timedelta(minutes=5), *[kept + timedelta(minutes=5)] * 3):
                id_ = new_id()
                values = {
                    "workspace_id": place.workspace_id,
                    "id": id_,
                    "bytes": id_.bytes,
                    "connection": connection,
                    "submission": submission,
                    "at": now - age,
                }
                sql = _ROWS[table].replace("cast(:id as text)", "cast(cast(:id as uuid) as text)")
                named = {name: value for name, value in values.items() if f":{name}" in sql}
                await session.execute(text(sql), named)
    async with installation.runtime.database.system() as session:
        assert await forget_helpers(session, now, at_once=1) == len(KEPT)
    await maintenance.forget_old_helpers(installation.runtime)
    async with installation.runtime.database.read(place.workspace_id) as session:
        left = {
            table: await session.scalar(text(f"select count(*) from {table}"))
            for table, _, _ in KEPT
        }
    assert left == dict.fromkeys(_ROWS, 1)
