"""What every AWS adapter needs: its region, and Signature Version 4 for a request with a body.

docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

from leadwright.domain.errors import ProviderError

_ALGORITHM = "AWS4-HMAC-SHA256"
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")


def region_of(values: Mapping[str, str]) -> str:
    """The region of a connection. It becomes part of a host name: ProviderError if it cannot."""
    region = values.get("region") or "us-east-1"
    if not _REGION.fullmatch(region):
        raise ProviderError(f"{region!r} is no AWS region", permanent=False, connection_broken=True)
    return region


@dataclass(frozen=True)
class Signer:
    """One access key in one region, for one service."""

    key_id: str
    secret: str = field(repr=False)
    region: str
    service: str = "ses"
    content_type: str = "application/json"

    def headers(self, method: str, url: str, body: bytes, now: datetime) -> dict[str, str]:
        """All header fields that the signed request must carry. The URL has no query."""
        parts = urlsplit(url)
        stamp = now.strftime("%Y%m%dT%H%M%SZ")
        signed = {"content-type": self.content_type, "host": parts.netloc, "x-amz-date": stamp}
        names = ";".join(sorted(signed))
        canonical = "\n".join(
            (
                method,
                quote(parts.path, safe="/-_.~"),
                "",
                *(f"{name}:{signed[name]}" for name in sorted(signed)),
                "",
                names,
                hashlib.sha256(body).hexdigest(),
            )
        )
        scope = f"{stamp[:8]}/{self.region}/{self.service}/aws4_request"
        digest = hashlib.sha256(canonical.encode()).hexdigest()
        to_sign = f"{_ALGORITHM}\n{stamp}\n{scope}\n{digest}"
        signature = hmac.new(self._key(stamp[:8]), to_sign.encode(), hashlib.sha256).hexdigest()
        credential = f"{self.key_id}/{scope}"
        return {
            "Content-Type": signed["content-type"],
            "X-Amz-Date": stamp,
            "Authorization": (
                f"{_ALGORITHM} Credential={credential}, SignedHeaders={names}, Signature={signature}"
            ),
        }

    def _key(self, day: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in (day, self.region, self.service, "aws4_request"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key
