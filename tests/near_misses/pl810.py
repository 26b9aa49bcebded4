"""PL810: a permission for a finding that is not there; repaired by one that is, or by comments that permit nothing."""

from collections.abc import Iterator

from protolang.diagnostics import explain

DEFECT = explain.examples("PL810")[0].text
_LINE = "  # allow PL104: needed later  warning[PL810]\n"
_TRIGGER = "  trigger depleted"

_PROSE = (
    "allow for a delay", "allow a week", "we allow nothing here", "allowing PL104 is not meant", "see PL104",
    "PL104: was allowed", "allowed: nothing", "do not allow PL104", "to allow PL104 would be wrong", "disallow PL104",
    "allow", "what the texts allow", "allowances", "PL104", "an ordinary comment",
)  # fmt: skip
_REASONS = (
    "needed later", "kept for the next version", "the variant uses it", "x", "see page 3", "asked for by the clinic",
    "declared for the form: it is recorded", "in a list of drugs", "the text names it", "to be decided",
)  # fmt: skip


def repaired() -> Iterator[str]:
    """No comment, a comment about something else, or something to allow."""
    yield DEFECT.replace(_LINE, "")
    for text in _PROSE:
        yield DEFECT.replace(_LINE, f"  # {text}\n")
    for reason in _REASONS:
        for event in ("rash", "fever"):
            yield DEFECT.replace(_LINE, f'  # allow PL104: {reason}\n  event {event} "Seen"\n')
        yield DEFECT.replace(_LINE, f'  event cough "Cough"  # allow PL104: {reason}\n')
        yield DEFECT.replace(
            _LINE, f'  # allow PL104: {reason}\n  drug other {{\n    dose 1 mg assumed "an example"\n  }}\n'
        )
