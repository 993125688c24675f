"""Whether the database's schema is the one this program was built for.

During a rolling upgrade, older programs see a newer schema: they still store leads, but their jobs
would write to columns that no longer exist.
"""

from pathlib import Path

from leadwright.kernel.db.unavailable import DatabaseUnavailable

MIGRATIONS = Path(__file__).parents[2] / "migrations"
STANDING = "select max(version_num) from alembic_version"
HAS_SCHEMA = "select coalesce(has_table_privilege(to_regclass('alembic_version'), 'select'), false)"
"""Before revision 0049, only the owner may read the revision."""


def newest_revision() -> str:
    """Revisions are numbered, and their files named so: 0007_words.py."""
    return max(file.name.partition("_")[0] for file in MIGRATIONS.glob("versions/[0-9]*_*.py"))


def refuse_another(standing: str | None) -> None:
    """Raises DatabaseUnavailable unless this revision is ours. None: no schema yet, or an old one."""
    ours = newest_revision()
    if standing == ours:
        return
    if standing is None:
        happened = f"The database has no schema of revision {ours} yet."
        remedy = "run `leadwright db upgrade`."
    elif standing < ours:
        happened = f"The schema is at revision {standing}, this program needs {ours}."
        remedy = "run `leadwright db upgrade`."
    else:
        happened = (
            f"A newer Leadwright brought the schema to revision {standing}; this one knows {ours}."
        )
        remedy = "start the newer version here, too."
    raise DatabaseUnavailable(happened, remedy=remedy)
