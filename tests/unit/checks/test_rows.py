"""Gaps and overlaps of tables and decisions: those that stand in published texts, and what must not be called one."""

from __future__ import annotations

import sys
from fractions import Fraction

import attrs
import pytest

from protolang.checks.gap_between_rows import gap_between_rows
from protolang.checks.overlapping_rows import overlapping_rows
from protolang.diagnostics import Severity
from protolang.model.action import AtEach
from protolang.model.evidence import Evidence
from protolang.model.expression import All, Any, Compare, Fact, Is, Not, Occurred, Once, Operator, Several
from protolang.model.table import Level
from protolang.model.term import (
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    CountKind,
    LevelValue,
    Reading,
    SinceDay,
    TimeSince,
)
from protolang.model.treatment import Choice, Trigger
from protolang.quantity import Direction, Quantity

from ..diagnostics.message_style import message_style_problems
from .rowed_models import (
    NOBODY,
    OPEN,
    at,
    band,
    banded,
    case,
    decision,
    is_,
    lab,
    machine,
    number,
    of,
    row,
    table,
)

GRANULOCYTES = lab("granulocytes", "10*9/L")


def gaps(made):
    found = list(gap_between_rows(NOBODY, made))
    for item in found:
        assert message_style_problems(item.message) == (), item.message
        assert len({label.span for label in item.labels}) == len(item.labels), item.message
    return found


def overlaps(made):
    return list(overlapping_rows(NOBODY, made))


def holes(made):
    return [tuple(value for _, value in item.witness) for item in gaps(made)]


def test_a_decision_with_a_title_is_named_with_it_and_with_its_phase():
    counts = attrs.evolve(banded("granulocytes", "10*9/L", "below 1", "at_least 1.9"), title="Counts")
    (found,) = gaps(machine(GRANULOCYTES, decisions=(counts,)))
    assert found.message.startswith("no row of the decision “Counts” in `p` applies when `granulocytes`")


def test_granulocytes_between_two_bands_of_r_chop():
    made = machine(GRANULOCYTES, decisions=(banded("granulocytes", "10*9/L", "below 1", "1 to 1.8", "at_least 1.9"),))
    (found,) = gaps(made)
    assert found.message == (
        "no row of the decision in `p` applies when `granulocytes` is above 1.8 x10^9/L and below 1.9 x10^9/L"
    )
    assert found.witness == (("granulocytes", "1.85 x10^9/L"),)
    assert found.severity is Severity.ERROR
    assert [(label.span.text, label.text) for label in found.secondary] == [
        ("row 1 to 1.8", "the next row below the gap"),
        ("row at_least 1.9", "the next row above the gap"),
    ]


def test_a_gap_of_which_the_author_knows_is_a_warning():
    asked = decision(row(band("granulocytes", "10*9/L", "below 1"), "low"), evidence=OPEN)
    assert [item.severity for item in gaps(machine(GRANULOCYTES, decisions=(asked,)))] == [Severity.WARNING]


def test_the_rheumatism_score_at_week_24():
    das = lab("das28", "points", "0", "10")
    made = machine(das, decisions=(banded("das28", "points", "below 2.6", "above 3.2"),))
    assert holes(made) == [("2.9 points",)]


def test_bands_of_whole_seconds_leave_the_tenths_between_them():
    aptt = lab("aptt", "s", "0", "300")
    made = machine(aptt, decisions=(banded("aptt", "s", "below 35", "35 to 45", "46 to 70", "71 to 90", "above 90"),))
    assert holes(made) == [("45.5 s",), ("70.5 s",)]


def test_two_of_three_toxicities_have_no_row():
    toxicities = Count(CountKind.EVENTS, "toxicity")
    rows = [row(is_(toxicities, "=", text, "times"), text) for text in ("0", "1")]
    made = machine(decisions=(decision(*rows, row(is_(toxicities, ">=", "3", "times"), "3")),), events=("toxicity",))
    (found,) = gaps(made)
    assert found.message.endswith("applies when the count of `toxicity` is 2")
    assert found.witness == (("the count of toxicity", "2"),)


def test_a_pause_of_exactly_thirty_days_is_in_two_rows():
    pause = TimeSince("clozapine")
    made = machine(decisions=(banded(pause, "days", "at_most 30", "at_least 30"),))
    assert holes(made) == []
    (found,) = overlaps(made)
    assert found.witness == (("the time since clozapine", "30 days"),)
    assert found.severity is Severity.ERROR


def test_edges_of_a_glucose_band_are_in_two_rows():
    glucose = lab("glucose", "mg/dL", "0", "600")
    made = machine(
        glucose, decisions=(banded("glucose", "mg/dL", "below 120", "120 to 140", "140 to 180", "at_least 180"),)
    )
    assert [item.witness[0][1] for item in overlaps(made)] == ["140 mg/dL", "180 mg/dL"]
    assert holes(made) == []


