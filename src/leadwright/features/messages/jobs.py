"""The sending job, and what happens when its attempts are used up."""

from functools import partial

from leadwright.features.messages.actions import SEND
from leadwright.features.messages.sending import Delivery, give_up, send
from leadwright.kernel.jobs import Job


def jobs(delivery: Delivery) -> tuple[Job, ...]:
    """Send one message.

    Temporary refusals of the mail server count on the message; the queue counts failures of the job itself.
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
