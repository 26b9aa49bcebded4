"""`separate a and b by at least 28 days`: drugs that are kept apart."""

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL105
from protolang.model.lowering import Lowering
from protolang.model.rule import Separation
from protolang.model.symbols import Kind
from protolang.syntax.ast import SeparateDecl


def lower_separations(declarations: list[SeparateDecl], low: Lowering) -> tuple[Separation, ...]:
    """The pairs of drugs to be kept apart, in file order."""
    found = []
    for decl in declarations:
        evidence = low.names.evidence(decl.marks, f"separate {decl.first.text} and {decl.second.text}")
        # what is only kept apart from another drug still has to be given
        first, second = (low.names.find(name, Kind.DRUG, counts=False) for name in (decl.first, decl.second))
        least = low.literals.duration(decl.least, "a time", 1)
        if first is None or second is None or least is None:
            continue
        if first.id == second.id:
            low.findings.report(
                PL105,
                f"`{first.id}` cannot be kept apart from itself",
                Label(decl.second.span, "the same drug"),
                Label(decl.first.span, "and here"),
                help="two doses of one drug are kept apart by `spaced at least …` where it is given",
            )
            continue
        found.append(Separation(first.id, second.id, least, evidence, decl.span))
    return tuple(found)
