"""Which lines of the fact sheet answer a message, by the words they share with it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from leadwright.features.replies.validation import patterns
from leadwright.features.replies.validation.dates import LANGUAGES
from leadwright.kernel.loading import resolve

# Japanese sets no spaces: a run of one script of it stands for a word, its small syllables for none.
_WORD = re.compile(r"[ァ-ヺー]+|[\u3400-\u9fff々]+|[^\W_\u3040-\u30ff\u3400-\u9fff々]+")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff々]")
_QUESTION = re.compile(r"[^.!?。！？\n]+[?？]")
# A capital within a sentence.
_INNER_NAME = re.compile(r"(?<=[^.!?:] )[A-ZÀ-ÖØ-ÞŁŚŻŹĆ][^\W\d_]{2,}")
_STEM = 5
_MAX_LINE = 240
_MAX_PRICES = 3
# Said about everything, so they tie a line to no question in particular.
_COMMON = frozenset(
    word[:_STEM]
    for word in (
        "about also available before between business client company could customer does every from "
        "have help just know like make more need offer only other please possible product question "
        "service software solution some support system team than that their them there these they "
        "this tool use used user using want what when where which will with work would your possible "
        "aber alle anbieten anfrage angebot auch bieten bitte brauchen dass dem den der die diese durch "
        "eine einen einer fragen firma für gern haben ihr ihre ihren ist kann können kunden lösung möchten "
        "mehr mit nach nutzen oder produkt sein sich sind software system team über und uns unser unsere "
        "unternehmen von werden wie wir wird zum zur "
        "avec avoir besoin bonjour cela cette client comme dans depuis entreprise est êtes être logiciel "
        "mais nos notre nous offre pour pouvez pouvons produit proposer quel quelle question sont souhaitons "
        "sur système une utiliser votre vous "
        "ahora buenos cliente como con cuando desde donde empresa este esta están hola nuestra nuestro "
        "necesitamos ofrecen para pero podemos poder producto pregunta puede pueden queremos sistema sobre "
        "solución tiene tienen también una utilizar ustedes "
        "anche avere azienda buongiorno clienti cosa dalla dalle delle dello della dove essere fare grazie "
        "hanno nelle nella nostra nostro offrite ogni possibile possiamo potete prodotto quale quali quando "
        "questa questo richiesta salve siamo sapere sistema soluzione sono sulla tutti usare utilizzare "
        "vorremmo vorrei vostra vostro "
        "agora ainda algum cliente consegue empresa essa esse estamos fazer gostaria mais muito nossa nosso "
        "oferecem olá pela pelo podemos possível precisamos produto quais qual queremos saber solução também "
        "temos todos trabalhar vocês "
        "aanvraag alle alleen bedrijf bent bieden deze door doen dank gebruiken goed graag hebben heeft "
        "hoe hun jullie kunnen klant kunt maar meer met mogelijk naar onze onder oplossing ook product "
        "vraag vragen voor waar wat weten welke werken willen wordt worden zijn zonder zouden "
        "albo byłoby chcemy czego czy dziękuję dzień dobry firma firmie firmy jaki jakie jest jako jeśli "
        "każdy klient klienta mamy można może mogą nasz nasza nasze naszej naszych oferta oraz państwa "
        "państwo potrzebujemy produkt proszę przez pytanie rozwiązanie również także tylko usługa wszystkie "
        "お 御社 貴社 弊社 当社 会社 可能 対応 利用 使用 希望 検討 質問 製品 導入 教 必要 場合 現在 "
        "サービス システム ソフトウェア ソフト メール"
    ).split()
)


@dataclass(frozen=True)
class Line:
    """A claim of the fact sheet, ready to stand in a reply; `key` is its place, as `lines.2`."""

    key: str
    text: str
    language: str
    stems: frozenset[str]
    names: frozenset[str]
    is_price: bool


@lru_cache(maxsize=128)
def usable_lines(lines: tuple[str, ...]) -> tuple[Line, ...]:
    """The lines that read as sentences of their own: one line, of bearable length, without markup."""
    if not lines:
        return ()
    told = tuple(map(_tidy, lines))
    languages = _languages(told)
    return tuple(
        _line(f"lines.{place}", text, language)
        for place, (text, language) in enumerate(zip(told, languages, strict=True))
        if text and len(text) <= _MAX_LINE and _is_plain(text)
    )


def _languages(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Each line's own, since a sheet may have several; one that tells too little has one of the others'."""
    sure = tuple(map(_sure_language, lines))
    others = frozenset(filter(None, sure)) or frozenset({language_of(" ".join(lines))})
    return tuple(
        language or next((code for code, _ in _ranked(line) if code in others), "und")
        for line, language in zip(lines, sure, strict=True)
    )


def _sure_language(line: str) -> str | None:
    """One of ours that is likely enough to be named: "SAP, DATEV" is in none."""
    likelihood = dict(resolve("leadwright.kernel.languages:OF_ALL").rank(line))
    found: str | None = resolve("leadwright.kernel.languages:sure_of")(likelihood)
    return found if found in LANGUAGES else None


