"""Free-mail hosts, where anybody can have an address: their domain says nothing about a company."""

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
