"""MX look-ups with a memory (RFC 5321 section 5.1, RFC 7505), over dnspython."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Mapping

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from dns.asyncresolver import Resolver
from email_validator import SPECIAL_USE_DOMAIN_NAMES

from leadwright.domain.mail_hosts import FREE
from leadwright.kernel.logging import get
from leadwright.kernel.tx import refuse_inside_transaction
from leadwright.ports.mail_domain import MailDomain

log = get("dns")

PATIENCE = 1.2
MOST_REMEMBERED = 10_000
_HOURS, _MINUTES = 3600.0, 60.0
_REMEMBER: Mapping[MailDomain, float] = {
    MailDomain.TAKES: 6 * _HOURS,
    MailDomain.BY_ADDRESS: 6 * _HOURS,
    MailDomain.REFUSES: 10 * _MINUTES,
    MailDomain.NOWHERE: 10 * _MINUTES,
    MailDomain.MISSING: 10 * _MINUTES,
    MailDomain.UNKNOWN: 30.0,
}
# Names that are nobody's (RFC 2606, 6761): asking about them tells nothing and bothers the root servers.
_SPECIAL = frozenset(
    (*SPECIAL_USE_DOMAIN_NAMES, "example", "example.com", "example.net", "example.org")
)
# A resolver that does not know this one is cut off from the world; its "no such domain" means nothing.
_SURELY = dns.name.from_text("com.")


class DnsMailDomains:
    """One process's memory of answers. `server`: empty for the machine's resolvers, `off`, or ip:port."""

    def __init__(self, server: str = "", *, patience: float = PATIENCE) -> None:
        self._resolver = _resolver(server, patience)
        self._remembered: OrderedDict[str, tuple[float, MailDomain]] = OrderedDict()
        self._asking: dict[str, asyncio.Task[MailDomain]] = {}
        self._sees_the_world = 0.0

    def known(self, domain: str) -> MailDomain | None:
        """The free hosts, names that are nobody's, and what was asked lately."""
        domain = domain.casefold()
        if domain in FREE:
            return MailDomain.TAKES
        if self._resolver is None or _is_special(domain):
            return MailDomain.UNKNOWN
        until, answer = self._remembered.get(domain, (0.0, None))
        return answer if time.monotonic() < until else None

    async def ask(self, domain: str) -> MailDomain:
        """The same question asked twice at a time goes out once."""
        answer = self.known(domain)
        if answer is not None:
            return answer
        refuse_inside_transaction("dns")
        domain = domain.casefold()
        task = self._asking.get(domain)
        if task is None:
            task = self._asking[domain] = asyncio.create_task(self._look_up(domain))
            task.add_done_callback(lambda _: self._asking.pop(domain, None))
        return await asyncio.shield(task)

    async def _look_up(self, domain: str) -> MailDomain:
        try:
            answer = await self._answer(dns.name.from_text(domain))
        except (dns.exception.DNSException, OSError, ValueError) as error:
            log.info("dns.no_answer", error=type(error).__name__)
            answer = MailDomain.UNKNOWN
        self._remembered[domain] = (time.monotonic() + _REMEMBER[answer], answer)
        self._remembered.move_to_end(domain)
        while len(self._remembered) > MOST_REMEMBERED:
            self._remembered.popitem(last=False)
        return answer

    async def _answer(self, name: dns.name.Name) -> MailDomain:
        resolver = self._resolver
        if resolver is None:
            return MailDomain.UNKNOWN
        try:
            found = await resolver.resolve(name, "MX", raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return MailDomain.MISSING if await self._is_believed(resolver) else MailDomain.UNKNOWN
        if found.rrset:
            hosts = [record.exchange for record in found.rrset]
            return MailDomain.REFUSES if hosts == [dns.name.root] else MailDomain.TAKES
        for kind in (dns.rdatatype.A, dns.rdatatype.AAAA):
            if (await resolver.resolve(name, kind, raise_on_no_answer=False)).rrset:
                return MailDomain.BY_ADDRESS
        return MailDomain.NOWHERE

    async def _is_believed(self, resolver: Resolver) -> bool:
        """Whether the resolver sees the world, asked once an hour at most."""
        if time.monotonic() < self._sees_the_world:
            return True
        found = await resolver.resolve(_SURELY, "NS", raise_on_no_answer=False)
        if found.rrset:
            self._sees_the_world = time.monotonic() + _HOURS
        return bool(found.rrset)


def _resolver(server: str, patience: float) -> Resolver | None:
    """`server` as the settings checked it."""
    if server == "off":
        return None
    try:
        resolver = Resolver(configure=not server)
    except (dns.exception.DNSException, OSError) as error:
        log.warning("dns.no_resolver", error=repr(error))
        return None
    if server:
        host, _, port = server.rpartition(":")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
    resolver.lifetime, resolver.timeout = patience, patience / 2
    return resolver


def _is_special(domain: str) -> bool:
    labels = domain.rstrip(".").split(".")
    ends = {".".join(labels[start:]) for start in range(len(labels))}
    return len(labels) < 2 or bool(ends & _SPECIAL)
