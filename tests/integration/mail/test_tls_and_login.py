"""Encryption and login: the password goes where it is safe, and nowhere else."""

import base64
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.smtp_server import Act, FakeSmtpServer
from leadwright.integrations.smtp import target

Start = Callable[..., Awaitable[Any]]
Sender = Callable[..., Any]
USER = "ann%40acme.example:p%3Ass%2Fw@"


def with_login(url: str, login: str = USER) -> str:
    return url.replace("://", f"://{login}")


@pytest.fixture
def far_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine counts as another one, whose connection somebody may read."""
    monkeypatch.setattr(target.Target, "is_loopback", False)


@pytest.mark.usefixtures("far_away")
@pytest.mark.parametrize("mode", ["required", "opportunistic"])
async def test_the_password_goes_through_starttls(
    inbox_with: Start, sender_to: Sender, certificates: Any, mode: str
) -> None:
    inbox = await inbox_with(tls_context=certificates.server, auth_required=True)
    url = f"{with_login(inbox.url)}?starttls={mode}"
    await sender_to(url, tls=certificates.client).send(example_letter(), ready)
    assert inbox.logins == [("PLAIN", True)]
    assert len(inbox.envelopes) == 1


@pytest.mark.usefixtures("far_away")
@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_the_password_goes_through_tls_from_the_first_byte(
    inbox_with: Start, sender_to: Sender, certificates: Any
) -> None:
    inbox = await inbox_with(
        encrypted=certificates.server, auth_required=True, auth_require_tls=False
    )
    url = with_login(inbox.url).replace("smtp://", "smtps://")
    sender = sender_to(url, tls=certificates.client)
    await sender.send(example_letter(), ready)
    await sender.send(example_letter(), ready)
    assert len(inbox.logins) == 1
    assert len(inbox.envelopes) == 2


@pytest.mark.usefixtures("far_away")
@pytest.mark.parametrize("mode", ["opportunistic", "never"])
async def test_the_password_is_not_sent_in_the_clear(
    inbox_with: Start, sender_to: Sender, mode: str
) -> None:
    inbox = await inbox_with(auth_require_tls=False)
    with pytest.raises(ProviderError, match="it was not sent") as refused:
        await sender_to(f"{with_login(inbox.url)}?starttls={mode}").send(example_letter(), ready)
    assert refused.value.permanent is True
    assert inbox.logins == []


@pytest.mark.usefixtures("far_away")
async def test_the_password_is_sent_in_the_clear_where_the_operator_says_so(
    inbox_with: Start, sender_to: Sender
) -> None:
    inbox = await inbox_with(auth_require_tls=False)
    url = f"{with_login(inbox.url)}?starttls=never&insecure_auth=yes"
    await sender_to(url).send(example_letter(), ready)
    assert inbox.logins == [("PLAIN", False)]


async def test_on_this_machine_the_password_needs_no_encryption(
    inbox_with: Start, sender_to: Sender
) -> None:
    inbox = await inbox_with(auth_require_tls=False, auth_exclude_mechanism=["PLAIN"])
    await sender_to(with_login(inbox.url)).send(example_letter(), ready)
    assert inbox.logins == [("LOGIN", False)]


async def test_without_encryption_a_challenge_is_answered_rather_than_the_password_told(
    server: FakeSmtpServer, sender_to: Sender
) -> None:
    server.plan("EHLO", Act(b"250-fake\r\n250 AUTH PLAIN CRAM-MD5\r\n"))
    server.plan("AUTH", Act(b"334 " + base64.b64encode(b"<1234@fake>") + b"\r\n"))
    digest = hmac.new(b"p:ss/w", b"<1234@fake>", "md5").hexdigest()
    proof = base64.b64encode(f"ann@acme.example {digest}".encode()).decode()
    server.plan(proof.upper(), Act(b"235 welcome\r\n"))
    await sender_to(with_login(server.url)).send(example_letter(), ready)
    assert server.commands[1:3] == ["AUTH CRAM-MD5", proof]
    assert server.count("AUTH PLAIN") == 0


@pytest.mark.parametrize(
    ("answer", "permanent"),
    [(b"535 5.7.8 bad credentials\r\n", True), (b"454 4.7.0 try later\r\n", False)],
)
async def test_a_refused_login_names_what_to_check_and_is_tried_once(
    server: FakeSmtpServer, sender_to: Sender, answer: bytes, *, permanent: bool
) -> None:
    server.plan("EHLO", Act(b"250-fake\r\n250 AUTH PLAIN LOGIN CRAM-MD5\r\n"))
    server.plan("AUTH", Act(answer))
    with pytest.raises(ProviderError, match="check user name and password") as refused:
        await sender_to(with_login(server.url)).send(example_letter(), ready)
    assert refused.value.permanent is permanent
    assert "p:ss/w" not in refused.value.message
    assert server.count("AUTH") == 1


async def test_a_wrong_password_is_refused_by_a_real_server(
    inbox_with: Start, sender_to: Sender
) -> None:
    inbox = await inbox_with(auth_require_tls=False)
    with pytest.raises(ProviderError, match="535") as refused:
        await sender_to(with_login(inbox.url, "ann:wrong@")).send(example_letter(), ready)
    assert refused.value.permanent is True
    assert inbox.envelopes == []


async def test_a_server_without_login_is_told_so(inbox: Any, sender_to: Sender) -> None:
    with pytest.raises(ProviderError, match="no login we speak") as refused:
        await sender_to(with_login(inbox.url)).send(example_letter(), ready)
    assert refused.value.permanent is True


async def test_without_the_required_starttls_nothing_is_sent(inbox: Any, sender_to: Sender) -> None:
    with pytest.raises(ProviderError, match="does not offer STARTTLS") as refused:
        await sender_to(f"{inbox.url}?starttls=required").send(example_letter(), ready)
    assert refused.value.permanent is True
    assert inbox.envelopes == []


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
async def test_an_unknown_certificate_is_not_trusted_and_the_remedy_named(
    inbox_with: Start, sender_to: Sender, certificates: Any, scheme: str
) -> None:
    options = {"encrypted" if scheme == "smtps" else "tls_context": certificates.server}
    inbox = await inbox_with(**options)
    url = inbox.url.replace("smtp:", f"{scheme}:")
    url += "?starttls=required" if scheme == "smtp" else ""
    with pytest.raises(ProviderError, match="certificate that cannot be trusted") as refused:
        await sender_to(url).send(example_letter(), ready)
    assert refused.value.permanent is True
    assert "SSL_CERT_FILE" in refused.value.message
    assert inbox.envelopes == []


async def test_a_certificate_nobody_knows_still_encrypts_where_no_secret_travels(
    inbox_with: Start, sender_to: Sender, certificates: Any
) -> None:
    inbox = await inbox_with(tls_context=certificates.server, require_starttls=True)
    await sender_to(inbox.url).send(example_letter(), ready)
    assert len(inbox.envelopes) == 1


@pytest.mark.parametrize(
    "act", [Act(silent=True), Act(b"220 go\r\nplain words\r\n"), Act(close=True)]
)
async def test_a_failed_handshake_is_worth_another_try(
    server: FakeSmtpServer, sender_to: Sender, act: Act
) -> None:
    server.plan("EHLO", Act(b"250-fake\r\n250 STARTTLS\r\n"))
    server.plan("STARTTLS", act)
    with pytest.raises(ProviderError) as failed:
        await sender_to(server.url, command=0.3).send(example_letter(), ready)
    assert (failed.value.permanent, failed.value.unconfirmed) == (False, False)
    assert server.count("MAIL") == 0
