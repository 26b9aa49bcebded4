"""What a log says, for a person: words, values with their ages, the line and the source of the rule. In: a Course."""

import re
from collections.abc import Mapping
from fractions import Fraction

from protolang.cli.patient_input import Course, clock
from protolang.diagnostics.terminal import escape_terminal
from protolang.execution.trace import EntryKind, LogEntry
from protolang.model.evidence import Evidence
from protolang.model.treatment import Attribute, DerivedAttribute, Lab
from protolang.prose import citation_text, count_text, evidence_text, in_sentence, title_of, unit_text, words
from protolang.source import Span

# By name: an interpreter may log more than is put into words here, and none of it may be lost.
_WORDS: Mapping[str, str] = {
    "OBSERVED": "{}",
    "HAPPENED": "{}: reported",
    "REJECTED": "not accepted: {}",
    "MEASURE_NOW": "measure now, since a rule cannot be decided without it: {}",
    "BLOCKED": "waits for a result: {}",
    "UNDECIDED": "not decided: {}",
    "CONFLICT": "two rules disagree, so neither is followed: {}",
    "SUPPRESSED": "not taken, since a stronger rule decided first: {}",
    "ENTERED": "{} begins",
    "CANCELLED": "no longer due: {}",
    "GIVEN": "given: {}",
    "MEASURED": "measured as planned: {}",
    "UNSCHEDULED": "given, but not due: {}",
    "MISSED": "missed: {}",
    "LIMIT": "limit reached: {}",
    "COMPLETED": "{} is complete",
    "HELD": "put on hold: {}",
    "RESUMED": "goes on: {}",
    "STOPPED": "everything stops: {}",
    "ENDED": "{} ends, and the track with it",
    "DISCORDANT": "two results of one sample contradict each other, so neither is used: {}",
    "DECIDED": "decided: {}",
    "NO_ROW": "no row of the decision applies, a clinician must decide: {}",
    "VETOED": "forbidden by a rule: {}",
    "CYCLE": "a cycle of {} begins",
    "DELAYED": "the cycle is delayed: {}",
    "LEVEL": "changed: {}",
    "NO_DOSE": "no dose can be given: {}",
    "AMENDED": "a result was corrected: {}",
    "REFUSED": "refused: {}",
    "TOLD": "{}",
}
_SPOKEN = ("text", "reason", "because")
_NUMBER = re.compile(r"[<>≈]?=?[0-9][0-9.]*")
# Not every terminal has these spaces.
_SPACES = {0x00A0: " ", 0x202F: " "}


def plain(text: str) -> str:
    """A text of the protocol or of `prose`, safe to print on any terminal."""
    return escape_terminal(text.translate(_SPACES))


