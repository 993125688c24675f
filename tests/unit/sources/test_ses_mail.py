"""Mail that Amazon SES hands in by way of SNS."""

import base64
from email.message import EmailMessage

import pytest
from tests.unit.mail.signed_posts import NOW, SES, Post, Sns

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.integrations.amazon_ses.inbound import read
from leadwright.ports.inbound import InboundMail, PostedForm
from leadwright.ports.wiring import Hook

SNS = Sns()


async def handed_in(post: Post) -> InboundMail | None:
    return await read(Hook(SES, post.headers, post.body, NOW, SNS.client), PostedForm())


def received(**changes: object) -> dict[str, object]:
    mail = EmailMessage()
    mail["From"] = "ann@partner.example"
    mail.set_content("Here they are.")
    mail.add_attachment(
        b"PK\x00\xff", maintype="application", subtype="zip", filename="Leads ü.xlsx"
    )
    return {
        "notificationType": "Received",
        "mail": {"messageId": "ses-1", "source": "ann@partner.example"},
        "receipt": {"action": {"type": "SNS", "encoding": "BASE64"}},
        "content": base64.b64encode(mail.as_bytes()).decode(),
        **changes,
    }


async def test_a_mail_comes_with_its_attachments() -> None:
    came = await handed_in(SNS.post(received()))
    assert came is not None
    assert (came.id, came.sender) == ("ses-1", "ann@partner.example")
    assert [(one.name, one.content) for one in came.attachments] == [
        ("Leads ü.xlsx", b"PK\x00\xff")
    ]


async def test_what_is_no_mail_is_left_and_what_is_not_of_sns_refused() -> None:
    assert await handed_in(SNS.confirmation()) is None
    assert await handed_in(SNS.post("Hello from the console")) is None
    with pytest.raises(Unauthenticated):
        await handed_in(Sns().post(received()))
    with pytest.raises(Invalid, match="Publish to Amazon SNS topic"):
        await handed_in(
            SNS.post(received(content=None, receipt={"action": {"type": "S3"}}, mail=None))
        )
