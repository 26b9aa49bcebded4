"""PL807: a text says another number, or another comparison, than the rule it stands on.

Only what can be compared is compared: a number with a unit of the kind that the rule has. A text that names the number
of the rule may name others beside it.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from protolang.checks.pointing import statement
from protolang.checks.rules import Rule, rules
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL807
from protolang.machine.statechart import Machine
from protolang.model.action import Action, Every
from protolang.model.expression import Compare, Expression, Not, Operator
from protolang.model.protocol import Protocol
from protolang.model.term import Constant, Operand, ParameterValue
from protolang.model.treatment import Drug, Parameter
from protolang.quantity import Days, Dimension, Quantity, UnitError, parse_unit
from protolang.source import Span
from protolang.verify.cells import MIRROR
from protolang.verify.reading import written

_STRING = re.compile(r'(?P<kind>unstated\s*)?"(?P<text>(?:[^"\\\r\n]|\\[^\r\n])*)"|#[^\r\n]*')
_UNIT = r"%|x?10[\^*][0-9]+(?:/[A-Za-zµμ]+)?|[A-Za-zµμ]+[0-9]?(?:/[A-Za-zµμ]+[0-9]?)*"
_SAID = re.compile(
    r"(?<![\d.,A-Za-z^*/-])(?P<number>\d+(?:\.\d+)?)(?!\d|[.,]\d)"
    r"(?:\s*(?:to|-|–|\.\.)\s*(?P<second>\d+(?:\.\d+)?)(?!\d|[.,]\d))?"
    rf"\s*(?P<unit>{_UNIT})(?![A-Za-z0-9])"
)
_WORDS: dict[str, Operator] = {
    **dict.fromkeys(("more than", "greater than", "above", "over", "exceeding", ">"), Operator.ABOVE),
    **dict.fromkeys(("at least", "no less than", "not less than", ">=", "≥"), Operator.AT_LEAST),
    **dict.fromkeys(("less than", "below", "under", "<"), Operator.BELOW),
    **dict.fromkeys(
        ("at most", "no more than", "not more than", "up to", "maximum", "maximum of", "max", "max.", "<=", "≤"),
        Operator.AT_MOST,
    ),
}
_LONGEST_FIRST = sorted(_WORDS, key=len, reverse=True)
_TAILS = {
    " or more": Operator.AT_LEAST,
    " or above": Operator.AT_LEAST,
    " or less": Operator.AT_MOST,
    " or below": Operator.AT_MOST,
}
_PRINTED = {
    Operator.BELOW: "below",
    Operator.AT_MOST: "at most",
    Operator.EQUAL: "exactly",
    Operator.AT_LEAST: "at least",
    Operator.ABOVE: "more than",
}
# The two of one direction, of which one takes the edge in.
_SAME_WAY = ({Operator.ABOVE, Operator.AT_LEAST}, {Operator.BELOW, Operator.AT_MOST})


class Said(NamedTuple):
    """A quantity in a text, what it is said to be compared by, and its place."""

    quantity: Quantity
    operator: Operator | None
    place: Span


class Stated(NamedTuple):
    """A quantity of a rule, and how the rule compares with it (None: it is given, not compared)."""

    quantity: Quantity
    operator: Operator | None


def text_against_rule(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each quantity in a text that its rule contradicts."""
    parameters = {item.id: item for item in protocol.parameters}
    told: set[Span] = set()
    for rule in (*_named_rules(machine), *rules(machine)):
        if rule.origin in told:
            continue
        told.add(rule.origin)
        yield from _judged(rule.what, _compared(rule.when, parameters), rule.origin)
    for parameter in protocol.parameters:
        match parameter.value:
            case Quantity() as value:
                yield from _judged(f"`{parameter.id}`", [Stated(value, None)], parameter.origin)
            case _:
                pass
    for track in protocol.tracks:
        for phase in track.phases:
            for action in phase.actions:
                yield from _interval(action)
    for drug in protocol.drugs:
        yield from _dose(drug)
        yield from _lost_cap(drug)


