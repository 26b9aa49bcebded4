"""Where a statement comes from: citations, assumptions, and what no source states."""

import attrs

from protolang.source import Span, Value


@attrs.frozen(eq=False, repr=False)
class Source(Value):
    """A published source; `identifiers` are (scheme, value) pairs such as `("doi", "10.…")`."""

    id: str
    citation: str
    identifiers: tuple[tuple[str, str], ...]
    origin: Span = attrs.field(eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Citation(Value):
    """A source, and the place in it (`"abstract"`, `"Table 2"`) when the author gave one."""

    source: str
    locator: str | None


@attrs.frozen(eq=False, repr=False)
class Evidence(Value):
    """The marks of one statement. Empty when the author gave none; `check` then says so where it matters."""

    citations: tuple[Citation, ...] = ()
    assumptions: tuple[str, ...] = ()
    open_questions: tuple[str, ...] = ()

    @property
    def given(self) -> bool:
        """Whether the statement says anything about where it comes from."""
        return bool(self.citations or self.assumptions or self.open_questions)

    def joined(self, other: "Evidence") -> "Evidence":
        """The marks of both, for a declaration whose clauses carry their own."""
        return Evidence(
            tuple(dict.fromkeys(self.citations + other.citations)),
            tuple(dict.fromkeys(self.assumptions + other.assumptions)),
            tuple(dict.fromkeys(self.open_questions + other.open_questions)),
        )


@attrs.frozen(eq=False, repr=False)
class OpenDecision(Value):
    """Something no source states and the author has not decided.

    `name` is a parameter's name, or names the place (`rounding`, `over of ivig`, `stop in incomplete_depletion`);
    `settable` is True when `--set name=value` or a scenario decides it. `between` says what it may be, where the file
    says so: "between 4 weeks and 16 weeks".
    """

    name: str
    question: str
    settable: bool
    origin: Span = attrs.field(eq=False, repr=False)
    between: str = attrs.field(default="", metadata={"printed": "when there"})
