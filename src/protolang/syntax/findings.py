"""What the passes over one source have to say: each place once, and not more than a person can read."""

from collections import Counter

import attrs

from protolang.diagnostics import Applicability, Code, Diagnostic, Edit, Fix, Label, in_source_order
from protolang.diagnostics.codes import PL010
from protolang.source import SourceFile, Span

# Of one code. Beyond this a file is no protocol with mistakes but something else, and work for it must stay bounded.
MOST_TOLD = 100

_MOST_REPEATS = 10


class Findings:
    """Collects diagnostics about one source."""

    def __init__(self, source: SourceFile) -> None:
        self.source = source
        self._found: list[Diagnostic] = []
        self._places: set[tuple[str, int, str]] = set()
        self._starts: set[int] = set()
        self._spellings: dict[tuple[Code, str], int] = {}
        self._lines_of_open_text: set[int] = set()
        self._told: Counter[Code] = Counter()

    @property
    def is_full(self) -> bool:
        """Whether there is no point in reading on."""
        return self._told[PL010] >= MOST_TOLD

    @property
    def syntax_errors(self) -> int:
        """How many syntax errors were told."""
        return self._told[PL010]

    def span(self, start: int, end: int) -> Span:
        """A stretch of the source."""
        return Span(self.source, start, end)

    def report(
        self,
        code: Code,
        message: str,
        primary: Label,
        *,
        secondary: tuple[Label, ...] = (),
        help: str | None = None,
        write: str | None = None,
    ) -> None:
        """Say something about a place, unless just that has been said already.

        `write` is what would be right in the place of the primary span: it becomes an offered edit.
        """
        place = (code.number, primary.span.start, message)
        if place in self._places or self._told[code] == MOST_TOLD:
            return
        self._places.add(place)
        self._starts.add(primary.span.start)
        notes: tuple[str, ...] = ()
        self._told[code] += 1
        if self._told[code] == MOST_TOLD:
            notes = ("what is found below this is not shown",)
        fixes: tuple[Fix, ...] = ()
        if write is not None:
            title = "remove it"
            if write:
                title = "write a plain space" if write == " " else f"write `{write}`"
            # What the author meant is a guess, however good; a number or a name is not for tools to guess.
            applicability = Applicability.UNSAFE if code is PL010 else Applicability.DISPLAY_ONLY
            fixes = (Fix(title, (Edit(primary.span, write),), applicability),)
        self._found.append(Diagnostic(code, message, primary, secondary, notes, help, fixes))

    def has_told(self, start: int) -> bool:
        """Whether something has been said about what starts there."""
        return start in self._starts

    def report_open_text(self, start: int) -> None:
        """Say that the text whose opening quote stands at `start` is not closed, once a line."""
        line = self.source.position(start).line
        if line not in self._lines_of_open_text:
            self._lines_of_open_text.add(line)
            message = "the text that starts here has no closing quote on its line"
            self.report(PL010, message, Label(self.span(start, start + 1), "opened here"))

    @property
    def lines_of_open_text(self) -> tuple[int, ...]:
        """The lines on which a text is not closed."""
        return tuple(sorted(self._lines_of_open_text))

    def report_spelling(self, code: Code, word: str, message: str, primary: Label, *, write: str) -> None:
        """Say something about how a word is spelled: once for all places where it is spelled so."""
        known = self._spellings.get((code, word))
        if known is None:
            self._spellings[code, word] = len(self._found)
            self.report(code, message, primary, write=write)
            return
        earlier = self._found[known]
        place = (code.number, primary.span.start, message)
        if place not in self._places and len(earlier.secondary) < _MOST_REPEATS:
            self._places.add(place)
            again = Label(primary.span, "and here")
            self._found[known] = attrs.evolve(earlier, secondary=(*earlier.secondary, again))

    def in_order(self) -> tuple[Diagnostic, ...]:
        """All that was said, as the author reads the file."""
        return in_source_order(self._found)
