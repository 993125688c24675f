"""Products named in the text alone: our models by their code or name, and plans, editions, modules."""

import re
from typing import Final

from leadwright.domain.sieve import Sieve, lowered

_YOUR: Final = (
    r"(?:your|ihre?[nmrs]?|eure?[nmrs]?|votre|vos|vuestr[oa]s?|sus?|vostr[oaie]|voss[oa]s?|jullie|uw|wasz\w*"
    r"|pa[nń]stwa)"
)
_ARTICLE: Final = (
    r"(?:the|der|die|das|den|dem|le|la|les|el|los|las|il|lo|gli|het|de|o|os|as|del|della|du|of|a|an|un|una"
    r"|une|een|eine[nmr]?|two|zwei|deux|dos|due|dois|twee|\d{1,3})"
)
_LATIN_ARTICLE: Final = r"(?:the|le|la|les|el|los|il|lo|het|o|del|della|du|un|una|une|een)"
_UNIT: Final = (
    r"(?:%|euros?|€|uhr|h\b|kg|m\b|mm|cm|km|people|personas|personen|january|february|march|april|may|june"
    r"|july|august|september|october|november|december|enero|febrero|marzo|abril|mayo|junio)"
)
_MODEL_WORD: Final = (
    r"(?:model|modell|modèle|modelo|modello|type|typ|tipo|series|serie|série|seria"
    r"|maszyn\w+|型番|機種)"
)
# A code has a digit and a capital: TX-300, K2, SG-80.
_CODE: Final = r"[A-Z]{1,6}[a-z]{0,8}[- ]?\d{1,4}[A-Za-z]{0,3}(?:-\d{1,3})?"
# "DriveCheck Plus", "TallerFácil 3"
_NAME: Final = (
    r"[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+[A-Z]\w+(?:\s(?:Pro|Plus|Lite|Light|Premium|Basic|Max|One|Go|Cloud|\d{1,4}\b(?![.,%]\d)))?"
    r"|[A-ZÀ-ÖØ-Þ][\wà-ÿ]{2,}(?:\s\d{1,4}\b)"
)
_PLAIN_NAME: Final = r"[A-ZÀ-ÖØ-Þ][\wà-ÿ-]{2,}(?:\s[A-ZÀ-ÖØ-Þ][\w-]+)?"
_TIER: Final = (
    r"(?:Pro|Professional|Premium|Basic|Basis|Base|Starter|Start|Team|Teams|Business|Enterprise|Standard|Plus"
    r"|Light|Lite|Essential|Essentiel|Advanced|Growth|Corporate|Ultimate|Free|Gold|Silver|Platinum|Komfort"
    r"|Profi|Pro\s?Plus|[A-ZÀ-ÖØ-Þ][a-zà-ÿ]+[A-Z]?\w*)"
)
_HEAD_AFTER: Final = (
    r"(?:plan|edition|module|tier|package|bundle|tariff|licen[cs]e|version|tarif|paket|modul|lizenz|pakket"
    r"|abonnement|versie|add-on|addon)"
)
_HEAD_BEFORE: Final = (
    r"(?:formule|offre|module|version|édition|pack|forfait|abonnement|plan|módulo|versión|edición|paquete"
    r"|piano|modulo|versione|edizione|pacchetto|plano|versão|edição|pacote|moduł\w*|wersj\w+|pakiet\w*"
    r"|edycj\w+|tarif|paket|modul|version|edition|pakket|versie)"
)
# A place stands before a noun ("your Leeds office"); a product does something or ends the phrase.
_PLAIN_YOUR: Final = (
    rf"(?i:\byour)\s(?P<name>{_PLAIN_NAME})(?=\s(?:do|does|is|can|could|will|would|has|handle\w*|work\w*"
    r"|support\w*|tool|app|software|platform|product|machine|line|series|range)\b|[?.,!;:]|$)"
)
_ONE_WORD: Final = r"[A-ZÀ-ÖØ-Þ][\w-]{1,14}(?:\s\d{1,4}\b)?"
_DIFFERENCE: Final = (
    rf"\b(?i:difference|unterschied|différence|diferencia|differenza|diferença|verschil|różnica)\s"
    rf"(?i:between|zwischen|entre|tra|fra|tussen|między)(?:\s(?i:{_ARTICLE}))?"
)
_PATTERNS: Final = tuple(
    Sieve(re.compile(pattern))
    for pattern in (
        rf"(?i:\b{_YOUR})\s(?:[a-zà-ÿ-]+\s){{0,2}}(?P<name>(?:{_CODE}|{_NAME}))(?![\w%])",
        rf"(?i:\b{_YOUR})\s[A-ZÄÖÜ][a-zäöüß-]+\s(?P<name>{_CODE})(?![\w%])",
        (
            rf"(?i:\b{_ARTICLE})\s(?:[a-zà-ÿ-]+\s)?(?P<name>[A-Z]{{2,6}}[- ]?\d{{1,4}}[A-Za-z]{{0,2}}"
            rf"|[A-Z]{{1,6}}-\d{{2,4}}[A-Za-z]{{0,2}}"
            rf"|[A-Z][a-z]+[A-Z][a-z]\w*)(?![\w%])"
        ),
        rf"(?i:\b{_LATIN_ARTICLE})\s(?P<name>[A-Z][a-zà-ÿ]{{2,11}}\s\d{{1,4}})(?![\w%:/-]|[.,]\d|\s(?i:{_UNIT}))",
        r"(?i:\b(?:does|can|will|is))\s(?P<name>[A-Z][a-z]{3,}(?:[A-Z][a-z]+)?\s\d{1,2})(?=\s[a-z])",
        # "18 of the K2 desks", "Schutzgitter SG-80", "製氷機KR-45から"
        rf"(?i:\b{_LATIN_ARTICLE})\s(?P<name>[A-Z]\d{{1,4}})(?=\s[a-zà-ÿ]{{4,}})",
        # "8 Stück HX 40", "ZX-500を2台"
        (
            r"\b\d{1,5}\s?(?i:x|×|stück|stk\.?|pcs|pieces|units|unidades|unités|pièces|pezzi|stuks|sztuk|szt\.?)\s"
            r"(?i:(?:of (?:the |your )?|de |di |du |d[ao]s? ))?"
            r"(?P<name>[A-Z]{1,6}[- ]?\d{1,4}[A-Za-z]{0,3})(?![\w%])"
        ),
        r"(?P<name>[A-Z]{1,6}-?\d{1,4}[A-Z]{0,3})(?=を\s?\d{1,5}\s?[台個本枚式]|の(?:見積|在庫|納期))",
        r"(?<=[a-zà-ÿ]{3}\s)(?P<name>[A-Z]{1,4}-\d{2,4}[A-Za-z]{0,2})(?![\w%-])",
        r"(?<=[ぁ-ヿ一-龥])(?P<name>[A-Z]{1,4}-?\d{1,4}[A-Z]{0,2})(?=[^A-Za-z0-9-]|$)",
        # a name with a capital inside after a noun: "kleju FlexMur"
        r"(?<=[a-zà-ÿ]{4}\s)(?P<name>[A-Z][a-zà-ÿ]{2,9}[A-Z][a-zà-ÿ]{2,9})(?!\w|\.\w)",
        rf"(?i:\b{_MODEL_WORD})\s(?:[\"«»„“”'‘’])?(?P<name>[A-ZÀ-ÖØ-Þ][a-zà-ÿ]{{2,14}}(?:\s\d{{1,4}})?)\b(?!\s\d)",
        rf"{_DIFFERENCE}\s(?P<name>{_ONE_WORD})(?=\s(?i:and|und|et|y|e|en|i|oraz|a)\s)",
        rf"{_DIFFERENCE}\s{_ONE_WORD}\s(?i:and|und|et|y|e|en|i|oraz|a)(?:\s(?i:{_ARTICLE}))?\s(?P<name>{_ONE_WORD})\b",
        rf"(?i:\b{_MODEL_WORD})\s(?:n[o°º]\.?\s)?(?P<name>{_CODE})(?![\w%])",
        rf"\b(?P<name>{_CODE}|{_NAME})\s(?:of yours|von Ihnen|von euch|de chez vous)",
        r"(?:御社|貴社|そちら)の(?:「(?P<quoted>[^」]{2,30})」|(?P<name>[A-Za-z][A-Za-z0-9-]*))",
        rf"(?P<name>{_CODE})(?:という|の)(?:機種|製品|モデル)",
        rf"(?i:\b(?:the|your|a|our|in|on|of|for)\s)(?P<name>{_TIER}\s(?i:{_HEAD_AFTER}))\b",
        rf"\b(?=[\wà-ÿ]{{2,12}}-)(?P<name>{_TIER}-(?i:{_HEAD_AFTER}))(?:s|es|e|en)?\b",
        (
            rf"(?i:\b(?:der|die|das|den|dem|im|beim|vom|zum|kosztuje|cena|czy|la|le|l['’]|votre|el|il|lo|[oa]|het"
            rf"|de|w|o|na|do|van|della|del|do|da)\s?)"
            rf"(?P<name>(?i:{_HEAD_BEFORE})\s[«»\"“„]?{_TIER})\b"
        ),
        r"(?P<name>(?:[A-Za-z][A-Za-z0-9-]*|[ァ-ヺー]{2,8}?)(?:プラン|エディション|モジュール|パッケージ|版))(?![ァ-ヺー])",
        _PLAIN_YOUR,
    )
)
_NO_PRODUCTS: Final = re.compile(
    r"(?:ISO|DIN|EN|IEC|UL|CE|RAL|DN|PN|IP|HS|KW|Q|H|T|E|M|A|B|S|L|PO|SO|RFC|GL|USB|HTTP|HTML|OAuth|CO|PM"
    r"|SP|VAT"
    r"|IFC|BIM|NR|RS|KM|KWH|PO|MP|AC|DC|LPG|PE|PVC|CPL|BS|BV|WM|EM|AG|NIS|PCI|SOC|MIFID|AS|JIS|HDMI|RJ|CR"
    r"|PCR|USD|EUR|GBP|CHF|PLN|LED|HL|WEA|OS|OG|ET|UID|Covid|SARS|Office|Windows|Excel|Outlook|Word"
    r"|Exchange|SAP)[- ]?\d+\w*"
    r"|[A-Z]{2,5}|(?:List[ae]?|Pos|Position|Lot|Los|Nummer|Number|Chapter|Kapitel|Mensch|Angebot|Bedingungen|Rechnung|Lieferung|Auftrag|Bestellung|Schreiben|Katalog|Seite|Kunden"
    r"|Preise?|Haus|Halle|Werk|Tor|Raum|Standort|Produkt\w*|Software|Mail|Page|Article|Order|Invoice"
    r"|Section|Room|Hall|Terminal|Euro|Grade|Level|Week"
    r"|Stage|Phase|Unit|Plot|Route|Line|Rue|Via|Calle|Sala|Salle|Gate|Pier|Junction|Building|January|Top"
    r"|Formula|Agenda|Horizon|Industrie|Industry|Web|Mach|Class|Klasse|Classe|Tier|Covid|Ticket|Annex"
    r"|Paragraph)\b.*"
    r"|(?:CEO|CFO|CTO|API|CRM|ERP|SLA|GDPR|DSGVO|RGPD|FAQ|HR|IT|AI|KI|SEO|DPA|UK|EU|US|USA|LinkedIn"
    r"|QuickBooks|SharePoint|OneDrive|HubSpot|PowerPoint|PowerBI|MySQL|PostgreSQL|MailChimp|YouTube"
    r"|TypeScript|SaaS"
    r"|GitHub|WhatsApp|WordPress|JavaScript|Facebook|Instagram|TikTok|Google|DevOps|OpenAPI|PayPal|iOS"
    r"|MwSt|GmbH"
    r"|Excellency|Honou?r|January|February|March|April|May|June|July|August|September|October|November"
    r"|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|English|German|French|Spanish|Italian|Dutch"
    r"|Polish|Japanese|European|American|British|Mr|Mrs|Ms|Dr|London|Berlin|Paris|Madrid)\b.*",
)
_NO_TIERS: Final = re.compile(
    r"^(?:the|your|our|this|that|new|current|latest|free|test|trial|driving|driver|final|german|english"
    r"|french"
    r"|dutch|polish|spanish|italian|japanese|mobile|web|master|action|aktuelle|neue|nächste|letzte"
    r"|deutsche|englische|mac|windows|android|linux|ios|pdf|print|export|software)$",
    re.IGNORECASE,
)
_HEADS: Final = re.compile(rf"^(?:{_HEAD_BEFORE})\s|[\s-](?:{_HEAD_AFTER})$", re.IGNORECASE)
_PAPER: Final = re.compile(
    r"\b(?:ref(?:eren\w+)?|subscription|contract|policy|booking|case|account|batch|drawing|tender|vertrag\w*"
    r"|kunde\w*|buchung|police|zeichnung|contrat\w*|dossier|réservation|reserva|prenotazione|umow\w*"
    r"|error|fehler|erreur|errore|erro|błąd|code|ticket|invoice|order|offer|quote|facture|devis|commande"
    r"|rechnung|angebot|auftrag|bestellung|factura|pedido|oferta|fattura|ordine|offerta|fatura|encomenda"
    r"|factuur|offerte|bestelling|faktur\w*|ofert\w*|zamówieni\w*)\W{0,3}$|エラー$",
    re.IGNORECASE,
)


def find_products(text: str, rivals: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Names of our products as the sender writes them, in order. `rivals`: names of others, folded."""
    found: dict[int, str] = {}
    low = lowered(text)
    for sieve in _PATTERNS:
        for match in sieve.finditer(text, low):
            name = (match["name"] or match.groupdict().get("quoted") or "").strip()
            if (
                _is_product(name, text[: match.start()] + match[0].partition(name)[0])
                and name.casefold() not in rivals
            ):
                found.setdefault(match.start("name" if match["name"] else "quoted"), name)
    names = dict.fromkeys(found[start] for start in sorted(found))
    return tuple(n for n in names if not any(n != other and n in other for other in names))


def _is_product(name: str, before: str) -> bool:
    if _NO_PRODUCTS.fullmatch(name) or _PAPER.search(before):
        return False
    bare = _HEADS.sub("", name).strip('«»"“„ ')
    return bool(bare) and not _NO_TIERS.match(bare)