def _tidy(text: str) -> str:
    line = " ".join(text.split()).lstrip("-•* ")
    if not line or line[-1] in ".!?。！？":
        return line
    return f"{line}。" if _JAPANESE.match(line[-1]) else f"{line}."


def _is_plain(text: str) -> bool:
    plain = patterns.folded(text)
    found = (patterns.MARKUP, patterns.PLACEHOLDER, patterns.LEAK, patterns.CONTROL, patterns.URL)
    return not any(pattern.search(plain) for pattern in found)


def _line(key: str, text: str, language: str) -> Line:
    words = _WORD.findall(text)
    return Line(
        key=key,
        text=text,
        language=language,
        stems=stems(text),
        names=frozenset(word.casefold() for word in words[1:] if _is_name(word)),
        is_price=patterns.MONEY.search(patterns.folded(text)) is not None,
    )


def language_of(text: str) -> str:
    """The likeliest of our languages; scores of the others are not looked at."""
    return next((code for code, _ in _ranked(text)), "und")


def _ranked(text: str) -> list[tuple[str, float]]:
    """Our languages with their probabilities, likeliest first; those of the others are left out."""
    ranked = resolve("leadwright.kernel.languages:OF_ALL").rank(text)
    return [(code, chance) for code, chance in ranked if code in LANGUAGES]


def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's telling words: crude, but the same for `hosted` and `hosting`."""
    words = (word.casefold() for word in _WORD.findall(text))
    return frozenset(word[:_STEM] for word in words if len(word) > 3 or _is_telling(word)) - _COMMON


def _is_telling(word: str) -> bool:
    """Two Chinese characters or three syllables already say what four letters do."""
    return len(word) > 1 and _JAPANESE.match(word) is not None


def _is_name(word: str) -> bool:
    """Capitals within or throughout (SAP, WordPress): rarely an accident."""
    return len(word) > 1 and any(char.isupper() for char in word[1:])


@dataclass(frozen=True)
class Wanted:
    """What a lead asks about: the message, and which of our products it names."""

    message: str
    named: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()

    @property
    def is_elsewhere(self) -> re.Pattern[str] | None:
        """Finds those of our products that the lead did not name."""
        named = {name.casefold() for name in self.named}
        return _any_of(tuple(name for name in self.ours if name.casefold() not in named))


def prices(lines: tuple[Line, ...], language: str, wanted: Wanted) -> tuple[Line, ...]:
    """The lines that state an amount, at most three, in the sheet's order.

    Who asks about one of our products gets no price of another: that line answers somebody else.
    """
    found = tuple(line for line in lines if line.is_price and line.language == language)
    if not wanted.named:
        return found[:_MAX_PRICES]
    mine, others = _any_of(wanted.named), wanted.is_elsewhere
    exact = tuple(line for line in found if mine and mine.search(line.text))
    general = tuple(line for line in found if not (others and others.search(line.text)))
    return (exact or general)[:_MAX_PRICES]


def relevant(lines: tuple[Line, ...], language: str, wanted: Wanted) -> tuple[Line, ...]:
    """The line that shares most with the questions, if it shares a name or two telling words with them.

    A product's name alone ties a line to no question: every second line of a sheet has it.
    """
    in_language = tuple(line for line in lines if line.language == language)
    questions = " ".join(_QUESTION.findall(wanted.message))
    best = _nearest(in_language, questions, wanted, _capitalised) if questions else None
    best = best or _nearest(in_language, wanted.message, wanted, lambda line: line.names)
    return () if best is None else (best,)


def _nearest(
    lines: tuple[Line, ...], asked: str, wanted: Wanted, names_of: Callable[[Line], frozenset[str]]
) -> Line | None:
    words = frozenset(word.casefold() for word in _WORD.findall(asked))
    products = " ".join((*wanted.ours, *wanted.named))
    known = frozenset(word.casefold() for word in _WORD.findall(products))
    asked_stems = stems(asked) - stems(products)
    mine, others = _any_of(wanted.named), wanted.is_elsewhere
    best, best_shared = None, 1
    for line in lines:
        names = (names_of(line) & words) - known
        told = {name[:_STEM] for name in names}
        shared = len((line.stems & asked_stems) - told) + 2 * len(names)
        is_about_it = mine is not None and mine.search(line.text) is not None
        if shared and is_about_it:
            shared += 1
        if wanted.named and not is_about_it and others and others.search(line.text):
            continue
        if shared > best_shared:
            best, best_shared = line, shared
    return best


def _capitalised(line: Line) -> frozenset[str]:
    """Names within a line, where a capital tells them; in German it tells nouns, in Japanese nothing."""
    if line.language in {"de", "ja"}:
        return line.names
    return line.names | {word.casefold() for word in _INNER_NAME.findall(line.text)}


@lru_cache(maxsize=256)
def _any_of(names: tuple[str, ...]) -> re.Pattern[str] | None:
    told = [r"[\s-]?".join(map(re.escape, name.split())) for name in names if name.strip()]
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(told)})", re.IGNORECASE) if told else None
