"""Each provider's reports: only what it signed, only what is fresh, and what it means."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.unit.mail import signed_posts as signed
from tests.unit.mail.signed_posts import NOW, Post, SendGridKey, Sns

from leadwright.domain.errors import Invalid, Unauthenticated
from leadwright.domain.ids import new_id
from leadwright.integrations import INTEGRATIONS
from leadwright.integrations.amazon_ses import sns as sns_keys
from leadwright.kernel.loading import resolve
from leadwright.ports.channel import Fate, Noticed, Report
from leadwright.ports.wiring import Hook

READERS = {card.name: card.webhook for card in INTEGRATIONS if card.webhook}
OURS = new_id()
SENDGRID = SendGridKey()
SNS = Sns()


@pytest.fixture(autouse=True)
def _no_certificates_of_other_tests() -> None:
    sns_keys._keys.clear()


def sendgrid_event(event: str, **more: Any) -> list[dict[str, Any]]:
    about = {
        "sg_event_id": f"sg-{event}",
        "sg_message_id": "abc.filter1.0",
        "timestamp": 1772368000,
    }
    return [{"event": event, "leadwright_message": str(OURS), **about, **more}]


def mailgun_event(event: str, **more: Any) -> dict[str, Any]:
    about = {"id": f"mg-{event}", "timestamp": 1772368000.5}
    return {"event": event, "user-variables": {"leadwright_message": str(OURS)}, **about, **more}


def postmark_event(kind: str, **more: Any) -> dict[str, Any]:
    about = {"MessageID": "pm-1", "Metadata": {"leadwright_message": str(OURS)}}
    return {"RecordType": kind, "DeliveredAt": "2026-03-01T12:26:40Z", **about, **more}


def ses_event(kind: str, **part: Any) -> dict[str, Any]:
    name = {"DeliveryDelay": "deliveryDelay"}.get(kind, kind.lower())
    mail = {"messageId": "ses-1", "tags": {"leadwright_message": [str(OURS)]}}
    return {"eventType": kind, "mail": mail, name: {"timestamp": "2026-03-01T12:26:40Z", **part}}


def resend_event(kind: str, **data: Any) -> dict[str, Any]:
    about = {"email_id": "re-1", "tags": {"leadwright_message": str(OURS)}}
    return {"type": kind, "created_at": "2026-03-01T12:26:40Z", "data": {**about, **data}}


# vendor -> its fields, a delivery as it is posted at a moment
POSTS: dict[str, tuple[Mapping[str, str], Callable[..., Post]]] = {
    "sendgrid": (SENDGRID.values, lambda at=NOW: SENDGRID.post(sendgrid_event("delivered"), at)),
    "mailgun": (signed.MAILGUN, lambda at=NOW: signed.mailgun(mailgun_event("delivered"), at)),
    "postmark": (signed.POSTMARK, lambda _=NOW: signed.postmark(postmark_event("Delivery"))),
    "amazon_ses": (signed.SES, lambda at=NOW: SNS.post(ses_event("Delivery"), at)),
    "resend": (signed.RESEND, lambda at=NOW: signed.resend(resend_event("email.delivered"), at)),
}


def hook(vendor: str, post: Post) -> Hook:
    return Hook(POSTS[vendor][0], post.headers, post.body, NOW, SNS.client)


async def read(vendor: str, post: Post) -> tuple[Report | Noticed, ...]:
    found: tuple[Report | Noticed, ...] = await resolve(READERS[vendor])(hook(vendor, post))
    return found


async def fate(vendor: str, post: Post) -> Fate:
    (report,) = await read(vendor, post)
    assert isinstance(report, Report)
    return report.fate


def test_every_vendor_that_reports_is_tested_here() -> None:
    assert set(READERS) == set(POSTS)


@pytest.mark.parametrize("vendor", POSTS)
async def test_a_signed_delivery_names_our_message_and_its_time(vendor: str) -> None:
    (report,) = await read(vendor, POSTS[vendor][1]())
    assert isinstance(report, Report)
    assert (report.fate, report.message_id) == (Fate.DELIVERED, OURS)
    assert report.event_id
    assert abs(report.at - NOW) < timedelta(minutes=10)


@pytest.mark.parametrize("vendor", POSTS)
async def test_without_its_key_in_the_connection_nothing_is_believed(vendor: str) -> None:
    post = POSTS[vendor][1]()
    if vendor == "postmark":  # its login is optional: the address is the secret
        post.headers.clear()
        with pytest.raises(Unauthenticated):
            await read(vendor, post)
        return
    with pytest.raises(Unauthenticated):
        await resolve(READERS[vendor])(replace(hook(vendor, post), values={}))


@pytest.mark.parametrize("vendor", POSTS)
async def test_a_changed_post_is_refused(vendor: str) -> None:
    post = POSTS[vendor][1]()
    post.headers = dict.fromkeys(post.headers, "d3Jvbmc=") | {"svix-timestamp": "1772368200"}
    post.body = post.body.replace(b'"signature": "', b'"signature": "0').replace(
        b'"Signature": "', b'"Signature": "AAAA'
    )
    with pytest.raises(Unauthenticated):
        await read(vendor, post)


@pytest.mark.parametrize("vendor", ["sendgrid", "amazon_ses", "resend"])
async def test_a_body_that_was_not_signed_is_refused(vendor: str) -> None:
    post = POSTS[vendor][1]()
    post.body = post.body.replace(b"elivered", b"ropped.").replace(b"Delivery", b"Bounce--")
    with pytest.raises(Unauthenticated):
        await read(vendor, post)


@pytest.mark.parametrize("vendor", sorted(set(POSTS) - {"postmark"}))
@pytest.mark.parametrize("age", [timedelta(days=1), timedelta(days=-1)])
async def test_a_stale_post_is_refused_however_well_signed(vendor: str, age: timedelta) -> None:
    with pytest.raises(Unauthenticated, match="too old"):
        await read(vendor, POSTS[vendor][1](NOW - age))


@pytest.mark.parametrize("vendor", POSTS)
@pytest.mark.parametrize("body", [b"", b"[", b"null", b"7", b"\xff\xfe", b"[" * 5000, b"{}"])
async def test_a_body_that_is_none_gets_a_refusal_and_never_breaks(
    vendor: str, body: bytes
) -> None:
    post = POSTS[vendor][1]()
    post.body = body
    with pytest.raises((Unauthenticated, Invalid)):
        await read(vendor, post)


BOUNCES: list[tuple[str, Post, Fate]] = [
    ("sendgrid", SENDGRID.post(sendgrid_event("bounce", type="bounce")), Fate.BOUNCED),
    ("sendgrid", SENDGRID.post(sendgrid_event("bounce", type="blocked")), Fate.DELAYED),
    ("sendgrid", SENDGRID.post(sendgrid_event("deferred")), Fate.DELAYED),
    ("sendgrid", SENDGRID.post(sendgrid_event("dropped", reason="Bounced Address")), Fate.BOUNCED),
    ("sendgrid", SENDGRID.post(sendgrid_event("spamreport")), Fate.COMPLAINED),
    ("mailgun", signed.mailgun(mailgun_event("failed", severity="permanent")), Fate.BOUNCED),
    ("mailgun", signed.mailgun(mailgun_event("failed", severity="temporary")), Fate.DELAYED),
    ("mailgun", signed.mailgun(mailgun_event("complained")), Fate.COMPLAINED),
    ("postmark", signed.postmark(postmark_event("Bounce", Type="HardBounce")), Fate.BOUNCED),
    ("postmark", signed.postmark(postmark_event("Bounce", Type="SoftBounce")), Fate.DELAYED),
    ("postmark", signed.postmark(postmark_event("SpamComplaint")), Fate.COMPLAINED),
    ("amazon_ses", SNS.post(ses_event("Bounce", bounceType="Permanent")), Fate.BOUNCED),
    ("amazon_ses", SNS.post(ses_event("Bounce", bounceType="Transient")), Fate.DELAYED),
    ("amazon_ses", SNS.post(ses_event("DeliveryDelay")), Fate.DELAYED),
    ("amazon_ses", SNS.post(ses_event("Complaint")), Fate.COMPLAINED),
    ("resend", signed.resend(resend_event("email.bounced")), Fate.BOUNCED),
    ("resend", signed.resend(resend_event("email.delivery_delayed")), Fate.DELAYED),
    ("resend", signed.resend(resend_event("email.complained")), Fate.COMPLAINED),
]


@pytest.mark.parametrize(("vendor", "post", "meaning"), BOUNCES)
async def test_hard_bounces_soft_bounces_and_complaints_are_told_apart(
    vendor: str, post: Post, meaning: Fate
) -> None:
    assert await fate(vendor, post) is meaning


SILENT: list[tuple[str, Post]] = [
    ("sendgrid", SENDGRID.post([*sendgrid_event("processed"), 7, {"event": "delivered"}])),
    ("mailgun", signed.mailgun(mailgun_event("accepted"))),
    ("postmark", signed.postmark(postmark_event("SubscriptionChange"))),
    ("amazon_ses", SNS.post(ses_event("Send"))),
    ("amazon_ses", SNS.post("Successfully validated SNS topic for Amazon SES event publishing.")),
    ("resend", signed.resend(resend_event("email.sent"))),
]


@pytest.mark.parametrize(("vendor", "post"), SILENT)
async def test_events_that_say_nothing_about_delivery_are_taken_and_left_aside(
    vendor: str, post: Post
) -> None:
    assert await read(vendor, post) == ()


LINK, WHO, AGENT = "https://a.example/pricing", "192.0.2.7", "Mozilla/5.0 (X11) Firefox/140.0"
SES_CLICK = {"link": LINK, "ipAddress": WHO, "userAgent": AGENT}
CLICKED: list[tuple[str, Post]] = [
    ("sendgrid", SENDGRID.post(sendgrid_event("click", url=LINK, ip=WHO, useragent=AGENT))),
    (
        "mailgun",
        signed.mailgun(
            mailgun_event("clicked", url=LINK, ip=WHO, **{"client-info": {"user-agent": AGENT}})
        ),
    ),
    (
        "postmark",
        signed.postmark(
            postmark_event("Click", OriginalLink=LINK, UserAgent=AGENT, Geo={"IP": WHO})
        ),
    ),
    ("amazon_ses", SNS.post(ses_event("Click", **SES_CLICK))),
    ("resend", signed.resend(resend_event("email.clicked", click=SES_CLICK))),
]


@pytest.mark.parametrize(("vendor", "post"), CLICKED)
async def test_a_click_names_our_message_the_link_and_who_followed_it(
    vendor: str, post: Post
) -> None:
    (one,) = await read(vendor, post)
    assert isinstance(one, Noticed)
    assert (one.is_click, one.message_id, one.link, one.address, one.agent, one.by_machine) == (
        True, OURS, LINK, WHO, AGENT, False,
    )  # fmt: skip


OPENED: list[tuple[str, Post, bool]] = [
    ("sendgrid", SENDGRID.post(sendgrid_event("open", sg_machine_open=True)), True),
    ("mailgun", signed.mailgun(mailgun_event("opened", **{"client-info": {"bot": "apple"}})), True),
    (
        "mailgun",
        signed.mailgun(mailgun_event("opened", **{"client-info": {"bot": "gmail"}})),
        False,
    ),
    ("postmark", signed.postmark(postmark_event("Open")), False),
    ("amazon_ses", SNS.post(ses_event("Open")), False),
    ("resend", signed.resend(resend_event("email.opened")), False),
]


@pytest.mark.parametrize(("vendor", "post", "by_machine"), OPENED)
async def test_an_open_says_where_the_provider_knows_of_a_machine(
    vendor: str, post: Post, by_machine: bool
) -> None:
    (one,) = await read(vendor, post)
    assert isinstance(one, Noticed)
    assert (one.is_click, one.message_id, one.by_machine) == (False, OURS, by_machine)


async def test_sns_confirms_its_subscription_by_its_own_address() -> None:
    SNS.fetched.clear()
    assert await read("amazon_ses", SNS.confirmation()) == ()
    assert SNS.fetched == [signed.CERTIFICATE_URL, signed.SUBSCRIBE_URL]


async def test_the_older_signature_of_sns_is_understood() -> None:
    assert await fate("amazon_ses", SNS.post(ses_event("Delivery"), version="1")) is Fate.DELIVERED


TRAPS = [
    "http://sns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com.evil.example/x.pem",
    "https://sns.eu-central-1.amazonaws.com@evil.example/x.pem",
    "https://evil.example/sns.eu-central-1.amazonaws.com/x.pem",
    "https://sns.eu-central-1.amazonaws.com:8443/x.pem",
    "https://s3.amazonaws.com/bucket/x.pem",
    "https://169.254.169.254/x.pem",
    "https://[::1/x.pem",
    "file:///etc/passwd",
]


@pytest.mark.parametrize("url", TRAPS)
async def test_nothing_is_fetched_from_an_address_that_is_not_of_sns(url: str) -> None:
    SNS.fetched.clear()
    with pytest.raises(Unauthenticated, match="none of SNS"):
        await read("amazon_ses", SNS.post(ses_event("Delivery"), SigningCertURL=url))
    assert SNS.fetched == []
    with pytest.raises(Unauthenticated, match="none of SNS"):
        await read("amazon_ses", SNS.confirmation(SubscribeURL=url))
    assert url not in SNS.fetched


async def test_another_topic_of_somebody_elses_account_is_refused() -> None:
    other = "arn:aws:sns:eu-central-1:999999999999:mail"
    with pytest.raises(Unauthenticated, match="another topic"):
        await read("amazon_ses", SNS.post(ses_event("Bounce"), TopicArn=other))
