"""What reaches a terminal."""

import sys
import unicodedata

import pytest

from protolang.diagnostics.terminal import cell_width, escape_terminal, wrap_cells


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("375 mg/m2", "375 mg/m2"),
        ("µg ≥ ½ é 日本", "µg ≥ ½ é 日本"),
        ("RTX \u202e0001 mg", "RTX ⟨U+202E⟩0001 mg"),
        ("\x1b[31mred\x07", "⟨U+001B⟩[31mred⟨U+0007⟩"),
        ("a\nb\r\tc\x00\x7f\x85", "a⟨U+000A⟩b⟨U+000D⟩⟨U+0009⟩c⟨U+0000⟩⟨U+007F⟩⟨U+0085⟩"),
        ("10\u00a0mg\u2009\u200b\ufeff", "10⟨U+00A0⟩mg⟨U+2009⟩⟨U+200B⟩⟨U+FEFF⟩"),
        ("\u3164\ud800\U000e0041", "⟨U+3164⟩⟨U+D800⟩⟨U+E0041⟩"),
    ],
)
def test_what_moves_hides_or_reorders_is_shown_instead(text, shown):
    assert escape_terminal(text) == shown


def test_no_control_or_format_character_of_all_gets_through():
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
            assert escape_terminal(character) == f"⟨U+{point:04X}⟩"


@pytest.mark.parametrize(
    ("text", "width"), [("", 0), ("abc", 3), ("日本", 4), ("e\u0301", 1), ("ｍｇ", 4), ("µg", 2), ("💊", 2)]
)
def test_cells(text, width):
    assert cell_width(text) == width


def test_wrapping_breaks_at_spaces_and_keeps_long_words():
    assert wrap_cells("one two three four five six", 24) == ["one two three four five", "six"]
    assert wrap_cells("a " + "x" * 30 + " b", 24) == ["a", "x" * 30, "b"]
    assert wrap_cells("日本日本日本 日本日本日本 日本", 24) == ["日本日本日本", "日本日本日本 日本"]
    assert wrap_cells("", 24) == [""]
    assert wrap_cells("a room too narrow to read in", 1) == ["a room too narrow to", "read in"]
