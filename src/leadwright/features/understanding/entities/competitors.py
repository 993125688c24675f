"""Competitors named in the text alone: what the sender has, leaves or compares us with."""

import re
from typing import Final

from leadwright.domain.sieve import Sieve, lowered
from leadwright.features.understanding.spans import Sentence, sentences

# A name begins with a capital or has one inside; two more words may belong to it.
NAME: Final = (
    r"(?-i:(?P<name>(?:[A-ZÀ-ÖØ-Þ][\w&’-]*(?:\.[a-z]{2,3}\b)?|[a-z]+[A-Z]\w*)"
    r"(?:\s(?:[A-ZÀ-ÖØ-Þ][\w&-]*|\d+(?![\d.,]|\s?%)))?))"
)
# Katakana is a name only where it is marked as one; else it is any borrowed word.
_MARKED: Final = r"(?:社|さん|[」』])"
_JAPANESE_NAME: Final = (
    r"[「『]?(?P<name>(?<=[「『])[^」』\n]{2,20}(?=[」』])"
    rf"|[A-Za-z][A-Za-z0-9&.-]{{1,30}}|[ァ-ヺー]{{3,20}}(?={_MARKED})){_MARKED}?"
)
_THE: Final = (
    r"(?:(?:the|our|an?|le|la|les|notre|el|los|nuestr\w+|il|lo|nostr\w+|[oa]|os|noss\w+|het|de|ons|onze"
    r"|nasz\w*)\s|l'"
    # after a German article any noun may follow, so what it is must stand between
    r"|(?:der|die|das|den|dem|unser\w*)\s(?:[a-zäöü]+e[nrs]?\s)?(?=(?:tool|software|system|programm|lösung"
    r"|produkt|anbieter|firma)\s))?"
)
# "the program Kontavia": what it is may stand before its name.
_KIND: Final = (
    r"(?:(?:tool|software|system|program(?:m|ma|me)?|solution|lösung|produkt|anbieter|firma|logiciel|outil"
    r"|solution|société|programa|herramienta|sistema|plataforma|gestionale|fornitore|ferramenta"
    r"|pakket|leverancier|older?|existing|current|legacy|competitor|provider|vendor|supplier)\s)?"
)
_NOW: Final = (
    r"(?:currently|at present|at the moment|today|now|until now|so far|still|toujours|encore|todavía|aún"
    r"|ancora|ainda|nog(?: steeds)?|wciąż|nadal|jeszcze|immer noch|derzeit|aktuell|momentan|zurzeit"
    r"|bisher|heute|noch|actuellement|aujourd'hui|pour l'instant|actualmente|ahora|hoy|de momento"
    r"|attualmente|oggi|adesso|finora|atualmente|hoje|hj|agora|momenteel|nu|op dit moment|tot nu toe"
    r"|obecnie|teraz|dotychczas|dziś)"
)
_LEAVING: Final = (
    r"leav(?:e|ing)|(?:switch(?:ing|ed)?|migrat(?:e|ing|ed)|chang(?:e|ing|ed)|transition(?:ing)?|move|moving"
    r"|get) (?:away |over "
    r")?from|coming from|come from using|ditch(?:ing)?|replac(?:e|es|ing|ement for)|instead of"
    r"|rather than|moving off|(?:get|want|come) off|get rid of"
    r"|(?:wechsel\w*|umsteig\w*|umstieg|umzieh\w*|weg|migration|migrieren) von|statt|anstelle von|anstatt"
    r"|quitt(?:er|ons|e)|remplac(?:er|ons)|passer de|venons de|migrer (?:de|depuis)|au lieu de|à la place de"
    r"|(?:cambiar|migrar|pasar|venimos|cambiarnos|saliendo) (?:de|desde)|sustitu(?:ir|imos)(?: a)?"
    r"|reemplaza(?:r"
    r"|mos)(?: a)?"
    r"|deja(?:r|mos)|(?:cambi|migr|pas)a\w+ .{0,30}desde|en lugar de|en vez de"
    r"|(?:passare|migrare|veniamo|cambiare) da|sostitu(?:ire|iamo)|lascia(?:re|mo)|invece di|al posto di"
    r"|(?:mudar|mudamos|migrar|viemos|sair|sa[íi]mos|saindo) d[aeo]|troca(?:r|mos)|substitu(?:ir|ímos)"
    r"|deix(?:ar|amos|armos)(?: de usar)?(?: o)?|em vez d[aeo]|no lugar d[aeo]"
    r"|overstappen van|stappen .{0,25}over van|overstap van|vervangen|weg bij|in plaats van|afscheid van"
    r"|(?:przejść|przechodzimy|migracj\w+|migrować|rezygnujemy|przesiad\w+) z|zastąpić|zamiast"
)
_COMPARING: Final = (
    r"compar(?:ed?|ing|ison) (?:you |yours? |it |this )?(?:to|with|against)|versus|vs\.?"
    r"|alternatives? (?:to|for)"
    r"|(?:look(?:ed|ing)? (?:closely |also )?at|tried(?: \w+ (?:weeks?|months?) of)?"
    r"|trialled|tested|evaluat(?:ed|ing)|shortlisted)"
    r"|better than|cheaper than|differ(?:s|ent|ence)?(?: \w+)? (?:to|from|than)|between you(?:rs)? and"
    r"|up against|against|competitors? (?:like|such as)"
    r"|(?:into|did|doing|had|ran|running|finished)(?: an?| our| the)?(?: \w+)? trial (?:of|with)"
    r"|im vergleich (?:zu|mit)|vergl(?:ichen|eichen) (?:\w+ ){0,3}(?:mit|zu)|alternative (?:zu|für)|gegenüber"
    r"|besser als|günstiger als|untersch(?:ied|eid)\w* (?:\w+ ){0,3}(?:von|zu)|wettbewerber|mitbewerber"
    r"|par rapport (?:à|a)|compar(?:é|ée|és|er|aison) (?:\w+ ){0,2}(?:à|a|avec)|alternative à|face à"
    r"|mieux que|moins cher que|différence (?:\w+ )?avec|différen\w+ de|concurrent"
    r"|en comparación con|comparad[oa]s? con|comparar(?:los)? con|frente a|alternativa a|mejor que"
    r"|más barato que|diferencia (?:con|de)|diferenci(?:an|áis) de|respecto a"
    r"|rispetto a|in confronto (?:a|con)|confront\w+ con|paragon\w+ (?:a|con)|alternativa a|meglio di"
    r"|differenza (?:con|da)|differite da"
    r"|em comparação com|comparad[oa]s? (?:com|a[o]?)|alternativa a[o]?|melhor (?:do )?que|diferença para"
    r"|vergeleken met|vergelijken met|ten opzichte van|alternatief voor|beter dan|goedkoper dan|verschil met"
    r"|w porównaniu (?:z|do)|porówn\w+ (?:z|do)|alternatyw\w+ dla|lepsz\w+ niż|tańsz\w+ niż"
    r"|różnic\w+ (?:od|między)"
    r"|w odróżnieniu od"
    r"|(?:plus|moins)(?: ou moins)? (?:chers?|chères?|simples?|rapides?) que|comme chez"
    r"|(?:fed up|unhappy|frustrated|disappointed) with|(?:tired|sick) of|had enough of|outgrown"
    r"|(?:also|already|currently) (?:talking|speaking|spoken) (?:to|with)|had a demo (?:of|from|with)"
    r"|unzufrieden mit|genug von|enttäuscht von|auch (?:mit|bei) (?=\S+ (?:im gespräch|gesprochen|angefragt))"
    r"|marre d[e']|déçus? (?:de|par)|insatisfaits? de|(?:aussi|également) (?:vu|testé|essayé|contacté)"
    r"|hart[oa]s? de|descontent[oa]s con|cansad[oa]s de|(?:también|ya) (?:vimos|probamos)"
    r"|stuf[ai] di|stufi di|scontent[oi] di|delusi? da|(?:anche|già) (?:visto|provato|contattato)"
    r"|insatisfeit[oa]s com|cansad[oa]s d[aeo]|(?:também|já) (?:vimos|testamos|falamos com)(?: [oa])?"
    r"|ontevreden (?:over|met)|zat van|genoeg van|ook (?:gekeken|gesproken) (?:naar|met|bij)"
    r"|niezadowoleni z|mamy dość|(?:też|także|już) (?:oglądaliśmy|testowaliśmy)|rozmow(?:ach|ie|y) z"
)
_USING: Final = (
    r"(?:we|i)(?:'re| are|'ve| have)?(?: been)? (?:{now} )?(?:us(?:e|es|ing)|work(?:ing)? with"
    r"|run(?:ning)? on|run"
    r"|on|with|at|rely on)(?: {now})?"
    r"|(?:wir|ich) (?:\w+ )?(?:{now} )?(?:nutzen|nutze|verwenden|verwende|setzen|arbeiten|arbeite|sind"
    r"|haben|buchen)"
    r"(?: (?:bei uns|schon|{now}))*(?: (?:mit|bei|auf))?"
    r"|{now} (?:nutzen|verwenden|arbeiten|sind|haben|buchen) wir(?: (?:mit|bei|auf))?"
    r"|(?:nous|on|j')\s?(?:utilisons|utilise|travaillons|travaille|sommes|est|avons)(?: {now})?(?: (?:avec"
    r"|chez|sous|sur))?"
    r"|(?:{now} )?(?:usamos|utilizamos|trabajamos|estamos|tenemos|uso|utilizo)(?: {now})?(?: (?:con|en))?"
    r"|(?:{now} )?(?:usiamo|utilizziamo|lavoriamo|siamo|abbiamo|uso)(?: {now})?(?: (?:con|su))?"
    r"|(?:{now} )?(?:usamos|utilizamos|trabalhamos|estamos|temos|a gente usa)(?: {now})?(?: com)?"
    r"|(?:we|wij|ik) (?:gebruiken|gebruik|werken|werk|draaien|zitten)(?: {now})?(?: (?:met|op|bij))?"
    r"|{now} (?:gebruiken|werken|zitten|draaien) (?:we|wij)(?: (?:met|op|bij))?"
    r"|(?:and|und|et|en) (?:use|utilisons|nutzen|verwenden|gebruiken)"
    r"|(?:{now} )?(?:używamy|korzystamy|pracujemy|mamy)(?: {now})?(?: (?:z|na|w))?"
).replace("{now}", _NOW)
_AFTER: Final = (
    r"(?:has )?(?:quoted|offers|offered|charges|charged) (?:us|me)\b|(?:bietet|verlangt|berechnet) uns\b"
    r"|hat uns\b.{0,40}\bangeboten|nous (?:propose|facture|a proposé)|nos (?:cobra|ofrece|ha ofrecido)"
    r"|ci (?:chiede|offre|ha offerto)|nos (?:cobra|oferece)|rekent ons|oferuje nam\b"
    r"|(?:has|have|had) let us down|(?:wants|charges|takes|asks) (?:[€$£]?\d|us\b)|verlangt \d|prend \d"
    r"|(?:hat|haben) uns (?:im stich gelassen|hängen lassen)|nos ha fallado|ci ha piantato|nos deixou na mão"
    r"|(?:heeft|hebben) ons laten zitten|nas zawi\w+"
    r"|(?:ablösen|ersetzen|abzulösen|zu ersetzen|im einsatz|vervangen)\b"
)
_RIVAL: Final = (
    r"(?:konkurrenzprodukt|konkurencyjn\w+|competing product|rival product|concurrente?)"
)
_YOUR_RIVAL: Final = (
    r"(?:your|ihr\w*|euer|votre|vuestr\w+|su|vostr\w|il vostro|voss\w|o vosso|jullie|uw|wasz\w*|a|another)\s"
    r"(?:competitor|rival|konkurrent|mitbewerber|wettbewerber|concurrent|competidor|concorrente"
    r"|konkurencj\w+)"
)
_CONTRACT: Final = (
    r"(?:contract|agreement|licen[cs]e|subscription|deal|vertrag|abo|lizenz|contrat|abonnement|licence"
    r"|contrato|licencia|contratto|licenza|contract|licentie|umow\w+|licencj\w+)\s"
    r"(?:with|from|for|mit|bei|avec|chez|con|com|met|bij|z)"
)
_RUNS_OUT: Final = (
    r"runs? out|ends?\b|expires?|is up|lapses|läuft aus|endet|ausläuft|expire|prend fin|se termine"
    r"|arrive à échéance|vence|termina|acaba|scade|afloopt|loopt af|eindigt|kończy|wygasa"
)
# "Currently on X", "Nu met 55 gebruikers op X", "heute X, ..." without saying who.
_ON: Final = r"(?:on|with|using|mit|auf|avec|sur|sous|chez|con|su|com|op|met|z|na)"
_BEGINS: Final = r"(?:^|[.,;:!?]\s)"
_ALREADY_QUOTED: Final = (
    r"(?:(?:got|have|had|received|two|three|other)\s(?:(?:in|already|two|three|also)\s)?(?:quotes"
    r"|offers|proposals"
    r"|bids)\s(?:in\s)?(?:from|by)"
    r"|(?:already|also|another)\s(?:\w+\s){0,3}(?:quote|offer|proposal|bid)\s(?:from|by)"
    r"|(?:schon|bereits|auch)\s(?:\w+\s){0,2}angebote?\svon"
    r"|(?:déjà|aussi)\s(?:\w+\s){0,3}(?:devis|offres?|propositions?)\s(?:de\schez|de)"
    r"|(?:ya|también)\s(?:\w+\s){0,3}(?:presupuestos?|ofertas?)\sde"
    r"|(?:già|anche)\s(?:\w+\s){0,3}(?:preventiv[oi]|offert[ae])\s(?:di|da)"
    r"|(?:já|também)\s(?:\w+\s){0,3}(?:orçamentos?|propostas?)\s(?:da|do|de)"
    r"|(?:al|ook|reeds)\s(?:\w+\s){0,3}offertes?\s(?:van|bij)"
    r"|(?:już|też)\s(?:\w+\s){0,3}ofert\w+\sod)"
)
_SURE: Final = tuple(
    Sieve(re.compile(pattern, re.IGNORECASE))
    for pattern in (
        # a removal goes "von Hamburg nach Bremen", a change of vendor does not
        rf"\b(?:{_LEAVING})\s+{_THE}{_KIND}{NAME}(?![\w-]|\s(?:nach|to [A-Z]))",
        rf"\b(?:{_YOUR_RIVAL}|{_RIVAL})\s{NAME}",
        rf"\b{_CONTRACT}\s{NAME}(?=.{{0,40}}(?:{_RUNS_OUT}))",
        # "at Dakvrede we pay", "bei X zahlen wir"
        (
            rf"\b(?:at|bei|chez|con|con|da|com|bij|w)\s{NAME}\s(?:we (?:now |currently )?pay"
            r"|(?:be)?zahlen wir|nous payons|on paie|pagamos|paghiamo|betalen we|płacimy)"
        ),
        rf"\b(?:on|with|auf|bei|chez|sur)\s{NAME}\s(?:today|now|at the moment|currently)\b",
        rf"{_BEGINS}{_NOW}\s(?:{_ON}\s\d{{1,5}}\s\w+\s)?{_ON}\s{NAME}",
        rf"(?:^|[.,;]\s){_NOW}\s{NAME}(?=\s?[.,;!?]|$)",
        rf"\b(?:we|i)(?:'ve| have) been (?:with|on|using)\s{NAME}\s(?:for|since)\b",
        rf"\b{_ALREADY_QUOTED}\s{NAME}",
        rf"\b(?:bei|chez|bij|w)\s{NAME}\s(?:läuft|endet|le contrat|notre contrat|loopt|kończy)",
        (
            rf"\b(?:our|the|my)\s{NAME}\s(?:contract|subscription|licen[cs]e"
            rf"|agreement)(?=.{{0,40}}(?:{_RUNS_OUT}))"
        ),
        rf"\b(?:läuft|laufen|machen wir|arbeiten wir)\s(?:\w+\s){{0,4}}über\s{NAME}(?![\w-])",
        rf"\bvon\s{NAME}\szu\s(?:ihnen|euch|ihrem|eurem|ihrer|eurer)\b",
        # who moves house goes "von Hamburg weg", too
        (
            rf"\b(?:möchte\w*|wollen|will|müssen|würden|überlegen|planen)\s(?:\w+\s){{0,3}}?von\s{NAME}"
            r"\s(?:weg|los)(?:(?:zu)?(?:kommen|gehen|wechseln))?\b"
        ),
        # "pagamos 38 € por usuario a X", "we pay X 40 a head"
        (
            r"\b(?:we pay|(?:be)?zahlen wir|wir (?:be)?zahlen|nous payons|on paie|pagamos|paghiamo|we betalen"
            r"|betalen we|płacimy)\s(?=[^.!?]{0,40}\d)(?:[\w€$£,.%-]+\s){0,6}?"
            rf"(?:to|at|an|bei|à|chez|a|alla|con|ao|na|no|com|aan|bij|w)\s{NAME}"
        ),
        # "nous payons aujourd'hui X 49 € par mois"
        (
            r"\b(?:we pay|(?:be)?zahlen wir|nous payons|on paie|pagamos|paghiamo|betalen we|płacimy)\s"
            rf"(?:{_NOW}\s)?(?-i:(?=[A-ZÀ-Þ])){NAME}\s[€$£R]{{0,2}}\s?\d"
        ),
        rf"\bhaben uns\s(?:\w+\s)?{NAME}\s(?:angeschaut|angesehen|zeigen lassen)\b",
        rf"\b(?:{_COMPARING})\s+{_THE}{_KIND}{NAME}",
        rf"(?<!\bin\s)(?<!\bvon\s)(?<!\bof\s)(?<!\bdie\s)(?<!\bder\s)(?<!\bden\s)\b{NAME}\s(?:{_AFTER})",
        rf"{_JAPANESE_NAME}(?:と(?:も|の)?比較|と比べ|に比べ|に不満|も検討|と(?:迷|悩)|から(?:の)?(?:乗り?換え|切り?替え|移行)|の代わり|との違い|より安)",
        rf"(?:現在|今)(?:は|、)?{_JAPANESE_NAME}を[^。]{{0,10}}?(?:使|利用|導入)",
    )
)
_IN_USE: Final = re.compile(rf"\b(?:{_USING})\s+{_THE}{_KIND}{NAME}", re.IGNORECASE)
_SAID_NOW: Final = Sieve(re.compile(rf"\b{_NOW}\b", re.IGNORECASE))
_WANTS_ANOTHER: Final = Sieve(
    re.compile(
        r"switch|replac|instead|compar|alternativ|unhappy|fed up|too (?:slow|expensive)|cheaper|better|renew"
        r"|runs? out|expires|let us down|wechsel|ablös|ersetz|umsteig|unzufrieden|zu teuer|zu langsam"
        r"|läuft aus|umstieg|costs us|kostet uns|coûte|cuesta|ci costa|nos custa|kost ons"
        r"|kosztuje nas|queda corto|pasarnos"
        r"|remplac|quitter|changer|trop cher|mécontent|sustitu|reemplaz|cambiar|caro|harto|sostitu|cambiare"
        r"|troppo|passare a|trocar|substituir|mudar|overstap|vervang|te duur|zastąp|zmieni|za drog|乗り換え"
        r"|切り替え",
        re.IGNORECASE,
    )
)
# What is to be connected stays; it is not what we compete with.
_CONNECTED: Final = Sieve(
    re.compile(
        r"integrat|connect|sync|\bapi\b|interface|plug ?in|export|import|talk to|work with|compatib|anbind"
        r"|schnittstelle|verbind|koppel|synchron|intégr|connecteur|interface|integra|conect|colleg|compatíve"
        r"|połącz|integrac|連携|接続|データ",
        re.IGNORECASE,
    )
)
_NO_NAMES: Final = frozenset(
    "tms wms pos dms cms plm "
    "excel word outlook powerpoint access google windows linux android mac apple iphone ipad whatsapp zoom "
    "teams internet web pdf csv api crm erp sql it hr ai ki ia gdpr dsgvo rgpd europe germany deutschland "
    "france spain italy poland portugal japan london berlin paris monday tuesday wednesday thursday friday "
    "saturday sunday january february march april may june july august september october november december "
    "you your we our they this that these i it's mr mrs ms herr frau madame ihnen ihre ihrem ihren ihr sie "
    "system systeme software lösung lösungen programm programme tool tools tabellen listen papier zettel "
    "excel-tabellen excel-listen kunden mitarbeiter mitarbeitern partnern partner anbieter anbietern "
    "lieferanten agentur agenturen dienstleister wettbewerb konkurrenz kollegen jahr jahren monat monaten "
    "euro prozent leuten personen standorten papierlisten kalender telefon hand eurer euch vorjahr markt "
    "mitte anfang ende januar februar märz mai juni juli oktober dezember sommer herbst winter frühjahr "
    "english german french spanish italian dutch polish japanese deutsch englisch plus basic pro premium "
    "システム ソフト ソフトウェア エクセル サービス メール ツール データ アプリ カレンダー ホームページ "
    "ネット パソコン スマホ タブレット プラン メーカー".split()
)


