import pytest

from protolang.model.treatment import Anchor

from .examples import BASE, changed, lowered, mistakes, one, small, told
from .statements import found_in

POLICY = BASE[BASE.index("  policy {") : BASE.index("  patient weight")]


@pytest.mark.parametrize(
    ("clause", "message"),
    [
        ("missed postpone at most 3 days then review", "nothing says what happens to a missed dose"),
        ("next_due after last given", "nothing says from where the next dose is counted"),
        ("hold clock stops, at most 28 days then review", "nothing says what a hold does to the schedule"),
        ("rounding to 10 mg", "nothing says how a computed dose is rounded"),
    ],
)
def test_the_clauses_of_a_policy(clause, message):
    assert mistakes(f"    {clause}\n", "") == [("PL109", "policy", message)]
    finding = one(f"    {clause}\n", "")
    assert finding.help.startswith(f"write `{clause.split()[0]}")
    assert finding.secondary[0].text == "needed here"


def test_no_policy_at_all():
    assert mistakes(POLICY, "") == [
        ("PL109", "small", "the protocol has no `policy`, which says what holds for all its doses")
    ]
    assert one(POLICY, "").help == (
        "write `policy { missed postpone at most 3 days then review  next_due after last given  "
        "hold clock stops, at most 28 days then review  rounding to 10 mg }` after the header"
    )


def test_an_unstated_rounding_is_said():
    text = changed("rounding to 10 mg", 'rounding unstated "no rule was found"')
    protocol, diagnostics = lowered(text)
    assert told(diagnostics) == [
        ("PL112", 'unstated "no rule was found"', "`rounding` is not decided: no rule was found")
    ]
    assert (protocol.policy.rounding, protocol.policy.rounding_said) == (None, True)
    assert protocol.policy.rounding_evidence.open_questions == ("no rule was found",)


def test_what_every_action_says_itself_needs_no_policy():
    own = "next_due on grid"
    protocol = small(
        "    next_due after last given\n", "",
        "on weeks 0, 4, 8", f"on weeks 0, 4, 8 {own}",
        "measure cd19", f"measure cd19 {own}",
        "6 times", f"6 times {own}",
        "at most 3 times", f"at most 3 times {own}",
        "every 1 week", f"every 1 week {own}",
    )  # fmt: skip
    assert protocol.policy.anchor is None
    assert protocol.tracks[0].phases[0].actions[0].anchor is Anchor.GRID


ROWS = "{ when low: nothing }"
MISSED = ("PL109", "policy", "nothing says what happens to a missed dose")
NEXT_DUE = ("PL109", "policy", "nothing says from where the next dose is counted")
HOLD = ("PL109", "policy", "nothing says what a hold does to the schedule")
ROUNDING = ("PL109", "policy", "nothing says how a computed dose is rounded")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        (f"decide on week 4 {ROWS}", [MISSED, HOLD]),
        (f"decide every 4 weeks {ROWS}", [MISSED, NEXT_DUE, HOLD]),
        (f"decide every 4, 6 weeks {ROWS}", [MISSED, NEXT_DUE, HOLD]),
        (f"decide at each aptt {ROWS}", [HOLD]),
        (f"decide {ROWS}", [HOLD]),
        ("decide { when low: give ivig }", [HOLD, ROUNDING]),
        ("infuse drip", [MISSED, NEXT_DUE, HOLD]),
        ("infuse drip missed skip next_due on grid", [HOLD]),
        ("taper prednisone { 1 mg/kg of weight for 7 days }", [MISSED, NEXT_DUE, HOLD, ROUNDING]),
        ("taper prednisone { 60 mg for 7 days }", [MISSED, NEXT_DUE, HOLD]),
        ("when low go rest", []),
    ],
)
def test_what_a_statement_needs_of_the_policy(statement, found):
    assert sorted(found_in(statement, policy="fresh for 1 week", elsewhere="")) == sorted(found)


@pytest.mark.parametrize(
    "statement",
    ["give undosed", "on entry: give undosed", "on exit: give undosed", "decide { when low: give undosed }"],
)
def test_what_is_given_has_a_dose(statement):
    assert found_in(statement) == [("PL109", "undosed", "nothing says how much `undosed` is given")]
    assert found_in(statement.replace("undosed", "undosed dose 4 mg")) == []


def test_the_steps_of_a_taper_are_its_doses():
    assert found_in("taper undosed { 60 mg for 7 days }") == []