def _named_rules(machine: Machine) -> Iterator[Rule]:
    for trigger in machine.facts:
        yield Rule("trigger", f"`{trigger.id}`", trigger.when, None, trigger.origin)


def _judged(what: str, stated: list[Stated], origin: Span) -> Iterator[Diagnostic]:
    for said in said_in(origin):
        beside = [item for item in stated if item.quantity.unit.dimension == said.quantity.unit.dimension]
        equal = [item for item in beside if item.quantity.base == said.quantity.base]
        if not beside or any(_agree(said, item) for item in equal):
            continue
        if equal:
            yield _other_comparison(what, said, equal, origin)
        elif not any(_says(origin, item) for item in beside):
            yield _other_number(what, said, beside, origin)


def _agree(said: Said, stated: Stated) -> bool:
    """Whether a comparison in words can be that of the rule: a rule may say what holds beyond the edge of the text."""
    if said.operator is None or stated.operator is None or said.operator == stated.operator:
        return True
    return not any({said.operator, stated.operator} == way for way in _SAME_WAY)


def _says(origin: Span, stated: Stated) -> bool:
    """Whether some text of the statement names this quantity."""
    return any(
        said.quantity.base == stated.quantity.base and said.quantity.unit.dimension == stated.quantity.unit.dimension
        for said in said_in(origin)
    )


def _other_number(what: str, said: Said, beside: list[Stated], origin: Span) -> Diagnostic:
    shown = " or ".join(dict.fromkeys(str(item.quantity) for item in beside))
    return Diagnostic(
        PL807,
        f"the text says {said.quantity}, and {what} has {shown}",
        Label(said.place, "said here"),
        (Label(statement(origin), f"{shown} here"),),
        help="correct the one that is wrong; a text about something else stands where that is",
    )


def _other_comparison(what: str, said: Said, equal: list[Stated], origin: Span) -> Diagnostic:
    words = [_PRINTED[item.operator] for item in equal if item.operator is not None]
    text = _PRINTED[said.operator] if said.operator is not None else ""
    return Diagnostic(
        PL807,
        f"the text says {text} {said.quantity}, and {what} has {words[0]} {said.quantity}",
        Label(said.place, "said here"),
        (Label(statement(origin), f"{words[0]} here"),),
        help=f"they differ for a patient at {said.quantity}: correct the one that is wrong",
        witness=((what.strip("`"), str(said.quantity)),),
    )


def _compared(when: Expression, parameters: dict[str, Parameter]) -> list[Stated]:
    found = []
    for part in written(when):
        match part:
            case Compare(left, operator, right):
                for term, way in ((right, operator), (left, MIRROR[operator])):
                    value = _value(term, parameters)
                    if value is not None:
                        found.append(Stated(value, None if _negated(when) else way))
            case _:
                pass
    return found


def _negated(when: Expression) -> bool:
    return any(isinstance(part, Not) for part in written(when))


def _value(term: Operand, parameters: dict[str, Parameter]) -> Quantity | None:
    match term:
        case Constant(quantity):
            return quantity
        case ParameterValue(name):
            value = parameters[name].value if name in parameters else None
            return value if isinstance(value, Quantity) else None
        case _:
            return None


def _interval(action: Action) -> Iterator[Diagnostic]:
    """An interval of an action, where a text on it says `every` and another one."""
    match action.timing:
        case Every(interval=Days() as interval):
            days = Quantity(interval.days, parse_unit("days"))
        case _:
            return
    said_here = [said for said in said_in(action.origin) if _is_interval(said)]
    if any(said.quantity.base == days.base for said in said_here):
        return
    for said in said_here[:1]:
        yield Diagnostic(
            PL807,
            f"the text says every {said.quantity}, and `{action.kind.value} {action.subject}` has every {days}",
            Label(said.place, "said here"),
            (Label(statement(action.origin), "another interval"),),
            help="correct the one that is wrong",
        )