def vincristine(*more):
    """Two results in one case each, with what is published, and `more`."""

    def both(bilirubin, ast):
        return All((band("bilirubin", "umol/L", bilirubin), band("ast", "IU/L", ast)), at())

    def either(bilirubin, ast):
        return Any((band("bilirubin", "umol/L", bilirubin), band("ast", "IU/L", ast)), at())

    return table(
        case(both("below 26", "below 60"), "2"),
        case(either("26 to 51", "60 to 180"), "1"),
        case(both("above 51", "at_most 40"), "1"),
        case(both("above 51", "above 180"), "0"),
        *more,
    )


def test_a_table_of_two_results_leaves_two_corners_out():
    labs = (lab("bilirubin", "umol/L", "0", "500"), lab("ast", "IU/L", "0", "5000"))
    found = gaps(machine(*labs, tables=(vincristine(),)))
    assert [item.message.removeprefix("no row of the table `dosing` applies when ") for item in found] == [
        "`bilirubin` is below 26 umol/L and `ast` is above 180 IU/L",
        "`bilirubin` is above 51 umol/L and `ast` is above 40 IU/L and below 60 IU/L",
    ]
    assert found[1].witness[1] == ("ast", "50 IU/L")
    assert gaps(machine(*labs, tables=(vincristine(case(None, None)),))) == []


def test_a_grid_has_a_gap_beyond_its_last_row():
    ige, weight = lab("ige", "IU/mL", "0", "2000"), lab("weight", "kg", "30", "150")
    grid = [
        case(All((band("ige", "IU/mL", rows), band("weight", "kg", columns)), at()), "150", place)
        for place, rows in enumerate(("30 to 100", "above 100 to 700"))
        for columns in ("30 to 60", "above 60 to 150")
    ]
    found = gaps(machine(ige, weight, tables=(table(*grid),)))
    assert [item.message.rpartition(" when ")[2] for item in found] == [
        "`ige` is below 30 IU/mL",
        "`ige` is above 700 IU/mL",
    ]
    assert [[label.text for label in item.secondary] for item in found] == [
        ["the next row above the gap"],
        ["the next row below the gap"],
    ]


def test_the_rows_beside_a_gap_are_shown_where_there_are_any():
    ige, weight = lab("ige", "IU/mL", "0", "2000"), lab("weight", "kg", "20", "150")
    both = All((band("ige", "IU/mL", "30 to 700"), band("weight", "kg", "30 to 150")), at())
    found = gaps(machine(ige, weight, tables=(table(case(both, "150")),)))
    assert all(item.secondary for item in found)


def test_a_range_ends_the_table():
    made = machine(lab("anc", "10*9/L", "0.5", "2"), decisions=(banded("anc", "10*9/L", "0.5 to 2"),))
    assert gaps(made) == []


def test_the_last_of_many_gaps_says_how_many_more_there_are():
    bands = [f"{low} to {low}.5" for low in range(1, 9)]
    found = gaps(machine(lab("anc", "10*9/L", "1", "9"), decisions=(banded("anc", "10*9/L", *bands),)))
    assert len(found) == 4
    assert found[-1].notes == ("4 more gaps of this kind",)


def test_rows_that_say_the_same_may_hold_together():
    rows = (
        row(band("granulocytes", "10*9/L", "at_most 1"), "a"),
        row(band("granulocytes", "10*9/L", "at_least 1"), "a"),
    )
    assert overlaps(machine(GRANULOCYTES, decisions=(decision(*rows),))) == []


def test_first_when_decides_where_two_rows_hold():
    low = row(band("granulocytes", "10*9/L", "below 1"), "a", rank=0)
    rest = row(band("granulocytes", "10*9/L", "at_least 0"), "b")
    made = machine(GRANULOCYTES, decisions=(decision(low, rest),))
    assert (overlaps(made), gaps(made)) == ([], [])


def test_otherwise_takes_what_no_row_does():
    made = machine(
        GRANULOCYTES,
        decisions=(decision(row(band("granulocytes", "10*9/L", "below 1"), "a"), row(None, "b")),),
    )
    assert gaps(made) == []


def test_words_are_cases_too():
    sputum = lab(
        "culture",
        "times",
        None,
        choices=tuple(Choice(word, word, at()) for word in ("positive", "negative", "contaminated")),
    )
    rows = [row(Is("culture", word, index, at(word)), word) for index, word in enumerate(("positive", "negative"))]
    (found,) = gaps(machine(sputum, decisions=(decision(*rows),)))
    assert found.witness == (("culture", "contaminated"),)
    assert [label.text for label in found.secondary] == ["another case has this row"]


