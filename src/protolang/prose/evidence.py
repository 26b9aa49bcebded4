"""Where a statement comes from, in a short form for margins and a long one for reference lists."""

import re
from enum import Enum

from protolang.model.evidence import Citation, Evidence, OpenDecision, Source
from protolang.model.protocol import Protocol
from protolang.prose.naming import words

# "Ahmed AR, Kaveri S. …": a surname, then initials. Anything else is no author, and the name of the source is used.
_AUTHOR = re.compile(r"(?P<name>[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*)?) [A-Z]{1,3}\b")
_YEAR = re.compile(r"\b((?:19|20)[0-9]{2})\b")
_YEAR_OF_ISSUE = re.compile(r"\b((?:19|20)[0-9]{2})(?=[;:(])")


class Standing(Enum):
    """How a statement stands, weakest first: the weakest part decides how far the whole may be trusted."""

    OPEN = "open decision"
    ASSUMED = "assumed"
    CITED = "cited source"
    UNMARKED = "no source given"


def standing_of(evidence: Evidence) -> Standing:
    """The weakest standing among the marks of one statement."""
    if evidence.open_questions:
        return Standing.OPEN
    if evidence.assumptions:
        return Standing.ASSUMED
    return Standing.CITED if evidence.citations else Standing.UNMARKED


def source_key(source: Source, protocol: Protocol) -> str:
    """A short key for a source, unique in its protocol: `Ahmed 2018`, `Ahmed 2018b`, `rituximab label`."""
    key = _plain_key(source)
    alike = [other.id for other in protocol.sources if _plain_key(other) == key]
    if len(alike) < 2:
        return key
    position = alike.index(source.id)
    return f"{key}{chr(ord('a') + position)}" if position < 26 else f"{key} ({words(source.id)})"


def citation_text(citation: Citation, protocol: Protocol) -> str:
    """A source and the place in it: `Ahmed 2018, abstract`."""
    source = next((source for source in protocol.sources if source.id == citation.source), None)
    key = source_key(source, protocol) if source else words(citation.source)
    return f"{key}, {citation.locator}" if citation.locator else key


def evidence_text(evidence: Evidence, protocol: Protocol) -> str:
    """All marks of a statement: `Ahmed 2018, abstract; assumed: …; not stated by any source: …`."""
    parts = [citation_text(citation, protocol) for citation in evidence.citations]
    parts += [f"assumed: {reason}" for reason in evidence.assumptions]
    parts += [f"not stated by any source: {question}" for question in evidence.open_questions]
    return "; ".join(parts) or "no source given"


def decision_text(decision: OpenDecision) -> str:
    """An open decision in one line: `closing interval: how far apart the six closing cycles are`."""
    return f"{words(decision.name)}: {decision.question}"


def merge(*evidence: Evidence) -> Evidence:
    """The marks of several statements together, each once, in order."""
    return Evidence(
        tuple(dict.fromkeys(citation for one in evidence for citation in one.citations)),
        tuple(dict.fromkeys(reason for one in evidence for reason in one.assumptions)),
        tuple(dict.fromkeys(question for one in evidence for question in one.open_questions)),
    )


def _plain_key(source: Source) -> str:
    author = _AUTHOR.match(source.citation)
    year = _YEAR_OF_ISSUE.search(source.citation) or _YEAR.search(source.citation)
    if author is None:
        return words(source.id)
    return f"{author['name']} {year[1]}" if year else author["name"]
