"""Offsets, lines, columns and hashes of a source file."""

import hashlib

import pytest

from protolang.source import Position, SourceFile

TEXT = "protocol a {\r\n\tlab é𝄞 x\n}\rlast"


def test_positions_count_from_one_in_code_points():
    source = SourceFile("a.proto", TEXT)
    assert source.position(0) == Position(1, 1)
    assert source.position(TEXT.index("𝄞")) == Position(2, 7)
    assert source.position(TEXT.index("x")) == Position(2, 9)
    assert source.position(TEXT.index("last")) == Position(4, 1)
    assert source.position(len(TEXT)) == Position(4, 5)


def test_each_offset_survives_the_way_to_a_position_and_back():
    source = SourceFile("a.proto", TEXT)
    for offset in range(len(TEXT) + 1):
        position = source.position(offset)
        assert source.offset(position.line, position.column) == offset


@pytest.mark.parametrize("offset", [-1, len(TEXT) + 1])
def test_an_offset_outside_the_text_is_refused(offset):
    with pytest.raises(ValueError, match="no offset"):
        SourceFile("a.proto", TEXT).position(offset)


@pytest.mark.parametrize(("line", "column"), [(0, 1), (5, 1), (1, 0), (1, 15), (3, 3), (4, 6)])
def test_a_place_outside_the_text_is_refused(line, column):
    with pytest.raises(ValueError, match=r"has no (line|column)"):
        SourceFile("a.proto", TEXT).offset(line, column)


def test_line_text_is_without_any_of_the_three_line_ends():
    source = SourceFile("a.proto", TEXT)
    assert [source.line_text(line) for line in range(1, source.line_count + 1)] == [
        "protocol a {",
        "\tlab é𝄞 x",
        "}",
        "last",
    ]


def test_only_line_ends_that_editors_know_end_a_line():
    source = SourceFile("a.proto", "a\x0bb\x0cc\x85d\u2028e")
    assert source.line_count == 1


def test_blank_lines_and_a_final_line_end():
    source = SourceFile("a.proto", "\n\r\n\n")
    assert [source.line_text(line) for line in range(1, 5)] == ["", "", "", ""]
    assert source.position(4) == Position(4, 1)


def test_an_empty_file_has_one_empty_line():
    source = SourceFile("a.proto", "")
    assert (source.line_count, source.line_text(1), source.position(0)) == (1, "", Position(1, 1))


def test_utf16_columns_count_a_character_beyond_the_first_plane_twice():
    source = SourceFile("a.proto", TEXT)
    assert source.utf16_column(TEXT.index("𝄞")) == 7
    assert source.utf16_column(TEXT.index("x")) == 10
    assert SourceFile("a.proto", "ab\ncd").utf16_column(4) == 2


def test_the_hash_is_that_of_the_utf8_bytes():
    assert SourceFile("a.proto", TEXT).sha256 == hashlib.sha256(TEXT.encode()).hexdigest()
    assert len(SourceFile("a.proto", "\ud800").sha256) == 64


def test_a_source_equals_only_itself_and_keeps_its_text_out_of_its_repr():
    source = SourceFile("a.proto", TEXT)
    assert source != SourceFile("a.proto", TEXT)
    assert len({source, source}) == 1
    assert repr(source) == "SourceFile(path='a.proto')"


def test_a_source_is_frozen():
    with pytest.raises(AttributeError):
        SourceFile("a.proto", TEXT).text = ""
