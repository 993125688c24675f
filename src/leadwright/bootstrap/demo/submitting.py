"""Brings a post in the way the HTTP door does: the same reading, checking and keeping of the form."""

import hashlib
import json

from leadwright.bootstrap.demo.plan import Post
from leadwright.domain.ids import SubmissionId, WorkspaceId
from leadwright.features.capture import actions, fields, rules
from leadwright.kernel.db.session import Database

_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


async def send(database: Database, workspace_id: WorkspaceId, post: Post) -> SubmissionId:
    """Take the post in, once: its number is its idempotency key. The submission's id."""
    form, source = fields.read_form(post.body)
    raw = json.dumps(post.body, ensure_ascii=False).encode()
    key = f"demo:{workspace_id}:{post.number}".encode()
    taken = await actions.take(
        database,
        actions.Incoming(
            workspace_id=workspace_id,
            form=rules.check(form),
            source=source or "api",
            address=post.address,
            content_type="application/json",
            raw=raw,
            headers={"user-agent": _AGENT, "accept-language": post.sender.language},
            received_at=post.at,
            suspicion=rules.suspicion(post.trap, None, 0),
            is_demo=True,
            idempotency=hashlib.sha256(key).digest(),
            body_hash=hashlib.sha256(raw).digest(),
        ),
    )
    return taken.submission_id
