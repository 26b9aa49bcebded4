"""PL408: a dose whose unit or rate cannot be what its route says."""

from collections.abc import Iterator

from protolang.checks.leaving import live_states
from protolang.checks.pointing import named, statement
from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL408
from protolang.machine.statechart import Machine
from protolang.model.action import ActionKind
from protolang.model.protocol import Protocol
from protolang.model.treatment import Drug
from protolang.source import Span

NO_INFUSION = frozenset(
    {
        "buccal",
        "inhalation",
        "inhaled",
        "intradermal",
        "intramuscular",
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
"""Routes by which nothing flows for a time; under the skin, or into the abdomen, something may."""


def dose_form_mismatch(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each drug that flows by a route by which nothing does; rounding and kinds of amount are PL105."""
    for drug in machine.drugs:
        if drug.route is None:
            continue
        flowing = _flowing(machine, drug)
        if drug.route in NO_INFUSION and flowing is not None:
            yield Diagnostic(
                PL408,
                f"`{drug.id}` is given by the {drug.route} route, and cannot be infused",
                Label(statement(flowing), "this is an infusion"),
                (Label(_route(drug), f"the route is {drug.route}"),),
                help="correct the route, or give it at once: `give`, with a dose that is an amount",
            )


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


def _route(drug: Drug) -> Span:
    return named(drug.origin, "route")