_NEXT_WORDS: Final = 30
_NEXT_NAME: Final = re.compile(rf"(?:,\s|,?\s(?:and|or|und|oder|et|ou|y|o|e|en|of|i|lub)\s){NAME}")


def find_competitors(text: str, ours: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """Names of other vendors, as written, in order. `ours`: names that are the sender's or our own."""
    found: dict[str, str] = {}
    another = bool(_WANTS_ANOTHER.search(text, lowered(text)))
    for sentence in sentences(text):
        for match in _matches(sentence, wants_another=another):
            for said in (match["name"], *_listed_after(sentence.text[match.end("name") :])):
                name = _tidy(said)
                if _is_name(name, ours):
                    found.setdefault(name.casefold(), name)
    return tuple(found.values())


def _listed_after(text: str) -> list[str]:
    """`Loomtrack, Fabrion and Wevo`: what stands in one row is of one kind."""
    names = []
    while match := _NEXT_NAME.match(text):
        names.append(match["name"])
        text = text[match.end() :]
    return names


def _matches(sentence: Sentence, *, wants_another: bool) -> list[re.Match[str]]:
    low = lowered(sentence.text)
    matches = [m for pattern in _SURE for m in pattern.finditer(sentence.text, low)]
    may_use = wants_another or _SAID_NOW.search(sentence.text, low)
    if may_use and not _CONNECTED.search(sentence.text, low):
        matches += [
            match
            for match in _IN_USE.finditer(sentence.text)
            if wants_another or _SAID_NOW.search(_with_next_words(sentence.text, match), low)
        ]
    return sorted(matches, key=lambda match: match.start("name"))


def _with_next_words(text: str, match: re.Match[str]) -> str:
    """`We use Mews at the front desk now`."""
    return match[0] + text[match.end() : match.end() + _NEXT_WORDS]


def _tidy(name: str) -> str:
    bare = re.sub(rf"^{_KIND}", "", name.strip(), flags=re.IGNORECASE)
    return re.sub(r"(?:['’]s|[.,;:!?-]+)$", "", bare)


def _is_name(name: str, ours: frozenset[str]) -> bool:
    first = name.split(maxsplit=1)[0].casefold()
    return (
        len(name) > 1
        and first not in _NO_NAMES
        and name.casefold() not in _NO_NAMES
        and name.casefold() not in ours
    )
