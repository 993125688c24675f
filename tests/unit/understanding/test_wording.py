"""The buckets of a text are those of its words and letter groups, hashed one by one."""

import zlib

import pytest

from leadwright.features.understanding.wording import BUCKETS, hashed_buckets

_PLAIN = (
    "",
    "?",
    "price list",
    "größe und preis für zwölf",
    "見積もり を 二台",
    "a😀b ñandú é",
)


def _one_by_one(text: str) -> list[int]:
    """Of a text that has no links, digits, capitals or signs."""
    words = text.split()
    line = f" {' '.join(words)} "
    hashes = {zlib.crc32(word.encode(), zlib.crc32(b"w")) for word in words}
    for size in (3, 4, 5):
        groups = (line[start : start + size] for start in range(len(line) - size + 1))
        hashes |= {zlib.crc32(group.encode(), zlib.crc32(f"c{size}".encode())) for group in groups}
    return sorted({each % BUCKETS for each in hashes})


@pytest.mark.parametrize("text", _PLAIN)
def test_groups_are_hashed_side_by_side_as_one_by_one(text: str) -> None:
    words = text.replace("😀", " ")
    assert hashed_buckets(text).tolist() == _one_by_one(words)


def test_links_numbers_and_case_do_not_tell() -> None:
    told = hashed_buckets("See https://a.example/x for 12 SEATS").tolist()
    assert told == _one_by_one("see urlx for 0 seats")
    assert hashed_buckets("see www.b.example for 4444 seats").tolist() == told
