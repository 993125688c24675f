"""The sending job, and what happens when its attempts are used up."""

from functools import partial

from leadwright.features.messages.actions import SEND
from leadwright.features.messages.sending import Delivery, give_up, send
from leadwright.kernel.jobs import Job


def jobs(delivery: Delivery) -> tuple[Job, ...]:
    """Send one message.

    What a mail server refuses for now is counted on the message and never here; the queue counts
    what breaks the job itself.
    """
    return (
        Job(
            SEND,
            partial(send, delivery),
            timeout=120,
            max_attempts=6,
            gave_up=partial(give_up, delivery.database),
        ),
    )
