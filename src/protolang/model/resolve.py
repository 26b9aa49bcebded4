"""Uses of names: each is found in the table, or reported once for the whole file. Also marks, and what is unused."""

from collections.abc import Mapping

import attrs

from protolang.diagnostics import Label
from protolang.diagnostics.codes import PL101, PL104, PL802
from protolang.diagnostics.suggest import suggest
from protolang.model.evidence import Citation, Evidence, OpenDecision
from protolang.model.findings import Findings, listed, one_line, quoted
from protolang.model.symbols import Kind, Symbol
from protolang.syntax.ast import MarkKind, Marks, Name

# A search compares with every name of a kind. A file with more slips than this has another trouble than spelling,
# and its author must not wait for what nobody reads.
_MOST_SUGGESTED = 50


@attrs.define
class Names:
    """The names of one file, and which of them are used.

    `skipped` are names that stand in text the parser could not read: nothing is said about their absence.
    """

    table: Mapping[str, Symbol]
    skipped: frozenset[str]
    findings: Findings
    decisions: list[OpenDecision] = attrs.field(factory=list)
    _used: set[str] = attrs.field(factory=set)
    _undefined: dict[str, list[tuple[Name, tuple[Kind, ...]]]] = attrs.field(factory=dict)
    _in_doubt: set[Kind] = attrs.field(factory=set)
    _suggested: int = 0
    _wrong: set[tuple[str, tuple[Kind, ...]]] = attrs.field(factory=set)

    def find(self, name: Name, *expected: Kind, counts: bool = True) -> Symbol | None:
        """The symbol of this name when it is of an expected kind; else None, and it is reported.

        `counts` False is for a place that only gives a value, which is no use of the thing.
        """
        symbol = self.table.get(name.text)
        if symbol is None:
            self._in_doubt.update(expected)
            if name.text not in self.skipped:
                self._undefined.setdefault(name.text, []).append((name, expected))
            return None
        if counts:
            self._used.add(name.text)
        if symbol.kind in expected:
            return symbol
        self._in_doubt.update(expected)
        if (name.text, expected) not in self._wrong:
            self._wrong.add((name.text, expected))
            kinds = _one_of(expected)
            self.findings.report(
                PL101,
                f"`{name.text}` is {symbol.one}, not {kinds}",
                Label(name.span, f"{kinds} is expected here"),
                Label(symbol.name.span, f"declared here as {symbol.one}"),
                help=_instead(symbol, expected),
            )
        return None

    def may_be_skipped(self, word: str) -> bool:
        """Whether the word stands in text the parser could not read: then what it says is not missing for sure."""
        return word in self.skipped

    def doubts(self, *kinds: Kind) -> None:
        """Note that a name of these kinds stands in a wrong place: the one that belongs there is not called unused."""
        self._in_doubt.update(kinds)

    def is_first(self, name: Name) -> bool:
        """Whether this declaration is the one that counts, and not a reported duplicate of it."""
        symbol = self.table.get(name.text)
        return symbol is not None and symbol.name is name

    def of_kind(self, *kinds: Kind) -> tuple[str, ...]:
        """The declared names of these kinds, in file order."""
        return tuple(symbol.id for symbol in self.table.values() if symbol.kind in kinds)

    def evidence(self, marks: Marks, about: str, *, settable: bool = False) -> Evidence:
        """The marks of a statement; each `unstated` becomes an open decision called `about`."""
        citations, assumptions, questions = [], [], []
        for mark in marks:
            text = one_line(mark.text or "")
            match mark.kind:
                case MarkKind.CITED:
                    if mark.source is not None and self._cite(mark.source):
                        citations.append(Citation(mark.source.text, mark.text))
                case MarkKind.ASSUMED:
                    assumptions.append(text)
                case MarkKind.UNSTATED:
                    questions.append(text)
                    self.decisions.append(OpenDecision(about, text, settable, mark.span))
        return Evidence(tuple(citations), tuple(assumptions), tuple(questions))

    def _cite(self, source: Name) -> bool:
        symbol = self.table.get(source.text)
        if symbol is not None and symbol.kind is Kind.SOURCE:
            self._used.add(source.text)
            return True
        self._in_doubt.add(Kind.SOURCE)
        if source.text in self.skipped:
            return False
        sources = self.of_kind(Kind.SOURCE)
        near = self._near(source.text, sources)
        self.findings.report(
            PL802,
            f"no source is called `{source.text}`",
            Label(source.span, "cited here"),
            help=f"did you mean `@{near}`?" if near else f'declare it: `source {source.text} "…"`',
        )
        return False

    def _near(self, name: str, candidates: tuple[str, ...]) -> str | None:
        self._suggested += 1
        return suggest(name, candidates) if self._suggested <= _MOST_SUGGESTED else None

    def report_undefined(self) -> None:
        """Say what is missing: one finding for each name, however often it is used."""
        for text, uses in self._undefined.items():
            (name, expected), others = uses[0], uses[1:]
            candidates = self.of_kind(*expected)
            near = self._near(text, candidates)
            if near is not None:
                help = f"did you mean `{near}`?"
            elif candidates:
                verb = "is" if len(candidates) == 1 else "are"
                help = f"what could stand here {verb} {quoted(candidates, 'or')}"
            else:
                help = f"declare it, or take the name out: the protocol has no {_none_of(expected)}"
            self.findings.report(
                PL101,
                f"no {_none_of(expected)} is called `{text}`",
                Label(name.span, f"{_one_of(expected)} is expected here"),
                *(Label(other.span, "used here too") for other, _ in others),
                help=help,
            )

    def report_unused(self) -> None:
        """Warn of what nothing refers to, unless its use may stand in the text that could not be read.

        Where a name was not found, the thing that was meant seems unused; that is the same mistake, told already.
        """
        for symbol in self.table.values():
            if symbol.id in self._used or symbol.id in self.skipped:
                continue
            if symbol.kind is Kind.TRACK or symbol.kind in self._in_doubt:
                continue
            verb, help = _UNUSED[symbol.kind]
            is_ = "are" if symbol.word.endswith("s") else "is"
            self.findings.report(
                PL104,
                f"{symbol.word} `{symbol.id}` {is_} never {verb}",
                Label(symbol.name.span, f"never {verb}"),
                help=help,
            )


