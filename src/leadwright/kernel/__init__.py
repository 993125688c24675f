"""What every feature stands on: settings, database, jobs, events, HTTP, crypto, logging."""
