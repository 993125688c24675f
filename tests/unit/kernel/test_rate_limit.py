"""A refusal for haste says a time after which trying again helps."""

from unittest import mock

import pytest

from leadwright.domain.errors import TooMany
from leadwright.kernel.ratelimit import RateLimit


@pytest.mark.parametrize("per_minute", [60, 40, 7, 600])
def test_who_waits_as_long_as_is_said_gets_in(per_minute: int) -> None:
    limit = RateLimit(per_minute)
    with mock.patch("time.monotonic", return_value=1000.0):
        for _ in range(per_minute):
            limit.take("a", "tries")
        with pytest.raises(TooMany) as refused:
            limit.take("a", "tries")
    wait = refused.value.retry_after
    assert wait >= 1
    assert f"Try again in {wait:.0f} s." in refused.value.message
    with mock.patch("time.monotonic", return_value=1000.0 + wait):
        limit.take("a", "tries")
