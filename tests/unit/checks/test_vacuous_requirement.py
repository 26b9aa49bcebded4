"""PL609 is said of what is proved never to happen, and of nothing else."""

import pytest
from tests.near_misses.required import beside, course

from protolang.driver import analyse


def messages(text: str) -> list[str]:
    return [item.message for item in analyse("example.proto", text.encode()).diagnostics if item.code.number == "PL609"]


@pytest.mark.parametrize(
    ("claim", "said"),
    [
        ("b never while given(a)", "`b` is never given"),
        ("at most 1 b in any 7 days", "`b` is never given"),
        ("given(b) leads to given(a) within 3 days", "`b` is never given"),
        ("spacing(b) >= 3 days", "`b` is never given"),
        ("count(b) <= 3", "`b` is never given"),
    ],
)
def test_what_never_happens_is_named(claim, said):
    (message,) = messages(course(claim, "give a on days 0, 14"))
    assert said in message


@pytest.mark.parametrize(
    "claim",
    [
        "b never while given(a)",
        "at most 1 b in any 7 days",
        "given(b) leads to given(b) within 3 days",
        "count(b) <= 3",
    ],
)
def test_what_can_happen_is_not(claim):
    assert messages(beside(claim, 7)) == []


def test_that_a_drug_is_never_given_can_be_required():
    assert messages(course("count(b) = 0", "give a on days 0, 14")) == []


def test_a_broken_requirement_is_not_called_empty():
    assert messages(course("count(b) >= 1", "give a on days 0, 14")) == []
