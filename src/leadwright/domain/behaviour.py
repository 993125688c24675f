"""Behaviour events: what leads did, as reported by their mail, by our pages and by other programs."""

from typing import ClassVar

from leadwright.domain.event import Event
from leadwright.domain.ids import MessageId


class Behaved(Event):
    """Something a lead did. `about`: the page, file, link, meeting or product it was done with.

    `source`: `api`, `page`, `mail` (our own pixel and links), or the provider that reported it.
    """

    source: str
    about: str = ""
    message_id: MessageId | None = None


class EmailOpened(Behaved):
    """The pictures of a mail of ours were loaded. Says little: programs load them as well."""

    name: ClassVar[str] = "email.opened"


class EmailClicked(Behaved):
    """A link in a mail of ours was followed; `about` says where to."""

    name: ClassVar[str] = "email.clicked"


class EmailBounced(Behaved):
    """Another program's mail to the lead came back. Of our own mail: `message.bounced`."""

    name: ClassVar[str] = "email.bounced"


class PageViewed(Behaved):
    """A page was looked at; `about` is its address without what follows the question mark."""

    name: ClassVar[str] = "page.viewed"


class FileDownloaded(Behaved):
    """A file was taken."""

    name: ClassVar[str] = "file.downloaded"


class FormStarted(Behaved):
    """Somebody began to fill in a form."""

    name: ClassVar[str] = "form.started"


class MeetingHeld(Behaved):
    """The meeting took place."""

    name: ClassVar[str] = "meeting.held"


class MeetingMissed(Behaved):
    """The lead did not come."""

    name: ClassVar[str] = "meeting.missed"


class MeetingCancelled(Behaved):
    """The lead called the meeting off."""

    name: ClassVar[str] = "meeting.cancelled"


class CallMade(Behaved):
    """We called, and nobody answered."""

    name: ClassVar[str] = "call.made"


class CallAnswered(Behaved):
    """We spoke on the phone."""

    name: ClassVar[str] = "call.answered"


class SocialFollowed(Behaved):
    """The lead follows us on a social network."""

    name: ClassVar[str] = "social.followed"


class SocialReacted(Behaved):
    """The lead liked something of ours, or reacted otherwise."""

    name: ClassVar[str] = "social.reacted"


class SocialCommented(Behaved):
    """The lead wrote under something of ours."""

    name: ClassVar[str] = "social.commented"


class SocialMessaged(Behaved):
    """The lead wrote to us on a social network."""

    name: ClassVar[str] = "social.messaged"


class TrialStarted(Behaved):
    """The lead began to try the product."""

    name: ClassVar[str] = "trial.started"


class ProductUsed(Behaved):
    """The lead used the product."""

    name: ClassVar[str] = "product.used"


class CustomHappened(Behaved):
    """A kind of the workspace's own, such as `custom.webinar_joined`; `kind` is what follows the dot."""

    name: ClassVar[str] = "custom.*"
    kind: str

    @property
    def told_as(self) -> str:
        return f"custom.{self.kind}"
