"""What there is to say about deltas: no target, a target that another delta changed, no reason."""

import attrs

from protolang.diagnostics import Diagnostic, Label
from protolang.diagnostics.codes import PL102, PL801, PL906, Code, Severity
from protolang.source import Span
from protolang.variants.change import Touch


@attrs.define
class Findings:
    """What was found, in the order of the deltas."""

    found: list[Diagnostic] = attrs.field(factory=list)

    def report(self, code: Code, message: str, primary: Label, *secondary: Label, help: str | None = None) -> None:
        """Add a finding; labels that repeat the primary place are left out."""
        others = tuple(label for label in dict.fromkeys(secondary) if label.span != primary.span)
        self.found.append(Diagnostic(code, message, primary, others, help=help))

    def gone(self, what: str, place: Span, touch: Touch | None, base: Span, near: str | None) -> None:
        """A delta whose target is not there: never was, or was removed by `touch`."""
        if touch is not None:
            self.report(
                PL906,
                f"{what} is gone: variant `{touch.variant}` has {touch.verb.past} it",
                Label(place, "aimed at here"),
                Label(touch.delta, f"{touch.verb.past} here"),
                help="take this change out, or make it one of an earlier variant",
            )
            return
        help = f"did you mean `{near}`?" if near else "`protolang expand` shows what the base has"
        self.report(PL906, f"the base has no {what}", Label(place, "aimed at here"), Label(base, "the base"), help=help)

    def ambiguous(self, what: str, place: Span, meant: list[Span]) -> None:
        """A delta that could mean several statements."""
        labels = [Label(span, "this one?") for span in meant[:4]]
        help = "write the statement out, or replace the phase it stands in"
        self.report(PL906, f"{what} could mean {len(meant)} statements", Label(place, "which one?"), *labels, help=help)

    def twice(self, what: str, place: Span, first: Span) -> None:
        """Two deltas of one variant on one target."""
        self.report(
            PL906,
            f"{what} is changed twice in one variant",
            Label(place, "changed again here"),
            Label(first, "first changed here"),
            help="make one change of the two",
        )

    def changed_before(self, what: str, place: Span, touch: Touch) -> None:
        """A delta on something that another variant changed, without `over`."""
        done = touch.verb.past
        self.report(
            PL906,
            f"{what} has been {done} by variant `{touch.variant}` already",
            Label(place, "changed again here"),
            Label(touch.delta, f"{done} here"),
            help=f"read both; if this one is to stand, write `over {touch.variant}` behind it",
        )

    def nothing_over(self, what: str, over: Span, name: str) -> None:
        """`over` a variant that has not changed the target."""
        help = "take `over` out, or name the variant that has"
        self.report(PL906, f"variant `{name}` has not changed {what}", Label(over, "nothing to go over"), help=help)

    def there_already(self, what: str, place: Span, first: Span) -> None:
        """An `add` of what there is."""
        help = "write `replace` to change it, or give the new one another name"
        self.report(PL102, f"{what} is there already", Label(place, "added here"), Label(first, "is here"), help=help)

    def two_libraries(self, name: str, place: Span, first: Span) -> None:
        """One name that two libraries declare, or a library and the file that imports it."""
        self.report(
            PL102,
            f"`{name}` is declared in two files that are read together",
            Label(place, "declared here"),
            Label(first, "and here"),
            help="import one of them, or give one another name; a variant may `replace` what its base imports",
        )

    def no_reason(self, what: str, place: Span) -> None:
        """A delta that says neither why nor where it comes from."""
        self.found.append(
            Diagnostic(
                PL801,
                f"nothing says why {what}",
                Label(place, "a reason or a source is missing"),
                help='write `because "…"` behind it, or cite a source with `@name "place"`',
                severity=Severity.ERROR,
            )
        )
