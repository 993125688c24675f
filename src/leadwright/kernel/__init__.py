"""What every feature stands on: settings, database, jobs, events, HTTP, crypto, logging."""

from leadwright.kernel.plain import load

load("structlog")