def test_an_event_and_a_fact_are_cases_too():
    low = Trigger("low", "low", band("granulocytes", "10*9/L", "below 1"), None, Evidence(), at("low"), fact=True)
    fever, fact = Occurred("fever", at("fever")), Fact("low", at("low"))
    rows = (row(All((fever, fact), at()), "both"), row(Not(fact, at()), "none"))
    (found,) = gaps(machine(GRANULOCYTES, decisions=(decision(*rows),), events=("fever",), facts=(low,)))
    assert found.witness == (("fever", "not reported"), ("granulocytes", "0.9 x10^9/L"))
    each = decision(*rows, timing=AtEach("fever", at()))
    assert gaps(machine(GRANULOCYTES, decisions=(each,), events=("fever",), facts=(low,))) == []


def test_what_once_held_still_holds_today():
    low = Trigger("low", "low", band("granulocytes", "10*9/L", "below 1"), None, Evidence(), at("low"))
    rows = (row(Once("low", at()), "once"), row(band("granulocytes", "10*9/L", "at_least 1"), "high"))
    made = machine(GRANULOCYTES, decisions=(decision(*rows),), facts=(low,))
    assert gaps(made) == []
    assert overlaps(made)[0].witness == (("low before", "true"), ("granulocytes", "1 x10^9/L"))


def test_a_level_has_its_steps_only():
    steps = tuple(Quantity(number(text), of("mg")) for text in ("10", "15", "20"))
    level = Level(
        "lenalidomide", "x", steps[0], steps, None, None, None, Direction.NEAREST, of("mg"), Evidence(), at("l")
    )
    rows = [row(is_(LevelValue("lenalidomide"), "=", text, "mg"), text) for text in ("10", "15")]
    assert holes(machine(decisions=(decision(*rows),), levels=(level,))) == [("20 mg",)]


def test_two_results_that_depend_on_each_other_are_told_with_a_doubt():
    base = Baseline("granulocytes", SinceDay(0))
    below = Compare(Reading("granulocytes"), Operator.BELOW, base, at("below baseline"))
    rows = (row(All((below, band("granulocytes", "10*9/L", "below 1")), at()), "a"), row(Not(below, at()), "b"))
    (found,) = gaps(machine(GRANULOCYTES, decisions=(decision(*rows),)))
    assert found.severity is Severity.WARNING
    assert "depend on each other" in found.notes[0]


def many_results():
    labs = [lab(f"l{index}", "mg") for index in range(8)]
    rows = [row(All(tuple(band(one.id, "mg", f"below {place}") for one in labs), at()), str(place)) for place in (1, 2)]
    return machine(*labs, decisions=(decision(*rows),))


def test_more_cases_than_cells_can_hold_are_solved():
    (gap,) = gaps(many_results())
    assert (gap.code.number, gap.severity) == ("PL202", Severity.ERROR)
    assert any(Fraction(value.split()[0]) >= 2 for _, value in gap.witness)
    (overlap,) = overlaps(many_results())
    assert (overlap.code.number, overlap.severity) == ("PL201", Severity.ERROR)
    assert all(Fraction(value.split()[0]) < 1 for _, value in overlap.witness)


def test_what_the_solver_cannot_find_out_is_said_to_be_undecided(monkeypatch):
    monkeypatch.setattr("protolang.verify.solver.STEPS", 1)
    (found,) = gaps(many_results())
    assert (found.code.number, found.severity) == ("PL610", Severity.INFO)
    assert "limit of work" in found.notes[0]


def test_what_is_computed_from_one_result_moves_with_it():
    """`x / 2` is above 3 only where `x` is above 6, so nobody is in both rows."""
    half = Arithmetic(
        ArithmeticOperator.DIVIDED, Reading("granulocytes"), Constant(Quantity(number("2"), of("times"))), at()
    )
    rows = (row(is_("granulocytes", "<", "6", "10*9/L"), "low"), row(is_(half, ">", "3", "10*9/L"), "high"))
    made = machine(GRANULOCYTES, decisions=(decision(*rows),))
    assert overlaps(made) == []
    (found,) = gaps(made)
    assert (found.severity, found.witness) == (Severity.ERROR, (("granulocytes", "6 x10^9/L"),))


@pytest.mark.parametrize(("count", "found"), [(1, 0), (2, 2)])
def test_so_many_of_several(count, found):
    signs = tuple(Occurred(name, at(name)) for name in ("fever", "rash"))
    rows = (row(Several(count, signs, at()), "some"), row(All(tuple(Not(one, at()) for one in signs), at()), "none"))
    assert len(gaps(machine(decisions=(decision(*rows),), events=("fever", "rash")))) == found


def test_rows_beyond_all_measure_are_told_to_be_undecided(monkeypatch):
    monkeypatch.setattr(sys.modules[overlapping_rows.__module__], "MOST_COMPARISONS", 15)
    (found,) = overlaps(many_results())
    assert (found.code.number, found.severity) == ("PL610", Severity.INFO)
