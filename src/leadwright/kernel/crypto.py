"""Secrets: random tokens, their hashes, signed values and encryption at rest."""

import base64
import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet


def new_token(prefix: str = "") -> str:
    """A fresh secret with 256 bits of randomness, safe in URLs and headers."""
    return prefix + secrets.token_urlsafe(32)


def hash_token(token: str) -> bytes:
    """SHA-256 of a random token. Tokens carry 256 random bits, so a slow hash would add nothing."""
    return hashlib.sha256(token.encode()).digest()


class Keyring:
    """Encrypts and signs with the first key; still decrypts and verifies with older ones (rotation)."""

    def __init__(self, secrets_newest_first: tuple[str, ...]) -> None:
        keys = [hashlib.sha256(b"encrypt:" + s.encode()).digest() for s in secrets_newest_first]
        self._fernet = MultiFernet([Fernet(base64.urlsafe_b64encode(k)) for k in keys])
        self._signing = [
            hashlib.sha256(b"sign:" + s.encode()).digest() for s in secrets_newest_first
        ]

    def encrypt(self, plain: str) -> str:
        return self._fernet.encrypt(plain.encode()).decode()

    def decrypt(self, sealed: str) -> str:
        """The plain text; ValueError if none of our keys encrypted it."""
        try:
            return self._fernet.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise ValueError("sealed with a key that is not in the ring") from error

    def sign(self, purpose: str, value: str) -> str:
        """`value.signature`, bound to a purpose so that one kind of token cannot pass for another."""
        return f"{value}.{self._mac(self._signing[0], purpose, value)}"

    def unsign(self, purpose: str, signed: str) -> str | None:
        """The value, or None if the signature is not ours."""
        if not signed.isascii():  # no token of ours is; compare_digest would raise
            return None
        value, _, mac = signed.rpartition(".")
        if any(hmac.compare_digest(self._mac(k, purpose, value), mac) for k in self._signing):
            return value
        return None

    @staticmethod
    def _mac(key: bytes, purpose: str, value: str) -> str:
        digest = hmac.digest(key, f"{purpose}:{value}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:18]).decode()


def secret_in_folder(folder: Path) -> str:
    """The installation's own secret, made on first use (0600) where none is configured."""
    path = folder / "secret"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip()
    with os.fdopen(descriptor, "w") as file:
        secret = secrets.token_urlsafe(32)
        file.write(secret)
    return secret
