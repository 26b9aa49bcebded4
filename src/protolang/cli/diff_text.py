"""The report of `diff` for a person: what differs for a patient, then which statements differ. Meant for one screen."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from protolang.cli.console import paint
from protolang.cli.findings import counted
from protolang.compare.behaviour import Exactness
from protolang.compare.day_words import day_clauses, decided_lines, patient_lines
from protolang.compare.difference import Comparison, Differs, NotFound, Same
from protolang.compare.headline import instead_text, range_text
from protolang.compare.report import Compared, Weakened
from protolang.compare.safety import Loss
from protolang.compare.statements import ChangeKind, Section, StatementChange
from protolang.diagnostics.terminal import escape_terminal, wrap_cells
from protolang.prose import day_text, day_zero_text

_BOLD, _FAINT, _GREEN, _RED, _YELLOW = "1", "2", "32", "31", "33"
_PLAIN = {0x00A0: " ", 0x202F: " "}
_SIGNS = {
    ChangeKind.ADDED: ("+", _GREEN),
    ChangeKind.REMOVED: ("-", _RED),
    ChangeKind.CHANGED: ("~", _YELLOW),
    ChangeKind.MOVED: (">", _YELLOW),
    ChangeKind.RENAMED: ("=", _YELLOW),
}
# What a reviewer counts rather than reads.
_COUNTED = (Section.SOURCE, Section.SCENARIO)
_MOST_DAYS = 6


def diff_as_text(found: Compared, *, coloured: bool, width: int) -> str:
    """The report, every line ended."""
    return "".join(f"{line}\n" for line in _Report(found, coloured, width).lines())


class _Report:
    def __init__(self, found: Compared, coloured: bool, width: int) -> None:
        self._found, self._coloured, self._width = found, coloured, width

    def lines(self) -> Iterator[str]:
        """All lines, safe to print."""
        found = self._found
        for letter, path, side in zip("AB", found.paths, found.sides, strict=True):
            protocol = side.protocol
            yield from self._wrapped(f"{letter}  {path}: {protocol.title}, {protocol.version}", 0, 3)
        yield ""
        instead = self._instead()
        if instead:
            yield self._bold("B instead of A")
            for sentence in instead:
                yield from self._wrapped(sentence, 2)
            yield from self._decided()
            yield ""
        yield from self._patient(found.comparison)
        yield from self._statements()
        yield self._verdict()

    # ---- for a patient -----------------------------------------------------------------------------------------

    def _instead(self) -> tuple[str, ...]:
        return (*self._found.headline, *self._measures())

    def _decided(self) -> Iterator[str]:
        for line in decided_lines(self._found.decided):
            yield from self._wrapped(f"with {line}", 2, faint=True)

    def _decided_if_untold(self) -> Iterator[str]:
        # No patient means anything without the values that the protocol was followed with.
        if not self._instead():
            yield from self._decided()

    def _measures(self) -> Iterator[str]:
        ours, theirs = self._found.behaviours
        for word, noun, before, after in (
            ("the course", "day", ours.length, theirs.length),
            ("days with a visit", "day", ours.visits, theirs.visits),
        ):
            if before != after and Exactness.UNKNOWN not in (before.exactness, after.exactness):
                yield f"{word}: {instead_text(range_text(after, noun), range_text(before, noun))}"

    def _patient(self, found: Comparison) -> Iterator[str]:
        match found:
            case Same(reason=reason):
                yield self._bold("For a patient: the same")
                yield from self._wrapped(reason, 2)
            case NotFound(reason=reason, searched=searched):
                yield self._bold("For a patient: no difference was found, which proves nothing")
                yield from self._wrapped(reason, 2)
                if searched:
                    yield from self._wrapped(f"Followed: {searched}", 2, faint=True)
                yield from self._decided_if_untold()
            case Differs():
                yield from self._difference(found)
                yield from self._decided_if_untold()
        yield ""

    def _difference(self, found: Differs) -> Iterator[str]:
        one, two = (side.protocol for side in self._found.sides)
        first = "first" if found.earliest else "first that was found"
        yield self._bold(f"The {first} day on which one patient is treated differently: {day_text(found.day, one)}")
        if one.conventions.day_zero != two.conventions.day_zero:
            zero = (day_zero_text(one.conventions, one), day_zero_text(two.conventions, two))
            yield from self._wrapped(f"A: {zero[0]} B: {zero[1]}", 2, faint=True)
        lines = patient_lines(found)
        for day, text in lines[-_MOST_DAYS:]:
            yield from self._wrapped(f"{day_text(day, one)}: {text}", 2, 4)
        for letter, done, other, protocol in (("A", found.one, found.two, one), ("B", found.two, found.one, two)):
            yield from self._wrapped(f"{letter} {'; '.join(day_clauses(done, other, protocol))}", 4, 6)
        if found.searched:
            yield from self._wrapped(f"Followed on both sides: {found.searched}", 2, faint=True)

    # ---- statements --------------------------------------------------------------------------------------------

    def _statements(self) -> Iterator[str]:
        said = [change for change in self._found.changes if change.kind in _SIGNS and change.section not in _COUNTED]
        if said:
            yield self._bold("What the texts say: + only B, - only A, ~ changed, > moved, = renamed")
        yield from self._weakened_elsewhere(said)
        for section, group in groupby(said, key=lambda change: change.section):
            changes = list(group)
            heading = f"{section.value}{' (safety)' if section.is_safety else ''}"
            if section is Section.HEADER:
                subjects = "; ".join(f"{_SIGNS[change.kind][0]} {change.subject}" for change in changes)
                yield from self._wrapped(f"{heading}: {subjects}", 2, 6)
                continue
            if all(map(self._is_short, changes)):
                yield from self._named(f"{heading}: ", changes, 2)
                continue
            yield f"  {heading}"
            yield from self._of_section(changes)
        rest = tuple(self._counts())
        if rest:
            yield from self._wrapped(f"Also: {'; '.join(rest)}.", 2, faint=True)
        if said or rest:
            yield ""

    def _of_section(self, changes: Sequence[StatementChange]) -> Iterator[str]:
        short = []
        for change in changes:
            if self._is_short(change):
                short.append(change)
            else:
                yield from self._change(change)
        if short:
            yield from self._named("", short, 4)

    def _named(self, heading: str, changes: Sequence[StatementChange], indent: int) -> Iterator[str]:
        """What is gone, by name alone, but for what the headline has named."""
        sign, colour = _SIGNS[ChangeKind.REMOVED]
        told = " ".join(self._found.headline)
        text = "; ".join(change.subject for change in changes if f"“{change.subject}”" not in told)
        if not text:
            return
        first, *rest = self._wrapped(f"{heading}{sign} {text}", indent, 6)
        yield first.replace(f"{heading}{sign} ", f"{heading}{paint(sign, colour, coloured=self._coloured)} ", 1)
        yield from rest

    def _weaker(self, change: StatementChange) -> str:
        found = [_weaker_text(weakened) for weakened in self._found.weakened if weakened.concerns(change)]
        return "".join(f" {text}" for text in dict.fromkeys(found))

    def _weakened_elsewhere(self, said: Sequence[StatementChange]) -> Iterator[str]:
        """Safety rules that are weaker by what is said elsewhere: by a value, a title, a phase that is gone."""
        for weakened in self._found.weakened:
            if not any(weakened.concerns(change) for change in said):
                yield from self._wrapped(f"{weakened.weakening.kind.value}: {_weaker_text(weakened)}", 2, 4)

    def _is_short(self, change: StatementChange) -> bool:
        """Whether naming what is gone says enough: a value or rule that nothing uses any more, a phase told above."""
        return change.kind is ChangeKind.REMOVED and change.declares is not None

    def _change(self, change: StatementChange) -> Iterator[str]:
        weaker = self._weaker(change)
        match change.kind:
            case ChangeKind.ADDED:
                yield from self._signed(change.kind, self._with_place(change, change.after or "") + weaker)
            case ChangeKind.REMOVED:
                yield from self._signed(change.kind, self._with_place(change, change.before or "") + weaker)
            case _:
                lead, before, after = _apart(change.before or "", change.after or "")
                text = self._with_place(change, f"{lead}{after}")
                yield from self._signed(change.kind, f"{text.removesuffix('.')} — was {before}{weaker}")

    def _with_place(self, change: StatementChange, text: str) -> str:
        subject = change.subject
        named = text.casefold().startswith((subject.casefold(), f"“{subject}”".casefold(), f"{subject}:".casefold()))
        return text if named or subject in ("any time", "requirement") else f"{subject}: {text}"

    def _signed(self, kind: ChangeKind, text: str) -> Iterator[str]:
        sign, colour = _SIGNS[kind]
        first, *rest = self._wrapped(text, 6)
        yield f"    {paint(sign, colour, coloured=self._coloured)} {first.removeprefix(' ' * 6)}"
        yield from rest

    def _counts(self) -> Iterator[str]:
        changes = self._found.changes
        for section in _COUNTED:
            for kind, words in (
                (ChangeKind.REMOVED, "only in A"),
                (ChangeKind.ADDED, "only in B"),
                (ChangeKind.CHANGED, "changed"),
            ):
                count = sum(change.section is section and change.kind is kind for change in changes)
                if count:
                    yield f"{counted(count, section.value.removesuffix('s'))} {words}"
        for kind, noun in ((ChangeKind.SOURCE, "statement"), (ChangeKind.TITLE, "title")):
            count = sum(change.kind is kind for change in changes)
            if count and kind is ChangeKind.SOURCE:
                yield f"{counted(count, noun)} with another source and nothing else"
            elif count:
                yield f"{counted(count, noun)} in other words"

    def _verdict(self) -> str:
        changes = self._found.changes
        if not self._found.differs:
            return self._bold("A and B are the same.")
        by_kind = [
            f"{sum(change.kind is kind for change in changes)} {kind.value}"
            for kind in ChangeKind
            if any(change.kind is kind for change in changes)
        ]
        return f"{self._bold('A and B differ.')} Statements: {', '.join(by_kind) or 'none'}."

    # ---- lines -------------------------------------------------------------------------------------------------

    def _bold(self, text: str) -> str:
        return paint(escape_terminal(text.translate(_PLAIN)), _BOLD, coloured=self._coloured)

    def _wrapped(self, text: str, indent: int, hang: int | None = None, *, faint: bool = False) -> Iterable[str]:
        deeper = indent + 2 if hang is None else hang
        lines = wrap_cells(escape_terminal(text.translate(_PLAIN)), self._width - deeper)
        for number, line in enumerate(lines):
            shown = paint(line, _FAINT, coloured=self._coloured) if faint else line
            yield f"{' ' * (deeper if number else indent)}{shown}"


def _weaker_text(weakened: Weakened) -> str:
    if weakened.weakening.loss is Loss.UNPROVED:
        return f"! may be weaker: {weakened.weakening.witness}"
    if weakened.reason:
        return f"! weaker, on purpose: “{weakened.reason}”"
    return f"! weaker: {weakened.weakening.witness}"


def _apart(before: str, after: str) -> tuple[str, str, str]:
    """What both sentences begin with, up to a colon, then the rest of either."""
    lead, colon, rest = after.partition(": ")
    if colon and before.startswith(f"{lead}: "):
        return f"{lead}: ", before.removeprefix(f"{lead}: "), rest
    return "", before, after
