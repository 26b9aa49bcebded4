"""The flagship, changed in one place at a time: what breaks it is reported at its line, what changes it is noticed.

A row says what is changed, and either which findings that adds (code, and words of the line), or which scenarios
then fail. Each was worked out by reading the protocol; `why` says how. What nothing notices is listed at the end.
"""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from protolang.driver import Analysis, analyse
from protolang.execution.scenario import run_scenario
from protolang.machine import from_model
from protolang.model.settings import decide

AHMED = (Path(__file__).parents[1] / "protocols" / "ahmed.proto").read_text(encoding="utf-8")
# Several times what any requirement of the flagship needs.
BUDGET = 5_000

TYPICAL = "typical course: depleted by week 8, repopulated between weeks 76 and 80"
EARLY = "early depletion: below 1 % from week 2, closing cycles six weeks apart"
NEVER = "never depleted: the rule is missing, and the course stops for a decision"
LATE = "depleted late: at week 32, while waiting"
MISSING = "missing CD20: the dose waits for the result, then counts from the day it is given"
BEFORE = "repopulated before the twelfth infusion: the rule is missing"
REMISSION = "clinical remission does not end the immunoglobulin"
EXACT = "exactly 1 % is not depleted, exactly 15 % is repopulated"
ABOVE = "just above 15 % is repopulated too"
# The patients whose courses were worked out below; the others of the file stand on one number each.
STORIES = frozenset({TYPICAL, EARLY, NEVER, LATE, MISSING, BEFORE, REMISSION, EXACT, ABOVE})


class Broken(NamedTuple):
    """A change that `check` reports."""

    why: str
    old: str
    new: str
    findings: tuple[tuple[str, str], ...]
    budget: int = BUDGET


class Changed(NamedTuple):
    """A change that `check` has nothing to say of, and scenarios notice."""

    why: str
    old: str
    new: str
    scenarios: frozenset[str]


WEEKLY = "give rituximab on weeks 1..8 "
TWELVE, SIX, MONTHLY = "require twelve:", "require closing_cycles:", "require monthly:"
MISSED = "postpone at most 3 days then review"
DEPLETED, REPOPULATED = 'trigger depleted "B', 'trigger repopulated "B'
CHECK = "phase depletion_check"
MEASURED = """      measure cd20 every 4 weeks until end of immunoglobulin missed skip
        assumed "no sampling interval was found: monthly, with the immunoglobulin"
        unstated "by which assay, and how often, the autoantibody titre is followed"
"""
RULE = '\n    if missing measure now  assumed "no rule for a missing result was found"\n  trigger repopulated'

