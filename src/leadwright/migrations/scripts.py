"""What every migration does: run its SQL file, and put a wall around the tenant tables it made."""

from pathlib import Path

from alembic import context, op

from leadwright.kernel.db.tenancy import Roles, wall

_SQL = Path(__file__).parent / "sql"


def run(script: str, *tenant_tables: str) -> None:
    """Run `sql/<script>` in the migration's transaction, then wall these tables."""
    roles: Roles = context.config.attributes["roles"]
    execute = op.get_bind().exec_driver_sql
    for statement in split((_SQL / script).read_text()):
        execute(statement)
    for table in tenant_tables:
        for statement in wall(table, roles):
            execute(statement)


def split(script: str) -> list[str]:
    """Statements of a script; a semicolon at a line's end ends one, outside of $$ bodies."""
    statements: list[str] = []
    current: list[str] = []
    inside = False
    for line in script.splitlines():
        if not current and (not line.strip() or line.lstrip().startswith("--")):
            continue
        current.append(line)
        inside ^= line.count("$$") % 2 == 1
        if not inside and line.split("--")[0].rstrip().endswith(";"):
            statements.append("\n".join(current))
            current = []
    if current:
        raise ValueError(f"the last statement does not end with a semicolon: {current[0]}")
    return statements
