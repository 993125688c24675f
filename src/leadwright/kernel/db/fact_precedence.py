"""Which of several facts with one key wins, as a SQL ordering; mirrors `LeadSnapshot.with_facts`."""

from leadwright.domain.lead import OF_THE_MESSAGE

_KEYS = ", ".join(f"'{key}'" for key in sorted(OF_THE_MESSAGE))


def sureness(of: str = "") -> str:
    """What facts are ordered by first, the most sure first; those of one message by their age alone.

    `of`: the name their table goes by. After it comes when they were observed, the newest first.
    """
    dot = f"{of}." if of else ""
    return f"case when {dot}key in ({_KEYS}) then 0 else {dot}confidence end"