BROKEN = (
    # ---- numbers and units
    Broken("per kg and per m2 at once", "375 mg/m2 of bsa", "375 mg/kg/m2 of bsa", (("PL105", "375 mg/kg/m2"),)),
    Broken("height is a length", "2 g/kg of weight", "2 g/kg of height", (("PL105", "of height"),)),
    Broken("a percentage is not a mass", "= 1 %   assumed", "= 1 mg  assumed", (("PL105", DEPLETED),)),
    Broken("one of what?", "= 1 %   assumed", "= 1     assumed", (("PL010", "depleted_below      = 1 "),)),
    Broken("a grouped number", "375 mg/m2 of", "3_75 mg/m2 of", (("PL004", "3_75"),)),
    Broken("a decimal comma", "dose  2 g/kg", "dose  2,0 g/kg", (("PL004", "2,0"),)),
    Broken("a zero behind the point", "dose  2 g/kg", "dose  2.0 g/kg", (("PL009", "2.0"),)),
    Broken("the range ends below the threshold", "range 0..100 %", "range 0..10 %", (("PL203", REPOPULATED),)),
    # ---- lists and counts
    Broken("backwards", "weeks 1..8 ", "weeks 8..1 ", (("PL010", "weeks 8..1"),)),
    Broken("eight million weeks", "weeks 1..8 ", "weeks 1..8000000 ", (("PL007", "8000000"),)),
    Broken(
        "not in order", "rituximab on weeks 12, 16, 20", "rituximab on weeks 12, 20, 16", (("PL307", "12, 20, 16"),)
    ),
    Broken("seven and four are eleven", "weeks 1..8 ", "weeks 1..7 ", (("PL406", TWELVE),)),
    Broken("five closing cycles, not six", ", 6 times", ", 5 times", (("PL406", SIX),)),
    Broken(
        "no patient lives so long",
        ", 6 times",
        ", 600000000000000000 times",
        (("PL307", "6000000"),),
    ),
    # ---- time
    Broken(
        "what is a month?",
        '  month  = 28 days     assumed "visits are counted in weeks, the abstract says months"\n',
        "",
        (("PL108", "every 1 month until"),),
    ),
    Broken("a year of 28-day months?", "every 1 month until", "every 1 year until", (("PL108", "every 1 year"),)),
    Broken(
        "from where do weeks count?", '  week 0 = day 0       assumed "week n is day 7n"\n', "", (("PL108", WEEKLY),)
    ),
    Broken("ten days late is after the next", MISSED, MISSED.replace("3", "10"), (("PL301", WEEKLY),)),
    # ---- clauses that safety requires
    Broken(
        "a missed dose?",
        f'    missed   {MISSED}       assumed "no missed-dose rule was found"\n',
        "",
        (("PL109", "policy {"),),
    ),
    Broken(
        "counted from where?",
        '    next_due after last given                          assumed "no anchor was found"\n',
        "",
        (("PL109", "policy {"),),
    ),
    Broken(
        "a hold?",
        '    hold     clock stops, at most 28 days then review  assumed "no hold rule was found"\n',
        "",
        (("PL109", "policy {"),),
    ),
    Broken(
        "valid how long?",
        '    fresh for 5 weeks  assumed "sampled every four weeks, one week late at most"\n',
        "",
        (("PL109", "lab cd20"),),
    ),
    Broken("a missing result?", RULE, "\n  trigger repopulated", (("PL205", DEPLETED),)),
    Broken("nothing measures it", MEASURED, "", (("PL701", DEPLETED),)),
    Broken("a mark less", 'repopulated       @frontiers2018 "abstract"', "repopulated", (("PL801", MONTHLY),)),
    Broken(
        "a source that is not declared",
        '1..8  @didona2019 "Table 2"',
        '1..8  @didona2091 "Table 2"',
        (("PL802", WEEKLY),),
    ),
    # ---- where phases lead
    Broken(
        "nothing follows the weekly infusions, and nothing enters the monthly ones",
        '      then consolidation            @didona2019 "Table 2"\n',
        "",
        (("PL502", "phase induction"), ("PL104", "phase consolidation")),
    ),
    Broken(
        "nothing follows the monthly infusions",
        '      then end                                @frontiers2018 "abstract: twelve infusions"\n',
        "",
        (("PL502", "phase consolidation"),),
    ),
    Broken("misspelt", "then consolidation ", "then consolidaton ", (("PL101", "consolidaton "),)),
    Broken(
        "a phase of another track, and nothing enters the monthly infusions",
        "then consolidation ",
        "then closing ",
        (("PL101", "then closing            @did"), ("PL104", "phase consolidation")),
    ),
    Broken(
        "without closing cycles, which scenarios name",
        "then closing ",
        "then end ",
        (("PL501", "phase closing"), ("PL406", SIX)),
    ),
    Broken(
        "without weekly infusions: four are not twelve",
        "start induction",
        "start consolidation",
        (("PL104", "phase induction"), ("PL406", TWELVE)),
    ),
    Broken("a track twice", "track monitoring", "track infusions", (("PL102", 'track infusions "Monitoring"'),)),
    Broken("a swapped brace", 'Weekly infusions" {', 'Weekly infusions" }', (("PL010", "phase induction"),)),
    # ---- exits
    Broken(
        "depleted before and repopulated today: two ways, no rank",
        "first when once depleted and",
        "when once depleted and",
        (("PL201", "when once depleted go maintenance"),),
    ),
    Broken(
        "on the last day of waiting B cells may be depleted",
        "after longest_wait when not once depleted go",
        "after longest_wait go",
        (("PL201", "after longest_wait go"),),
    ),
    Broken(
        "depleted before, between 1 and 15 % today: no way",
        "when once depleted go maintenance",
        "when depleted go maintenance",
        (("PL202", CHECK),),
    ),
    Broken(
        "nobody comes to maintenance, and a depleted patient waits for ever",
        '      when once depleted go maintenance  @frontiers2018 "abstract"\n',
        "",
        (("PL202", CHECK), ("PL501", "phase maintenance")),
    ),
    Broken(
        "below 1 and at least 15 % at once",
        "when cd20 < depleted_below",
        "when cd20 < depleted_below and cd20 >= repopulated_from",
        (("PL203", DEPLETED),),
    ),
    Broken(
        "below 15 or at least 1 %",
        "when cd20 >= repopulated_from",
        "when cd20 < repopulated_from or cd20 >= depleted_below",
        (("PL204", REPOPULATED),),
    ),
    Broken(
        "a loop that nothing bounds; what bounded it is unused",
        "until repopulated, at most longest_maintenance else go incomplete_repopulation",
        "until repopulated",
        (
            ("PL504", "until repopulated\n"),
            ("PL403", "until repopulated\n"),
            ("PL104", "param longest_maintenance"),
            ("PL501", "phase incomplete_repopulation"),
        ),
    ),
    # ---- requirements
    Broken("twelve are given", "= 12      ", "= 11      ", (("PL406", TWELVE),)),
    Broken("28 days, and three late", "<= 31 days", "<= 30 days", (("PL607", MONTHLY),)),
    Broken(
        "a skipped infusion is not made up, and a skipped cycle leaves a gap of eight weeks",
        MISSED,
        MISSED.replace("review", "skip"),
        (("PL406", TWELVE), ("PL607", MONTHLY)),
        budget=20_000,
    ),
    Broken(
        "remission now stops everything",
        "stop when boxed_warning",
        "stop when boxed_warning or clinical_remission",
        (("PL602", "never exit immunoglobulin"),),
    ),
)

