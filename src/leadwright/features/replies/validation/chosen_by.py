"""Who is said to have chosen us, at the beginning of a sentence: "Siemens has chosen us".

Every word is written large there, so its capital tells nothing; the verb behind it does. Without an
article before it, what does this verb to us is a firm.
"""

import re
from collections.abc import Collection, Iterator
from typing import Final

from leadwright.domain.sieve import Sieve, lowered

_LARGE: Final = r"[A-Z\u00c0-\u017d][\w&'’-]*"
_NAME: Final = rf"(?P<name>{_LARGE}(?:[ ](?:{_LARGE}|&|de|und|and|et|y|e|en|i|di|van)){{0,4}})"
# What does this to us: `@` is us or ours, `~` up to three words between.
_VERBS: Final = (
    (r"(?:(?:has|have|had)[ ])?~(?:chosen|chose|picked|selected|trusts?|trusted|uses?|used|using"
    r"|joined"
    r"|recommends?|(?:rel(?:y|ies|ied|ying)|counts?|counted)[ ]on|(?:works?|worked|working"
    r"|plans?|planned"
    r"|planning|stays?|stayed)[ ]with|(?:switched|moved|turned|turns?|came|comes?)[ ]to"
    r"|(?:buys?|bought|orders?|ordered)[ ]from|(?:is|are|was)[ ]with)[ ]@"),
    (r"(?:vertrau(?:t|en|te)|nutz(?:t|en)|verwende[nt]|empfiehlt|empfehlen|setz(?:t|en)[ ]~auf"
    r"|(?:arbeite[nt]|plan(?:t|en))[ ]~mit|zähl(?:t|en)[ ]auf|kauf(?:t|en)[ ]bei|(?:ist|sind)[ ]bei"
    r"|(?:wechselte[n]?|kam(?:en)?)[ ]zu|(?:hat|haben)[ ]sich[ ]~für)[ ]@"),
    (r"(?:hat|haben)[ ]@[ ](?:(?:schon|bereits|auch|nun|inzwischen|kürzlich)[ ])?(?:aus"
    r"|an)?(?:gewählt|beauftragt|vertraut|empfohlen|erteilt|gegeben)"),
    r"nous[ ](?:a|ont)[ ]~(?:choisi\w*|confié\w*|retenu\w*|fait|sélectionné\w*|recommandé\w*)",
    (r"nous[ ](?:fait|font)[ ]~confiance|(?:a|ont)[ ]~(?:choisi|retenu)[ ]@"
    r"|(?:utilise(?:nt)?|(?:travaille|planifie)(?:nt)?[ ]~(?:avec|chez)|compte(?:nt)?[ ]sur"
    r"|se[ ]fourni\w+[ ]chez)[ ]@"),
    (r"nos[ ](?:ha[n]?[ ])?(?:elegid[oa]|eligió|eligieron|escogi\w+|confi\w+|contrat\w+"
    r"|recomiend\w+)"),
    (r"(?:(?:ha[n]?[ ])?(?:elegido|eligió|confiado|confía[n]?)(?:[ ](?:en|a))?|(?:trabaja"
    r"|cuenta)[n]?[ ]~con"
    r"|(?:usa|utiliza)[n]?)[ ]@"),
    r"ci[ ](?:ha(?:nno)?[ ])?(?:scelt\w|scelse|selezionat\w|consiglia\w*|affid\w+)",
    (r"(?:ha(?:nno)?[ ]scelto|si[ ](?:affida|fida)(?:no)?[ ](?:a|di|su)|si[ ]è[ ]rivolt\w[ ]a"
    r"|lavora(?:no)?[ ]~con"
    r"|conta(?:no)?[ ]su|(?:usa|utilizza)(?:no)?)[ ]@"),
    (r"(?:escolheu|escolheram|indica|recomenda)[m]?-nos|nos[ ](?:escolheu|escolheram|indica"
    r"|recomenda)"),
    (r"(?:confia|confiou|confiam)[ ]em[ ]@|(?:trabalha|conta)[m]?[ ]~(?:com[ ])?@|(?:usa"
    r"|utiliza)[m]?[ ]@"),
    (r"(?:heeft|hebben)[ ]~(?:voor[ ])?@[ ]~gekozen|(?:koos|kozen)[ ](?:voor[ ])?@|vertrouw(?:t"
    r"|en)[ ](?:op[ ])?@"
    r"|(?:werk(?:t|en)|plan(?:t|nen))[ ]~(?:bij|met)[ ]@|gebruik(?:t|en)[ ]@|reken(?:t"
    r"|en)[ ]op[ ]@"),
    (r"wybrał\w*[ ]@|zaufał\w*[ ]@|ufa(?:ją)?[ ]@|(?:współpracuj|pracuj)\w+[ ]~z[ ]@"
    r"|korzysta(?:ją)?[ ]~z[ ]@"
    r"|poleg\w+[ ]na[ ]@|polec\w+[ ]@|używa(?:ją)?[ ]@"),
)  # fmt: skip
_US: Final = (
    r"us|our|ours|uns|unser\w*|nous|notre|nos|nosotr[oa]s|nuestr\w+|noi|(?:il|la|i"
    r"|le)?[ ]?nostr\w|nós"
    r"|con?nosco|noss\w+|ons|onze|nas|nam|nami|nasz\w*"
)
# What is nobody's name, nor begins one.
_ANYBODY: Final = frozenset(
    """
    i you we they he she it who that this these those some many most all everybody everyone
    nobody somebody
    people others ich sie wir er es ihr das dies wer man manche viele alle niemand jemand andere
    je tu il elle on nous vous ils elles qui cela ça ceci tous personne beaucoup
    yo usted ustedes nosotros él ella ellos quien eso esto todos nadie muchos
    io lei lui noi voi loro chi questo tutti nessuno molti eu você vocês ele ela nós eles quem
    isso todos ninguém
    ik u jij wij ze hij zij dit dat wie iedereen niemand iemand velen ja ty my on ona oni kto to
    wszyscy nikt wielu
    the a an your our my der die das den dem ein eine einer ihr ihre ihren unser unsere mein
    meine dieser diese
    dieses jeder jede jedes le la les l un une votre vos notre nos mon ma ce cette el los las su
    sus mi lo gli il
    i uno una o os as um uma seu sua de het een uw onze mijn deze państwa nasz nasza
    """.split()
)
_WHO: Final = re.compile(r"[^\W\d_]+")
_OURS: Final = "ours"
_SIEVE: Final = Sieve(
    re.compile(
        rf"(?:^|(?<=[.!?:…])[ ]|(?<=\n)){_NAME}[ ](?:{'|'.join(_VERBS)})".replace(
            "~", r"(?:\w+[ ]){0,3}?"
        ).replace("@", rf"(?:{_US})\b")
    )
)


def names(text: str, ours: Collection[str]) -> Iterator[str]:
    """The one at the beginning of each such sentence. `ours`: what we and our products are called."""
    for own in filter(None, ours):
        text = text.replace(own, _OURS)
    for found in _SIEVE.finditer(text, lowered(text)):
        first = _WHO.match(found["name"])
        if first is not None and first.group().casefold() not in _ANYBODY:
            yield found["name"]
