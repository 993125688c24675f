"""Laws of the bytes we send, over whatever people type."""

import re
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from leadwright.integrations.fake.letters import example_letter as letter
from leadwright.integrations.smtp.mime import build

Reader = Callable[[bytes], Any]

GAPS = re.compile("[\x00-\x20\x7f-\x9f\u2028\u2029]+")
LINE_ENDS = re.compile("\r\n|\r|\n")
LINE_LIMIT = 998

awkward = st.sampled_from(
    ["\r\n", "\n.\n", ".", "..", "=?", "?=", '"', "\\", "<", " ", "\t", "\x00"]
)
texts = st.one_of(
    st.text(max_size=300),
    st.lists(st.one_of(awkward, st.text(max_size=8)), max_size=40).map("".join),
)


def readable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def one_line(text: str) -> str:
    return GAPS.sub(" ", readable(text)).strip(" ")


@settings(max_examples=120)
@given(subject=texts, name=texts, extra=texts, bodies=st.tuples(texts, texts))
def test_everything_reads_back_and_nothing_leaks_into_the_headers(
    read: Reader, subject: str, name: str, extra: str, bodies: tuple[str, str]
) -> None:
    text, html = bodies
    raw = build(
        letter(subject=subject, to_name=name, text=text, html=html, headers={"X-Note": extra})
    )
    seen = read(raw)
    message = seen.message

    assert str(message["Subject"]) == one_line(subject)
    assert seen.correspondent("To") == (one_line(name), "bob@buyer.example")
    assert str(message["X-Note"] or "") == one_line(extra)
    expected = [LINE_ENDS.sub("\r\n", readable(body)) for body in bodies]
    assert seen.bodies() == expected
    usual = {"Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "MIME-Version"}
    assert set(message.keys()) - {"X-Note"} == {*usual, "Content-Type"}


@settings(max_examples=120)
@given(subject=texts, text=texts, extra=texts)
def test_on_the_wire_there_are_only_ascii_lines_of_lawful_length(
    subject: str, text: str, extra: str
) -> None:
    raw = build(letter(subject=subject, text=text, headers={"X-Note": extra}))
    lines = raw.split(b"\r\n")
    assert raw.isascii()
    assert max(map(len, lines)) <= LINE_LIMIT
    assert not any(b"\r" in line or b"\n" in line or b"\x00" in line for line in lines)
