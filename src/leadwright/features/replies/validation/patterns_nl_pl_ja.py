"""Dutch, Polish and Japanese promises, sums in words and leaks; `patterns` joins them to the rest."""

import re

from leadwright.domain import number_words

_I = re.IGNORECASE

_DUTCH_NUMBER = rf"(?:{number_words.spelled('nl')}|een|één|duizend)"
_POLISH_NUMBER = rf"(?:{number_words.spelled('pl')}|jeden|jedno|tysiąc|tysięcy)"
_POLISH_COUNT = rf"(?:kilku |paru |{_POLISH_NUMBER}\s|\d{{1,6}}\s?)"
_KANJI_NUMBER = rf"[{number_words.KANJI}万数]"

SPELLED_AMOUNT = (
    rf"\b{_DUTCH_NUMBER}\s(?:euro\b|eurocent\b|procent\b)"
    rf"|\b{_POLISH_NUMBER}\s(?:zł\b|złot\w+|euro\b|grosz\w*|procent\w*)"
    rf"|(?<![\d.,]){_KANJI_NUMBER}{{1,12}}(?:円|ユーロ|ドル|パーセント|割(?!引))"
)

COMMITMENTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "discount",
        re.compile(
            r"\b\w{0,20}(?<!ver)(?<!in)korting(?:en|s\w*)?\b|\bactieprij\w+|\bprijsverlaging\w*"
            r"|\brabat(?:y|u|em|ów|owa\w*)?\b|\bupust\w*|\bobniżk\w+|\bcen\w+ promocyjn\w+"
            r"|値引|値下げ|特別価格|キャンペーン価格|ディスカウント",
            _I,
        ),
    ),
    (
        "free of charge",
        re.compile(
            r"\bkostelo(?:os|ze)\b|\bzonder (?:extra |bijkomende )?kosten\b"
            r"|\bnieodpłatn\w*|\bza darmo\b|\bbez (?:dodatkowych )?(?:opłat|kosztów)\b"
            r"|無償|無料|フリープラン|費用はかかりません|費用は一切",
            _I,
        ),
    ),
    (
        "guarantee",
        re.compile(
            r"\bgegarandeerd\w*|\bterugbetal\w+|\bgeld terug\b|\brestitutie\w*"
            r"|\b(?:ik|wij|we) (?:verzeker|verzekeren|beloof|beloven) u\b"
            r"|\bzagwarantow\w+|\brękojmi\w*|\bobiecuj\w+|\bzwrot\w* (?:pieniędzy|kosztów|środków)"
            r"|返金|払い戻し|お約束(?:します|いたします|できます)|約束(?:します|いたします)"
            r"|(?:必ず(?!しも)|絶対に)[^。\n]{0,12}(?:解決|実現|成功|満足|削減|対応)",
            _I,
        ),
    ),
    (
        "term",
        re.compile(
            rf"\bbinnen\s(?:de |het |enkele |een paar |{_DUTCH_NUMBER}\s|\d{{1,6}}\s?){{0,4}}"
            r"(?:kwartier|minu(?:ut|ten)|uur|uren|(?:werk)?dag(?:en)?|we(?:ek|ken)|maand(?:en)?)\b"
            r"|\bnog dezelfde dag\b"
            rf"|\b(?:(?:w ciągu|w przeciągu|najpóźniej za)\s{_POLISH_COUNT}{{0,4}}"
            rf"|do\s{_POLISH_COUNT}{{1,4}})"
            r"(?:minut\w*|godzin\w*|dni|dnia|doby|dób|tygodni\w*|miesi[ąę]c\w*)\b"
            rf"|(?:\d|{_KANJI_NUMBER})\s?(?:分|時間|日間?|営業日|週間|[かヶカケ箇]月|カ月)\s?以内"
            r"|即日|当日中|本日中|翌営業日|一両日中|近日中",
            _I,
        ),
    ),
    (
        "solved",
        re.compile(
            r"\b(?:opgelost|verholpen|gerepareerd|geannuleerd|gecrediteerd)\b"
            r"|\b(?:naprawi|rozwiąza|usunę|anulowa)(?:liśmy|łyśmy|łem|łam|no|ny|na|ne|ono|ony|ona|one)\b"
            r"|\busunięt[oyae]\b"
            r"|(?:解決|修正|修復|復旧|解約|キャンセル)(?:いたしました|致しました|しました|されました|済み)",
            _I,
        ),
    ),
)

LEAK = (
    r"\bals (?:een )?(?:ai|taalmodel|kunstmatige intelligentie)\b|\btaalmodel\w*|\bsysteemprompt\w*"
    r"|\bik ben een (?:ai|bot|chatbot|taalmodel)\b"
    r"|\b(?:negeer|vergeet)\b.{0,30}\b(?:instructie|aanwijzing|opdracht)"
    r"|\bjako (?:ai|bot|model językowy|sztuczna inteligencja|asystent ai)\b|\bmodel\w* językow\w+"
    r"|\bprompt\w* systemow\w+|\b(?:z?ignoruj|pomiń|zapomnij)\w*\b.{0,30}\b(?:instrukcj|polece)"
    r"|(?:AI|人工知能|アシスタント)として|言語モデル|システムプロンプト|(?:これまで|以前|上記)の指示"
    r"|指示[^。\n]{0,6}無視"
)
# Headings and blanks of a form letter: the circles stand where Japanese forms leave a name out.
PLACEHOLDER = r"[○〇●◯]{2,}|^\s*(?:onderwerp|temat|件名)\s*:"
