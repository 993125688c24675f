"""What Italian and Portuguese add to the shapes a reply is searched for; see `patterns`."""

import re

from leadwright.domain import number_words

_I = re.IGNORECASE

_NUMBER_WORD = (
    rf"(?:{number_words.spelled('it', 'pt')}|uma?|(?:due|tre|quattro|cinque)cento"
    r"|(?:due|tre|quattro|cinque|sei|sette|otto|nove|dieci)mila)"
)
SPELLED_AMOUNT = (
    rf"\b{_NUMBER_WORD}\s(?:mila\s|mil\s)?(?:euros?\b|dollari\b|dólares\b|franchi\b|reais\b|sterline\b"
    r"|libras\b|centesimi\b|cêntimos\b|centavos\b)"
    r"|\b\w{2,20}\s(?:per|por)\s?cento\b"
)

_BEFORE_TERM = (
    r"(?:entro|nel giro di|in meno di|in|al massimo in|dentro de|em até|em menos de|no prazo de"
    r"|no prazo máximo de|em|nas próximas)"
)
_COUNT = rf"(?:un['’]\s?|una?\s|le\s|i\s|prossim[aeio]\s|{_NUMBER_WORD}\s|mezz['’]|mei[ao]\s|\d{1, 6}\s?)"

COMMITMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "discount",
        re.compile(
            r"\b(?:scont(?:o|i|istica)\b"
            r"|(?:prezz|tariff|offert|cost)\w+(?: \w+){0,3} scontat[oaie]\b"
            r"|ribass\w+|riduzion[ei] (?:di|del|sul) prezz\w+"
            r"|abatiment\w+|redução d[eo] preço\w*|preço reduzido)",
            _I,
        ),
    ),
    (
        "free of charge",
        re.compile(
            r"\b(?:in omaggio|a (?:costo|custo) zero|senza (?:alcun )?(?:cost[oi]|spes[ae])"
            r"|sem (?:qualquer |nenhum )?(?:custos?|encargos?))\b",
            _I,
        ),
    ),
    (
        "guarantee",
        re.compile(
            r"\b(?:garanzi\w+|restituzione del denaro|devolução do (?:dinheiro|valor))\b", _I
        ),
    ),
    (
        "term",
        re.compile(
            rf"\b{_BEFORE_TERM}\s{_COUNT}{{1,3}}(?:or[ae]|hora|horas|minut[ioa]s?)\b"
            r"|\b(?:entro|nel giro di|in meno di|dentro de|em até|em menos de|no prazo (?:máximo )?de)\s"
            rf"{_COUNT}{{1,3}}(?:giorn[oi]|giornat[ae]|settiman[ae]|mes[ei]|dias?|semanas?|mês|meses)\b"
            r"|\bin giornata\b|\b(?:entro|a) fine giornata\b|\bentro (?:oggi|la giornata)\b"
            r"|\baté (?:ao|o) (?:fim|final) do dia\b",
            _I,
        ),
    ),
    (
        "solved",
        re.compile(
            r"\b(?:è|sono) (?:già )?stat[oaie] (?:già )?(?:risolt|corrett|sistemat|annullat|ripristinat)"
            r"|\babbiamo (?:già )?(?:risolto|corretto|sistemato|annullato|ripristinato)\b"
            r"|\b(?:foi|foram|está|estão) (?:já )?(?:resolvid|corrigid|cancelad|anulad|solucionad)"
            r"|\bjá (?:resolvemos|corrigimos|cancel[aá]mos|anul[aá]mos|reembols[aá]mos)\b",
            _I,
        ),
    ),
)

LEAK = (
    r"\b(?:come|in quanto) (?:un['’]\s?|una )?(?:ia\b|intelligenza artificiale|assistente virtuale)"
    r"|\b(?:como|enquanto|sendo) (?:uma? )?(?:ia\b|inteligência artificial|assistente virtual)"
    r"|\bmodello (?:linguistico|di linguaggio)\b|\bmodelo de linguagem\b"
    r"|\bignor(?:a|are|ate|i|e|ar|em)\b.{0,30}\b(?:istruzion|instruç|regol|regra)"
    r"|\b(?:agisci|comportati) come (?:un|se)\b|\b(?:aja|atue|comporte-se) como (?:uma?|se)\b"
)
