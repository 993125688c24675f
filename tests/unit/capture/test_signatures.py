"""Form tools' signatures, made here as each tool's reference makes them."""

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest

from leadwright.domain.demand import Demand
from leadwright.features.capture.signatures import Signed, problem

SECRET = "a secret shared with the tool"
RAW = '{"email":"ann@firm.example","name":"Änn"}'.encode()
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
STAMP = str(int(NOW.timestamp() * 1000))


def mac(*parts: bytes) -> bytes:
    return hmac.new(SECRET.encode(), b"".join(parts), hashlib.sha256).digest()


SIGNED = {
    Demand.TYPEFORM: {"typeform-signature": f"sha256={base64.b64encode(mac(RAW)).decode()}"},
    Demand.WEBFLOW: {
        "x-webflow-timestamp": STAMP,
        "x-webflow-signature": mac(STAMP.encode(), b":", RAW).hex(),
    },
    Demand.FRAMER: {
        "framer-webhook-submission-id": "2f6c",
        "framer-signature": f"sha256={mac(RAW, b'2f6c').hex()}",
    },
}


@pytest.mark.parametrize("demand", SIGNED)
def test_a_right_signature_is_right_and_any_change_makes_it_wrong(demand: Demand) -> None:
    headers = SIGNED[demand]
    assert problem(demand, SECRET, Signed(headers, RAW, NOW)) == ""
    assert problem(demand, SECRET, Signed(headers, RAW + b" ", NOW))
    assert problem(demand, "another secret", Signed(headers, RAW, NOW))
    assert problem(demand, "", Signed(headers, RAW, NOW))
    assert "is missing" in problem(demand, SECRET, Signed({}, RAW, NOW))
    foreign = dict.fromkeys(headers, "ünlike ²")
    assert problem(demand, SECRET, Signed(foreign, RAW, NOW))


def test_an_old_post_of_webflow_is_a_replay() -> None:
    headers = SIGNED[Demand.WEBFLOW]
    late = Signed(headers, RAW, NOW + timedelta(minutes=61))
    assert "too long ago" in problem(Demand.WEBFLOW, SECRET, late)
    undated = {**headers, "x-webflow-timestamp": "yesterday"}
    assert problem(Demand.WEBFLOW, SECRET, Signed(undated, RAW, NOW))
