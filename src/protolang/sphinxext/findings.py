"""The chapters that say what is known of a protocol: requirements, open decisions, scenarios, findings."""

from collections.abc import Iterator

import attrs
from docutils import nodes

from protolang.diagnostics import Severity, WitnessStep
from protolang.model.scenario import Scenario
from protolang.prose import (
    found_text,
    happenings,
    requirement_name,
    requirement_text,
    setting_text,
    title_of,
    value_text,
    verdict_text,
    words,
)
from protolang.render.schedule_table import decision_title
from protolang.sphinxext.writing import (
    Block,
    Row,
    Writer,
    badge,
    bullets,
    fields,
    heads,
    paragraph,
    quoted,
    table,
)
from protolang.verify.verdict import Result

__all__ = ["decisions", "findings", "requirements", "scenarios"]


def requirements(writer: Writer) -> Iterator[nodes.Node]:
    """Every requirement with its verdict, the exact bounds, and the course that breaks it."""
    results = writer.edition.results
    if not results:
        yield writer.section(
            "requirements", ["Requirements"], paragraph("This protocol requires nothing of its courses.")
        )
        return
    rows = [_overview(writer, result) for result in results]
    section = writer.section("requirements", ["Requirements"])
    section += table(heads("Requirement", "Verdict", "Found over every course"), rows)
    section += [_result(writer, result) for result in results]
    yield section


def _overview(writer: Writer, result: Result) -> Row:
    name = writer.link("require", result.requirement.name, requirement_name(result.requirement))
    return [[paragraph(name)], [badge(result.verdict.value)], found_text(result) or "–"]


def _result(writer: Writer, result: Result) -> nodes.section:
    requirement, protocol = result.requirement, writer.edition.protocol
    blocks = writer.statement(
        requirement_text(requirement, protocol), evidence=requirement.evidence, origin=requirement.origin
    )
    found = found_text(result)
    bounds = f" Over every course in scope: {found}." if found else ""
    blocks.append(paragraph(f"{verdict_text(attrs.evolve(result, reason=''))}{bounds}"))
    if result.reason:
        blocks.append(paragraph(*quoted(f"{result.reason[0].upper()}{result.reason[1:].removesuffix('.')}.")))
    if result.timeline:
        blocks += [
            paragraph("A course that the protocol allows and the requirement does not:"),
            timeline(result.timeline),
        ]
    blocks.append(
        paragraph(f"Explored {result.states} states ({', '.join(result.engines)}).", classes=["proto-evidence"])
    )
    name = requirement_name(requirement)
    return writer.object_section("require", requirement.name, f"{name[0].upper()}{name[1:]}", *blocks)


def timeline(steps: tuple[WitnessStep, ...]) -> nodes.table:
    """An example patient, day by day."""
    columns = [("Day", [str(step.day) for step in steps])]
    if any(step.date for step in steps):
        columns.append(("Date", [step.date or "" for step in steps]))
    columns.append(("What happens", [step.what for step in steps]))
    if any(step.values for step in steps):
        columns.append(("Known", [", ".join(f"{name} {value}" for name, value in step.values) for step in steps]))
    rows = zip(*(cells for _, cells in columns), strict=True)
    return table(heads(*(head for head, _ in columns)), rows, ["proto-timeline"])


def decisions(writer: Writer) -> Iterator[nodes.Node]:
    """What no source states and the author has not decided."""
    listed = writer.edition.protocol.decisions
    if not listed:
        return
    items: list[list[Block]] = []
    for decision in listed:
        way = " A run or a scenario can set it." if decision.settable else ""
        line = paragraph(writer.line(decision.origin), classes=["proto-evidence"])
        title = decision_title(decision, writer.edition.protocol)
        what = nodes.strong("", f"{title[0].upper()}{title[1:]}")
        bounds = f" It may be {decision.between}." if decision.between else ""
        items.append([paragraph(what, f": {decision.question}.{bounds}{way}"), line])
    section = writer.section("decisions", ["Decisions needed"], bullets(items))
    section.insert(1, paragraph("No source that was read says these. The author decides them, nobody else."))
    yield section


def scenarios(writer: Writer) -> Iterator[nodes.Node]:
    """The patients whose course the author has thought through."""
    listed = writer.edition.protocol.scenarios
    if listed:
        section = writer.section("scenarios", ["Scenarios"])
        for number, scenario in enumerate(listed, start=1):
            section += _scenario(writer, scenario, number)
        yield section


def _scenario(writer: Writer, scenario: Scenario, number: int) -> nodes.section:
    protocol = writer.edition.protocol
    rows: list[tuple[str, list[Block]]] = []
    settings = [f"{words(name)} {setting_text(value)}" for name, value in scenario.settings]
    known = scenario.attributes
    attributes = [f"{title_of(name, protocol)} {value_text(name, value, protocol)}" for name, value in known]
    subject = f"{protocol.subject[0].upper()}{protocol.subject[1:]}"
    happens = list(happenings(scenario, protocol))
    for name, items in (("Decided", settings), (subject, attributes), ("Happens", happens)):
        if items:
            rows.append((name, [bullets([paragraph(item)] for item in items)]))
    expected = [[paragraph(nodes.literal("", one.text), " ", writer.line(one.origin))] for one in scenario.expectations]
    rows.append(("Expected", [bullets(expected)]))
    return writer.section(f"scenario-{number}", [scenario.title], fields(rows))


def findings(writer: Writer) -> Iterator[nodes.Node]:
    """All that check says, in the order of the source."""
    listed = writer.edition.diagnostics
    if not listed:
        yield writer.section("findings", ["Findings"], paragraph("None."))
        return
    rows: list[Row] = [
        [
            [paragraph(badge(item.severity.value), " ", item.code.number)],
            [paragraph(*quoted(item.message), classes=["proto-message"])],
            [writer.line(item.primary.span)],
        ]
        for item in listed
    ]
    count = {severity: sum(item.severity is severity for item in listed) for severity in Severity}
    said = ", ".join(
        f"{number} {severity.value}{'' if number == 1 else 's'}" for severity, number in count.items() if number
    )
    yield writer.section(
        "findings", ["Findings"], paragraph(f"{said}."), table(heads("Code", "Finding", "Place"), rows)
    )
