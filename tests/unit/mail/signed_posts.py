"""Posts of mail providers' webhooks, signed as each provider signs them."""

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

NOW = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
TOPIC = "arn:aws:sns:eu-central-1:123456789012:mail"
CERTIFICATE_URL = "https://sns.eu-central-1.amazonaws.com/SimpleNotificationService-1.pem"
SUBSCRIBE_URL = "https://sns.eu-central-1.amazonaws.com/?Action=ConfirmSubscription&Token=t"


@dataclass
class Post:
    """What arrives: header fields in lower case, and the body."""

    headers: dict[str, str]
    body: bytes


@dataclass
class SendGridKey:
    """The key pair that SendGrid makes for one webhook."""

    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    @property
    def values(self) -> dict[str, str]:
        der = self.private.public_key().public_bytes(
            Encoding.DER, PublicFormat.SubjectPublicKeyInfo
        )
        return {"verification_key": base64.b64encode(der).decode()}

    def post(self, events: Any, at: datetime = NOW) -> Post:
        body = json.dumps(events).encode() + b"\r\n"
        stamp = str(int(at.timestamp()))
        signature = self.private.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
        prefix = "x-twilio-email-event-webhook-"
        headers = {
            f"{prefix}signature": base64.b64encode(signature).decode(),
            f"{prefix}timestamp": stamp,
        }
        return Post(headers, body)


RESEND = {"webhook_secret": "whsec_" + base64.b64encode(b"a secret of some bytes").decode()}


def resend(event: Any, at: datetime = NOW, *, id_: str = "msg_1") -> Post:
    body = json.dumps(event).encode()
    stamp = str(int(at.timestamp()))
    signed = f"{id_}.{stamp}.".encode() + body
    digest = hmac.new(b"a secret of some bytes", signed, hashlib.sha256).digest()
    signature = f"v1,bm9uc2Vuc2U= v1,{base64.b64encode(digest).decode()}"  # while a key is rotated
    return Post({"svix-id": id_, "svix-timestamp": stamp, "svix-signature": signature}, body)


MAILGUN = {"signing_key": "the signing key"}


def mailgun(event: Any, at: datetime = NOW) -> Post:
    stamp, token = str(int(at.timestamp())), "t" * 50
    digest = hmac.new(b"the signing key", f"{stamp}{token}".encode(), hashlib.sha256)
    signature = {"timestamp": stamp, "token": token, "signature": digest.hexdigest()}
    return Post({}, json.dumps({"signature": signature, "event-data": event}).encode())


POSTMARK = {"webhook_login": "lead:wright"}


def postmark(event: Any) -> Post:
    login = base64.b64encode(b"lead:wright").decode()
    return Post({"authorization": f"Basic {login}"}, json.dumps(event).encode())


SES = {"topic_arn": TOPIC}


@dataclass
class Sns:
    """Amazon SNS: its key, its certificate, and what is fetched from it."""

    private: rsa.RSAPrivateKey = field(
        default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048)
    )
    fetched: list[str] = field(default_factory=list)

    @property
    def client(self) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.MockTransport(self._answer))

    def _answer(self, request: httpx.Request) -> httpx.Response:
        self.fetched.append(str(request.url))
        if request.url.path.endswith(".pem"):
            return httpx.Response(200, content=self._certificate())
        return httpx.Response(200, text="<ConfirmSubscriptionResponse/>")

    def _certificate(self) -> bytes:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sns.amazonaws.com")])
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.private.public_key())
            .serial_number(1)
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=365))
        )
        return builder.sign(self.private, hashes.SHA256()).public_bytes(Encoding.PEM)

    def post(self, event: Any, at: datetime = NOW, *, version: str = "2", **changes: str) -> Post:
        message = {
            "Type": "Notification",
            "MessageId": "sns-1",
            "TopicArn": TOPIC,
            "Message": event if isinstance(event, str) else json.dumps(event),
            "Timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "SignatureVersion": version,
            "SigningCertURL": CERTIFICATE_URL,
            **changes,
        }
        names = ["Message", "MessageId", "Timestamp", "TopicArn", "Type"]
        if message["Type"] != "Notification":
            names += ["SubscribeURL", "Token"]
        signed = "".join(f"{name}\n{message[name]}\n" for name in sorted(names))
        method = hashes.SHA256() if version == "2" else hashes.SHA1()  # noqa: S303 -- SNS's first version
        signature = self.private.sign(signed.encode(), padding.PKCS1v15(), method)
        body = json.dumps({**message, "Signature": base64.b64encode(signature).decode()})
        return Post({"content-type": "text/plain; charset=UTF-8"}, body.encode())

    def confirmation(self, **changes: str) -> Post:
        asked: dict[str, Any] = {"Type": "SubscriptionConfirmation", "Token": "t"}
        asked["SubscribeURL"] = SUBSCRIBE_URL
        return self.post("You have chosen to subscribe", **{**asked, **changes})
