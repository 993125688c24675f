"""PostgreSQL without installing one: our own launcher over unpacked binaries (docs/howto/database.md)."""

from leadwright.kernel.db.embedded.server import EmbeddedPostgres as EmbeddedPostgres
