"""Keywords are words by their place: all but three of them are free for names."""

import pytest

from protolang.syntax.ast import (
    CallExpr,
    DrugDecl,
    EventDecl,
    EveryClause,
    ExpectClause,
    GiveClause,
    LabDecl,
    Name,
    NameExpr,
    ParamDecl,
    PhaseDecl,
    QuantityExpr,
    ScenarioDecl,
    SetClause,
    TrackDecl,
    TriggerDecl,
)
from protolang.syntax.keywords import KEYWORDS, RESERVED

from .examples import mistakes, tree_of

FREE = sorted(set(KEYWORDS) - RESERVED)

TEXT = """
protocol NAME {
  status NAME
  day 0 = first NAME
  source NAME "citation"
  patient NAME { unit kg }
  patient NAME = NAME(NAME, NAME)
  event NAME
  drug NAME { route NAME  dose 1 mg of NAME @NAME }
  lab NAME { unit % }
  param NAME = 1 %
  trigger NAME when NAME < NAME or once NAME and NAME(NAME during NAME) = 3 @NAME
  track NAME {
    start NAME
    phase NAME {
      give NAME on weeks 1..8
      give NAME every NAME until NAME, at most NAME else go NAME @NAME
      measure NAME every 4 weeks until end of NAME
      repeat every NAME until NAME { give NAME  measure NAME }
      when NAME go NAME
      after NAME when NAME go NAME
      stop when NAME
      then NAME
    }
  }
  never exit NAME on NAME
  require NAME: NAME
  require NAME: count(NAME) = 3 between NAME and NAME
  require NAME: NAME >= 3 %
  require NAME: NAME and NAME
  require NAME: always (NAME)
  require NAME: never (NAME and NAME)
  require NAME: eventually (NAME or NAME)
  require NAME: NAME leads to NAME within 3 days
  require NAME: at most 4 NAME in any 28 days
  require NAME: at least 4 NAME in any 28 days
  require NAME: exactly 4 NAME in any 28 days
  require NAME: at least 1 of (NAME, NAME) leads to NAME within 3 days
  require NAME: NAME in every 31 days between NAME and NAME
  require NAME: NAME only after NAME within 1 day
  require NAME: NAME never while NAME
  require NAME: NAME of NAME <= 3 days
  scenario "title" {
    set NAME = 4 weeks
    NAME = 9 % from week 0
    NAME missing from week 3
    NAME on week 5
    expect NAME at week 25
    expect NAME by day 3
    expect NAME at end
    NAME = 8 % from week 1
    patient { NAME 70 kg  NAME 175 cm }
  }
}
"""


@pytest.mark.parametrize("word", FREE)
def test_a_keyword_may_be_any_name(word: str) -> None:
    tree = tree_of(TEXT.replace("NAME", word))
    named = {type(item): item.name.text for item in tree.declarations if isinstance(getattr(item, "name", None), Name)}
    assert {named[kind] for kind in (DrugDecl, LabDecl, ParamDecl, TriggerDecl, TrackDecl, EventDecl)} == {word}
    (track,) = (item for item in tree.declarations if isinstance(item, TrackDecl))
    (phase,) = track.phases
    assert (phase.name.text, len(phase.clauses)) == (word, 8)
    (scenario,) = (item for item in tree.declarations if isinstance(item, ScenarioDecl))
    assert len(scenario.steps) == 9
    assert isinstance(scenario.steps[0], SetClause)


STEPS = """protocol p { scenario "s" {
  NAME = 3 % at day 2
  NAME = 3 % from week 1
  NAME < 3 % at day 2 hour 4
  NAME on day 3
  NAME = positive at week 1 reported day 2 preliminary
  NAME at day 3 corrected to 2 % on day 4
  NAME missing from 2027-01-04
  NAME given on day 3
  NAME missed on week 3
  NAME missed from week 3 to week 4
  NAME delayed 2 days on week 3
  NAME resume on day 3
  NAME skip on day 3
  NAME stop on day 3
  NAME on week 3, day 4
  start 2027-01-04
  NAME on day 3
  set NAME = 4 weeks
  expect NAME = 3 at week 3
  expect alert by week 3
  patient { NAME 3 weight 70 kg NAME positive }
} }"""