def _is_interval(said: Said) -> bool:
    earlier = said.place.source.text[: said.place.start].rstrip().lower()
    return said.quantity.unit.is_time and earlier.endswith("every")


def _dose(drug: Drug) -> Iterator[Diagnostic]:
    """A dose in the title, or on the dose, that is in its unit and is another."""
    if drug.dose is None or drug.dose.table is not None:
        return
    match drug.dose.amount:
        case Quantity() as amount:
            per_body = len(amount.unit.dimension.exponents) > 1
            if per_body:
                yield from _judged(f"the dose of `{drug.id}`", [Stated(amount, None)], drug.dose.origin)
        case _:
            pass


def _lost_cap(drug: Drug) -> Iterator[Diagnostic]:
    """A greatest dose that a text on the drug states, and its rules do not have."""
    if drug.dose is None:
        return
    known = [limit.most for limit in drug.limits]
    known += [quantity for quantity in (drug.cap, drug.floor) if quantity is not None]
    given = _given(drug)
    for said in said_in(drug.origin):
        quantity = said.quantity
        if said.operator is not Operator.AT_MOST or quantity.unit.dimension != given:
            continue
        if any(item.unit.dimension == given and item.base == quantity.base for item in known):
            continue
        cap = "no `cap`" if drug.cap is None else f"a cap of {drug.cap}"
        yield Diagnostic(
            PL807,
            f"the text says at most {quantity}, and `{drug.id}` has {cap}",
            Label(said.place, "said here"),
            (Label(statement(drug.dose.origin), "a larger dose is given from here"),),
            help=f"write `cap {quantity}`, or take the words out",
        )


def _given(drug: Drug) -> Dimension | None:
    """The kind of amount of one dose: that of its numerator, where it is given by a size."""
    match drug.dose.amount if drug.dose is not None else None:
        case Quantity(unit=unit):
            return parse_unit(unit.symbol.split("/")[0]).dimension if drug.dose and drug.dose.basis else unit.dimension
        case _:
            return parse_unit("mg").dimension


def said_in(origin: Span) -> Iterator[Said]:
    """Every quantity in the texts of a statement: its title, the places it cites, what it assumes."""
    for text in _STRING.finditer(origin.source.text, origin.start, origin.end):
        if text["text"] is None or text["kind"]:
            continue
        words = text["text"].lower()
        for found in _SAID.finditer(text["text"]):
            unit = _unit(found["unit"])
            if unit is None:
                continue
            word, begin = _before(words, found.start())
            tail = next((tail for tail in _TAILS if words.startswith(tail, found.end())), None)
            operator = _WORDS.get(word) if tail is None else _TAILS[tail]
            start = text.start("text")
            place = Span(origin.source, start + begin, start + found.end() + len(tail or ""))
            numbers = [found["number"]] if found["second"] is None else [found["number"], found["second"]]
            for number in numbers:
                yield Said(unit_of(number, unit), None if len(numbers) > 1 else operator, place)


def _before(words: str, end: int) -> tuple[str, int]:
    """The comparison that stands before a number, and where it begins; none after `not`."""
    head = words[:end].rstrip()
    for word in _LONGEST_FIRST:
        if not head.endswith(word):
            continue
        begin = len(head) - len(word)
        earlier = head[:begin].rstrip()
        if word[0].isalpha() and head[begin - 1 : begin].isalpha() and begin:
            continue
        return ("", end) if earlier.endswith(" not") or earlier == "not" else (word, begin)
    return "", end


def unit_of(number: str, quantity: Quantity) -> Quantity:
    """A number of a text in the unit that stands behind it."""
    return Quantity(Fraction(number), quantity.unit)


def _unit(word: str) -> Quantity | None:
    try:
        return Quantity(Fraction(1), parse_unit(word.replace("µ", "u").replace("μ", "u")))
    except UnitError:
        return None
