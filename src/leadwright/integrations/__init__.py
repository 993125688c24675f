"""Every integration the product offers, by its card. A new vendor is one folder and one line here."""

from leadwright.integrations.amazon_bedrock import INTEGRATION as AMAZON_BEDROCK
from leadwright.integrations.amazon_ses import INTEGRATION as AMAZON_SES
from leadwright.integrations.amazon_sns import INTEGRATION as AMAZON_SNS
from leadwright.integrations.anthropic import INTEGRATION as ANTHROPIC
from leadwright.integrations.discord import INTEGRATION as DISCORD
from leadwright.integrations.hcaptcha import INTEGRATION as HCAPTCHA
from leadwright.integrations.mailgun import INTEGRATION as MAILGUN
from leadwright.integrations.object_storage import INTEGRATION as OBJECT_STORAGE
from leadwright.integrations.openai import INTEGRATION as OPENAI
from leadwright.integrations.openai_compatible import INTEGRATION as OPENAI_COMPATIBLE
from leadwright.integrations.outbox import INTEGRATION as OUTBOX
from leadwright.integrations.postmark import INTEGRATION as POSTMARK
from leadwright.integrations.resend import INTEGRATION as RESEND
from leadwright.integrations.sendgrid import INTEGRATION as SENDGRID
from leadwright.integrations.slack import INTEGRATION as SLACK
from leadwright.integrations.smtp import INTEGRATION as SMTP
from leadwright.integrations.teams import INTEGRATION as TEAMS
from leadwright.integrations.telegram import INTEGRATION as TELEGRAM
from leadwright.integrations.turnstile import INTEGRATION as TURNSTILE
from leadwright.integrations.twilio import INTEGRATION as TWILIO
from leadwright.integrations.use_multilingual import INTEGRATION as USE_MULTILINGUAL
from leadwright.integrations.webhook import INTEGRATION as WEBHOOK
from leadwright.ports.integration import Integration

INTEGRATIONS: tuple[Integration, ...] = (
    AMAZON_BEDROCK,
    AMAZON_SES,
    AMAZON_SNS,
    ANTHROPIC,
    DISCORD,
    HCAPTCHA,
    MAILGUN,
    OBJECT_STORAGE,
    OPENAI,
    OPENAI_COMPATIBLE,
    OUTBOX,
    POSTMARK,
    RESEND,
    SENDGRID,
    SLACK,
    SMTP,
    TEAMS,
    TELEGRAM,
    TURNSTILE,
    TWILIO,
    USE_MULTILINGUAL,
    WEBHOOK,
)
