"""Who is treated, and in which arm: arms and their allocation, inclusion, exclusion, contraindications."""

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL109, PL307
from protolang.model.evidence import Evidence
from protolang.model.findings import author_words
from protolang.model.from_conditions import lower_condition
from protolang.model.from_declarations import lower_choices
from protolang.model.lowering import Lowering, Measured, only, title_of
from protolang.model.rule import Eligibility, Veto, VetoVerb
from protolang.model.symbols import Kind
from protolang.model.treatment import Allocation, Attribute
from protolang.model.units import BARE
from protolang.syntax.ast import AllocationClause, ArmClause, ArmsDecl, ContraindicatedDecl, EligibilityDecl

_FEWEST = 2


def lower_arms(declarations: list[ArmsDecl], low: Lowering) -> tuple[Attribute, ...]:
    """The arms: each an attribute whose choices are the arms, and which the allocation decides."""
    arms = [(decl, _lower_arms(decl, low)) for decl in declarations]
    return tuple(attribute for decl, attribute in arms if low.names.is_first(decl.name))


def lower_eligibility(declarations: list[EligibilityDecl], low: Lowering) -> tuple[Eligibility, ...]:
    """Who may be treated, in file order; without a title the condition is its own."""
    found = []
    for decl in declarations:
        title = author_words(decl.condition) if decl.title is None else decl.title
        evidence = low.names.evidence(decl.marks, f"{decl.kind} {title}")
        condition = lower_condition(decl.condition, low)
        if condition is not None:
            found.append(Eligibility(decl.kind == "include", title, condition, evidence, decl.span))
    return tuple(found)


def lower_contraindications(declarations: list[ContraindicatedDecl], low: Lowering) -> tuple[Veto, ...]:
    """The contraindications: vetoes on a drug that hold everywhere.

    A drug that is only contraindicated is of use: another protocol of the same patient may give it.
    """
    vetoes = []
    for decl in declarations:
        evidence = low.names.evidence(decl.marks, f"contraindicated {decl.drug.text}")
        drug = low.names.find(decl.drug, Kind.DRUG)
        condition = lower_condition(decl.condition, low)
        if drug is not None and condition is not None:
            vetoes.append(Veto(VetoVerb.GIVE, drug.id, condition, None, None, True, evidence, decl.span))
    return tuple(vetoes)


def _lower_arms(decl: ArmsDecl, low: Lowering) -> Attribute:
    name = decl.name.text
    clauses = only(ArmClause, decl.clauses)
    choices = lower_choices(
        tuple(clause.name for clause in clauses), tuple(clause.title for clause in clauses), name, low
    )
    evidence = Evidence()
    for clause in clauses:
        evidence = evidence.joined(low.names.evidence(clause.marks, f"arm {clause.name.text} of {name}"))
    if len(choices) < _FEWEST and not low.names.may_be_skipped("arm"):
        low.findings.report(
            PL109,
            f"`{name}` has {'one arm' if choices else 'no arms'}, so nothing is allocated",
            Label(decl.name.span, "at least two arms are expected"),
            help="write `arm control`, or take the arms out",
        )
    words = tuple(choice.id for choice in choices)
    if low.names.is_first(decl.name):
        low.measured[name] = Measured(BARE, None, decl.name.span, words)
    first = [next(clause for clause in clauses if clause.name.text == word) for word in words]
    allocation = _lower_allocation(decl, first, low)
    title = title_of(decl.title, name)
    return Attribute(name, title, BARE, None, None, None, evidence, decl.span, choices, allocation)


def _lower_allocation(decl: ArmsDecl, arms: list[ArmClause], low: Lowering) -> Allocation | None:
    clause = low.once(only(AllocationClause, decl.clauses), f"`allocate` of `{decl.name.text}`")
    shares = tuple(_share(arm, low) for arm in arms)
    if clause is None:
        if not low.names.may_be_skipped("allocate"):
            low.findings.report(
                PL109,
                f"nothing says how a patient comes to an arm of `{decl.name.text}`",
                Label(decl.name.span, "`allocate` is missing"),
                help="write `allocate by randomisation`, or `allocate by choice`",
            )
        return None
    evidence = low.names.evidence(clause.marks, f"allocation of {decl.name.text}")
    found = [low.names.find(stratum, Kind.ATTRIBUTE, Kind.COMPUTED, Kind.LAB) for stratum in clause.strata]
    strata = tuple(symbol.id for symbol in found if symbol is not None)
    return Allocation(clause.method.text, strata, shares, evidence, clause.span)


def _share(arm: ArmClause, low: Lowering) -> int:
    if arm.share is None:
        return 1
    share = low.literals.whole(arm.share, arm.span)
    if share == 0:
        low.findings.report(
            PL307,
            f"nobody comes to arm `{arm.name.text}`",
            Label(arm.span, "a share of at least 1 is expected here"),
            severity=Severity.ERROR,
        )
    return share or 1
