"""Labs, patient attributes, events, sources: what a protocol declares before it says what is done."""

from fractions import Fraction

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL102, PL105, PL107, PL109
from protolang.model.coding import Coding, Usual
from protolang.model.dimensions import Side, comparable
from protolang.model.evidence import Evidence, Source
from protolang.model.from_codings import choice_codes, lower_codes, lower_usual
from protolang.model.from_terms import range_ends, report_reversed
from protolang.model.lowering import Lowering, Measured, only, title_of
from protolang.model.treatment import Attribute, Choice, Event, Lab
from protolang.model.units import BARE, literal_text
from protolang.quantity import Duration, Quantity, Unit, age_unit, parse_unit
from protolang.syntax.ast import (
    AttributeDecl,
    EventDecl,
    FreshClause,
    LabDecl,
    Name,
    OneOfClause,
    RangeClause,
    RoundedClause,
    SourceDecl,
    UnitClause,
    UsualClause,
)

_PERCENT = parse_unit("%").dimension
_AGES = ("year", "years")
_RATIO = "ratio"  # the INR: a value without a unit
_FEWEST = 2  # a choice between fewer is none


def lower_sources(declarations: list[SourceDecl], low: Lowering) -> tuple[Source, ...]:
    """The sources that can be cited."""
    return tuple(
        Source(decl.name.text, decl.citation, decl.identifiers, decl.span)
        for decl in declarations
        if low.names.is_first(decl.name)
    )


def lower_events(declarations: list[EventDecl], low: Lowering) -> tuple[Event, ...]:
    """The events that can happen to a patient."""
    return tuple(
        Event(
            decl.name.text,
            title_of(decl.title, decl.name.text),
            decl.span,
            lower_codes(decl.codes, decl.name.text, low),
        )
        for decl in declarations
        if low.names.is_first(decl.name)
    )


def lower_labs(declarations: list[LabDecl], low: Lowering) -> tuple[Lab, ...]:
    """The labs; one whose unit is not known is left out, and nothing more is said about its uses."""
    labs = []
    for decl in declarations:
        known = _lower_measured(decl, low)
        if known.unit is not None and low.names.is_first(decl.name):
            labs.append(
                Lab(
                    decl.name.text,
                    title_of(decl.title, decl.name.text),
                    known.unit,
                    known.whole,
                    known.low,
                    known.high,
                    known.max_age,
                    known.evidence,
                    decl.span,
                    known.choices,
                    known.codes,
                    known.usual,
                    known.rounded_to,
                )
            )
    return tuple(labs)


def lower_attributes(declarations: list[AttributeDecl], low: Lowering) -> tuple[Attribute, ...]:
    """The recorded attributes."""
    attributes: list[Attribute] = []
    for decl in declarations:
        known = _lower_measured(decl, low)
        if known.unit is not None and low.names.is_first(decl.name):
            attributes.append(
                Attribute(
                    decl.name.text,
                    title_of(decl.title, decl.name.text),
                    known.unit,
                    known.low,
                    known.high,
                    known.max_age,
                    known.evidence,
                    decl.span,
                    known.choices,
                    codes=known.codes,
                    usual=known.usual,
                    rounded_to=known.rounded_to,
                )
            )
    return tuple(attributes)


def lower_choices(
    names: tuple[Name, ...],
    titles: tuple[str | None, ...],
    whose: str,
    low: Lowering,
    codes: tuple[Coding | None, ...] = (),
) -> tuple[Choice, ...]:
    """The words that a value may be, each once; they are names only beside what they belong to."""
    first: dict[str, Name] = {}
    choices = []
    for name, title, code in zip(names, titles, codes or (None,) * len(names), strict=True):
        if first.setdefault(name.text, name) is name:
            choices.append(Choice(name.text, title_of(title, name.text), name.span, code))
            continue
        low.findings.report(
            PL102,
            f"`{name.text}` stands twice among the choices of `{whose}`",
            Label(name.span, "again here"),
            Label(first[name.text].span, "first here"),
            help="keep one of them",
        )
    return tuple(choices)


@attrs.frozen(eq=False, repr=False)
class _Known:
    unit: Unit | None
    whole: str | None
    low: Fraction | None
    high: Fraction | None
    max_age: Duration | None
    evidence: Evidence
    choices: tuple[Choice, ...] = ()
    codes: tuple[Coding, ...] = ()
    usual: Usual | None = None
    rounded_to: Quantity | None = None


def _lower_measured(decl: LabDecl | AttributeDecl, low: Lowering) -> _Known:
    name = decl.name.text
    one_of = low.once(only(OneOfClause, decl.clauses), f"`one of` of `{name}`")
    unit_clause = low.once(only(UnitClause, decl.clauses), f"`unit` of `{name}`")
    range_clause = low.once(only(RangeClause, decl.clauses), f"`range` of `{name}`")
    fresh = low.once(only(FreshClause, decl.clauses), f"`fresh for` of `{name}`")
    rounded = low.once(only(RoundedClause, decl.clauses), f"`rounded` of `{name}`")
    evidence = Evidence()
    for clause, about in (
        (one_of, "choices"),
        (unit_clause, "unit"),
        (range_clause, "range"),
        (fresh, "freshness"),
        (rounded, "rounding"),
    ):
        if clause is not None:
            evidence = evidence.joined(low.names.evidence(clause.marks, f"{about} of {name}"))
    max_age, evidence = _lower_age(decl, fresh, one_of, evidence, low)
    if one_of is not None:
        return _lower_words(decl, one_of, max_age, evidence, low)
    unit = _lower_unit(decl, unit_clause, low)
    whole = None if unit_clause is None else unit_clause.whole
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(unit, whole, decl.name.span)
    bounds: tuple[Fraction | None, Fraction | None] = (None, None)
    if range_clause is not None and unit is not None and unit_clause is not None:
        bounds = lower_range(range_clause, Side(name, unit, None, decl.name.span, unit_clause.span), low)
    usual = step = None
    if unit is not None and unit_clause is not None:
        side = Side(name, unit, None, decl.name.span, unit_clause.span)
        usual = lower_usual(decl.clauses, name, side, low)
        step = None if rounded is None else _lower_step(rounded, side, low)
    codes = lower_codes(decl.clauses, name, low)
    return _Known(unit, whole, *bounds, max_age, evidence, codes=codes, usual=usual, rounded_to=step)


