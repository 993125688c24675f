"""The dry run's answer where a file has no rows: still one whole JSON object."""

import json

from leadwright.features.imports.judging import Opened
from leadwright.features.imports.parsed import ParsedFile
from leadwright.features.imports.wire import as_json, in_pieces


def test_a_refused_file_is_told_in_pieces_as_it_is_told_whole() -> None:
    refused = ParsedFile("a.xlsx", readable=False, error_kind="encrypted", message="A password.")
    assert json.loads("".join(in_pieces(Opened(refused, ())))) == as_json(refused)
