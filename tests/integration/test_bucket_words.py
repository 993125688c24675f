"""What a person reads where a bucket's service answers wrongly, or not at all."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from leadwright.domain.errors import ProviderError
from leadwright.integrations.object_storage.bucket import Bucket
from leadwright.ports.wiring import Wiring

_CODE = "<Error><Code>{}</Code><Message>no</Message></Error>"
ANSWERS = {
    "another region": (301, _CODE.format("PermanentRedirect"), "is in another region", True),
    "signed for another region": (
        400, _CODE.format("AuthorizationHeaderMalformed"), "is in another region", True),
    "a clock that is wrong": (403, _CODE.format("RequestTimeTooSkewed"), "The clock of", True),
    "no page there": (404, "<html>not found</html>", "not as a bucket service would", True),
    "a web page": (200, "<html>Sign in</html>", "not as a bucket service would", True),
    "too many questions": (503, _CODE.format("SlowDown"), "refuses: SlowDown", False),
    "an error": (500, "oops", "has an error of its own (HTTP 500)", False),
}  # fmt: skip


class Service(ThreadingHTTPServer):
    """Says the same whatever is asked."""

    status, body = 200, ""

    @property
    def place(self) -> str:
        return f"127.0.0.1:{self.server_address[1]}"


class Saying(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        content = self.server.body.encode()
        self.send_response(self.server.status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    with Service(("127.0.0.1", 0), Saying) as made:
        Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def bucket(place: str, *, scheme: str = "http") -> Bucket:
    values = {
        "bucket": "drop", "region": "eu-central-1", "access_key_id": "k", "secret_access_key": "s",
        "endpoint": f"{scheme}://{place}",
    }  # fmt: skip
    return Bucket(Wiring(values, None, (place,)))


@pytest.mark.parametrize("name", ANSWERS)
async def test_a_wrong_answer_is_told_in_words_that_say_what_to_mend(
    name: str, service: Service
) -> None:
    service.status, service.body, words, is_broken = ANSWERS[name]
    with pytest.raises(ProviderError) as refusal:
        await bucket(service.place).check()
    assert words in refusal.value.message
    assert refusal.value.connection_broken is is_broken


async def test_who_cannot_be_reached_is_named(service: Service) -> None:
    service.shutdown()
    service.server_close()
    with pytest.raises(ProviderError) as refusal:
        await bucket(service.place).listed(10)
    assert refusal.value.message.startswith(f"{service.place} cannot be reached.")
    assert not refusal.value.connection_broken
