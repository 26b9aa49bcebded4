"""The page of a diagnostic code. In: a number. Out: the Markdown that `protolang explain` prints, or its examples.

Every page, `pages/PL201.md`, has this shape and these headings, in this order and no others:

    # PL201 overlap                 the number and name of the code
                                    what is wrong, in one paragraph
    ## Why it matters               what could happen to a patient
    ## Rejected                     one fenced block of ```protolang: a whole file, in which the code is found
    ## Accepted                     one fenced block of ```protolang: the same file put right, without findings
    ## What to do                   how the author decides

Where an example needs other files, each stands before it in a block of its own with the first line
`# file: base.proto`.
A page about the records of a patient shows two event files for the Ahmed Protocol instead, in blocks of ```text.
Both examples are run as tests.
"""

import re
from pathlib import Path

import attrs

from protolang.diagnostics.codes import code

_PAGES = Path(__file__).parent / "pages"
_SECTIONS = ("Why it matters", "Rejected", "Accepted", "What to do")
_EXAMPLE = re.compile(r"^```(?:protolang|text)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_NAMED = re.compile(r"# file: (\S+)\n")


@attrs.frozen
class Example:
    """A whole file, and the files it imports by their names."""

    text: str
    others: tuple[tuple[str, str], ...] = ()


def page(number: str) -> str | None:
    """The Markdown page of a code such as "PL201"; None when there is no such code or it has no page yet."""
    known = code(number)
    if known is None:
        return None
    path = _PAGES / f"{known.number}.md"
    return path.read_text(encoding="utf-8") if path.is_file() else None


def examples(number: str) -> tuple[Example, Example]:
    """The rejected and the accepted example of a code's page.

    Raises LookupError when there is no page, and ValueError, saying what is amiss, when it has another shape.
    """
    known = code(number)
    text = page(number)
    if known is None or text is None:
        raise LookupError(f"no page for {number}")
    headings, bodies = _sections(text)
    expected = [f"# {known.number} {known.name}", *(f"## {section}" for section in _SECTIONS)]
    if headings != expected:
        raise ValueError(f"page {number} has headings {headings}, not {expected}")
    for heading, body in zip(headings, bodies, strict=True):
        if not body.strip():
            raise ValueError(f"page {number} has nothing under {heading!r}")
    return _example(number, bodies[2]), _example(number, bodies[3])


def _sections(text: str) -> tuple[list[str], list[str]]:
    """The headings and what is under each; a `#` inside a fenced block is the author's comment."""
    headings: list[str] = []
    bodies: list[str] = []
    fenced = False
    for line in text.splitlines(keepends=True):
        fenced ^= line.startswith("```")
        if line.startswith("#") and not fenced:
            headings.append(line.strip())
            bodies.append("")
        elif bodies:
            bodies[-1] += line
    return headings, bodies


def _example(number: str, body: str) -> Example:
    found = [str(block) for block in _EXAMPLE.findall(body)]
    named = [(match[1], block[match.end() :]) for block in found[:-1] if (match := _NAMED.match(block))]
    if not found or len(named) != len(found) - 1 or _NAMED.match(found[-1]):
        raise ValueError(f"page {number} has {len(found) - len(named)} examples in one section, not one")
    return Example(found[-1], tuple(named))
