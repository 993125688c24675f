"""Offers and undertakings in nine languages: money off, money paid, things done by a time; see `patterns`."""

import re

_I = re.IGNORECASE

COMMITMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "discount",
        re.compile(
            r"\breduced (?:rate|price|fee)s?\b|\b(?:special|better|lower) (?:rate|price|terms?)\b"
            r"|\boff the (?:list )?price\b|\bhalf (?:the )?price\b|\bon the house\b|\bon us\b|\bwaive\w*"
            r"|\b(?:sonder|vorzugs|aktions)(?:preis|konditionen|tarif)\w*|\bhalbe[nr]? preis\w*"
            r"|\bgeschenkt\b"
            r"|\b(?:tarif|prix) (?:réduit|préférentiel)\w*|\bmoitié prix\b|\b(?:est|sont) offert\w*"
            r"|\boffert[es]* (?:les|la|le|pendant)\b"
            r"|\b(?:precio|tarifa) (?:especial|reducid)\w*|\bmitad de precio\b|\bde regalo\b"
            r"|\b(?:prezzo|tariffa) (?:speciale|di favore|ridott\w+)|\bmetà prezzo\b|\bin regalo\b"
            r"|\b(?:preço|tarifa) especia\w+|\bmetade do preço\b|\boferecemos\b"
            r"|\bvoor de helft\b|\bhalve prijs\b|\bcadeau\b|\b(?:za|w) pół ceny\b|\bw prezencie\b|半額",
            _I,
        ),
    ),
    (
        "free of charge",
        re.compile(
            r"\b(?<!feel )(?<!are )free (?:for|until|of)\b|\b(?:is|are|comes?) included\b(?! in)"
            r"|\b(?:geht|gehen) auf uns\b|\bà nos frais\b|\bpor nuestra cuenta\b|\ba nostre spese\b"
            r"|\bpor nossa conta\b|\bsuportamos\b|\bvoor onze rekening\b|\bna nasz koszt\b"
            r"|\bkosten\b.{0,40}\b(?:übernehmen|tragen) wir\b|\bwir (?:übernehmen"
            r"|tragen)\b.{0,20}\bkosten\b"
            r"|\b(?:è|sono) compres[oaie]\b",
            _I,
        ),
    ),
    (
        "guarantee",
        re.compile(
            r"\bwe (?:promise|assure|undertake|commit)\b|\b(?:versprechen|versichern) (?:wir|ihnen)\b"
            r"|\bwir (?:versprechen|versichern)\b|\b(?:vous )?assurons\b|\bpromettons\b"
            r"|\baseguramos\b|\bprometemos\b|\bcuente con ello\b|\bassicuriamo\b|\bpromettiamo\b"
            r"|\basseguramos\b|\bpode ficar tranquil[oa]\b|\bzapewniamy\b|\bgwarantujemy\b"
            r"|\bna pewno zdążymy\b"
            r"|\b(?:will|shall) (?:receive|get|win)\b.{0,30}\b(?:compensation|refund|damages)\b"
            r"|\bstrong case\b"
            r"|\bwe(?: will| shall|['’]ll) (?:see (?:that|to)|make sure|cut|reduce|save|win|raise"
            r"|double|secure)\b"
            r"|\bsorgen (?:wir )?dafür\b|\b(?:ramènerons|réduirons|obtiendrons|économiserons)\b"
            r"|\bvous fera gagner\b"
            r"|\b(?:lograremos|reduciremos)\b|\bconseguimos\b|\b(?:otterremo|ridurremo)\b|\breduziremos\b"
            r"|\bpaga-se a si\b|\bwij zorgen (?:ervoor )?dat\b|\bobniżymy\b",
            _I,
        ),
    ),
    (
        "savings",
        re.compile(
            r"\b(?:saves?|saving) (?:you|them|up to|around|about|time|money|\w+ (?:hours|days))\b"
            r"|\bsparen sie\b|\bspart ihnen\b"
            r"|\bbespa(?:ren|art)\b|\b(?:fait|ferez|fera) (?:gagner|économiser)\b|\bahorra(?:n|rá|rás)?\b"
            r"|\brisparmi(?:a|ano|erà)\b|\bpoupa(?:m|rá)?\b|\boszczędz(?:a|ają|ą|i)\b|削減でき",
            _I,
        ),
    ),
    (
        "scarcity",
        re.compile(
            r"\bonly \w+ (?:left|remain\w*)\b|\blast (?:few|remaining)\b|\bnur noch \w+"
            r"|\bplus que \w+ (?:disponible|place)\w*"
            r"|\bquedan (?:solo|sólo|pocos|pocas)\b|\brestam\b|\brimangono\b|\bnog maar \w+"
            r"|\bzostał[oy] (?:tylko|ostatni)\w*"
            r"|残り(?:わずか|\d)",
            _I,
        ),
    ),
    (
        "term",
        re.compile(
            r"\bthe (?:following|next|same) (?:working |business )?day\b|\b(?:le lendemain|le jour même)\b"
            r"|\bam (?:selben|gleichen|nächsten|folgenden) (?:werk)?tag\b|\bal día siguiente\b"
            r"|\bel mismo día\b"
            r"|\b(?:lo stesso giorno|il giorno dopo)\b|\bno (?:dia seguinte|mesmo dia)\b"
            r"|\bde volgende dag\b"
            r"|\b(?:tego samego|następnego) dnia\b",
            _I,
        ),
    ),
    (
        "commission",
        re.compile(
            r"\bcommissions?\b|\bprovision(?:en)?\b|\bcomisi(?:ón|ones)\b|\bcommission[ei]\b"
            r"|\bcomiss(?:ão|ões)\b"
            r"|\bprovisie\b|\bprowizj\w+|手数料をお支払い",
            _I,
        ),
    ),
    (
        "delivery",
        re.compile(
            r"\bwe(?: can| will|['’]ll)? (?:deliver|ship|install|collect)\b|\bdelivered (?:by"
            r"|before|on|to)\b"
            r"|\b(?:wir|werden) (?:liefern|installieren)\b|\bliefern wir\b|\bnous (?:livrons"
            r"|livrerons|installons)\b"
            r"|\b(?:se )?l[eoai]s? (?:entregamos|enviaremos)\b|\bentregamos\b|\bentregaremos\b"
            r"|\bconsegn(?:iamo|eremo)\b|\bwij (?:leveren|bezorgen)\b|\b(?:dostarczymy|dostarczamy)\b"
            r"|(?<!以内に)お届け(?:します|いたします|し、)|納品(?:します|いたします)",
            _I,
        ),
    ),
    (
        "customers",
        re.compile(
            r"\b(?:customers|clients|firms|companies|teams) (?:such as|like|including)\b"
            r"|\balready (?:use|rely|trust)s?\b"
            r"|\b(?:auch|bereits|schon) (?!ihr|sie\b|für|in\b|mit\b).{3,60}\b(?:nutzen|planen"
            r"|vertrauen|setzen|verwenden)\b"
            r"|\bnous font confiance\b|\bavons (?:déjà )?accompagné\b|\butilisent (?:déjà|aussi)\b"
            r"|\bya (?:usan|utilizan|confían)\b|\bconfían en nosotros\b|\bsi affidano a noi\b"
            r"|\b(?:usano|utilizzano) già\b"
            r"|\bjá (?:usam|utilizam|confiam)\b|\bgebruiken (?:het|ons) (?:ook|al)\b|\bvertrouwen op ons\b"
            r"|\bfor (?:many )?years\b.{0,30}\b(?:us|our)\b|\bseit (?:vielen )?jahren\b.{0,30}\buns\w*"
            r"|\bdepuis des années\b.{0,30}\bn(?:ou|o)s\b|\bdesde hace años\b|\blavoriamo da anni\b"
            r"|\bal jaren\b.{0,30}\bons\b"
            r"|\bkorzystają już\b|\bzaufali nam\b|様にも|様や[^。\n]{1,14}でも|ご利用いただいて(?:おり|い)"
            r"|でも当社が",
            _I,
        ),
    ),
    (
        "employment",
        re.compile(
            r"\bjob offer\b|\b(?:permanent|fixed) contract\b|\b(?:fester"
            r"|unbefristeter) (?:arbeits)?vertrag\b"
            r"|\b(?:stage|poste) (?:est )?(?:rémunéré|payé)\w*|\bréservons une place\b"
            r"|\bcontrato (?:fijo|indefinido)\b"
            r"|\bcontratto a tempo\b|\bvast contract\b|\bauto van de zaak\b|\bumow[aęy] o pracę\b"
            r"|採用いたします",
            _I,
        ),
    ),
)

LEAK = (
    r"\b(?:meine[nr]?|diese[nr]?) (?:anweisung|vorgabe|instruktion)\w*|\bin meinem prompt\b"
    r"|\bprompt steht\b"
    r"|\b(?:mes|ces) (?:consignes|instructions)\b|\bmis instrucciones\b|\blas instrucciones que (?:he|me)\b"
    r"|\b(?:le mie|queste) istruzioni\b|\ble istruzioni che (?:ho|mi)\b|\b(?:as )?minhas instruções\b"
    r"|\bmijn (?:instructies|opdracht)\b|\bmoj(?:e|ich) instrukcj\w+|指示により|指示に従い|私はAI"
)
