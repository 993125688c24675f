"""Asks the server itself whether it takes connections; no pid file and no other program is believed."""

import socket
import struct
from enum import Enum
from pathlib import Path

PORT = 5432  # only a part of the socket's file name: there is no TCP
_HELLO = b"user\0postgres\0database\0postgres\0\0"
_STARTUP = struct.pack("!ii", 8 + len(_HELLO), 196608) + _HELLO  # protocol 3.0
_NOT_YET = b"C57P03\0"  # cannot_connect_now: starting up, recovering or shutting down


class Answer(Enum):
    READY = "ready"
    NOT_YET = "not yet"
    NONE = "none"


def ask(socket_folder: Path, timeout: float = 2.0) -> Answer:
    """What `pg_isready` does, without a process: the first message of the protocol and its answer."""
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(timeout)
        try:
            connection.connect(str(socket_folder / f".s.PGSQL.{PORT}"))
            connection.sendall(_STARTUP)
            reply = connection.recv(1024)
        except OSError:
            return Answer.NONE
    if not reply:
        return Answer.NONE
    return Answer.NOT_YET if reply[:1] == b"E" and _NOT_YET in reply else Answer.READY
