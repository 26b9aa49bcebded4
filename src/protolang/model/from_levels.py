"""Levels: quantities that rules raise, lower and set. In: their declarations. Out: levels of one unit each."""

from fractions import Fraction
from itertools import pairwise

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL102, PL105, PL109, PL307, PL405
from protolang.model.dimensions import Side, comparable
from protolang.model.evidence import Evidence
from protolang.model.from_declarations import lower_range
from protolang.model.lowering import Lowering, Measured, only, title_of
from protolang.model.symbols import Kind
from protolang.model.table import Level
from protolang.model.units import literal_text
from protolang.quantity import Direction, Quantity, Unit
from protolang.syntax.ast import (
    LevelDecl,
    LevelStartClause,
    Name,
    QuantityExpr,
    RangeClause,
    RoundedClause,
    StepsClause,
)


def declare_levels(declarations: list[LevelDecl], low: Lowering) -> None:
    """Note the unit of each level before anything refers to it; the tables are declared already."""
    for decl in declarations:
        if low.names.is_first(decl.name):
            low.levels[decl.name.text] = Measured(_unit(decl, low), None, decl.name.span)


def lower_levels(declarations: list[LevelDecl], low: Lowering) -> tuple[Level, ...]:
    """The levels in file order."""
    levels = [(decl, _lower_level(decl, low)) for decl in declarations]
    return tuple(level for decl, level in levels if level is not None and low.names.is_first(decl.name))


def rounding_direction(clause: RoundedClause) -> Direction:
    """Where a value between two steps goes; to the nearer one where the author does not say."""
    return Direction.NEAREST if clause.direction is None else Direction(clause.direction)


def _unit(decl: LevelDecl, low: Lowering) -> Unit | None:
    for written in _literals(decl):
        quantity = low.literals.quiet().quantity(written)
        if quantity is not None and quantity.unit.symbol:
            return quantity.unit
    for clause in only(LevelStartClause, decl.clauses):
        if isinstance(clause.value, Name) and clause.value.text in low.tables:
            return low.tables[clause.value.text].unit
    return None


def _literals(decl: LevelDecl) -> list[QuantityExpr]:
    """What the author wrote of it, the plainest place of its unit first."""
    starts = [clause.value for clause in only(LevelStartClause, decl.clauses) if isinstance(clause.value, QuantityExpr)]
    steps = [value for clause in only(StepsClause, decl.clauses) for value in reversed(clause.values)]
    ranges = [clause.range.high for clause in only(RangeClause, decl.clauses)]
    return [*starts, *steps, *ranges]


def _lower_level(decl: LevelDecl, low: Lowering) -> Level | None:
    name = decl.name.text
    start = low.once(only(LevelStartClause, decl.clauses), f"`start` of `{name}`")
    steps = low.once(only(StepsClause, decl.clauses), f"`steps` of `{name}`")
    bounds = low.once(only(RangeClause, decl.clauses), f"`range` of `{name}`")
    rounded = low.once(only(RoundedClause, decl.clauses), f"`rounded` of `{name}`")
    evidence = Evidence()
    for clause, about in ((start, "start"), (steps, "steps"), (bounds, "range"), (rounded, "rounding")):
        if clause is not None:
            evidence = evidence.joined(low.names.evidence(clause.marks, f"{about} of {name}"))
    unit = _unit(decl, low)
    if unit is None:
        _report_no_unit(decl, start, low)
        return None
    side = Side(name, unit, None, decl.name.span, decl.name.span)
    lowered = None if steps is None else _lower_steps(steps, side, low)
    lowest, highest = (None, None) if bounds is None else lower_range(bounds, side, low)
    if steps is not None and bounds is not None:
        low.findings.report(
            PL102,
            f"`steps` and `range` both bound `{name}`",
            Label(bounds.span, "bounded again here"),
            Label(steps.span, "its steps are here"),
            help="keep the steps, which say all values it may have, or the range",
        )
    value = _lower_start(decl, start, side, low)
    step = None if rounded is None else _lower_rounded(rounded, side, low)
    if isinstance(value, Quantity) and start is not None:
        _check_start(value, start, lowered, steps, (lowest, highest), side, low)
    failed = (steps is not None and lowered is None) or (bounds is not None and lowest is None)
    if failed or (rounded is not None and step is None) or value is None:
        return None
    return Level(
        name,
        title_of(decl.title, name),
        value,
        lowered or (),
        lowest,
        highest,
        step,
        Direction.NEAREST if rounded is None else rounding_direction(rounded),
        unit,
        evidence,
        decl.span,
    )


