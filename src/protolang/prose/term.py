"""Terms in words: what is compared, and what a dose is made of."""

import re
from typing import assert_never

from protolang.model.formulas import SIGNATURES, Measure, OneOf
from protolang.model.protocol import Protocol
from protolang.model.term import (
    Aggregate,
    AggregateFunction,
    Arithmetic,
    ArithmeticOperator,
    Baseline,
    Constant,
    Count,
    CountKind,
    DoseGiven,
    Extreme,
    Formula,
    FormulaValue,
    LevelValue,
    Operand,
    ParameterValue,
    Reading,
    Since,
    SinceAct,
    SinceDay,
    SinceEntry,
    TimeSince,
    Total,
)
from protolang.prose.naming import find_drug, find_lab, in_sentence, listed, phase_title, title_of
from protolang.prose.number import NBSP, count_text, duration_text, number_text, quantity_text, unit_text
from protolang.prose.parameter import parameter_text
from protolang.prose.timing import moment_text
from protolang.quantity import Duration

_OPERATORS = {
    ArithmeticOperator.PLUS: "plus",
    ArithmeticOperator.MINUS: "minus",
    ArithmeticOperator.TIMES: "times",
    ArithmeticOperator.DIVIDED: "divided by",
}
_PERCENT_OF = re.compile(r"\s*[0-9.]+\s*%\s+of\b")
# The published arithmetic, in words that can be checked with a pocket calculator.
_ARITHMETIC = {
    Formula.MOSTELLER: "the square root of (height in cm × body weight in kg ÷ 3600), in m²",
    Formula.DUBOIS: (
        "0.007184 × (body weight in kg to the power of 0.425) × (height in cm to the power of 0.725), in m²"
    ),
    Formula.COCKCROFT_GAULT: (
        "(140 − age in years) × body weight in kg ÷ (72 × serum creatinine in mg/dL), for a woman × 0.85, in mL/min"
    ),
    Formula.CALVERT: ("target area under the curve in mg·min/mL × (glomerular filtration rate in mL/min + 25), in mg"),
}


def term_text(term: Operand, protocol: Protocol) -> str:
    """A term inside a sentence: `neutrophils`, `the mean of platelets over the last 4 weeks`."""
    match term:
        case Reading(name=name):
            return in_sentence(title_of(name, protocol))
        case Constant(quantity=quantity):
            return quantity_text(quantity)
        case ParameterValue(name=name):
            return parameter_text(name, protocol)
        case LevelValue(name=name, previous=previous):
            title = in_sentence(title_of(name, protocol))
            return f"{title} before its last change" if previous else title
        case Baseline(name=name, since=since):
            return f"{in_sentence(title_of(name, protocol))} at baseline (at {_point_text(since, protocol)})"
        case Aggregate():
            return _aggregate_text(term, protocol)
        case Count():
            return f"the number of {_counted_text(term, protocol)}{_stretch_text(term, protocol)}"
        case Total(drug=drug, basis=basis):
            per = f" per unit of {in_sentence(title_of(basis, protocol))}" if basis else ""
            amount = f"the total amount of {in_sentence(title_of(drug, protocol))} given{per}"
            return f"{amount}{_stretch_text(term, protocol)}"
        case TimeSince(subject=subject):
            return f"the time since the last {_occasion_text(subject, protocol)}"
        case DoseGiven(drug=drug):
            return f"the dose of {in_sentence(title_of(drug, protocol))} given on that day"
        case Arithmetic():
            return _arithmetic_text(term, protocol)
        case Extreme(highest=highest, operands=operands):
            which = "highest" if highest else "lowest"
            return f"the {which} of {listed(term_text(operand, protocol) for operand in operands)}"
        case FormulaValue():
            return _formula_text(term, protocol)
    assert_never(term)


def is_plain_value(term: Operand) -> bool:
    """Whether it is a value that something is compared with, not something that is known of a patient."""
    match term:
        case Constant() | ParameterValue():
            return True
        case (
            Reading()
            | LevelValue()
            | Baseline()
            | Aggregate()
            | Count()
            | Total()
            | TimeSince()
            | DoseGiven()
            | Arithmetic()
            | Extreme()
            | FormulaValue()
        ):
            return False
    assert_never(term)


