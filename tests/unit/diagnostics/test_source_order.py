"""The order in which findings are told."""

from itertools import permutations

import attrs

from protolang.diagnostics import Diagnostic, Label, in_source_order
from protolang.diagnostics import codes as c
from protolang.source import SourceFile, Span

from .examples import DUPLICATE, LABS, OVERLAP, STAY, span


def test_findings_follow_the_text_whatever_pass_spoke_first():
    for order in permutations([OVERLAP, STAY, DUPLICATE]):
        assert in_source_order(order) == (DUPLICATE, OVERLAP, STAY)


def test_an_exact_repeat_is_told_once_and_a_near_one_twice():
    near = attrs.evolve(OVERLAP, help=None)
    assert in_source_order([OVERLAP, near, attrs.evolve(OVERLAP)]) == (OVERLAP, near)


def test_one_place_is_ordered_by_code_then_message():
    label = Label(span("cd20"), "")
    first, second, third = (
        Diagnostic(c.PL101, "b", label),
        Diagnostic(c.PL102, "a", label),
        Diagnostic(c.PL102, "b", label),
    )
    assert in_source_order([third, second, first]) == (first, second, third)


def test_files_are_ordered_by_path():
    other = Diagnostic(c.PL101, "a", Label(span("lab", LABS), ""))
    assert in_source_order([other, STAY]) == (STAY, other)


def test_the_main_file_comes_before_what_it_imports():
    base = SourceFile("a.proto", "cd20", "../a.proto")
    other = Diagnostic(c.PL101, "a", Label(Span(base, 0, 4), ""))
    assert in_source_order([other, STAY]) == (STAY, other)


def test_nothing_stays_nothing():
    assert in_source_order([]) == ()
