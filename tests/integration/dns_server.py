"""A name server on loopback that answers from a small zone, and fails as told."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

SILENT = "silent"
BROKEN = "broken"


class NameServer(asyncio.DatagramProtocol):
    """`zone`: (name, type) to records; a name with none of a type has no such record.

    A name with SILENT or BROKEN for its zone gets no answer, or SERVFAIL; others do not exist.
    """

    def __init__(self, zone: Mapping[str, Mapping[str, list[str]] | str]) -> None:
        self.zone = {"com.": {"NS": ["a.gtld-servers.net."]}, **zone}
        self.asked: list[tuple[str, str]] = []
        self._transport: Any = None

    def connection_made(self, transport: Any) -> None:
        self._transport = transport

    @property
    def place(self) -> str:
        host, port = self._transport.get_extra_info("sockname")[:2]
        return f"{host}:{port}"

    def datagram_received(self, data: bytes, addr: Any) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name, kind = str(question.name), dns.rdatatype.to_text(question.rdtype)
        self.asked.append((name, kind))
        found = self.zone.get(name)
        if found == SILENT:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        if found == BROKEN:
            answer.set_rcode(dns.rcode.SERVFAIL)
        elif found is None:
            answer.set_rcode(dns.rcode.NXDOMAIN)
        elif records := found.get(kind):  # type: ignore[union-attr]  # the words are dealt with
            answer.answer.append(dns.rrset.from_text(name, 60, "IN", kind, *records))
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server(
    **zone: Mapping[str, list[str]] | str,
) -> AsyncIterator[NameServer]:
    """Names are written with underscores for dots: `firm_de` is firm.de."""
    names = {f"{name.replace('_', '.')}.": records for name, records in zone.items()}
    server = NameServer(names)
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: server, local_addr=("127.0.0.1", 0)
    )
    try:
        yield server
    finally:
        transport.close()
