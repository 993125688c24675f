"""Infrastructure that all features share: settings, database, jobs, events, HTTP, crypto, logging."""

from leadwright.kernel.slim_import import load

load("structlog")
