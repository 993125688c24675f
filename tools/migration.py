"""Makes a new, empty migration after the newest one: `make migrate NAME=add_companies`."""

import re
import sys
from pathlib import Path

VERSIONS = Path(__file__).parent.parent / "src/leadwright/migrations/versions"

TEMPLATE = '''"""{title}."""

from alembic import op

revision = "{revision}"
down_revision = "{previous}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("")
'''


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if not re.fullmatch(r"[a-z][a-z0-9_]+", name):
        sys.exit("Name it: make migrate NAME=verb_noun (small letters, digits, underscores)")
    newest = max(int(path.name[:4]) for path in VERSIONS.glob("[0-9]*.py"))
    revision = f"{newest + 1:04}"
    path = VERSIONS / f"{revision}_{name}.py"
    title = name.replace("_", " ").capitalize()
    path.write_text(TEMPLATE.format(title=title, revision=revision, previous=f"{newest:04}"))
    print(path)


if __name__ == "__main__":
    main()
