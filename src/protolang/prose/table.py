"""Dose tables and levels in words: headings, cells, and how a level moves."""

from protolang.model.protocol import Protocol
from protolang.model.table import Band, Case, Cell, Level, Table
from protolang.model.term import LevelValue, Operand, Reading
from protolang.prose.condition import Wording, condition_text
from protolang.prose.naming import choice_text, in_sentence, phase_title, title_of, undecided
from protolang.prose.number import NBSP, duration_text, number_text, quantity_text, unit_text
from protolang.prose.rows import cases_may_clash, is_covered
from protolang.prose.term import term_text, whole_of
from protolang.prose.treatment import rounded_text

NOT_GIVEN = "do not give"


def band_text(band: Band, subject: Operand | None, protocol: Protocol) -> str:
    """One heading, strict about its edges: `at least 50 kg and below 60 kg`, `above 100 mg`, `positive`."""
    if band.choice is not None:
        return _choice_heading(band.choice, subject, protocol)
    whole = whole_of(subject, protocol) if subject is not None else None
    of_whole = f" of {whole}" if whole else ""
    if band.low is not None and band.low == band.high:
        return f"exactly {quantity_text(band.low)}{of_whole}"
    low = f"{'at least' if band.low_included else 'above'} {quantity_text(band.low)}" if band.low is not None else ""
    high = f"{'at most' if band.high_included else 'below'} {quantity_text(band.high)}" if band.high is not None else ""
    text = " and ".join(part for part in (low, high) if part)
    return f"{text}{of_whole}" if text else "any value"


def subject_text(subject: Operand, protocol: Protocol) -> str:
    """What the bands of a table or a decision cut, as a heading: `Body weight`."""
    text = term_text(subject, protocol)
    match subject:
        case Reading(name=name) | LevelValue(name=name, previous=False):
            text = title_of(name, protocol)
        case _:
            pass
    return f"{text[0].upper()}{text[1:]}"


def cell_text(cell: Cell) -> str:
    """What a table says in one cell: `300 mg every 4 weeks`, `75 %`, `do not give`."""
    if cell.value is None or _is_interval(cell):
        return NOT_GIVEN if cell.every is None else f"every {duration_text(cell.every)}"
    every = f" every {duration_text(cell.every)}" if cell.every is not None else ""
    return f"{quantity_text(cell.value)}{every}"


def says_when(table: Table) -> bool:
    """Whether the cells of the table are intervals alone: how often, not how much."""
    return all(_is_interval(case.cell) for case in table.cases)


def _is_interval(cell: Cell) -> bool:
    return cell.every is not None and (cell.value is None or cell.value.unit.is_time)


def case_text(case: Case, protocol: Protocol, wording: Wording = Wording.NAMED) -> str:
    """When a case of a table holds: its condition, or `in all other cases`."""
    return "in all other cases" if case.when is None else condition_text(case.when, protocol, wording)


def table_text(table: Table, protocol: Protocol) -> str:
    """What a table is looked up by: `by body weight and baseline IgE`; its cases say it themselves where it is none."""
    cut = [term_text(term, protocol) for term in (table.rows_of, table.columns_of) if term is not None]
    return f"by {' and '.join(cut)}" if cut else "by case"


def hole_text(table: Table, protocol: Protocol) -> str:
    """What follows where a table says nothing, or two things at once: in every output, beside the table."""
    holes = [] if is_covered(table.cases, protocol) else ["no case holds"]
    if cases_may_clash(table.cases):
        holes.append("two cases hold that say different things")
    then = "the next one is planned when it is known" if says_when(table) else "no dose; a clinician is told"
    missing = "a value is missing or too old"
    return f"Where {', or '.join([*holes, missing])}: {then}." if holes else f"If {missing}: {then}."


def level_text(level: Level, protocol: Protocol) -> str:
    """How a level moves: `Starts at 40 mg. Moves one step at a time along 40, 30, 20 mg. …`"""
    parts = [f"Starts at {_start_text(level, protocol)}."]
    if level.steps:
        shown = ", ".join(number_text(step.magnitude) for step in level.steps)
        unit = unit_text(level.steps[0].unit)
        parts.append(f"One step is from one to the next of: {shown}{NBSP}{unit}." if unit else f"Steps: {shown}.")
    bounds = _range_text(level)
    if bounds:
        parts.append(f"Never {bounds}.")
    if level.rounded_to is not None:
        parts.append(f"After a change it is {rounded_text(level.rounded_to, level.direction)}.")
    return " ".join(parts)


def _start_text(level: Level, protocol: Protocol) -> str:
    if level.start is None:
        return undecided(f"start of {level.id}")
    if isinstance(level.start, str):
        return f"what the table {phase_title(level.start, protocol)} says on first use"
    return quantity_text(level.start)


def _range_text(level: Level) -> str:
    unit = f"{NBSP}{unit_text(level.unit)}" if unit_text(level.unit) else ""
    low = f"below {number_text(level.low)}{unit}" if level.low is not None else ""
    high = f"above {number_text(level.high)}{unit}" if level.high is not None else ""
    return " or ".join(part for part in (low, high) if part)


def _choice_heading(choice: str, subject: Operand | None, protocol: Protocol) -> str:
    match subject:
        case Reading(name=name):
            return in_sentence(choice_text(name, choice, protocol))
        case _:
            return choice.replace("_", " ")
