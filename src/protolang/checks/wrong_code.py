"""PL803, PL804, PL805: a code of a terminology that cannot be one."""

from collections.abc import Iterator

from protolang.checks.codes_of_terms import wrong_with_atc, wrong_with_loinc, wrong_with_rxnorm, wrong_with_snomed
from protolang.checks.pointing import named
from protolang.diagnostics import Code, Diagnostic, Label
from protolang.diagnostics.codes import PL803, PL804, PL805
from protolang.model.coding import CodeSystem, Coding
from protolang.model.protocol import Protocol
from protolang.model.treatment import Attribute, DerivedAttribute

_CODES: dict[CodeSystem, Code] = {
    CodeSystem.SNOMED: PL803,
    CodeSystem.LOINC: PL804,
    CodeSystem.RXNORM: PL805,
    CodeSystem.ATC: PL805,
}
_WRONG = {
    CodeSystem.SNOMED: wrong_with_snomed,
    CodeSystem.LOINC: wrong_with_loinc,
    CodeSystem.RXNORM: wrong_with_rxnorm,
    CodeSystem.ATC: wrong_with_atc,
}


def wrong_code(protocol: Protocol) -> Iterator[Diagnostic]:
    """One finding for each code whose form or check digit is wrong."""
    for whose, coding in codings(protocol):
        reason = _WRONG[coding.system](coding.code)
        if reason is not None:
            yield Diagnostic(
                _CODES[coding.system],
                f"`{coding.code}` is no {coding.system.title} code of {whose}: {reason}",
                Label(named(coding.origin, coding.code), "not a code"),
                help="look the code up and copy it; where none is certain, write none",
            )


def codings(protocol: Protocol) -> Iterator[tuple[str, Coding]]:
    """Every code of a protocol, and of what it is."""
    for coding in protocol.codes:
        yield "this protocol", coding
    for drug in protocol.drugs:
        for coding in drug.codes:
            yield f"drug `{drug.id}`", coding
    for event in protocol.events:
        for coding in event.codes:
            yield f"event `{event.id}`", coding
    for item in (*protocol.labs, *protocol.attributes):
        match item:
            case DerivedAttribute():
                continue
            case _:
                pass
        kind = "attribute" if isinstance(item, Attribute) else "lab"
        for coding in item.codes:
            yield f"{kind} `{item.id}`", coding
        for choice in item.choices:
            if choice.code is not None:
                yield f"choice `{choice.id}` of `{item.id}`", choice.code
