"""What a developer writes against a list in ten minutes: pandas reads it, one INSERT a row, by e-mail once.

`python -m bench.peers.frame_script read FILE` reads alone; `insert FILE` writes to DATABASE_URL.
"""

import asyncio
import os
import sys
from pathlib import Path

import asyncpg
import pandas as pd  # type: ignore[import-untyped]

TABLE = """
create table if not exists imported (email text primary key, first text, last text, phone text,
    company text, title text, country text, product text, event text, at text, source text, notes text)
"""
INSERT = (
    "insert into imported values ($3,$1,$2,$4,$5,$6,$7,$8,$9,$10,$11,$12) on conflict do nothing"
)


def frame(path: Path) -> pd.DataFrame:
    if path.suffix == ".csv":
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    return pd.read_excel(path, dtype=str, keep_default_na=False)


async def insert(path: Path) -> None:
    connection = await asyncpg.connect(os.environ["DATABASE_URL"])  # noqa: TID251 -- a script
    try:
        await connection.execute(TABLE)
        async with connection.transaction():
            for row in frame(path).itertuples(index=False):
                await connection.execute(INSERT, *row)
    finally:
        await connection.close()


if __name__ == "__main__":
    name, file = sys.argv[1], Path(sys.argv[2])
    if name == "read":
        print(len(frame(file)))
    else:
        asyncio.run(insert(file))
