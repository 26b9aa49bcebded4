"""What a protocol takes from its libraries, and what a variant leaves of its base: that which something still needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import attrs

from protolang.syntax.ast import (
    ArmsDecl,
    AttributeDecl,
    BackgroundDecl,
    Declaration,
    DrugDecl,
    EventDecl,
    FactDecl,
    FormulaDecl,
    LabDecl,
    LevelDecl,
    LibraryDecl,
    Node,
    ParamDecl,
    PatientClause,
    ScenarioClause,
    SetClause,
    SourceDecl,
    TableDecl,
    TriggerDecl,
)
from protolang.variants.findings import Findings
from protolang.variants.nodes import names_in
from protolang.variants.places import name_of

# What is there to be used: without a use it does nothing.
_SERVING = (
    SourceDecl,
    EventDecl,
    DrugDecl,
    LabDecl,
    ParamDecl,
    LevelDecl,
    TableDecl,
    TriggerDecl,
    FactDecl,
    ArmsDecl,
    AttributeDecl,
    FormulaDecl,
)


def serves(declaration: Declaration) -> bool:
    """Whether a declaration only matters where something names it."""
    return isinstance(declaration, _SERVING)


def offered(libraries: Iterable[LibraryDecl], findings: Findings) -> Mapping[str, Declaration]:
    """What libraries declare, by name; a name that two of them declare is told, and the first is kept."""
    found: dict[str, Declaration] = {}
    for library in libraries:
        for declaration in library.declarations:
            name = name_of(declaration)
            if name is None:
                continue
            first = found.setdefault(name, declaration)
            if first is not declaration and first.span.source is not declaration.span.source:
                findings.two_libraries(name, declaration.span, first.span)
    return found


def needed(roots: Iterable[Node], pool: Mapping[str, Declaration]) -> frozenset[str]:
    """The names of the pool that `roots` need, directly or through one another. Cost: linear in the nodes of both."""
    found: set[str] = set()
    left = list(roots)
    while left:
        for name in names_in([left.pop()]):
            if name.text in pool and name.text not in found:
                found.add(name.text)
                left.append(pool[name.text])
    return frozenset(found)


def with_needed(
    declarations: Sequence[Declaration],
    others: Iterable[Node],
    pool: Mapping[str, Declaration],
    may_go: Callable[[Declaration], bool],
) -> tuple[Declaration, ...]:
    """The declarations with what they need of the pool before them, and without what `may_go` and nothing needs.

    `others` are nodes beside the declarations that need things too: the header, the reasons of deltas.
    """
    own = {name: item for item in declarations if serves(item) and may_go(item) and (name := name_of(item))}
    # What a base's background says of things that are gone is left out of it, so it holds none of them.
    idle = [item for item in declarations if isinstance(item, BackgroundDecl) and may_go(item)]
    fixed = [item for item in declarations if name_of(item) not in own and not any(item is one for one in idle)]
    declared = {name for item in declarations if (name := name_of(item))}
    # What a variant has changed or renamed needs other things than it does in its library.
    offer = {name: item for name, item in pool.items() if name not in declared}
    used = needed([*fixed, *others], {**offer, **own})
    taken = [item for name, item in offer.items() if name in used]
    kept = [item for item in declarations if name_of(item) not in own or name_of(item) in used]
    return (*taken, *kept)


def trimmed(background: BackgroundDecl, declared: frozenset[str]) -> BackgroundDecl:
    """A background of the base without what it says of things that the variant does not have."""
    steps = tuple(kept for step in background.steps if (kept := _trimmed(step, declared)) is not None)
    return attrs.evolve(background, steps=steps)


def _trimmed(step: ScenarioClause, declared: frozenset[str]) -> ScenarioClause | None:
    match step:
        case SetClause(name=name):
            return step if name.text in declared else None
        case PatientClause(values=values):
            kept = tuple((name, value) for name, value in values if name.text in declared)
            return attrs.evolve(step, values=kept) if kept else None
        case _:
            return step if all(name.text in declared for name in names_in([step])) else None
