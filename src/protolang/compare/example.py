"""One patient in clinical words, where two protocols part: `granulocytes 0.7 ×10⁹/L and harm is reported`."""

from collections.abc import Sequence
from typing import assert_never

from protolang.compare.closed import Side, means
from protolang.compare.grounds import Ground, One, So, Two
from protolang.model.expression import Not
from protolang.model.protocol import Protocol
from protolang.model.term import Operand, Reading
from protolang.prose import choice_text, condition_text, listed, names_in, quantity_text, term_text, title_of
from protolang.prose.naming import in_sentence
from protolang.prose.number import number_text
from protolang.quantity import Quantity

_ORDER = ("below", "equal to", "above")


def plain(text: str) -> str:
    """Clinical prose for a message: ordinary spaces, so that it can be searched for and wrapped."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def pairs(grounds: Sequence[tuple[Ground, int]], base: Side, variant: Side) -> tuple[tuple[str, str], ...]:
    """What is known of the patient, as (name, value) pairs: `("granulocytes", "0.7 ×10⁹/L")`."""
    return tuple(_pair(ground, at, _speaker(ground, base, variant)) for ground, at in grounds)


def clause(grounds: Sequence[tuple[Ground, int]], base: Side, variant: Side) -> str:
    """The same as one clause that a colon may follow; empty for any patient."""
    return listed(_clause(ground, at, _speaker(ground, base, variant)) for ground, at in grounds) if grounds else ""


def _pair(ground: Ground, at: int, speaker: Side) -> tuple[str, str]:
    missing = at == len(ground.axis.cells)
    match ground.what:
        case So(side, condition):
            return plain(condition_text(condition, side.protocol)), "yes" if at else "no"
        case Two(left, right):
            value = "not known" if missing else f"{_ORDER[at]} {_text(right, speaker)}"
            return _text(left, speaker), value
        case One(term):
            return _text(term, speaker), "no result" if missing else _value(ground, at, term, speaker.protocol)
        case _:
            assert_never(ground.what)


def _clause(ground: Ground, at: int, speaker: Side) -> str:
    match ground.what:
        case So(side, condition):
            said = condition if at else Not(condition, condition.origin)
            return plain(condition_text(said, side.protocol))
        case One(Reading() as term) if at == len(ground.axis.cells):
            return f"no result of {_text(term, speaker)}"
        case One() | Two():
            return " ".join(_pair(ground, at, speaker))
        case _:
            assert_never(ground.what)


def _text(term: Operand, speaker: Side) -> str:
    """A term in words; what a computed attribute stands for has its title."""
    for name, item in speaker.computed.items():
        if means(speaker.term(item.value)) == means(term):
            return plain(in_sentence(title_of(name, speaker.protocol)))
    return plain(term_text(term, speaker.protocol))


def _value(ground: Ground, at: int, term: Operand, protocol: Protocol) -> str:
    axis = ground.axis
    value = axis.cells[at].example
    if axis.words:
        name = term.name if isinstance(term, Reading) else ""
        return choice_text(name, axis.words[int(value)], protocol)
    return plain(number_text(value) if axis.unit is None else quantity_text(Quantity(value, axis.unit)))


def _speaker(ground: Ground, base: Side, variant: Side) -> Side:
    """The protocol that knows the names: the base, unless only the variant does."""
    match ground.what:
        case So(side):
            return side
        case One(term):
            names = names_in(term)
        case Two(left, right):
            names = (*names_in(left), *names_in(right))
        case _:
            assert_never(ground.what)
    of = base.protocol
    known = {item.id for item in (*of.labs, *of.attributes, *of.drugs, *of.parameters, *of.levels)}
    return base if known.issuperset(names) else variant
