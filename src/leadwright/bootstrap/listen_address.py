"""The address the product listens on, seen from outside: whether it is free, whether it answers."""

import errno
import socket
import time

FREED_SECONDS = 5.0
"""How long a web process that was killed a moment ago may still hold the port."""
_EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- compared, not bound
_TAKEN = "another program listens there, perhaps Leadwright itself; end it, or set LEADWRIGHT_PORT"
_REMEDIES = {
    errno.EADDRINUSE: _TAKEN,
    errno.EACCES: "ports below 1024 need rights; set LEADWRIGHT_PORT to a higher one",
    errno.EADDRNOTAVAIL: "the address is not one of this machine; set LEADWRIGHT_HOST",
}


def refuse_if_taken(host: str, port: int) -> None:
    """SystemExit, with what to do, where nobody can listen there."""
    deadline = time.monotonic() + FREED_SECONDS
    while (refusal := _refusal(host, port)) is not None:
        if refusal.errno != errno.EADDRINUSE or time.monotonic() > deadline:
            remedy = _REMEDIES.get(refusal.errno or 0, str(refusal))
            raise SystemExit(f"Leadwright cannot listen on {host}, port {port}: {remedy}.")
        time.sleep(0.1)


def answers(host: str, port: int) -> bool:
    """Whether somebody takes connections there."""
    try:
        with socket.create_connection((_EVERYWHERE.get(host, host), port), timeout=1):
            return True
    except OSError:
        return False


def _refusal(host: str, port: int) -> OSError | None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        socket.create_server((host, port), family=family).close()
    except OSError as error:
        return error
    return None
