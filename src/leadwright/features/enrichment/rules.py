"""The facts that a submission states itself."""

from datetime import datetime

from leadwright.domain.lead import Fact, LeadSnapshot
from leadwright.features.enrichment.at_hand import find


def look_at(lead: LeadSnapshot, at: datetime) -> tuple[Fact, ...]:
    """All facts at hand about a lead. Pure: the same lead gives the same facts."""
    form = lead.form
    return tuple(
        Fact(
            key=key,
            value=value,
            source=source,
            method=method,
            confidence=confidence,
            observed_at=at,
        )
        for key, value, source, method, confidence in find(
            form.name, form.email, form.phone, form.company
        )
    )