_UNUSED = {
    Kind.SOURCE: ("cited", "cite it where it supports a statement, or take it out"),
    Kind.DRUG: ("given", "give it in a phase, or take it out"),
    Kind.LAB: ("used", "measure it or compare it, or take it out"),
    Kind.ATTRIBUTE: ("used", "use it in a dose or a condition, or take it out"),
    Kind.COMPUTED: ("used", "use it in a dose or a condition, or take it out"),
    Kind.EVENT: ("used", "use it in a condition or in `never exit`, or take it out"),
    Kind.LEVEL: ("used", "give it as a dose, compare it or change it, or take it out"),
    Kind.TABLE: ("looked up", "name it after `dose by` or `every`, or take it out"),
    Kind.PARAMETER: ("used", "use it where its value belongs, or take it out"),
    Kind.TRIGGER: ("used", "use it after `when` or `until`, or take it out"),
    Kind.PHASE: ("entered", "name it after `start`, `go` or `then`, or take it out"),
}


def _instead(symbol: Symbol, expected: tuple[Kind, ...]) -> str | None:
    """What an author may have meant, where a name of another kind stands; None where nobody can guess."""
    name = symbol.name.text
    match symbol.kind:
        case Kind.DRUG if Kind.TRIGGER in expected:
            return f"write `count({name}) >= 1`, of all doses so far; of one day a requirement has `given({name})`"
        case Kind.EVENT if expected == (Kind.TRIGGER,):
            return f"write `count({name}) >= 1`: it was ever reported"
        case _:
            return None


def _one_of(kinds: tuple[Kind, ...]) -> str:
    return listed(tuple(f"an {word}" if word[0] in "ae" else f"a {word}" for word in _words(kinds)))


def _none_of(kinds: tuple[Kind, ...]) -> str:
    return listed(_words(kinds))


def _words(kinds: tuple[Kind, ...]) -> tuple[str, ...]:
    """What may stand in a place: of attributes, a reader is told which kind only where it makes a difference."""
    if Kind.ATTRIBUTE not in kinds:
        return tuple(kind.value for kind in kinds)
    if Kind.COMPUTED not in kinds:
        return tuple("recorded attribute" if kind is Kind.ATTRIBUTE else kind.value for kind in kinds)
    return tuple(kind.value for kind in kinds if kind is not Kind.COMPUTED)
