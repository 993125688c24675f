"""Prometheus metrics of this process, named after what happened, never with a personal label."""

from prometheus_client import REGISTRY, Counter, Gauge, Histogram, generate_latest

_FAST = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

submissions = Counter("leadwright_submissions_total", "Submissions taken", ["outcome"])
requests = Histogram(
    "leadwright_request_seconds", "HTTP requests", ["method", "status"], buckets=_FAST
)
steps = Histogram("leadwright_step_seconds", "Pipeline steps", ["step", "outcome"], buckets=_FAST)
runs = Counter("leadwright_runs_total", "Pipeline runs that ended", ["status"])
messages = Counter("leadwright_messages_total", "Messages by what became of them", ["status"])
behaviour = Counter("leadwright_behaviour_total", "Events of leads taken", ["origin", "outcome"])
machine_events = Counter("leadwright_machine_events_total", "Events machines made", ["reason"])
time_to_reply = Histogram(
    "leadwright_time_to_reply_seconds",
    "From submission received to the mail server's 250",
    buckets=(0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 3, 5, 10, 30, 60, 300),
)
jobs = Counter("leadwright_jobs_total", "Jobs run", ["entrypoint", "outcome"])
queue_depth = Gauge("leadwright_queue_depth", "Jobs by state", ["status"])


def exposition() -> bytes:
    """The text that a Prometheus server scrapes."""
    return generate_latest(REGISTRY)
