"""The entries of "diagnostics" in the JSON of `check`."""

import json

from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics import codes as c
from protolang.diagnostics.report_json import diagnostic_to_json
from protolang.source import SourceFile, Span

from .examples import DUPLICATE, OVERLAP, STAY, span


def test_a_finding_with_labels_fixes_and_one_point():
    assert diagnostic_to_json(OVERLAP) == {
        "code": "PL201",
        "name": "overlap",
        "severity": "error",
        "message": "`low` and `high` both apply when `cd20` is 15 %",
        "file": "protocols/ahmed.proto",
        "start": {"line": 5, "column": 21},
        "end": {"line": 5, "column": 33},
        "labels": [
            {
                "file": "protocols/ahmed.proto",
                "start": {"line": 5, "column": 21},
                "end": {"line": 5, "column": 33},
                "text": "holds at 15 %, too",
            },
            {
                "file": "protocols/ahmed.proto",
                "start": {"line": 3, "column": 21},
                "end": {"line": 3, "column": 33},
                "text": "holds at 15 %",
            },
        ],
        "notes": [],
        "help": "write `<` in one of them, so that one value belongs to one rule",
        "fixes": [
            {
                "title": "write `<` in `low`",
                "applicability": "display-only",
                "edits": [
                    {
                        "file": "protocols/ahmed.proto",
                        "start": {"line": 3, "column": 26},
                        "end": {"line": 3, "column": 28},
                        "replacement": "<",
                    }
                ],
            },
            {
                "title": "remove a space",
                "applicability": "safe",
                "edits": [
                    {
                        "file": "protocols/ahmed.proto",
                        "start": {"line": 3, "column": 14},
                        "end": {"line": 3, "column": 20},
                        "replacement": " when",
                    }
                ],
            },
        ],
        "witness": {"CD20+ B cells": "15 %"},
    }


def test_the_keys_are_all_there_in_one_order_whatever_the_finding():
    keys = [
        "code",
        "name",
        "severity",
        "message",
        "file",
        "start",
        "end",
        "labels",
        "notes",
        "help",
        "fixes",
        "witness",
    ]
    for diagnostic in (OVERLAP, DUPLICATE, STAY):
        assert list(diagnostic_to_json(diagnostic)) == keys


def test_a_timeline_is_a_list_of_days():
    assert diagnostic_to_json(STAY)["witness"] == [
        {"day": 0, "date": None, "what": "rituximab given", "values": {}},
        {"day": 7, "date": None, "what": "CD20 sampled", "values": {"CD20+ B cells": "15 %"}},
        {"day": 46, "date": None, "what": "nothing applies", "values": {"CD20+ B cells": "9 %", "weight": "70 kg"}},
    ]


def test_what_is_not_there_is_null_or_empty():
    entry = diagnostic_to_json(Diagnostic(c.PL104, "m", Label(span("cd20"), "")))
    assert (entry["notes"], entry["help"], entry["fixes"], entry["witness"]) == ([], None, [], None)


def test_labels_in_another_file_name_it():
    assert [label["file"] for label in diagnostic_to_json(DUPLICATE)["labels"]] == [
        "protocols/ahmed.proto",
        "protocols/library/labs.proto",
    ]


def test_columns_are_code_points_and_text_survives_json():
    source = SourceFile("a.proto", "𝄞\u202e x")
    entry = diagnostic_to_json(Diagnostic(c.PL003, "m \u202e", Label(Span(source, 3, 4), "𝄞")))
    assert entry["start"] == {"line": 1, "column": 4}
    assert json.loads(json.dumps(entry)) == entry
