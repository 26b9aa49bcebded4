"""Stretches of a source file."""

import pytest

from protolang.source import Position, SourceFile, Span

SOURCE = SourceFile("protocols/a.proto", "lab cd20\nlab anc\n")


def test_a_span_knows_its_text_and_its_ends():
    span = Span(SOURCE, 9, 16)
    assert span.text == "lab anc"
    assert span.start_position == Position(2, 1)
    assert span.end_position == Position(2, 8)
    assert str(span) == "protocols/a.proto:2:1"


def test_a_span_may_be_empty_even_at_the_end_of_the_text():
    assert Span(SOURCE, 17, 17).text == ""
    assert str(Span(SOURCE, 17, 17)) == "protocols/a.proto:3:1"


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2), (0, 18)])
def test_a_span_lies_inside_its_source(start, end):
    with pytest.raises(ValueError, match="no stretch"):
        Span(SOURCE, start, end)


def test_join_covers_both_in_either_order():
    first, second = Span(SOURCE, 4, 8), Span(SOURCE, 13, 16)
    assert Span.join(first, second) == Span.join(second, first) == Span(SOURCE, 4, 16)
    assert Span.join(Span(SOURCE, 0, 16), second) == Span(SOURCE, 0, 16)


def test_spans_of_two_files_do_not_join():
    with pytest.raises(ValueError, match="two files"):
        Span.join(Span(SOURCE, 0, 1), Span(SourceFile("b.proto", "x"), 0, 1))


def test_equal_spans_hash_alike_and_repr_leaves_the_source_out():
    assert {Span(SOURCE, 0, 3), Span(SOURCE, 0, 3)} == {Span(SOURCE, 0, 3)}
    assert repr(Span(SOURCE, 0, 3)) == "Span(start=0, end=3)"


def test_a_place_names_its_file_where_that_is_not_the_main_one():
    other = SourceFile("protocols/labs.proto", SOURCE.text, "../labs.proto")
    here, there = Span(SOURCE, 9, 16), Span(other, 9, 16)
    assert (here.place, here.line_mark) == ("line 2", "2")
    assert (there.place, there.line_mark) == ("line 2 of ../labs.proto", "../labs.proto:2")


def test_places_go_by_file_and_then_by_where_they_stand():
    other = SourceFile("protocols/labs.proto", SOURCE.text, "../labs.proto")
    places = [Span(SOURCE, 0, 3), Span(SOURCE, 0, 8), Span(SOURCE, 9, 16), Span(other, 0, 1), Span(other, 9, 16)]
    mixed = [places[number] for number in (3, 0, 4, 2, 1)]
    assert sorted(mixed, key=lambda place: place.order) == places
    # the same text read again has the same places
    again = SourceFile("elsewhere/labs.proto", SOURCE.text, "../labs.proto")
    assert Span(again, 0, 1).order == Span(other, 0, 1).order
