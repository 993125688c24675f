"""A mail server of a workspace's own: from the fields of the card to a sender that stays outside."""

import asyncio
import socket
from urllib.parse import quote

import httpcore

from leadwright.domain.errors import ProviderError
from leadwright.integrations.smtp.opening import Reach
from leadwright.integrations.smtp.sender import SmtpSender, Trial
from leadwright.kernel.outbound.http import AddressRefused, checked_address, private_pairs
from leadwright.ports.wiring import Wiring

_PORTS = frozenset({25, 465, 587, 2465, 2525, 2587})
_SCHEMES = {"starttls": "smtp", "tls": "smtps", "none": "smtp"}
_STARTTLS = {"starttls": "?starttls=required", "tls": "", "none": "?starttls=never"}


def connect(wiring: Wiring) -> SmtpSender:
    """The sender. Raises ProviderError when the fields make no mail server."""
    try:
        reach = reach_for(wiring.allow_private)
        return SmtpSender(_url(wiring), reach=reach, trial=_trial(wiring))
    except ValueError as problem:
        raise ProviderError(str(problem), permanent=False, connection_broken=True) from problem


def reach_for(allow_private: tuple[str, ...]) -> Reach:
    """Opens sockets to public addresses and to the host:port pairs that the operator allows.

    The address that was checked is the one that is connected to, so that a name which changes its
    mind leads nowhere.
    """
    allowed = private_pairs(allow_private)

    async def reach(host: str, port: int) -> socket.socket:
        try:
            address = await checked_address(host, port, allowed, _PORTS)
        except AddressRefused as refused:
            raise ProviderError(str(refused), permanent=False, connection_broken=True) from refused
        except httpcore.ConnectError as problem:
            raise OSError(str(problem)) from problem
        return await _open(address, port)

    return reach


async def _open(address: str, port: int) -> socket.socket:
    loop = asyncio.get_running_loop()
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    connection = socket.socket(family, socket.SOCK_STREAM)
    try:
        connection.setblocking(False)
        await loop.sock_connect(connection, (address, port))
    except BaseException:
        connection.close()
        raise
    return connection


def _trial(wiring: Wiring) -> Trial | None:
    """To whoever presses the button, since a server that takes mail for its own may relay none."""
    sender = wiring.values.get("from_address", "")
    return Trial(sender, wiring.tester or sender) if sender else None


def _url(wiring: Wiring) -> str:
    values = wiring.values
    encryption = values.get("encryption") or "starttls"
    user, password = values.get("user", ""), values.get("password", "")
    login = f"{quote(user, safe='')}:{quote(password, safe='')}@" if user else ""
    host = values["host"]
    bare = f"[{host}]" if ":" in host else host
    return f"{_SCHEMES[encryption]}://{login}{bare}:{values['port']}{_STARTTLS[encryption]}"