def whole_of(term: Operand, protocol: Protocol) -> str | None:
    """What a percentage of this term is a part of: `lymphocytes`."""
    match term:
        case Reading(name=name) | Baseline(name=name):
            lab = find_lab(name, protocol)
            return lab.whole if lab else None
        case Aggregate(function=function, name=name):
            lab = find_lab(name, protocol)
            of_lab = function in (AggregateFunction.MEAN, AggregateFunction.LOWEST, AggregateFunction.HIGHEST)
            return lab.whole if lab and of_lab else None
        case (
            Constant()
            | ParameterValue()
            | LevelValue()
            | Count()
            | Total()
            | TimeSince()
            | DoseGiven()
            | Arithmetic()
            | Extreme()
            | FormulaValue()
        ):
            return None
    assert_never(term)


def names_in(term: Operand) -> tuple[str, ...]:
    """The names of the readings, levels and parameters that a term is made of, in order, each once."""
    match term:
        case Reading(name=name) | ParameterValue(name=name) | LevelValue(name=name) | Baseline(name=name):
            return (name,)
        case Aggregate(name=name):
            return (name,)
        case Constant() | Count() | Total() | TimeSince() | DoseGiven():
            return ()
        case Arithmetic(left=left, right=right):
            return tuple(dict.fromkeys((*names_in(left), *names_in(right))))
        case Extreme(operands=operands) | FormulaValue(arguments=operands):
            return tuple(dict.fromkeys(name for operand in operands for name in names_in(operand)))
    assert_never(term)


def parameters_in(term: Operand) -> tuple[str, ...]:
    """The names of the parameters that a term reads."""
    match term:
        case ParameterValue(name=name):
            return (name,)
        case Arithmetic(left=left, right=right):
            return (*parameters_in(left), *parameters_in(right))
        case Extreme(operands=operands) | FormulaValue(arguments=operands):
            return tuple(name for operand in operands for name in parameters_in(operand))
        case (
            Reading()
            | Constant()
            | LevelValue()
            | Baseline()
            | Aggregate()
            | Count()
            | Total()
            | TimeSince()
            | DoseGiven()
        ):
            return ()
    assert_never(term)


# ---- formulas --------------------------------------------------------------------------------------------------


def formulas_in(term: Operand) -> tuple[Formula, ...]:
    """The named formulas a term uses, each once."""
    match term:
        case FormulaValue(formula=formula, arguments=arguments):
            inner = (found for argument in arguments for found in formulas_in(argument))
            return tuple(dict.fromkeys((formula, *inner)))
        case Arithmetic(left=left, right=right):
            return tuple(dict.fromkeys((*formulas_in(left), *formulas_in(right))))
        case Extreme(operands=operands):
            return tuple(dict.fromkeys(found for operand in operands for found in formulas_in(operand)))
        case (
            Reading()
            | Constant()
            | ParameterValue()
            | LevelValue()
            | Baseline()
            | Aggregate()
            | Count()
            | Total()
            | TimeSince()
            | DoseGiven()
        ):
            return ()
    assert_never(term)


def formula_title(formula: Formula) -> str:
    """The name a formula is known by: `Mosteller`."""
    return SIGNATURES[formula].title


def formula_definition(formula: Formula) -> str:
    """`Mosteller: the square root of (…), in m² (Mosteller RD. N Engl J Med 1987;317:1098)`."""
    signature = SIGNATURES[formula]
    return f"{signature.title}: {_ARITHMETIC[formula]} ({signature.citation})"


def formula_sources(term: FormulaValue, protocol: Protocol) -> str:
    """What a formula is computed from: `height and weight`, `a target area under the curve of 5 mg·min/mL and …`."""
    arguments = SIGNATURES[term.formula].arguments
    return listed(_argument_text(*pair, protocol) for pair in zip(arguments, term.arguments, strict=False))


def _formula_text(term: FormulaValue, protocol: Protocol) -> str:
    return f"the result of {SIGNATURES[term.formula].title} from {formula_sources(term, protocol)}"


def _argument_text(wanted: Measure | OneOf, given: Operand, protocol: Protocol) -> str:
    shown = term_text(given, protocol)
    # A bare number says nothing about what it is; the name of a reading does.
    return f"{wanted.phrase} of {shown}" if is_plain_value(given) else shown


# ---- parts of terms --------------------------------------------------------------------------------------------


