"""What kind of mailbox an address is: a company's, a free provider's, a desk's, a throw-away one."""

from functools import cache

import tldextract
from disposable_email_domains import blocklist

FREE = frozenset(
    """
    gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com aol.com
    icloud.com me.com mac.com proton.me protonmail.com pm.me tutanota.com tuta.io zoho.com gmx.com
    mail.com email.com fastmail.com hey.com yandex.com hushmail.com inbox.com rocketmail.com
    gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de online.de posteo.de
    mailbox.org 1und1.de vodafone.de hotmail.de outlook.de yahoo.de live.de aol.de bluewin.ch
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr hotmail.fr outlook.fr yahoo.fr live.fr neuf.fr
    hotmail.es outlook.es yahoo.es telefonica.net terra.es ono.com movistar.es
    libero.it virgilio.it alice.it tin.it tiscali.it hotmail.it outlook.it yahoo.it pec.it
    sapo.pt hotmail.pt uol.com.br bol.com.br terra.com.br ig.com.br hotmail.com.br yahoo.com.br
    ziggo.nl kpnmail.nl xs4all.nl planet.nl hetnet.nl home.nl hotmail.nl telenet.be skynet.be
    wp.pl onet.pl o2.pl interia.pl gazeta.pl op.pl tlen.pl
    yahoo.co.jp docomo.ne.jp ezweb.ne.jp softbank.ne.jp nifty.com
    yahoo.co.uk hotmail.co.uk live.co.uk outlook.co.uk btinternet.com sky.com talktalk.net
    virginmedia.com blueyonder.co.uk ntlworld.com
    comcast.net verizon.net att.net sbcglobal.net cox.net charter.net bellsouth.net
    rogers.com shaw.ca sympatico.ca bigpond.com optusnet.com.au xtra.co.nz
    mail.ru yandex.ru bk.ru list.ru inbox.ru rambler.ru qq.com 163.com 126.com sina.com naver.com
    daum.net hanmail.net rediffmail.com yahoo.co.in yahoo.in seznam.cz centrum.cz email.cz abv.bg
    """.split()
)

DESKS = frozenset(
    """
    info contact kontakt office sales support admin hello mail team service buero zentrale contacto
    contatto ventas vertrieb einkauf purchasing marketing hr jobs career billing accounting post
    webmaster postmaster noreply no-reply enquiries inquiries reception
    """.split()
)

_EXTRACT = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@cache
def registered_domain(domain: str) -> str:
    """The part of a host name that somebody registered (`mail.acme.co.uk` gives `acme.co.uk`)."""
    return _EXTRACT(domain.casefold()).top_domain_under_public_suffix or domain.casefold()


def kind(email: str) -> str:
    """`company`, `free`, `role` or `disposable`."""
    local, _, domain = email.casefold().rpartition("@")
    registered = registered_domain(domain)
    if registered in blocklist:
        return "disposable"
    if registered in FREE:
        return "free"
    return "role" if local in DESKS else "company"


_NO_COUNTRY = frozenset("io ai co me tv cc ly fm to gg sh ws eu su".split())


def country(domain: str) -> str | None:
    """ISO 3166 code of a national domain; the ones sold to all the world say nothing."""
    last = domain.casefold().rpartition(".")[2]
    if len(last) != 2 or not last.isascii() or last in _NO_COUNTRY:
        return None
    return "GB" if last == "uk" else last.upper()
