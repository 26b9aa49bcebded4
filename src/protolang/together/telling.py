"""What the findings on two protocols have in common: how days, places and examples are told."""

from collections.abc import Sequence
from datetime import timedelta

from protolang.diagnostics import Label, WitnessStep
from protolang.model.action import Action, ActionKind
from protolang.prose.treatment import dose_text
from protolang.source import Span
from protolang.together.days import Occasion
from protolang.together.pairing import Pair, Side

_MOST = 4

# The spaces that keep a number with its unit on paper are not there on every terminal, nor in a search.
_SPACES = {0x00A0: " ", 0x202F: " "}


def plain(text: str) -> str:
    """Words of the handout as a report has them."""
    return text.translate(_SPACES)


def step(pair: Pair, side: Side, day: int, what: str, values: tuple[tuple[str, str], ...] = ()) -> WitnessStep:
    """A day of the patient, with its date where the user named that of day 0."""
    when = (side.start + timedelta(days=day)).isoformat() if pair.dated else None
    return WitnessStep(day, when, f"{side.name}: {what}", values)


def done(side: Side, one: Occasion) -> str:
    """`Rituximab` for a dose, `CD20+ B cells measured` for a sample."""
    title = title_of(side, one.action.subject)
    return f"{title} measured" if one.action.kind is ActionKind.MEASURE else title


def title_of(side: Side, name: str) -> str:
    """What a drug, a lab or an attribute is called."""
    protocol = side.protocol
    for item in (*protocol.drugs, *protocol.labs, *protocol.attributes):
        if item.id == name:
            return item.title or item.id
    return name


def days_text(days: Sequence[int]) -> str:
    """`day 7`; `days 7, 14, 21, 28 and 8 more`."""
    shown = [str(day) for day in days[:_MOST]]
    if len(days) > _MOST:
        return f"days {', '.join(shown)} and {len(days) - _MOST} more"
    return f"day {shown[0]}" if len(shown) == 1 else f"days {', '.join(shown[:-1])} and {shown[-1]}"


def dose_of(side: Side, action: Action) -> str:
    """The dose of one administration in words."""
    drug = next(item for item in side.protocol.drugs if item.id == action.subject)
    return plain(dose_text(action.dose or drug.dose, side.protocol))


def label(side: Side, span: Span, text: str) -> Label:
    """A place, with the protocol it is in: the two files may be one text in two versions."""
    return Label(span, f"{side.name}: {text}")
