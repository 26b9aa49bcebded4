"""`protolang test --mutants`: which one-token changes of a file its scenarios and requirements notice."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from protolang.cli.console import paint
from protolang.cli.findings import counted
from protolang.diagnostics.terminal import escape_terminal
from protolang.mutation.survey import Fate, Judged, Survey

SCHEMA = "protolang.mutants/1"

_WORDS = {
    Fate.REFUSED: "refused by check, so that nobody could use them",
    Fate.SCENARIO: "noticed by a scenario",
    Fate.REQUIREMENT: "noticed by a requirement",
    Fate.ESCAPED: "noticed by nothing",
}


def mutants_as_text(survey: Survey, *, quiet: bool, coloured: bool) -> str:
    """The account of one file, and below it each mutant that escaped, at its place; `quiet` leaves out the account."""
    lines = list(_escaped(survey, coloured))
    if not quiet:
        path = escape_terminal(survey.path)
        lines.insert(0, f"{path}: {counted(len(survey.judged), 'one-token change')}")
        lines[1:1] = [f"  {len(survey.of(fate)):5}  {words}" for fate, words in _WORDS.items()]
        lines.append(f"\n{path}: {score(survey)}")
    return "\n".join(lines) + "\n" if lines else ""


def score(survey: Survey) -> str:
    """`79 of 85 noticed (92 %)`: of the changes that leave a usable file, rounded down."""
    if not survey.usable:
        return "no change leaves a file that could be used"
    return f"{survey.noticed} of {survey.usable} noticed ({100 * survey.noticed // survey.usable} %)"


def _escaped(survey: Survey, coloured: bool) -> Iterator[str]:
    found = survey.of(Fate.ESCAPED)
    if found:
        yield "\nNo scenario and no requirement notices these:"
    for item in found:
        place = item.mutant.span.start_position
        line = item.mutant.span.source.line_text(place.line)
        yield f"\n  {place.line}:{place.column}  {_change(item, coloured)}"
        yield f"      {escape_terminal(line.strip())}"


def _change(item: Judged, coloured: bool) -> str:
    old = paint(" ".join(item.mutant.old.split()), "1", coloured=coloured)
    if not item.mutant.new:
        return f"{old} is left out"
    return f"{old} becomes {paint(item.mutant.new, '1', coloured=coloured)}"


def mutants_as_json(surveys: Sequence[Survey]) -> str:
    """One object for one file, an array of them for several."""
    entries = [_entry(survey) for survey in surveys]
    return json.dumps(entries[0] if len(entries) == 1 else entries, indent=2, ensure_ascii=True) + "\n"


def _entry(survey: Survey) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "source": {"path": survey.path},
        "mutants": [
            {
                "line": item.mutant.span.start_position.line,
                "column": item.mutant.span.start_position.column,
                "kind": item.mutant.slip.value,
                "old": item.mutant.old,
                "new": item.mutant.new,
                "fate": item.fate.value,
                "by": item.by or None,
            }
            for item in survey.judged
        ],
        "summary": {fate.value: len(survey.of(fate)) for fate in Fate} | {"noticed": survey.noticed},
    }
