"""What an SMTP address means, and that it fails with words and without the password."""

import re
import socket

import pytest

from leadwright.integrations.smtp.target import Encryption, Target, parse


def test_a_whole_address_is_taken_apart() -> None:
    target = parse(
        "smtp://ann%40acme.example:p%3Ass%2Fw@mail.acme.example:2525?pool=3&ehlo=lw.acme.example"
    )
    assert target == Target(
        host="mail.acme.example",
        port=2525,
        encryption=Encryption.REQUIRED,
        ehlo="lw.acme.example",
        user="ann@acme.example",
        password="p:ss/w",
        pool=3,
    )


@pytest.mark.parametrize(
    ("url", "port", "encryption"),
    [
        ("smtp://mail.acme.example", 25, Encryption.OPPORTUNISTIC),
        ("smtp://u:p@mail.acme.example", 587, Encryption.REQUIRED),
        ("smtps://u:p@mail.acme.example", 465, Encryption.IMPLICIT),
        ("smtp://u:p@127.0.0.1:1025", 1025, Encryption.OPPORTUNISTIC),
        ("smtp://u:p@[::1]:1025", 1025, Encryption.OPPORTUNISTIC),
        ("smtp://u:p@localhost", 587, Encryption.OPPORTUNISTIC),
        ("smtp://u:p@mail.acme.example?starttls=opportunistic", 587, Encryption.OPPORTUNISTIC),
        ("smtp://mail.acme.example?starttls=required", 25, Encryption.REQUIRED),
        ("smtp://mail.acme.example?starttls=never", 25, Encryption.NEVER),
    ],
)
def test_port_and_encryption_follow_from_where_a_password_would_go(
    url: str, port: int, encryption: Encryption
) -> None:
    target = parse(url)
    assert (target.port, target.encryption) == (port, encryption)


@pytest.mark.parametrize(
    ("url", "wants_proof"),
    [
        ("smtps://mail.acme.example", True),
        ("smtp://mail.acme.example?starttls=required", True),
        ("smtp://u:p@mail.acme.example?starttls=opportunistic", True),
        ("smtp://u:p@mail.acme.example?starttls=opportunistic&insecure_auth=yes", False),
        ("smtp://mail.acme.example", False),
        ("smtp://u:p@localhost", False),
    ],
)
def test_a_certificate_is_verified_wherever_a_secret_or_a_promise_hangs_on_it(
    url: str, *, wants_proof: bool
) -> None:
    assert parse(url).wants_proof is wants_proof


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("", "looks like smtp://"),
        ("mail.acme.example:25", "looks like smtp://"),
        ("http://mail.acme.example", "looks like smtp://"),
        ("smtp://", "looks like smtp://"),
        ("smtp://u:s3cret@mail:99999", "host or port"),
        ("smtp://u:s3cret/x@mail.acme.example:25", "host or port"),
        ("smtp://u:s3cret@mail?starttls=yes", "starttls='yes' is not one of"),
        ("smtps://u:s3cret@mail?starttls=never", "leave out starttls"),
        ("smtp://u:s3cret@mail?pool=0", "pool='0'"),
        ("smtp://u:s3cret@mail?pool=many", "pool='many'"),
        ("smtp://u:s3cret@mail?ehlo=a%0d%0ab.c", "ehlo="),
        ("smtp://u:s3cret@mail?ehlo=short", "ehlo="),
        ("smtp://u:s3cret@mail?insecure_auth=true", "insecure_auth='true'"),
        ("smtp://u:s3cret@mail?start_tls=never", "unknown option 'start_tls'"),
    ],
)
def test_an_unusable_address_is_refused_in_words_without_its_password(
    url: str, complaint: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(complaint)) as refused:
        parse(url)
    assert "s3cret" not in str(refused.value)


def test_the_password_is_not_in_the_repr() -> None:
    assert "s3cret" not in repr(parse("smtp://u:s3cret@mail.acme.example"))


@pytest.mark.parametrize(
    ("hostname", "greeting"), [("box", "[127.0.0.1]"), ("lw.acme.example", "lw.acme.example")]
)
def test_a_machine_without_a_full_name_greets_with_an_address(
    monkeypatch: pytest.MonkeyPatch, hostname: str, greeting: str
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: hostname)
    assert parse("smtp://mail.acme.example").ehlo == greeting
