"""What is said of a broken requirement whose bounds nobody knows: nothing that is not so."""

import pytest

from protolang.checks.broken_requirement import broken_requirement
from protolang.machine.from_model import lower as machine_of
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify.requirements import verify

TEXT = """protocol tiny {
  day 0 = enrolment  week 0 = day 0
  policy { missed stop  next_due on grid  hold clock stops, at most 9 days then review  rounding to 1 mg }
  drug a { route intravenous  dose 1 mg }
  track t { phase p { give a every SPACE  then end } }
  require r: CLAIM
}
"""


def found(claim: str, space: str = "7 days, 3 times"):
    """The message of the one finding, and its result."""
    source = SourceFile("tiny.proto", TEXT.replace("CLAIM", claim).replace("SPACE", space))
    parsed = parse(source)
    assert parsed.value is not None
    assert parsed.value.tree is not None, parsed.diagnostics
    protocol = lower(parsed.value.tree, source, frozenset()).value
    machine = machine_of(protocol)
    results = verify(protocol, machine)
    (finding,) = broken_requirement(protocol, machine, results)
    return finding.message, results[0]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        (
            "spacing(a) >= 8 days",
            "two infusions of `a` can be nearer to each other, the requirement asks at least 8 days",
        ),
        ("spacing(a) <= 6 days", "two infusions of `a` can be further apart, the requirement asks at most 6 days"),
        ("total(a) <= 2 mg", "the infusions of `a` can come to more, the requirement asks at most 2 mg"),
        ("span(a) <= 13 days", "the infusions of `a` take 14 days, the requirement asks at most 13 days"),
    ],
)
def test_a_measure_without_bounds_is_not_called_any_number(claim: str, said: str) -> None:
    assert found(claim)[0] == said


def test_of_months_that_differ_no_length_is_said_to_be_the_only_one() -> None:
    # from 4 January it is 91 days, from 4 July 93
    message, result = found("duration of t <= 3 calendar months", "1 calendar month, 4 times")
    assert (result.minimum, result.maximum) == (None, None)
    assert message.startswith("`t` can last another time, the requirement asks at most 3 calendar months")
    assert result.timeline


def test_where_amounts_matter_the_patient_is_told_with_them() -> None:
    _, result = found("total(a) <= 2 mg")
    assert [step.what for step in result.timeline if step.what.startswith("a ")] == [
        "a 1: 1 mg",
        "a 2: 1 mg",
        "a 3: 1 mg",
    ]
    _, result = found("always dose(a) < 1 mg")
    assert [step.what for step in result.timeline if step.what.startswith("a ")] == ["a 1: 1 mg"]
