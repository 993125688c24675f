"""The one error for "the database cannot be used": what happened, the remedy, and the server's log."""


class DatabaseUnavailable(Exception):
    """PostgreSQL cannot be used. `remedy` is for whoever can fix it, `log` holds the server's last lines."""

    def __init__(self, happened: str, *, remedy: str, log: str = "") -> None:
        lines = [happened, f"What to do: {remedy}"]
        if log:
            lines += ["The end of PostgreSQL's log:", *(f"  {line}" for line in log.splitlines())]
        super().__init__("\n".join(lines))
        self.happened = happened
        self.remedy = remedy
        self.log = log
