"""The messaging job and what happens when it gives up."""

from functools import partial

from leadwright.features.messages.actions import SEND
from leadwright.features.messages.sending import Post, send
from leadwright.kernel.jobs import Job


def jobs(post: Post) -> tuple[Job, ...]:
    """Send one message. Its tries are counted on the message, so the queue itself is patient."""
    return (Job(SEND, partial(send, post), timeout=120, max_attempts=20),)