class Words:
    """The words for one course."""

    def __init__(self, course: Course) -> None:
        self._course, self._protocol = course, course.protocol
        self._declared = {item.id: item for item in (*course.machine.labs, *course.machine.attributes)}

    def title(self, name: str | None) -> str:
        """What the author calls it."""
        return plain(title_of(name, self._protocol)) if name else ""

    def inside(self, name: str) -> str:
        """The same within a sentence."""
        return plain(in_sentence(title_of(name, self._protocol)))

    def phase(self, name: str) -> str:
        """A phase in quotation marks."""
        return f"“{self.title(name)}”"

    def what(self, entry: LogEntry) -> str:
        """What happened, without the values that decided it."""
        if entry.kind is EntryKind.OBSERVED:
            values = dict(entry.values)
            status = f" ({plain(values['status'])})" if "status" in values else ""
            return f"{self.title(entry.subject)}: {self.value(entry.subject, values.get(entry.subject, ''))}{status}"
        named = self._subject(entry) + self._detail(entry)
        if entry.kind is EntryKind.REJECTED and entry.region is not None:
            return f"not accepted: the decision to {named} for {self.title(entry.region)}, which is not on hold"
        if entry.kind is EntryKind.HELD and not self._is_phase(entry.subject):
            return f"{named} was missed, a clinician is told"
        template = _WORDS.get(entry.kind.name, words(entry.kind.name.lower()) + ": {}")
        return template.format(named)

    def _detail(self, entry: LogEntry) -> str:
        """What is logged beside the values that a rule read: amounts, reasons, numbers."""
        values = {name: plain(text) for name, text in entry.values}
        amount, given = values.get("amount"), values.get("given")
        if given is not None:
            return f", {given} (due were {amount})"
        if amount is not None:
            return f", {amount}"
        others = [
            text.removeprefix("unknown: ") if name in _SPOKEN else f"{words(name)} {text}"
            for name, text in values.items()
            if name not in self._declared and name != entry.subject
        ]
        others += [values[entry.subject]] if entry.subject in values and entry.subject not in self._declared else []
        return f": {', '.join(others)}" if others else ""

    def _subject(self, entry: LogEntry) -> str:
        verb, space, name = entry.subject.partition(" ")
        if space and entry.kind.name == "VETOED":
            return f"to {plain(verb)} {self.inside(name)}"
        title = self.title(entry.subject)
        return f"“{title}”" if self._is_phase(entry.subject) else title

    def _is_phase(self, name: str) -> bool:
        return any(state.name == name for region in self._course.machine.regions for state in region.states)

    def decided_by(self, entry: LogEntry) -> tuple[tuple[str, str, int | None], ...]:
        """What the rule read: title, value with its unit, and how many ticks before the entry it was sampled."""
        if entry.kind is EntryKind.OBSERVED:
            sampled = dict(entry.values).get("sampled", "")
            age = entry.day - int(sampled) if sampled.removeprefix("-").isdecimal() else None
            return ((self.title(entry.subject), "", age),) if age else ()
        ages = dict(entry.ages)
        return tuple(
            (self.title(name), self.value(name, text), ages.get(name))
            for name, text in entry.values
            if name in self._declared
        )

    def value(self, name: str, text: str) -> str:
        """A value with its unit, where the text has none; or the words of what its number or its name stands for."""
        match self._declared.get(name):
            case Lab() | Attribute() as declared if declared.choices:
                known = [item for at, item in enumerate(declared.choices) if text in (str(at), item.id)]
                return plain((known[0].title or words(known[0].id)) if known else text)
            case Lab() | Attribute() | DerivedAttribute() as declared if _NUMBER.fullmatch(text):
                return plain(f"{text} {unit_text(declared.unit, Fraction(2))}".rstrip())
            case _:
                return plain(text)

    def age_text(self, ticks: int) -> str:
        """`of today`, `4 days old`."""
        return "of today" if ticks <= 0 else f"{self.time(ticks)} old"

    def time(self, ticks: int) -> str:
        """A number of ticks as a time: `4 days`, `36 hours`."""
        per_day = self._course.calendar.per_day
        if ticks % per_day == 0:
            return plain(count_text(ticks // per_day, "day"))
        minutes = ticks * (1440 // per_day)
        number, noun = (minutes // 60, "hour") if minutes % 60 == 0 else (minutes, "minute")
        return plain(count_text(number, noun))

    def when(self, tick: int) -> str:
        """`2027-03-01 (day 56)`."""
        calendar = self._course.calendar
        moment = calendar.moment(tick)
        day = (moment.date - calendar.start.date).days
        zero = self._protocol.conventions.week_zero
        week = ""
        if zero is not None and calendar.per_day == 1 and day >= zero and (day - zero) % 7 == 0:
            week = f", week {(day - zero) // 7}"
        return f"{clock(moment)} (day {day + calendar.first_day}{week})"

    def place(self, origin: Span | None, evidence: Evidence) -> str:
        """Where the rule stands, and where it comes from: `line 93; Didona 2019, Table 2`."""
        line = plain(origin.place) if origin is not None else ""
        cited = [plain(citation_text(item, self._protocol)) for item in evidence.citations]
        marks = [*cited, *(["assumed"] if evidence.assumptions else []), *(["open"] if evidence.open_questions else [])]
        return "; ".join([part for part in (line, ", and ".join(marks)) if part])

    def reason(self, evidence: Evidence) -> str:
        """The marks of a rule in full, or nothing where it has none."""
        return plain(evidence_text(evidence, self._protocol)) if evidence.given else ""

    def citations(self, evidence: Evidence) -> list[dict[str, str | None]]:
        """The sources of a rule for a program."""
        return [{"source": item.source, "place": item.locator} for item in evidence.citations]
