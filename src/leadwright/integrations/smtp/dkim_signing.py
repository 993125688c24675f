"""DKIM (RFC 6376): our own signature on letters from the domain whose key we were given."""

from dataclasses import dataclass, field
from pathlib import Path

import dkim  # type: ignore[import-untyped]  # dkimpy has no types
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

_FEWEST_BITS = 1024  # RFC 8301: verifiers refuse shorter ones


@dataclass(frozen=True)
class Dkim:
    """The key of one domain. Its public half stands in the DNS at SELECTOR._domainkey.DOMAIN."""

    domain: str
    selector: str
    key: bytes = field(repr=False)

    def signed(self, content: bytes, from_address: str) -> bytes:
        """The letter with its signature on top; as it is when it comes from another domain.

        The signature names the time, so that two tries of a letter differ in this one field.
        """
        host = from_address.rpartition("@")[2].lower()
        if host != self.domain and not host.endswith(f".{self.domain}"):
            return content
        signature: bytes = dkim.sign(
            content,
            self.selector.encode(),
            self.domain.encode(),
            self.key,
            canonicalize=(b"relaxed", b"relaxed"),
        )
        return signature + content


def read_key(path: Path) -> bytes:
    """A private RSA key in any form of PEM, in the one that dkimpy reads. ValueError says what is wrong."""
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}") from error
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise ValueError(f"{path} holds no private key in PEM without a password") from error
    if not isinstance(key, rsa.RSAPrivateKey) or key.key_size < _FEWEST_BITS:
        raise ValueError(f"{path} holds no RSA key of {_FEWEST_BITS} bits or more")
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
