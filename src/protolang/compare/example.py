"""One patient in clinical words, where two protocols part: `granulocytes 0.7 ×10⁹/L and harm is reported`."""

from collections.abc import Sequence
from typing import assert_never

from protolang.compare.grounds import Ground, One, So, Two
from protolang.model.expression import Not
from protolang.model.protocol import Protocol
from protolang.model.term import Operand, Reading
from protolang.prose import choice_text, condition_text, listed, names_in, quantity_text, term_text
from protolang.prose.number import number_text
from protolang.quantity import Quantity

_ORDER = ("below", "equal to", "above")


def plain(text: str) -> str:
    """Clinical prose for a message: ordinary spaces, so that it can be searched for and wrapped."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def pairs(grounds: Sequence[tuple[Ground, int]], base: Protocol, variant: Protocol) -> tuple[tuple[str, str], ...]:
    """What is known of the patient, as (name, value) pairs: `("granulocytes", "0.7 ×10⁹/L")`."""
    return tuple(_pair(ground, at, _speaker(ground, base, variant)) for ground, at in grounds)


def clause(grounds: Sequence[tuple[Ground, int]], base: Protocol, variant: Protocol) -> str:
    """The same as one clause that a colon may follow; empty for any patient."""
    return listed(_clause(ground, at, _speaker(ground, base, variant)) for ground, at in grounds) if grounds else ""


def _pair(ground: Ground, at: int, protocol: Protocol) -> tuple[str, str]:
    missing = at == len(ground.axis.cells)
    match ground.what:
        case So(side, condition):
            return plain(condition_text(condition, side.protocol)), "yes" if at else "no"
        case Two(left, right):
            value = "not known" if missing else f"{_ORDER[at]} {plain(term_text(right, protocol))}"
            return plain(term_text(left, protocol)), value
        case One(term):
            return plain(term_text(term, protocol)), "no result" if missing else _value(ground, at, term, protocol)
        case _:
            assert_never(ground.what)


def _clause(ground: Ground, at: int, protocol: Protocol) -> str:
    match ground.what:
        case So(side, condition):
            said = condition if at else Not(condition, condition.origin)
            return plain(condition_text(said, side.protocol))
        case One(Reading() as term) if at == len(ground.axis.cells):
            return f"no result of {plain(term_text(term, protocol))}"
        case One() | Two():
            return " ".join(_pair(ground, at, protocol))
        case _:
            assert_never(ground.what)


def _value(ground: Ground, at: int, term: Operand, protocol: Protocol) -> str:
    axis = ground.axis
    value = axis.cells[at].example
    if axis.words:
        name = term.name if isinstance(term, Reading) else ""
        return choice_text(name, axis.words[int(value)], protocol)
    return plain(number_text(value) if axis.unit is None else quantity_text(Quantity(value, axis.unit)))


def _speaker(ground: Ground, base: Protocol, variant: Protocol) -> Protocol:
    """The protocol that knows the names: the base, unless only the variant does."""
    match ground.what:
        case So(side):
            return side.protocol
        case One(term):
            names = names_in(term)
        case Two(left, right):
            names = (*names_in(left), *names_in(right))
        case _:
            assert_never(ground.what)
    known = {item.id for item in (*base.labs, *base.attributes, *base.drugs, *base.parameters, *base.levels)}
    return base if known.issuperset(names) else variant
