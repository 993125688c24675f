"""Every integration the product offers, by its card. A new vendor is one folder and one line here."""

from leadwright.integrations.amazon_bedrock import INTEGRATION as AMAZON_BEDROCK
from leadwright.integrations.amazon_ses import INTEGRATION as AMAZON_SES
from leadwright.integrations.anthropic import INTEGRATION as ANTHROPIC
from leadwright.integrations.mailgun import INTEGRATION as MAILGUN
from leadwright.integrations.openai import INTEGRATION as OPENAI
from leadwright.integrations.openai_compatible import INTEGRATION as OPENAI_COMPATIBLE
from leadwright.integrations.outbox import INTEGRATION as OUTBOX
from leadwright.integrations.postmark import INTEGRATION as POSTMARK
from leadwright.integrations.resend import INTEGRATION as RESEND
from leadwright.integrations.sendgrid import INTEGRATION as SENDGRID
from leadwright.integrations.smtp import INTEGRATION as SMTP
from leadwright.integrations.use_multilingual import INTEGRATION as USE_MULTILINGUAL
from leadwright.ports.integration import Integration

INTEGRATIONS: tuple[Integration, ...] = (
    AMAZON_BEDROCK,
    AMAZON_SES,
    ANTHROPIC,
    MAILGUN,
    OPENAI,
    OPENAI_COMPATIBLE,
    OUTBOX,
    POSTMARK,
    RESEND,
    SENDGRID,
    SMTP,
    USE_MULTILINGUAL,
)
