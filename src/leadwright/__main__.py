"""`python -m leadwright` and the `leadwright` command.

What `except` names is looked up only when something was raised, so that light commands stay light.
"""

import sys

from leadwright.cli import app
from leadwright.domain.errors import Refused
from leadwright.kernel.loading import resolve


def main() -> None:
    """Run a command; what people can mend is said in words, without a stack trace."""
    try:
        app()
    except resolve("leadwright.kernel.settings:SettingsRefused") as refused:
        sys.stderr.write(f"Leadwright cannot start with these settings:\n{refused}\n")
        raise SystemExit(2) from None
    except resolve("leadwright.kernel.db.unavailable:DatabaseUnavailable") as problem:
        sys.stderr.write(f"{problem}\n")
        raise SystemExit(3) from None
    except Refused as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        for field in refusal.problems:
            sys.stderr.write(f"- {field.field}: {field.reason}. {field.remedy}\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
