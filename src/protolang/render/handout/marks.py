"""Where a statement comes from, as a mark beside it; and values that nobody has decided, made to stand out."""

import re
from collections.abc import Iterable, Iterator

from protolang.model.evidence import Citation, Evidence
from protolang.model.protocol import Protocol
from protolang.model.treatment import Parameter
from protolang.prose import allowed_text, others_text, words
from protolang.prose.naming import find_parameter
from protolang.render.handout.blocks import Line, Run, Style, joined

__all__ = ["is_set_outside", "mark_lines", "marked", "marks", "parameter_lines", "said"]

_NOT_STATED = Run("no source states this", Style.OPEN)
# The words that `prose` puts in place of a value that nobody has decided.
_UNDECIDED = re.compile(r"(\[undecided: [^\]]*\])")


def said(text: str) -> Line:
    """A sentence of `prose`, in which what is undecided stands out."""
    parts = enumerate(_UNDECIDED.split(text))
    return tuple(Run(part, Style.OPEN if place % 2 else Style.PLAIN) for place, part in parts if part)


def mark_lines(evidence: Evidence, protocol: Protocol) -> tuple[Line, ...]:
    """The marks of a statement, one per line: `[1, abstract]`, `assumed: …`, `no source states this: …`."""
    return tuple(_marks(evidence, protocol))


def marks(evidence: Evidence, protocol: Protocol) -> Line:
    """The marks of a statement on one line."""
    runs: list[Run] = []
    for line in _marks(evidence, protocol):
        runs += [Run("; ", Style.MARK), *line] if runs else line
    return tuple(runs)


def marked(text: str, evidence: Evidence, protocol: Protocol) -> Line:
    """A sentence and its marks."""
    return joined([said(text), marks(evidence, protocol)])


def parameter_lines(names: Iterable[str], protocol: Protocol) -> tuple[Line, ...]:
    """Where the values of parameters come from: `depleted below: assumed: …`."""
    lines = []
    for name in dict.fromkeys(names):
        parameter = find_parameter(name, protocol)
        if parameter is not None:
            allowed = allowed_text(name, protocol)
            within = () if allowed is None else (Run(f"; may be {allowed}", Style.MARK),)
            said_else = others_text(parameter.others)
            other = (Run(f"; {said_else}", Style.MARK),) if said_else else ()
            marked_by = _parameter_marks(parameter, protocol)
            lines.append((Run(f"{words(name)}: ", Style.MARK), *marked_by, *within, *other))
    return tuple(lines)


def _parameter_marks(parameter: Parameter, protocol: Protocol) -> Line:
    if parameter.value is None:
        # What is undecided is asked once, among the open decisions; here it is only not passed over.
        return (_NOT_STATED,)
    return marks(parameter.evidence, protocol)


def is_set_outside(parameter: Parameter) -> bool:
    """Whether its value was given when this edition was made, and does not stand in the file."""
    return parameter.set_outside


def _marks(evidence: Evidence, protocol: Protocol) -> Iterator[Line]:
    for citation in evidence.citations:
        yield (Run(_citation(citation, protocol), Style.MARK),)
    for assumption in evidence.assumptions:
        yield (Run(f"assumed: {assumption}", Style.MARK),)
    for question in evidence.open_questions:
        yield _NOT_STATED, Run(f" {question}", Style.MARK)
    if not evidence.given:
        yield (Run("no source given", Style.MARK),)


def _citation(citation: Citation, protocol: Protocol) -> str:
    numbers = {source.id: str(number) for number, source in enumerate(protocol.sources, 1)}
    number = numbers.get(citation.source, words(citation.source))
    return f"[{number}, {citation.locator}]" if citation.locator else f"[{number}]"