CHANGED = (
    Changed("two patients have exactly 15 %", "cd20 >= rep", "cd20 > rep", frozenset({EARLY, EXACT})),
    Changed(
        "0.4, 0.5 and 0.99 % are not below 0.4 %",
        "= 1 %   assumed",
        "= 0.4 % assumed",
        frozenset({TYPICAL, LATE, MISSING, BEFORE, REMISSION, EXACT, ABOVE}),
    ),
    Changed(
        "15, 15.01 and 16 % are below 17 %; 18 and 20 % are not",
        "= 15 %  assumed",
        "= 17 %  assumed",
        frozenset({TYPICAL, EARLY, MISSING, REMISSION, EXACT, ABOVE}),
    ),
    Changed("7, 13 and 6 are 26", "count(ivig) = 26", "count(ivig) = 25", frozenset({TYPICAL})),
    Changed("sampled in week 80", "expect closing at week 80", "expect closing at week 79", frozenset({TYPICAL})),
    Changed("not yet known in week 80", "16 %  from week 78", "16 %  from week 81", frozenset({TYPICAL})),
    Changed("it waits for twelve weeks", "check at week 30", "check at week 37", frozenset({NEVER})),
    Changed("ten times the dose", "375 mg/m2", "3750 mg/m2", frozenset({EXACT})),
)

# Nothing notices these, and nothing can: no requirement or scenario of the flagship speaks of them.
UNNOTICED = (("no scenario holds a track", "at most 28 days then review", "at most 56 days then review"),)


def mutated(old: str, new: str) -> str:
    """The flagship with one change. What is changed must stand in it once."""
    places = AHMED.count(old)
    assert places == 1, f"{old!r} stands {places} times in the flagship"
    return AHMED.replace(old, new)


def found(text: str, analysis: Analysis) -> Counter[tuple[str, str]]:
    """Every finding by its code and the text of its line, which a change elsewhere does not move."""
    lines = text.splitlines(keepends=True)
    return Counter(
        (item.code.number, lines[item.primary.span.start_position.line - 1]) for item in analysis.diagnostics
    )


@cache
def untouched() -> Counter[tuple[str, str]]:
    """What is found in the flagship as it is."""
    return found(AHMED, analyse("ahmed.proto", AHMED.encode(), budget=BUDGET))


@cache
def failing(text: str, asked: frozenset[str] | None = None) -> frozenset[str]:
    """The titles of the scenarios that fail, of those `asked` or of all."""
    analysis = analyse("ahmed.proto", text.encode(), budget=BUDGET)
    assert analysis.protocol is not None
    assert analysis.machine is not None
    failed = set()
    for scenario in analysis.protocol.scenarios:
        if asked is not None and scenario.title not in asked:
            continue
        protocol = decide(analysis.protocol, dict(scenario.settings)).value
        assert protocol is not None
        if not run_scenario(from_model.bind(analysis.machine, protocol), scenario).passed:
            failed.add(scenario.title)
    return frozenset(failed)


def added(text: str, budget: int = BUDGET) -> Counter[tuple[str, str]]:
    """What is found in a mutant and not in the flagship."""
    return found(text, analyse("ahmed.proto", text.encode(), budget=budget)) - untouched()


@pytest.mark.parametrize("row", BROKEN, ids=lambda row: row.why)
def test_what_breaks_the_protocol_is_reported_at_its_line(row: Broken) -> None:
    seen = added(mutated(row.old, row.new), row.budget)
    wanted = list(row.findings)
    for code, line in seen.elements():
        expected = next((item for item in wanted if item[0] == code and item[1] in line), None)
        assert expected is not None, f"{code} at: {line.strip()}"
        wanted.remove(expected)
    assert wanted == []


@pytest.mark.parametrize("row", CHANGED, ids=lambda row: row.why)
def test_what_changes_the_meaning_changes_the_scenarios(row: Changed) -> None:
    text = mutated(row.old, row.new)
    # a text beside the number may still say the old one
    assert {code for code, _ in added(text)} <= {"PL112", "PL807"}
    assert failing(text, STORIES) == row.scenarios


def test_the_flagship_itself_passes_all_scenarios() -> None:
    assert failing(AHMED) == frozenset()


@pytest.mark.parametrize(("why", "old", "new"), UNNOTICED)
def test_what_nothing_speaks_of_is_not_noticed(why: str, old: str, new: str) -> None:
    """Kept as rows, so that a check that does notice them is seen to be one."""
    text = mutated(old, new)
    assert added(text) == Counter()
    assert failing(text) == frozenset()


def test_there_are_mutations_enough() -> None:
    assert len(BROKEN) + len(CHANGED) >= 40