def _report_no_unit(decl: LevelDecl, start: LevelStartClause | None, low: Lowering) -> None:
    if start is not None and isinstance(start.value, Name):
        # what is wrong with the table is said where the table stands
        if low.names.find(start.value, Kind.TABLE) is not None or start.value.text not in low.names.table:
            return
        return
    if low.names.may_be_skipped("start"):
        return
    written = _literals(decl)
    quantities = [low.literals.quantity(literal) for literal in written]
    if quantities and None in quantities:
        return
    low.findings.report(
        PL105 if written else PL109,
        f"nothing says in what unit level `{decl.name.text}` is" if written else f"level `{decl.name.text}` is empty",
        Label(written[0].span if written else decl.name.span, "no unit" if written else "`start` is missing"),
        help="write `start 10 IU`, with its unit",
    )


def _lower_start(decl: LevelDecl, clause: LevelStartClause | None, side: Side, low: Lowering) -> Quantity | str | None:
    name = decl.name.text
    if clause is None:
        if not low.names.may_be_skipped("start"):
            low.findings.report(
                PL109,
                f"nothing says where level `{name}` starts",
                Label(decl.name.span, "`start` is missing"),
                help="write `start 10 IU`, or `start by first_dose` with the name of a table",
            )
        return None
    match clause.value:
        case QuantityExpr() as literal:
            return _in_unit(literal, side, low)
        case Name() as table:
            symbol = low.names.find(table, Kind.TABLE)
            said = None if symbol is None else low.tables.get(symbol.id)
            if symbol is None or said is None or said.unit is None:
                return None
            given = Side(table.text, said.unit, None, table.span, said.span)
            return symbol.id if comparable(side, given, low.findings) else None


def _in_unit(literal: QuantityExpr, side: Side, low: Lowering) -> Quantity | None:
    quantity = low.literals.quantity(literal)
    if quantity is None:
        return None
    given = Side(literal_text(literal), quantity.unit, None, literal.span)
    return quantity if comparable(side, given, low.findings) else None


def _lower_steps(clause: StepsClause, side: Side, low: Lowering) -> tuple[Quantity, ...] | None:
    values = [_in_unit(literal, side, low) for literal in clause.values]
    steps = tuple(value for value in values if value is not None)
    if len(steps) < len(values):
        return None
    for (one, two), literal in zip(pairwise(steps), clause.values[1:], strict=True):
        if one.base >= two.base:
            low.findings.report(
                PL405,
                f"the steps of `{side.text}` do not rise",
                Label(literal.span, f"not more than `{one}`"),
                help="write each step once, from the lowest to the highest, so that `raise` gives more",
            )
            return None
    return steps


def _lower_rounded(clause: RoundedClause, side: Side, low: Lowering) -> Quantity | None:
    step = _in_unit(clause.step, side, low)
    if step is not None and not step.magnitude:
        low.findings.report(
            PL105,
            f"`{side.text}` cannot be rounded to `{literal_text(clause.step)}`",
            Label(clause.step.span, "the step must be above zero"),
        )
        return None
    return step


def _check_start(
    value: Quantity,
    clause: LevelStartClause,
    steps: tuple[Quantity, ...] | None,
    said: StepsClause | None,
    bounds: tuple[Fraction | None, Fraction | None],
    side: Side,
    low: Lowering,
) -> None:
    if steps is not None and said is not None and all(value.base != step.base for step in steps):
        low.findings.report(
            PL307,
            f"`{side.text}` starts at `{value}`, which is none of its steps",
            Label(clause.span, "starts here"),
            Label(said.span, "its steps are here"),
            help="start at one of the steps, or write this step too",
            severity=Severity.ERROR,
        )
    lowest, highest = bounds
    magnitude = value.to(side.unit).magnitude
    if lowest is not None and highest is not None and not lowest <= magnitude <= highest:
        low.findings.report(
            PL307,
            f"`{side.text}` starts at `{value}`, outside its range",
            Label(clause.span, "starts here"),
            help="start within the range, or write the range wider",
            severity=Severity.ERROR,
        )