def _aggregate_text(term: Aggregate, protocol: Protocol) -> str:
    lab = in_sentence(title_of(term.name, protocol))
    if term.last is not None:
        stretch = f" over the last {_without_one(count_text(term.last, 'result'))}"
    else:
        stretch = _since_or_over(term.since, term.over, protocol)
    match term.function:
        case AggregateFunction.MEAN:
            return f"the mean of {lab}{stretch}"
        case AggregateFunction.LOWEST:
            return f"the lowest {lab}{stretch}"
        case AggregateFunction.HIGHEST:
            return f"the highest {lab}{stretch}"
        case AggregateFunction.GROWTH:
            return f"the rise of {lab} per day, from the first to the last result{stretch}"
        case AggregateFunction.TIME_IN_RANGE:
            found = find_lab(term.name, protocol)
            unit = f"{NBSP}{unit_text(found.unit)}" if found and not (term.low or term.high) else ""
            low = quantity_text(term.low) if term.low else "any value"
            high = quantity_text(term.high) if term.high else "any value"
            return f"the share of time with {lab} from {low} to {high}{unit}{stretch}"
    assert_never(term.function)


def _counted_text(term: Count, protocol: Protocol) -> str:
    title = in_sentence(title_of(term.subject, protocol))
    match term.kind:
        case CountKind.GIVEN:
            return f"doses of {title} given"
        case CountKind.MISSED:
            return f"doses of {title} missed"
        case CountKind.EVENTS:
            return f"reports of {title}"
        case CountKind.RESULTS:
            return f"results of {title}"
    assert_never(term.kind)


def _stretch_text(term: Count | Total, protocol: Protocol) -> str:
    during = f" during {phase_title(term.during, protocol)}" if term.during else ""
    return during + _since_or_over(term.since, term.over, protocol)


def _since_or_over(since: Since | None, over: Duration | None, protocol: Protocol) -> str:
    lasting = f" over the last {_without_one(duration_text(over))}" if over is not None else ""
    return lasting + (f" since {_point_text(since, protocol)}" if since is not None else "")


def _without_one(text: str) -> str:
    """`week` for `1 week`, as it is said after `the last`."""
    return text.removeprefix(f"1{NBSP}")


def _point_text(since: Since, protocol: Protocol) -> str:
    match since:
        case SinceAct(subject=subject, first=first):
            return f"the {'first' if first else 'last'} {_occasion_text(subject, protocol)}"
        case SinceEntry():
            # it stands in a rule of the very track whose phase it counts from
            return "the start of the current phase"
        case SinceDay(day=day):
            return moment_text(day, protocol)
    assert_never(since)


def _occasion_text(subject: str, protocol: Protocol) -> str:
    title = in_sentence(title_of(subject, protocol))
    if find_drug(subject, protocol) is not None:
        return f"dose of {title}"
    return f"report of {title}" if any(event.id == subject for event in protocol.events) else f"sample of {title}"


def _arithmetic_text(term: Arithmetic, protocol: Protocol) -> str:
    match term.operator, term.left, term.right:
        case ArithmeticOperator.MINUS, Baseline(name=one, since=since), Reading(name=two) if one == two:
            return f"the fall of {in_sentence(title_of(one, protocol))} since {_point_text(since, protocol)}"
        case ArithmeticOperator.MINUS, Reading(name=one), Baseline(name=two, since=since) if one == two:
            return f"the rise of {in_sentence(title_of(one, protocol))} since {_point_text(since, protocol)}"
        case ArithmeticOperator.TIMES, Constant(quantity=part), whole if _PERCENT_OF.match(term.origin.text):
            return f"{number_text(part.magnitude * 100)}{NBSP}% of {_inner_text(whole, protocol)}"
        case _:
            pass
    left, right = _inner_text(term.left, protocol), _inner_text(term.right, protocol)
    return f"{left} {_OPERATORS[term.operator]} {right}"


def _inner_text(term: Operand, protocol: Protocol) -> str:
    """A part of an arithmetic; one that is computed itself stands in parentheses."""
    text = term_text(term, protocol)
    match term:
        case Arithmetic() | Extreme() | FormulaValue() | Aggregate() | Count() | Total() | TimeSince() | DoseGiven():
            return f"({text})"
        case Reading() | Constant() | ParameterValue() | LevelValue() | Baseline():
            return text
    assert_never(term)
