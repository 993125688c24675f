"""Our signature on a letter, checked as a receiver checks it: with the key that the DNS gives."""

import base64
from pathlib import Path

import dkim  # type: ignore[import-untyped]  # dkimpy has no types
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from leadwright.bootstrap.signing import signer
from leadwright.integrations.fake.letters import example_letter, ready
from leadwright.integrations.fake.smtp_server import FakeSmtpServer
from leadwright.integrations.smtp.dkim_signing import Dkim, read_key
from leadwright.integrations.smtp.sender import SmtpSender
from leadwright.kernel.settings import SettingsRefused, load

PRIVATE = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
KEY = Dkim("acme.example", "leads", PEM)


def dns(name: bytes, timeout: int = 5) -> bytes:
    """What a receiver is told when it asks for our public key."""
    del timeout
    assert name == b"leads._domainkey.acme.example."
    der = PRIVATE.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + base64.b64encode(der)


async def sent(**changes: str) -> bytes:
    async with FakeSmtpServer() as server:
        sender = SmtpSender(server.url, dkim=KEY)
        await sender.send(example_letter(**changes), ready)
        await sender.close()
        (letter,) = server.letters
    return bytes(letter)


async def test_a_receiver_can_verify_what_arrived() -> None:
    letter = await sent(subject="Ihr Termin: Grüße", text="Zeile\n.\n..\nEnde", to_name="Böb")
    assert dkim.verify(letter, dnsfunc=dns)


async def test_a_changed_letter_does_not_verify() -> None:
    letter = await sent()
    assert not dkim.verify(letter.replace(b"Hello Bob", b"Hello Eve"), dnsfunc=dns)
    assert not dkim.verify(letter.replace(b"ann@acme", b"eve@acme"), dnsfunc=dns)


async def test_a_subdomain_is_signed_and_another_domain_is_not() -> None:
    assert dkim.verify(await sent(from_address="ann@mail.acme.example"), dnsfunc=dns)
    for other in ("ann@other.example", "ann@notacme.example"):
        assert b"DKIM-Signature" not in await sent(from_address=other)


def test_the_key_is_in_no_repr() -> None:
    assert "PRIVATE KEY" not in repr(KEY)


def test_a_file_without_a_usable_key_is_refused_with_a_reason(tmp_path: Path) -> None:
    elliptic = ec.generate_private_key(ec.SECP256R1())
    wrong = {
        "none.pem": b"hello",
        "curve.pem": elliptic.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
    }
    for name, content in wrong.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ValueError, match=name):
            read_key(tmp_path / name)
    with pytest.raises(ValueError, match="cannot be read"):
        read_key(tmp_path / "missing.pem")


def test_a_key_as_openssl_writes_it_today_is_read_into_the_form_that_signs(tmp_path: Path) -> None:
    modern = PRIVATE.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "key.pem").write_bytes(modern)
    assert read_key(tmp_path / "key.pem") == PEM


def test_the_settings_belong_together_and_are_checked_at_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsRefused, match="LEADWRIGHT_DKIM_SELECTOR"):
        load(dkim_domain="acme.example")
    missing = load(
        dkim_domain="acme.example", dkim_selector="leads", dkim_key=tmp_path / "missing.pem"
    )
    with pytest.raises(SettingsRefused, match="cannot be read"):
        signer(missing)
    (tmp_path / "key.pem").write_bytes(PEM)
    good = load(dkim_domain="Acme.example", dkim_selector="leads", dkim_key=tmp_path / "key.pem")
    assert signer(good) == KEY
    assert signer(load()) is None
