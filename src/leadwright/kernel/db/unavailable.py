"""The one error of "there is no database to work with": what happened, what to do, what it said."""


class DatabaseUnavailable(Exception):
    """PostgreSQL cannot be used. `remedy` is for the person who can mend it, `log` is its own last words."""

    def __init__(self, happened: str, *, remedy: str, log: str = "") -> None:
        lines = [happened, f"What to do: {remedy}"]
        if log:
            lines += ["The end of PostgreSQL's log:", *(f"  {line}" for line in log.splitlines())]
        super().__init__("\n".join(lines))
        self.happened = happened
        self.remedy = remedy
        self.log = log
