"""Drugs that are kept apart stand with what must not be done, on paper and in the chart."""

from tests.near_misses.pl302 import DEFECT

from protolang.driver import analyse
from protolang.publication import edition
from protolang.render.flowchart_notes import notes_behind, notes_in_front
from protolang.render.handout.eligibility import forbidden_section

TEXT = DEFECT.replace("give b on day 70", "give b on day 365")


def test_the_handout_forbids_it():
    section = forbidden_section(edition(analyse("x.proto", TEXT.encode(), budget=0)))
    assert section is not None
    assert "before or after b" in str(section)


def test_the_chart_forbids_it():
    made = edition(analyse("x.proto", TEXT.encode(), budget=0))
    told = [
        line.text
        for note in (*notes_in_front(made), *notes_behind(made))
        if "Do NOT" in str(note)
        for line in note.lines
    ]
    assert any("before or after b" in text for text in told)
