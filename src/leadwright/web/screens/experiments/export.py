"""The leads of an experiment as CSV, safe to open in a spreadsheet."""

import csv
import io
from collections.abc import Sequence
from datetime import datetime

from leadwright.features.experiments.models import ExperimentAssignment
from leadwright.web.screens.leads.export import cell

HEAD = ("lead_id", "wording", "assigned_at", "counts_until", "settled", "answered", "message_id")


def lines(rows: Sequence[tuple[ExperimentAssignment, bool]], now: datetime) -> str:
    """One line a lead, in the order in which they came."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(HEAD)
    for one, answered in rows:
        settled = "yes" if one.until <= now else "no"
        times = (one.at.isoformat(), one.until.isoformat())
        values = (one.lead_id, one.variant, *times, settled, "yes" if answered else "no")
        writer.writerow([cell(value) for value in (*values, one.message_id)])
    return text.getvalue()
