"""`python -m leadwright` and the `leadwright` command."""

import sys

from leadwright.cli import app
from leadwright.domain.errors import Refused
from leadwright.kernel.db.unavailable import DatabaseUnavailable
from leadwright.kernel.settings import SettingsRefused


def main() -> None:
    """Run a command; what people can mend is said in words, without a stack trace."""
    try:
        app()
    except SettingsRefused as refused:
        sys.stderr.write(f"Leadwright cannot start with these settings:\n{refused}\n")
        raise SystemExit(2) from None
    except DatabaseUnavailable as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(3) from None
    except Refused as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        for field in refusal.problems:
            sys.stderr.write(f"- {field.field}: {field.reason}. {field.remedy}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
