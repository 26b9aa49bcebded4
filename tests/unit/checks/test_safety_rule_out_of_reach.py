"""Safety rules that stand where they can do nothing."""

import pytest
from tests.near_misses import pl510

from protolang.driver import analyse


def told(text):
    return [item.message for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL510"]


@pytest.mark.parametrize(
    ("rule", "what"),
    [
        ("stop when low", "stop rule"),
        ("hold care when low", "hold"),
        ("veto give a when low", "veto"),
        ("contraindicated a when low", "veto"),
    ],
)
def test_a_result_that_is_measured_only_later(rule, what):
    assert told(pl510.treated(rule)) == [f"this {what} needs `l`, which nobody has yet in `induction`"]
    assert not told(pl510.treated(rule, first="measure l on day 0 of phase", second=""))


def test_the_policy_for_a_missing_result():
    assert not told(pl510.treated("stop when low", missing="measure now"))
    assert told(pl510.treated("stop when low", missing="block"))


def test_who_is_included_has_the_result():
    assert not told(pl510.treated('include l >= 5 mg/L assumed "x" stop when low'))


def test_a_result_that_nothing_measures_is_another_finding():
    assert not told(pl510.treated("stop when low", second=""))


def test_a_veto_in_a_phase_that_does_not_give_the_drug():
    text = pl510.treated("", first=pl510.MEASURE, inner="veto give a when low")
    assert not told(text)
    given = 'phase maintenance { give a every 1 week, 4 times assumed "x"'
    (found,) = told(text.replace(given, "phase maintenance {"))
    assert found == "this veto stands in `maintenance`, and `a` is given only in `induction`"
    beside = 'track beside { phase more { give a on day 90 assumed "x" then end } }'
    assert not told(text.replace(given, "phase maintenance {").rstrip().removesuffix("}") + beside + "}")
