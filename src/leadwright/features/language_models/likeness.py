"""When two questions are the same one: what they ask of is the same word for word, and so is the meaning.

Measured on evals/repeated/pairs.jsonl with the shipped encoder: questions that differ in one thing
reach 0.96, so that likeness alone decides nothing; the words that differ must be of no weight.
"""

import hashlib
import re

from leadwright.domain.model_words import INSTRUCTIONS
from leadwright.ports.directory import Company

LIKE_ENOUGH = 0.92
LONGEST = 400
_WORD = re.compile(r"[^\W_]+")
_GREETINGS = frozenset(
    "hi hello hey dear there team greetings hallo guten tag morgen moin servus bonjour bonsoir salut hola "
    "buenos días buenas tardes ciao buongiorno salve olá bom dia boa tarde goedendag goedemorgen cześć "
    "dzień dobry thanks thank you danke merci gracias grazie obrigado bedankt dziękuję please bitte".split()
)
_WEIGHTLESS = frozenset(
    "a an the my our your this that also too just der die das den dem ein eine einen unser unsere auch le la "
    "les un une notre votre aussi el los las una nuestro nuestra su también il lo gli nostra nostro anche "
    "o os as um uma nosso nossa também de het een onze ook".split()
)


def normal(question: str) -> str:
    """Its words in lower case, without what people say around a question."""
    words = [word for word in _WORD.findall(question.casefold()) if word not in _GREETINGS]
    return " ".join(words)


def same_words(one: str, other: str) -> bool:
    """Whether two normal questions differ in words of no weight only. A `not` weighs."""
    mine, theirs = one.split(), other.split()
    heavy = [[w for w in words if w not in _WEIGHTLESS] for words in (mine, theirs)]
    return sorted(heavy[0]) == sorted(heavy[1])


def sheet_version(company: Company) -> str:
    """Names what an answer was made of: the facts, and our words to the model."""
    parts = (
        company.name,
        company.website or "",
        company.booking_url or "",
        *company.products,
        *company.lines,
        INSTRUCTIONS,
    )
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]
