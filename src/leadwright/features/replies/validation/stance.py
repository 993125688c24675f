"""How a sentence stands to what it says: of whom it speaks, whether it asks, leaves open, or says it of all.

Words that nine languages have for it, of which the judge of unfounded sentences learns what they
weigh.
"""

import re
from typing import Final

from leadwright.features.replies.validation import affirming

_I: Final = re.IGNORECASE
_SIGNS: Final = tuple(
    re.compile(pattern, _I)
    for pattern in (
        # Of us.
        (
            r"\b(?:we|us|ours?|ourselves|wir|uns|unser\w*|nous|notre|nos|nôtres?|nosotr[oa]s"
            r"|nuestr\w+|noi"
            r"|nostr\w+|ci|nós|noss\w+|con?nosco|wij|ons|onze|my|nas|nam|nami|nasz\w*)\b"
            r"|\b\w+(?:[aei]mos|iamo)\b|\b\w{3,}(?:[aei]my|liśmy|łyśmy)\b|弊社|当社|当法人|弊所|当店|私ども"
        ),
        # Of the writer.
        (
            r"\b(?:i|i['’](?:d|ll)|me|my|ich|mir|mich|je|j['’]|moi|ma|yo|mi|io|eu|lhe|ik|mij|ja"
            r"|mnie|nie wiem"
            r"|(?:nie )?chcę|rozumiem|prefiero|quiero|sé|capisco|posso|vorrei|so|sei|quero|prefiro"
            r"|percebo"
            r"|entiendo|lamento)\b|申し上げ|存じます|いたしかね"
        ),
        # Of the reader.
        (
            r"\b(?:yours?|you|sie|ihnen|ihr\w*|vous|votre|vos|usted(?:es)?|sus?|les?|lei|suo|sua|voi"
            r"|vostr\w+|você|seu|uw?|jullie|państw[aou]|pan[aiu]?|panią)\b|お客様|貴社|御社|皆様|でしょうか"
        ),
        # What the reader wrote is said again.
        (
            r"\byou(?:['’](?:re|ve)| are| have)? (?:write|wrote|say|said|mention\w*|ask\w*|tell"
            r"|told|describe\w*"
            r"|need|would like|want\w*)"
            r"|\b(?:schreiben|fragen|erwähn\w+|sagen|nennen|suchen|möchten|brauchen|wünschen) sie\b"
            r"|\bsie (?:schreiben|fragen|erwähnen|sagen|nennen|suchen|möchten|brauchen|wünschen)\b"
            r"|\bvous (?:\w+ )?(?:écrivez|dites|demandez|parlez|mentionnez|cherchez|souhaitez"
            r"|voulez|expliquez)"
            r"|\b(?:dice|cuenta|escribe|pregunta|comenta|menciona|busca|pide)n?\b"
            r"|\b(?:scrive|chiede|parla|racconta|cerca|diz|escreve|pergunta|refere|conta"
            r"|procura)(?:-nos)?\b"
            r"|\b(?:u|je|jullie) (?:schrijft|schreef|vraagt|zegt|noemt|wilt|zoekt|vertelt)"
            r"|\b(?:pisze|pyta|pisał|wspomina|mówi|szuka)\w*\b|とのこと|と伺|お尋ね|お書き"
        ),
        # It may be, please, with pleasure.
        (
            r"\b(?:would|could|can|may|might|should|please|gladly|happy to|glad|let|if|when|perhaps"
            r"|würde\w*"
            r"|könn\w*|kann|möcht\w*|darf|gern\w*|bitte|wenn|falls|vielleicht|am besten|pou(?:vez"
            r"|rriez|vons"
            r"|rrait|rrions)|serait|volontiers|si|quand|faudrait|vaudrait|podría\w*|puede\w*|podemos"
            r"|gustaría|cuando|quizá|convendría|estaría|sería|habría|por favor|potr\w+|può|possiamo"
            r"|se|quando"
            r"|volentieri|sarebbe|servirebbe|forse|pod[ei]\w*|gostar\w*|seria|talvez|zou\w*|kunnen"
            r"|kunt|kan"
            r"|graag|als|mag|misschien|liever|gerust|może\w*|mogą|chętnie|proszę|jeśli|gdyby|warto"
            r"|trzeba"
            r"|powin\w+)\b|ください|いただけ|幸い|よろしければ|かと存|お聞かせ|お知らせ"
        ),
        # Of all, of many, always, never, for long.
        (
            r"\b(?:most|many|several|all|every|each|everyone|always|never|no|none|nobody|any"
            r"|countless|numerous"
            r"|plenty|hundreds?|dozens?|years?|viele\w*|alle\w*|jede\w*|immer|nie\w*|kein\w*"
            r"|zahlreiche\w*"
            r"|mehrere\w*|jahre\w*|längst|schon|bereits|meist\w*|beaucoup|plusieurs|tou[st]|toutes"
            r"|chaque"
            r"|toujours|jamais|personne|aucun\w*|nombreu\w+|année\w*|ans|déjà|much[oa]s?|vari[oa]s"
            r"|tod[oa]s?"
            r"|cada|siempre|nunca|nadie|ningún\w*|años|ya|molt\w+|divers\w+|tutt\w+|ogni|sempre|mai"
            r"|nessun\w*"
            r"|anni|già|parecchi\w*|muit\w+|vári\w+|ninguém|nenhum\w*|anos|já|veel|vele|elk\w*|ieder\w*"
            r"|altijd|nooit|geen|jaren|al|meerdere|wielu|wiele|wszyst\w+|każd\w+|zawsze|nigdy|nikt"
            r"|żad\w+"
            r"|lata?|już)\b|すべて|全て|多く|数多|いつも|必ず|全国|長く|長年|各地|ほとんど|一度も"
        ),
        # It thanks, or feels with somebody.
        (
            r"\b(?:thank\w*|sorry|dank\w*|leid|merci|désol\w+|gracias|lament\w+|siento|grazie"
            r"|dispiac\w+"
            r"|obrigad\w+|agradec\w+|bedankt|spijt|vervelend|dzięk\w+|przykro|understand\w*|verst\w+"
            r"|compren\w+|entiend\w+|capisc\w+|perceb\w+|begrijp\w*|rozumie\w+|see why)\b"
            r"|ありがとう|お察し|恐れ入"
        ),
        # It will be, soon, or from then on.
        (
            r"\b(?:will|shall|soon|quickly|straight away|from then on|(?:from|after|within) (?:the|an?"
            r"|one)|wird|werden|bald|rasch|schnell\w*|sofort|danach|dann|nach (?:ein|zwei|dem|der"
            r"|wenig)\w*|bis zu[mr]|dès|bientôt|vite|aussitôt|ensuite|au bout"
            r"|\w{3,}(?:era|eront|ira|iront)|enseguida|pronto|rápid\w+|desde (?:el|la)"
            r"|al (?:acabar|cabo)|\w{3,}(?:ará|erá|irá)n?|subito|presto|fin dal\w*|dopo"
            r"|\w{3,}(?:erà|eranno|irà|iranno)|depressa|logo|desde [oa]|passad[oa]|vai|vão|zal"
            r"|zullen|snel|meteen|straks|voortaan|daarna|daarmee|na (?:een|de)|będ(?:zie|ą)|szybko"
            r"|od razu|wkrótce|od pierwsz\w+|po \w+|już)\b|すぐ|初日|年内|数か月|まもなく"
        ),
        # It is no trouble: easily, by itself, without, no longer.
        (
            r"\b(?:eas(?:y|ily|ier)|without|no longer|any more|hardly|by (?:itself|themselves)"
            r"|on their own|alone|ohne|nicht mehr|kaum|leicht\w*|mühelos|von (?:selbst|allein)"
            r"|allein\w*|einfach|normal|sans|ne \w+ plus|n['’]y a(?:ura)? plus|facile\w*"
            r"|tout(?:e|es)? seul\w*|d['’]eux-mêmes|sin|sol[oa]s?|fácil\w*|apenas|senza|facil\w+"
            r"|da sol\w|non \w+ più|sem|sozinh\w+|zonder|vanzelf|makkelijk\w*|gewoon|nauwelijks"
            r"|niet meer|bez|sam[aeio]?|łatwo|przestan\w+)\b"
            r"|必要(?:が|は)?(?:ありません|ございません)|要らなく|なくなり|自然に"
        ),
    )
)


def signs(sentence: str) -> list[bool]:
    """Which it has, always in the same order."""
    return [
        affirming.leaves_to_somebody(sentence),
        affirming.is_open(sentence),
        *(sign.search(sentence) is not None for sign in _SIGNS),
    ]
