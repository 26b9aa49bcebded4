from __future__ import annotations

import attrs
import pytest

from protolang.model.evidence import Citation, Evidence, Source
from protolang.model.protocol import Protocol
from protolang.prose import Standing, decision_text, evidence_text, in_sentence, listed, merge, source_key, standing_of


def test_evidence_reads_in_one_line(protocol: Protocol, cited: Evidence) -> None:
    assert evidence_text(cited, protocol) == "Ahmed 2018, abstract; rituximab label; assumed: working value"
    assert evidence_text(Evidence(open_questions=("how far",)), protocol) == "not stated by any source: how far"
    assert evidence_text(Evidence(), protocol) == "no source given"


@pytest.mark.parametrize(
    ("citation", "key"),
    [
        ("Ahmed AR, Kaveri S. Reversing. Front Immunol 2018;9:1189", "Ahmed 2018"),
        ("Didona D et al. Front Immunol 2019;10:1418, Table 2", "Didona 2019"),
        ("van Hout P. Lancet 1999(2):1-2", "van Hout 1999"),
        ("O’Brien K. A book", "O’Brien"),
        ("Rituximab prescribing information 2020", "a label"),
        ("", "a label"),
    ],
)
def test_a_source_has_a_short_key(citation: str, key: str, protocol: Protocol) -> None:
    source = attrs.evolve(protocol.sources[0], id="a_label", citation=citation)
    assert source_key(source, attrs.evolve(protocol, sources=(source,))) == key


def test_sources_of_one_author_and_year_are_told_apart(protocol: Protocol) -> None:
    first = protocol.sources[0]
    second = Source("second", first.citation, (), first.origin)
    both = attrs.evolve(protocol, sources=(first, second))
    assert [source_key(source, both) for source in both.sources] == ["Ahmed 2018a", "Ahmed 2018b"]


def test_the_weakest_mark_decides() -> None:
    citation = Citation("frontiers2018", None)
    assert standing_of(Evidence((citation,), ("a",), ("q",))) is Standing.OPEN
    assert standing_of(Evidence((citation,), ("a",))) is Standing.ASSUMED
    assert standing_of(Evidence((citation,))) is Standing.CITED
    assert standing_of(Evidence()) is Standing.UNMARKED


def test_marks_are_merged_once_each(cited: Evidence) -> None:
    assert merge(cited, cited, Evidence(assumptions=("other",))).assumptions == ("working value", "other")


def test_an_open_decision_is_one_line(protocol: Protocol) -> None:
    assert decision_text(protocol.decisions[0]) == "closing interval: how far apart"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Body surface", "body surface"),
        ("CD20+ B cells", "CD20+ B cells"),
        ("B cells depleted", "B cells depleted"),
        ("IVIg", "IVIg"),
        ("Stevens-Johnson syndrome", "Stevens-Johnson syndrome"),
        ("", ""),
    ],
)
def test_a_title_in_a_sentence(title: str, text: str) -> None:
    assert in_sentence(title) == text


def test_lists() -> None:
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]
