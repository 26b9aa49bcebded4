"""Who may be treated, by which arm, and when nothing may be given: what is read before the first dose."""

from protolang.model.protocol import Protocol
from protolang.model.rule import Eligibility, VetoVerb
from protolang.model.treatment import Attribute
from protolang.prose import (
    Wording,
    alert_text,
    allocation_text,
    choice_text,
    distinct_rules,
    eligibility_rest_text,
    eligibility_text,
    hold_rule_text,
    hold_text,
    parameters_of,
    separation_text,
    title_of,
    veto_text,
)
from protolang.render.handout.blocks import (
    Block,
    Box,
    Bullets,
    Cell,
    Heading,
    Line,
    Paragraph,
    Row,
    Section,
    Table,
    Tone,
    joined,
    plain,
    strong,
)
from protolang.render.handout.marks import mark_lines, marked, parameter_lines
from protolang.render.renderer import Edition

__all__ = ["alerts_section", "eligibility_section", "forbidden_section"]


def eligibility_section(edition: Edition) -> Section | None:
    """The criteria and the arms; None for a protocol that names neither."""
    protocol = edition.protocol
    arms = [one for one in protocol.attributes if isinstance(one, Attribute) and one.allocation is not None]
    if not protocol.eligibility and not arms:
        return None
    blocks: list[Block] = []
    if protocol.eligibility:
        included = tuple(_criterion(rule, protocol) for rule in protocol.eligibility if rule.include)
        excluded = tuple(_criterion(rule, protocol) for rule in protocol.eligibility if not rule.include)
        blocks.append(Box(Tone.CALM, strong("Every one of these must hold"), (_list(included),)))
        blocks.append(Box(Tone.ALARM, strong("None of these may hold"), (_list(excluded),)))
        blocks.append(Paragraph(plain(eligibility_rest_text(protocol))))
    for arm in arms:
        blocks += [Heading(f"Arms: {title_of(arm.id, protocol)}"), *_arms(arm, protocol)]
    return Section("eligibility", "Who may be treated", tuple(blocks))


def _criterion(rule: Eligibility, protocol: Protocol) -> Line:
    return joined(
        [marked(eligibility_text(rule, protocol, Wording.DEFINED), rule.evidence, protocol), *_values(rule, protocol)]
    )


def _values(rule: Eligibility, protocol: Protocol) -> tuple[Line, ...]:
    return parameter_lines(parameters_of(rule.when), protocol)


def _arms(attribute: Attribute, protocol: Protocol) -> tuple[Block, ...]:
    allocation = attribute.allocation
    if allocation is None:
        return ()
    shares = [*allocation.shares, *(0 for _ in attribute.choices)]
    rows = tuple(
        Row(
            (
                Cell((strong(choice_text(attribute.id, choice.id, protocol)),)),
                Cell((plain(str(share) if share else "–"),)),
            )
        )
        for choice, share in zip(attribute.choices, shares, strict=False)
    )
    table = Table("Arms", (Cell((strong("Arm"),)), Cell((strong("Share"),))), rows, (70, 30), together=True)
    said = marked(f"Allocated {allocation_text(attribute, protocol)}.", allocation.evidence, protocol)
    return Paragraph(said), table


def _list(items: tuple[Line, ...]) -> Block:
    return Bullets(items) if items else Paragraph(plain("The protocol names nothing."))


# ---- when nothing may be given, and when treatment is held -----------------------------------------------------


def forbidden_section(edition: Edition) -> Section | None:
    """Contraindications, vetoes and holds; None where there are none."""
    protocol = edition.protocol
    vetoes, holds = distinct_rules(protocol.vetoes), distinct_rules(protocol.holds)
    forbidden = tuple(
        marked(veto_text(veto, protocol, Wording.DEFINED), veto.evidence, protocol)
        # What is contraindicated for good stands above what is forbidden for a time.
        for veto in sorted(vetoes, key=lambda veto: (veto.verb is not VetoVerb.GIVE, not veto.contraindication))
    )
    forbidden += tuple(
        marked(separation_text(pair, protocol), pair.evidence, protocol) for pair in protocol.separations
    )
    held = tuple(marked(hold_rule_text(rule, protocol, Wording.DEFINED), rule.evidence, protocol) for rule in holds)
    blocks: list[Block] = []
    if forbidden:
        blocks.append(Box(Tone.ALARM, strong("Do NOT, whatever another rule says"), (Bullets(forbidden),)))
    if held:
        per_day = protocol.conventions.resolution.per_day
        clock = Paragraph(plain(hold_text(protocol.policy.hold, per_day)))
        blocks.append(Box(Tone.ALARM, strong("Hold treatment"), (Bullets(held), clock)))
    return Section("forbidden", "When not to give, and when to hold", tuple(blocks)) if blocks else None


def alerts_section(edition: Edition) -> Section | None:
    """Whom to tell and when; None where the protocol names nobody."""
    protocol = edition.protocol
    rows = tuple(
        Row((Cell((plain(alert_text(rule, protocol, Wording.DEFINED)),)), Cell(mark_lines(rule.evidence, protocol))))
        for rule in distinct_rules(protocol.alerts)
    )
    if not rows:
        return None
    table = Table(
        "Whom to tell", (Cell((strong("When, and whom to tell"),)), Cell((strong("Source"),))), rows, (70, 30)
    )
    return Section("alerts", "Whom to tell, and when", (table,))
