"""AWS's signature, against one that AWS's own library made for the same request."""

from datetime import UTC, datetime

from leadwright.kernel.outbound.aws_signing import Signer


def test_a_signature_equals_that_of_the_reference_library() -> None:
    signer = Signer("AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "eu-central-1")
    url = "https://email.eu-central-1.amazonaws.com/v2/email/outbound-emails"
    headers = signer.headers("POST", url, b'{"a":"b"}', datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    assert headers["X-Amz-Date"] == "20260301T123000Z"
    assert headers["Authorization"].endswith(
        "SignedHeaders=content-type;host;x-amz-date, "
        "Signature=9fac4c760cacd4044fd0756b84c490b0cc61d53cce289f8bbc03623b367f4c0a"
    )


def test_the_secret_is_not_in_the_repr() -> None:
    assert "top secret" not in repr(Signer("AKIDEXAMPLE", "top secret", "us-east-1"))
