"""The style of messages, and that our own codes keep to it."""

import pytest

from protolang.diagnostics.codes import ALL_CODES

from .message_style import message_style_problems


@pytest.mark.parametrize(
    "message",
    [
        "`low` and `high` both apply when `cd20` is 15 %",
        "2 rules apply",
        "the patient's weight is not known",
        "`anc_recovery` is not declared; did you mean `anc_recovered`?",
        "requirement `course` is violated: 161 days (6 to 14 calendar months are required)",
    ],
)
def test_good_messages(message):
    assert message_style_problems(message) == ()


@pytest.mark.parametrize(
    ("message", "problem"),
    [
        ("", "is empty"),
        ("Dose too high", "does not start in lower case"),
        ("dose too high.", "ends in a full stop"),
        ("dose\ntoo high", "is more than one line"),
        ("dose  too high", "has stray spaces"),
        ("dose of `x too high", "has an unpaired backtick"),
        ("dose of 'x' too high", "quotes with something else than backticks"),
        ("dose is None", "has a name of ours: None"),
        ("bad dose_clause here", "has a name of ours: dose_clause"),
        ("a DoseClause is missing", "has a name of ours: DoseClause"),
        ("cannot call len() here", "has a name of ours: n("),
    ],
)
def test_bad_messages(message, problem):
    assert message_style_problems(message) == (problem,)


@pytest.mark.parametrize("code", ALL_CODES, ids=lambda code: code.number)
def test_the_summary_of_each_code_is_written_like_a_message(code):
    assert message_style_problems(code.summary) == ()
