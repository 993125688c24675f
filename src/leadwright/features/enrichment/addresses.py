"""What kind of mailbox an address is: a company's, a free provider's, a desk's, a throw-away one."""

from functools import cache, lru_cache

import tldextract
from disposable_email_domains import blocklist

from leadwright.domain.mail_hosts import FREE

_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def registered_domain(domain: str) -> str:
    """The part of a host name that somebody registered (`mail.acme.co.uk` gives `acme.co.uk`)."""
    return _EXTRACT(domain.casefold()).top_domain_under_public_suffix or domain.casefold()


def kind(domain: str, *, is_role: bool) -> str:
    """`company`, `free`, `role` or `disposable`; `is_role`: a desk reads it."""
    registered = registered_domain(domain)
    if registered in blocklist:
        return "disposable"
    if registered in FREE:
        return "free"
    return "role" if is_role else "company"


_NO_COUNTRY = frozenset("io ai co me tv cc ly fm to gg sh ws eu su".split())


@lru_cache(10_000)
def country(domain: str) -> str | None:
    """ISO 3166 code of a national domain; the ones sold to all the world say nothing."""
    last = domain.casefold().rpartition(".")[2]
    if len(last) != 2 or not last.isascii() or last in _NO_COUNTRY:
        return None
    return "GB" if last == "uk" else last.upper()
