"""The address we listen on: a taken one is refused in words before anything starts."""

import socket

import pytest

from leadwright.bootstrap import door


def test_a_taken_port_is_refused_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "FREED_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        assert door.answers("127.0.0.1", port)
        assert door.answers("0.0.0.0", port)
        with pytest.raises(SystemExit, match=rf"127\.0\.0\.1, port {port}: .*LEADWRIGHT_PORT"):
            door.refuse_if_taken("127.0.0.1", port)
    assert not door.answers("127.0.0.1", port)
    door.refuse_if_taken("127.0.0.1", port)


def test_an_address_of_another_machine_is_refused_at_once() -> None:
    with pytest.raises(SystemExit, match="LEADWRIGHT_HOST"):
        door.refuse_if_taken("192.0.2.1", 8000)