@pytest.mark.parametrize("word", FREE)
def test_a_step_may_start_with_any_name(word: str) -> None:
    (scenario,) = tree_of(STEPS.replace("NAME", word)).declarations
    (expected,) = tree_of(STEPS.replace("NAME", "x")).declarations
    assert isinstance(scenario, ScenarioDecl)
    assert [type(step) for step in scenario.steps] == [type(step) for step in expected.steps]  # type: ignore[union-attr]


def test_some_names_are_out_of_reach_in_some_places() -> None:
    (track,) = tree_of("protocol p { track t { phase back { } phase q { then back } } }").declarations
    assert isinstance(track, TrackDecl)
    assert track.phases[1].clauses[0].back  # type: ignore[union-attr]
    assert mistakes("protocol p { level by { } drug d { dose by } }") != []
    assert mistakes("protocol p { track when { } hold when when x }") != []
    (scenario,) = tree_of('protocol p { fact alert when x scenario "s" { expect (alert) at end } }').declarations[1:]
    assert isinstance(scenario, ScenarioDecl)
    assert isinstance(scenario.steps[0], ExpectClause)


@pytest.mark.parametrize("word", sorted(RESERVED))
@pytest.mark.parametrize(
    "text",
    [
        "drug NAME { }",
        "lab NAME { }",
        "param NAME = 1 %",
        "trigger NAME when x",
        "track NAME { }",
        "track t { phase NAME { } }",
        "track t { phase p { give NAME } }",
    ],
)
def test_a_reserved_word_is_no_name(word: str, text: str) -> None:
    (said,) = mistakes(f"protocol p {{ {text.replace('NAME', word)} }}")
    assert said == f"PL010 1: `{word}` is a reserved word and cannot be a name"


@pytest.mark.parametrize("name", ["ending", "not_now", "once2", "endpoint", "then_x", "protocolabc", "phase1"])
def test_a_name_may_start_like_a_keyword(name: str) -> None:
    (drug,) = tree_of(f"protocol p {{ drug {name} {{ }} }}").declarations
    assert isinstance(drug, DrugDecl)
    assert drug.name.text == name


def test_a_keyword_does_not_stick_to_a_name() -> None:
    assert mistakes("protocolabc { }") != []
    assert mistakes("protocol p { drugx { } }") != []
    assert mistakes("protocol p { track t { phase q { thenend } } }") != []


def test_every_unit_word_alone_counts_one() -> None:
    (track,) = tree_of("protocol p { track t { phase q { give d every month  give d every closing } } }").declarations
    assert isinstance(track, TrackDecl)
    month, closing = (
        timing
        for clause in track.phases[0].clauses
        if isinstance(clause, GiveClause)
        for timing in clause.clauses
        if isinstance(timing, EveryClause)
    )
    assert isinstance(month.interval, QuantityExpr)
    assert (month.interval.number, month.interval.unit) == ("1", "month")
    assert isinstance(closing.interval, Name)


def test_behind_a_number_a_unit_word_is_a_unit() -> None:
    (require,) = tree_of("protocol p { require count(x) = 1 dose }").declarations
    assert require.claim.right.unit == "dose"  # type: ignore[union-attr]


def test_a_name_in_a_claim_may_be_a_function_name() -> None:
    (require,) = tree_of("protocol p { require count: count(count) = 12 and count }").declarations
    first, second = require.claim.operands  # type: ignore[union-attr]
    assert isinstance(first.left, CallExpr)
    assert isinstance(second, NameExpr)


def test_names_are_in_lower_case_and_ascii() -> None:
    assert mistakes("protocol p { drug Rituximab { } }") == [
        "PL010 1: `Rituximab` is written `rituximab`: a name is in lower case and starts with a letter"
    ]
    assert mistakes("protocol p { Drug x { } }") == ["PL010 1: `Drug` is not a statement here; did you mean `drug`?"]


def test_a_misspelled_name_is_told_once_with_all_its_places() -> None:
    text = "protocol p { drug CD20 { } track t { phase q { give CD20 give CD20 } } }"
    assert len(mistakes(text)) == 1


def test_phases_are_declared() -> None:
    (track,) = tree_of("protocol p { track t { phase dose { } } }").declarations
    assert isinstance(track, TrackDecl)
    assert isinstance(track.phases[0], PhaseDecl)
    assert track.phases[0].name.text == "dose"
