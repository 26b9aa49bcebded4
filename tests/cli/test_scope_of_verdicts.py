"""Of which courses the verdicts of a report speak."""

from __future__ import annotations

import pytest

from protolang.cli.check_text import _is_of_days
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify.verdict import Result, Verdict

TEXT = """protocol small {{
  day 0 = enrolment  week 0 = day 0  month = 28 days
  policy {{ missed skip  next_due after last given  hold clock stops, at most 28 days then review }}
  event harm
  drug a {{ dose 1 mg }}
  track t {{ start p phase p {{ give a on day 0  then end }} }}
  {requirement}
}}"""


@pytest.mark.parametrize(
    ("requirement", "said"),
    [
        ("require never harm", True),
        ("require at most 1 a in any 3 days", True),
        ("require spacing(a) >= 3 days", True),
        ("require total(a) <= 3 mg", True),
        ("require eventually harm", False),
        ("require a in every 3 days", False),
        ("require count(a) = 1", False),
        ("never exit t on harm", False),
    ],
)
def test_a_report_says_whether_it_speaks_of_courses_that_are_stopped(requirement: str, said: bool) -> None:
    source = SourceFile("small.proto", TEXT.format(requirement=requirement))
    parsed = parse(source)
    assert parsed.value is not None and parsed.value.tree is not None
    protocol = lower(parsed.value.tree, source).value
    assert protocol is not None
    (found,) = protocol.requirements
    assert _is_of_days(Result(found, Verdict.PROVED, None, None, False, 1, (), "")) is said
