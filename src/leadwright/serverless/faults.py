"""What can be wrong with a file or an invocation, in words for the person who can mend it."""


class Unreadable(Exception):
    """A file that cannot be taken: `kind` for counting, the message for whoever sent it."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


class OutOfTime(Exception):
    """The invocation ends before the file does; the event's retry goes on with the same ids."""


class NotTaken(Exception):
    """Something that the rows must go to does not take them: worth another try later."""


class Misconfigured(Exception):
    """An environment variable, or what the function was connected to, cannot be worked with."""


class IntakeFailed(Exception):
    """Raised after all files of an event were tried; the message is the structured result as JSON."""