def _lower_step(clause: RoundedClause, side: Side, low: Lowering) -> Quantity | None:
    """The last digit of a report; which way the laboratory rounds decides nothing here."""
    step = low.literals.quantity(clause.step, side.unit)
    if step is None:
        return None
    given = Side(literal_text(clause.step), step.unit, None, clause.step.span)
    if not comparable(side, given, low.findings):
        return None
    if not step.magnitude:
        low.findings.report(
            PL105,
            f"`{side.text}` cannot be rounded to `{literal_text(clause.step)}`",
            Label(clause.step.span, "the step must be above zero"),
        )
        return None
    return step


def _lower_age(
    decl: LabDecl | AttributeDecl,
    fresh: FreshClause | None,
    one_of: OneOfClause | None,
    evidence: Evidence,
    low: Lowering,
) -> tuple[Duration | None, Evidence]:
    """How old a value may be and still decide: its own, else that of the policy, which then is cited for it."""
    name = decl.name.text
    if fresh is not None:
        return low.literals.duration(fresh.age, "an age of a result"), evidence
    if isinstance(decl, AttributeDecl) and one_of is not None:
        return None, evidence  # sex, blood group, consent: a word that is recorded once and for all
    if low.default_fresh is not None:
        return low.default_fresh.age, evidence.joined(low.default_fresh.evidence)
    if not low.names.may_be_skipped("fresh"):
        what = "result of" if isinstance(decl, LabDecl) else "value of"
        low.findings.report(
            PL109,
            f"nothing says how old a {what} `{name}` may be and still decide",
            Label(decl.name.span, "`fresh for` is missing"),
            help=f"write `fresh for 4 weeks` inside `{name}`, with the age that is safe",
        )
    return None, evidence


def _lower_words(
    decl: LabDecl | AttributeDecl, one_of: OneOfClause, max_age: Duration | None, evidence: Evidence, low: Lowering
) -> _Known:
    name = decl.name.text
    for clause in decl.clauses:
        if isinstance(clause, UnitClause | RangeClause | UsualClause | RoundedClause):
            low.findings.report(
                PL105,
                f"`{name}` is one of some words, which have no unit and no range",
                Label(clause.span, "this is for numbers"),
                Label(one_of.span, "its words are declared here"),
                help="take one of the two out",
            )
    choices = lower_choices(one_of.choices, (None,) * len(one_of.choices), name, low, choice_codes(one_of))
    if len(choices) < _FEWEST:
        low.findings.report(
            PL105,
            f"`{name}` has one choice, so it says nothing",
            Label(one_of.span, "at least two words are expected here"),
        )
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(BARE, None, decl.name.span, tuple(choice.id for choice in choices))
    return _Known(BARE, None, None, None, max_age, evidence, choices, lower_codes(decl.clauses, name, low))


def _lower_unit(decl: LabDecl | AttributeDecl, clause: UnitClause | None, low: Lowering) -> Unit | None:
    name = decl.name.text
    if clause is None and low.names.may_be_skipped("unit"):
        return None
    if clause is None:
        low.findings.report(
            PL109,
            f"nothing says in what unit `{name}` is measured",
            Label(decl.name.span, "`unit` is missing"),
            help=f"write `unit mg/dL` inside `{name}`, with the unit of the report, or `unit ratio` where it has none",
        )
        return None
    written = " ".join(clause.unit.split())
    if written == _RATIO:
        return BARE
    unit = age_unit() if written in _AGES else low.literals.unit(written, clause.span)
    if unit is not None and unit.dimension == _PERCENT and clause.whole is None:
        low.findings.report(
            PL107,
            f"`{name}` is a percentage, but nothing says of what",
            Label(clause.span, "percent of what?"),
            help='write `unit % of "lymphocytes"`, with what is the whole',
        )
    return unit


def lower_range(clause: RangeClause, side: Side, low: Lowering) -> tuple[Fraction | None, Fraction | None]:
    """The ends of `range 0..100 %` in the unit of `side`; two times None when something was reported."""
    ends = range_ends(clause.range.low, clause.range.high)
    values: list[Fraction] = []
    for literal in ends:
        quantity = low.literals.quantity(literal, side.unit)
        if quantity is None or not comparable(
            side, Side(literal_text(literal), quantity.unit, None, literal.span), low.findings
        ):
            return None, None
        values.append(quantity.to(side.unit).magnitude)
    lowest, highest = values
    if lowest > highest:
        report_reversed(clause.span, ends, low)
        return None, None
    return lowest, highest
