"""What is changed in a file, and what notices it."""

from protolang.mutation.mutants import Slip, mutants
from protolang.mutation.survey import Fate, survey
from protolang.source import SourceFile

TEXT = """protocol example "Example" {
  day 0 = enrolment  assumed "x 3"
  source s "Text of 1999"
  policy {
    missed   skip                                      assumed "x"
    next_due on grid                                   assumed "x"
    hold     clock stops, at most 28 days then review  assumed "x"
    missing  ignore                                    assumed "x"
  }
  lab x { unit points  range 0..10 points  fresh for 9 days assumed "x" }
  drug a { dose 1.5 mg assumed "x" }
  drug b { dose 2 mg assumed "x" }
  track care {
    start course
    phase course { give a on days 0, 7 assumed "x"  when x < 5 points go other assumed "x"  then other assumed "x" }
    phase other { give b on days 10 assumed "x"  then end assumed "x" }
  }
  track samples { start taken  phase taken { measure x every 1 day, 8 times assumed "x"  then end assumed "x" } }
  require two: count(a) <= 2 assumed "x"
  scenario "low on day 3" {
    x = 9 points from day 0
    x = 4.9 points from day 3
    expect count(a) = 1 at day 9
    expect dose(b) = 2 mg at day 10
    expect course at day 2
    expect other at day 3
  }
}
"""


def of(text):
    return {(item.slip, item.old, item.new) for item in mutants(SourceFile("example.proto", text))}


def test_a_number_is_one_more_and_one_less_in_its_last_digit_and_never_negative():
    found = of(TEXT)
    assert {(Slip.NUMBER, "1.5", "1.6"), (Slip.NUMBER, "1.5", "1.4"), (Slip.NUMBER, "7", "8")} <= found
    assert {new for _, old, new in found if old == "0"} == {"1"}


def test_comparisons_units_words_and_names_have_another_side():
    found = of(TEXT)
    assert {(Slip.COMPARISON, "<", "<="), (Slip.COMPARISON, "<", ">"), (Slip.UNIT, "days", "weeks")} <= found
    assert {(Slip.WORD, "stops", "runs"), (Slip.NAME, "other", "course"), (Slip.NAME, "a", "b")} <= found


def test_what_is_about_the_course_and_not_of_it_stays_as_it_is():
    lines = TEXT.splitlines()
    changed = {lines[item.span.start_position.line - 1].split()[0] for item in mutants(SourceFile("e.proto", TEXT))}
    assert changed.isdisjoint({"source", "require", "scenario", "x", "expect"})


def test_a_mutant_is_the_file_with_one_token_changed():
    for item in mutants(SourceFile("example.proto", TEXT)):
        assert len(item.text()) - len(TEXT) == len(item.new) - len(item.old)
        assert item.text() != TEXT


def test_a_file_that_cannot_be_read_has_none():
    assert mutants(SourceFile("example.proto", "protocol {")) == ()
    assert survey("example.proto", b"protocol {", None) is None


def test_each_mutant_has_its_fate():
    fates = {(item.mutant.old, item.mutant.new): item for item in survey("e.proto", TEXT.encode(), None).judged}
    threshold = fates["<", ">"]
    assert (threshold.fate, threshold.by) == (Fate.SCENARIO, "low on day 3")
    assert fates["1.5", "1.6"].fate is Fate.ESCAPED  # no scenario asks for the dose of `a`
    assert fates["<", "<="].fate is Fate.ESCAPED  # nor stands on 5 points
    assert fates["28", "29"].fate is Fate.ESCAPED
    refused = [item for item in fates.values() if item.fate is Fate.REFUSED]
    assert refused
    assert all(item.by == "" for item in refused)


def test_a_requirement_notices_what_no_scenario_does():
    text = TEXT.replace("on days 0, 7 ", "every 7 days, 2 times ").replace("on days 10 ", "")
    found = survey("e.proto", text.replace("expect count(a) = 1 at day 9", "").encode(), None)
    (more,) = [item for item in found.judged if item.mutant.new == "3" and item.mutant.slip is Slip.NUMBER][1:]
    assert (more.mutant.old, more.fate, more.by) == ("2", Fate.REQUIREMENT, "two")


def test_what_is_counted_adds_up():
    found = survey("example.proto", TEXT.encode(), None)
    assert sum(len(found.of(fate)) for fate in Fate) == len(found.judged)
    assert found.noticed == len(found.of(Fate.SCENARIO)) + len(found.of(Fate.REQUIREMENT))
    assert 0 < found.noticed < found.usable < len(found.judged)
