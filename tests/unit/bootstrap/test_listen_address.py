"""The address we listen on: a taken one is refused in words before anything starts."""

import socket

import pytest

from leadwright.bootstrap import listen_address


def test_a_taken_port_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listen_address, "FREED_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert listen_address.answers("127.0.0.1", port)
        assert listen_address.answers("0.0.0.0", port)
        with pytest.raises(SystemExit, match=rf"127\.0\.0\.1, port {port}: .*LEADWRIGHT_PORT"):
            listen_address.refuse_if_taken("127.0.0.1", port)
    assert not listen_address.answers("127.0.0.1", port)
    listen_address.refuse_if_taken("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused_at_once() -> None:
    with pytest.raises(SystemExit, match="LEADWRIGHT_HOST"):
        listen_address.refuse_if_taken("192.0.2.1", 8000)
