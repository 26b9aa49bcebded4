"""PL408: a dose whose unit or rate cannot be what its route says."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states
from protolang.checks.pointing import named, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL408
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.protocol import Protocol
from protolang.model.treatment import Dose, Drug
from protolang.quantity import Quantity
from protolang.source import Span

NO_INFUSION = frozenset(
    {
        "buccal",
        "inhalation",
        "inhaled",
        "intranasal",
        "nasal",
        "ophthalmic",
        "oral",
        "rectal",
        "sublingual",
        "topical",
        "transdermal",
        "vaginal",
    }
)
"""Routes by which nothing is infused. An injection into a muscle or under the skin may be one."""
AT_ONCE = frozenset({"intramuscular", "intradermal"})
SOLID = frozenset({"oral", "sublingual", "buccal", "rectal"})


def dose_form_mismatch(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each drug that is infused by another route, or swallowed in amounts that nothing rounds."""
    for drug in machine.drugs:
        if drug.route is None:
            continue
        flowing = _flowing(machine, drug)
        if drug.route in NO_INFUSION | AT_ONCE and flowing is not None:
            yield Diagnostic(
                PL408,
                f"`{drug.id}` is {_by(drug.route)}, and cannot be infused",
                Label(statement(flowing), "this is an infusion"),
                (Label(_route(drug), f"the route is {drug.route}"),),
                help="correct the route, or give it at once: `give`, with a dose that is an amount",
            )
        elif drug.route in SOLID:
            yield from _unrounded(machine, drug)


def _flowing(machine: Machine, drug: Drug) -> Span | None:
    """Where it is said to flow for a time."""
    infused = [
        item.origin
        for _, state in live_states(machine)
        for item in state.obligations
        if item.kind is ActionKind.INFUSE and item.subject == drug.id
    ]
    clauses = [*(item.origin for item in drug.ramps), *(item.origin for item in drug.splits)]
    return next(iter((*infused, *clauses)), None)


def _by(route: str) -> str:
    return f"given by the {route} route"


def _route(drug: Drug) -> Span:
    return named(drug.origin, drug.route or drug.id)


def _unrounded(machine: Machine, drug: Drug) -> Iterator[Diagnostic]:
    """A dose by size, of a kind of amount that the rounding of the protocol does not reach."""
    step = drug.rounded_to or machine.rounding
    if step is None:
        return  # an open decision, or a clause that is missing: each is told of by itself
    for dose in _doses(machine, drug):
        if dose.basis is None or not isinstance(dose.amount, Quantity):
            continue
        size = next(item for item in machine.attributes if item.id == dose.basis)
        unit = dose.amount.unit * size.unit
        if unit.dimension != step.unit.dimension:
            yield Diagnostic(
                PL408,
                f"an {drug.route} dose of `{drug.id}` in {unit} is never rounded to what can be swallowed"
                if drug.route == "oral"
                else f"a {drug.route} dose of `{drug.id}` in {unit} is never rounded to what there is",
                Label(statement(dose.origin), f"computed in {unit}"),
                (Label(_route(drug), f"doses are rounded to {step}, which is no amount in {unit}"),),
                help=f"add `rounded to … {unit}` to `{drug.id}`: the least that can be given",
            )
            return


def _doses(machine: Machine, drug: Drug) -> Iterator[Dose]:
    if drug.dose is not None:
        yield drug.dose
    for _, state in live_states(machine):
        for item in state.obligations:
            if item.subject == drug.id:
                yield from (step.dose for step in item.course)
                if item.dose is not None:
                    yield item.dose
