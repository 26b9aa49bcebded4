"""What a flowchart shows, before any layout: boxes, arrows and notes in words.

The drawing, its text alternative and its tooltips are all made from this, so they cannot say different things.
"""

from enum import Enum

import attrs

from protolang import prose
from protolang.model.evidence import Evidence
from protolang.model.protocol import Protocol
from protolang.prose import Standing

ASSUMED_MARK = "[A]"
OPEN_MARK = "[?]"
UNMARKED = "[–]"


class BoxKind(Enum):
    """What a box is for the reader."""

    START = "start"
    PHASE = "phase"
    DECISION = "decision"
    TABLE = "table"
    STOP = "stop"
    END = "end"


class ArrowKind(Enum):
    """What makes a patient go along an arrow."""

    START = "start"
    CONDITION = "condition"
    TIMEOUT = "time-out"
    COMPLETION = "completion"
    LIMIT = "limit"
    LOOP = "loop"
    RULE = "rule"
    STOP = "stop"


@attrs.frozen
class Line:
    """A line of a box or a note, with its marks; `evidence` None where a mark would say nothing.

    A note's line may begin with a term, which is set in bold.
    """

    text: str
    evidence: Evidence | None = None
    term: str = ""


@attrs.frozen
class Box:
    """A node: its title and lines, the phase it stands for, and what is repeated in it."""

    id: str
    kind: BoxKind
    title: str
    lines: tuple[Line, ...] = ()
    phase: str | None = None
    loops: tuple[Line, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something in it is undecided."""
        return any(_is_open(line) for line in (*self.lines, *self.loops))


@attrs.frozen
class Arrow:
    """An edge of one lane."""

    id: str
    tail: str
    head: str
    kind: ArrowKind
    line: Line

    @property
    def is_open(self) -> bool:
        """Whether it depends on something undecided."""
        return _is_open(self.line)


@attrs.frozen
class Lane:
    """A track."""

    id: str
    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]

    def box(self, name: str) -> Box:
        """The box of that id; raises `KeyError` when there is none."""
        for box in self.boxes:
            if box.id == name:
                return box
        raise KeyError(name)


@attrs.frozen
class Note:
    """A titled list that belongs to the whole protocol; a wide one takes the whole width of a sheet."""

    title: str
    lines: tuple[Line, ...]
    wide: bool = False


@attrs.frozen
class Chart:
    """All lanes, and the notes that hold for all of them: `front` belongs beside the lanes, `back` may follow."""

    lanes: tuple[Lane, ...]
    front: tuple[Note, ...]
    back: tuple[Note, ...]


def _is_open(line: Line) -> bool:
    marked = line.evidence is not None and bool(line.evidence.open_questions)
    return marked or "[undecided" in line.text or "[? " in line.text


def mark_of(source: str, protocol: Protocol) -> str:
    """The mark of a source: its number in the list of the file."""
    numbers = {known.id: number for number, known in enumerate(protocol.sources, 1)}
    return f"[{numbers[source]}]" if source in numbers else f"[{prose.words(source)}]"


def marks(evidence: Evidence, protocol: Protocol) -> str:
    """The marks of a statement: `[1][A]`."""
    cited = dict.fromkeys(mark_of(citation.source, protocol) for citation in evidence.citations)
    assumed = [ASSUMED_MARK] if evidence.assumptions else []
    undecided = [OPEN_MARK] if evidence.open_questions else []
    none = [UNMARKED] if prose.standing_of(evidence) is Standing.UNMARKED else []
    return "".join([*cited, *assumed, *undecided, *none])


def marked(line: Line, protocol: Protocol) -> str:
    """A line with its marks behind it, held together with its last word."""
    if line.evidence is None:
        return line.text
    shown = marks(line.evidence, protocol)
    return f"{line.text}{prose.NBSP}{shown}" if line.text else shown
