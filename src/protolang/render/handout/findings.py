"""What was proved and what was not, and the sources; the facts in the title block."""

from collections.abc import Iterable, Iterator, Sequence

from protolang.diagnostics import WitnessStep
from protolang.model.evidence import Source
from protolang.model.protocol import Protocol
from protolang.prose import (
    ancestor_text,
    found_text,
    parameter_text,
    requirement_name,
    requirement_text,
    title_of,
    verdict_text,
    words,
)
from protolang.render.handout.blocks import (
    Block,
    Box,
    Cell,
    Facts,
    Line,
    Paragraph,
    Row,
    Run,
    Section,
    Style,
    Table,
    Tone,
    joined,
    plain,
    strong,
)
from protolang.render.handout.marks import is_set_outside, mark_lines
from protolang.render.renderer import Edition
from protolang.verify.verdict import Result, Verdict

__all__ = ["requirements_section", "short_hash", "sources_section", "title_facts"]

# Twelve digits name a file among all that will ever be printed; the whole hash stands in the manifest.
_SHORT = 12


def short_hash(sha256: str) -> str:
    """The first digits of a hash, as printed."""
    return sha256[:_SHORT]


def title_facts(edition: Edition) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """What names this edition exactly, and how its check ended."""
    protocol = edition.protocol
    return (
        ("Version", (joined([strong(protocol.version), plain(f"status: {protocol.status}")]),)),
        *_descent(protocol),
        ("Requirements", (plain(_summary(edition)),)),
        *_set_outside(edition),
        (
            "Edition",
            (
                (
                    Run("source "),
                    Run(short_hash(protocol.sha256), Style.CODE),
                    Run(", machine "),
                    Run(short_hash(edition.machine_sha256), Style.CODE),
                    Run(f", made with protolang {edition.tool_version}"),
                ),
            ),
        ),
    )


def _descent(protocol: Protocol) -> Iterable[tuple[str, tuple[Line, ...]]]:
    if protocol.descent is not None:
        ancestors = tuple(plain(ancestor_text(item)) for item in reversed(protocol.descent.ancestors))
        yield "Variant of", ancestors


def _set_outside(edition: Edition) -> Iterable[tuple[str, tuple[Line, ...]]]:
    """Values that are not in the file: whoever compares this handout with the file must know of them."""
    protocol = edition.protocol
    lines = tuple(
        joined([strong(f"{words(parameter.id)}: {parameter_text(parameter.id, protocol)}"), _NOT_IN_FILE])
        for parameter in protocol.parameters
        if is_set_outside(parameter)
    )
    if lines:
        yield "Set for this edition", lines


_NOT_IN_FILE = (Run("not decided in the protocol's file", Style.MARK),)


def _summary(edition: Edition) -> str:
    if not edition.results:
        return "none checked"
    counts = {verdict: sum(result.verdict is verdict for result in edition.results) for verdict in Verdict}
    said = ((Verdict.PROVED, "proved"), (Verdict.VIOLATED, "violated"), (Verdict.UNKNOWN, "not decided"))
    return ", ".join(f"{counts[verdict]} {word}" for verdict, word in said)


def requirements_section(edition: Edition) -> Section:
    """Every requirement with its verdict and exact bounds; for a violated one, the patient."""
    if not edition.results:
        nothing = "None were checked." if edition.protocol.requirements else "This protocol states none."
        return Section("requirements", "What was required, and what was found", (Paragraph(plain(nothing)),))
    head = tuple(Cell((plain(text),)) for text in ("Requirement", "Verdict", "Found", "Source"))
    rows = tuple(_result_row(edition, result) for result in edition.results)
    blocks: list[Block] = [Table("Requirements", head, rows, (40, 18, 34, 28), together=len(rows) < 8)]
    blocks += [_witness(edition, result) for result in edition.results if result.timeline]
    return Section("requirements", "What was required, and what was found", tuple(blocks))


def _result_row(edition: Edition, result: Result) -> Row:
    protocol = edition.protocol
    return Row(
        (
            Cell(
                (
                    plain(requirement_text(result.requirement, protocol)),
                    (Run(requirement_name(result.requirement), Style.MARK),),
                )
            ),
            Cell(((Run(_WORDS[result.verdict], _STYLES[result.verdict]),),)),
            Cell(tuple(_found(result)) or (plain("–"),)),
            Cell(mark_lines(result.requirement.evidence, protocol)),
        )
    )


def _found(result: Result) -> Iterable[Line]:
    """The exact bounds, and the verifier's own words unless they stand beside the patient's timeline."""
    found = found_text(result)
    if found is not None:
        yield plain(found)
    if result.reason and not result.timeline:
        yield plain(result.reason)


_STYLES = {Verdict.PROVED: Style.STRONG, Verdict.VIOLATED: Style.ALERT, Verdict.UNKNOWN: Style.OPEN}
_WORDS = {Verdict.PROVED: "PROVED", Verdict.VIOLATED: "VIOLATED", Verdict.UNKNOWN: "NOT DECIDED"}


def _witness(edition: Edition, result: Result) -> Box:
    word = Run(_WORDS[result.verdict], _STYLES[result.verdict])
    title = (word, Run("  "), *strong(requirement_name(result.requirement)))
    blocks: tuple[Block, ...] = (
        Paragraph(plain(requirement_text(result.requirement, edition.protocol))),
        Paragraph(plain(verdict_text(result))),
        _timeline(result.timeline, edition.protocol),
    )
    return Box(Tone.ALARM, title, blocks)


def _timeline(steps: Sequence[WitnessStep], protocol: Protocol) -> Table:
    dated, informed = any(step.date for step in steps), any(step.values for step in steps)
    columns = [("Day", 9), *([("Date", 16)] if dated else []), ("What happens", 50)]
    columns += [("Known on that day", 40)] if informed else []
    rows = []
    for step in steps:
        known = ", ".join(f"{title_of(name, protocol)} {value}" for name, value in step.values)
        texts = [
            str(step.day),
            *([step.date or "–"] if dated else []),
            step.what,
            *([known or "–"] if informed else []),
        ]
        rows.append(Row(tuple(Cell((plain(text),)) for text in texts)))
    head = tuple(Cell((strong(title),)) for title, _ in columns)
    return Table("A patient for whom it does not hold", head, tuple(rows), tuple(width for _, width in columns))


_LEGEND = (
    Run("Marks: ", Style.STRONG),
    Run("[1, abstract]", Style.MARK),
    Run(" is stated by source 1, in its abstract. "),
    Run("assumed: …", Style.MARK),
    Run(" is the author's working value, which no source states, with the reason. "),
    Run("no source states this", Style.OPEN),
    Run(" is an open decision: there is no value."),
)


def sources_section(edition: Edition) -> Section:
    """The numbered sources, and what the marks mean."""
    protocol = edition.protocol
    pairs = [(f"[{number}]", (_source(source),)) for number, source in enumerate(protocol.sources, 1)]
    blocks: list[Block] = [Facts(tuple(pairs))] if pairs else [Paragraph(plain("This protocol names no source."))]
    blocks.append(Paragraph(_LEGEND))
    return Section("sources", "Sources, and what the marks mean", tuple(blocks))


def _source(source: Source) -> Line:
    return plain(source.citation + "".join(f"; {scheme} {value}" for scheme, value in _identifiers(source.identifiers)))


def _identifiers(pairs: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for scheme, value in pairs:
        shown = scheme.upper() if scheme in ("doi", "pmid", "pmc") else scheme
        # an identifier of PubMed Central begins with the name of its scheme
        yield shown, value.removeprefix("PMC") if shown == "PMC" else value
