"""Every integration the product offers, by its card. A new vendor is one folder and one line here."""

from leadwright.integrations.outbox import INTEGRATION as OUTBOX
from leadwright.integrations.smtp import INTEGRATION as SMTP
from leadwright.integrations.use_multilingual import INTEGRATION as USE_MULTILINGUAL
from leadwright.ports.integration import Integration

INTEGRATIONS: tuple[Integration, ...] = (OUTBOX, SMTP, USE_MULTILINGUAL)
