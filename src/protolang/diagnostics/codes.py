"""Every diagnostic code: the public contract. A number is given once and never reused.

A code that is no longer emitted keeps its row, with status "retired": an old report can still be explained.
Families by first digit: 0 text and syntax, 1 names, types, units, 2 triggers, 3 time, 4 dose, 5 graph,
6 the author's requirements, 7 data, 8 evidence and terminology, 9 variants, versions, our own faults.
"""

import enum

import attrs


class Severity(enum.Enum):
    """How much a finding matters; its value is the word that every report prints."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@attrs.frozen
class Code:
    """What a diagnostic is about: its number and kebab name for people and tools, and its usual severity.

    `status` is "preview", "stable" or "retired"; `since` is the version that first emitted it.
    """

    number: str
    name: str
    severity: Severity
    summary: str
    status: str = "stable"
    since: str = "0.1"


_ERROR, _WARNING, _INFO = Severity.ERROR, Severity.WARNING, Severity.INFO

PL001 = Code("PL001", "file-too-large", _ERROR, "the file is larger than a protocol may be")
PL002 = Code("PL002", "not-utf8", _ERROR, "the file is not plain text in UTF-8")
PL003 = Code("PL003", "forbidden-character", _ERROR, "a character that is invisible or reverses text")
PL004 = Code("PL004", "number-form", _ERROR, "a number in a form that can be misread")
PL005 = Code("PL005", "confusable-name", _ERROR, "a name with letters that look like other letters")
PL006 = Code("PL006", "nested-too-deep", _ERROR, "blocks or brackets nested too deep")
PL007 = Code("PL007", "expanded-too-large", _ERROR, "the protocol grows too large once written out")
PL008 = Code("PL008", "import-path", _ERROR, "a file that cannot be imported, or not there")
PL009 = Code("PL009", "unsafe-notation", _WARNING, "a dose or unit written in a way known to cause errors")
PL010 = Code("PL010", "syntax-error", _ERROR, "text that the language does not know")
PL011 = Code("PL011", "another-kind-of-file", _ERROR, "the file is not a clinical protocol")

PL101 = Code("PL101", "undefined-name", _ERROR, "a name that nothing declares")
PL102 = Code("PL102", "duplicate-name", _ERROR, "one name declared twice")
PL103 = Code("PL103", "shadowed-name", _ERROR, "an inner name that hides an outer one")
PL104 = Code("PL104", "unused-declaration", _WARNING, "something declared and never used")
PL105 = Code("PL105", "dimension-mismatch", _ERROR, "two quantities that cannot be compared or added")
PL106 = Code("PL106", "missing-molar-mass", _ERROR, "moles and mass compared without a molar mass")
PL107 = Code("PL107", "percent-of-what", _ERROR, "a percentage without what it is a part of")
PL108 = Code("PL108", "ambiguous-time", _ERROR, "a month, year or day whose length or start is not stated")
PL109 = Code("PL109", "missing-clause", _ERROR, "a clause that safety requires is not written")
PL112 = Code("PL112", "open-decision", _WARNING, "a value that the sources do not state is not yet decided")
PL113 = Code("PL113", "outside-range", _ERROR, "a parameter is given a value outside its range")

PL201 = Code("PL201", "overlap", _ERROR, "two rules apply to the same patient and lead to different places")
PL202 = Code("PL202", "gap", _ERROR, "no rule applies to some possible value")
PL203 = Code("PL203", "dead-trigger", _ERROR, "a rule that can never apply")
PL204 = Code("PL204", "always-true", _WARNING, "a rule that applies to every patient")
PL205 = Code("PL205", "unknown-gap", _ERROR, "nothing says what to do when a result is missing or too old")

PL301 = Code("PL301", "contradictory-window", _ERROR, "a window that reaches into the next dose or visit")
PL307 = Code("PL307", "implausible-repeat", _WARNING, "an interval or a repeat that is not plausible")

PL403 = Code("PL403", "course-total", _INFO, "the total of a drug over a course has no maximum")
PL405 = Code("PL405", "level-steps", _ERROR, "the steps of a level do not go one way")
PL406 = Code("PL406", "dose-count", _ERROR, "the number of doses can differ from the number stated")
PL409 = Code("PL409", "part-of-what", _ERROR, "a dose changed by a part, and nothing says of which dose")

PL501 = Code("PL501", "unreachable-phase", _ERROR, "a phase that no patient can reach")
PL502 = Code("PL502", "deadlock", _ERROR, "a patient for whom the protocol says nothing more")
PL504 = Code("PL504", "unbounded-stay", _ERROR, "a phase or loop that may last for ever")
PL505 = Code("PL505", "no-escape", _WARNING, "a phase that waits for a result and has no time limit")
PL506 = Code("PL506", "no-reachable-end", _ERROR, "no patient can reach the end")
PL507 = Code("PL507", "end-out-of-reach", _ERROR, "a place from which the end cannot be reached any more")
PL508 = Code("PL508", "race", _ERROR, "two tracks can change one level on the same day")

PL602 = Code("PL602", "never-violated", _ERROR, "something that must never happen can happen")
PL605 = Code("PL605", "count-violated", _ERROR, "a required number of doses or visits is not kept")
PL606 = Code("PL606", "duration-violated", _ERROR, "a required total duration is not kept")
PL607 = Code("PL607", "interval-violated", _ERROR, "a required longest distance between doses is not kept")
PL610 = Code("PL610", "unknown-verdict", _WARNING, "a requirement could be neither proved nor refuted")
PL611 = Code("PL611", "failed-scenario", _ERROR, "a scenario does not go as its author expects")

PL701 = Code("PL701", "unmeasured-lab", _ERROR, "a rule needs a result that is not measured there")

PL710 = Code("PL710", "unreadable-record", _ERROR, "a patient or event file, or a part of it, that cannot be read")
PL711 = Code("PL711", "unknown-in-record", _ERROR, "a patient or event file names what the protocol does not have")
PL712 = Code("PL712", "value-in-record", _ERROR, "a recorded value that cannot be used")
PL713 = Code("PL713", "date-in-record", _ERROR, "a recorded date that cannot be, or is not of this course")
PL714 = Code("PL714", "duplicate-record", _ERROR, "one event that is recorded twice")
PL715 = Code("PL715", "records-out-of-order", _INFO, "events that do not stand in the order of time")

PL801 = Code("PL801", "missing-citation", _WARNING, "a dose, threshold or rule without a source")
PL802 = Code("PL802", "unresolved-citation", _ERROR, "a citation of a source that is not declared")

PL901 = Code("PL901", "weakened-safety-rule", _ERROR, "a variant drops or weakens a safety rule of its base")
PL903 = Code("PL903", "nowhere-to-go", _ERROR, "patients of one version have no place in another")
PL906 = Code("PL906", "stale-delta", _ERROR, "a change of a variant whose target is not there as it was")

# fmt: off
ALL_CODES: tuple[Code, ...] = (
    PL001, PL002, PL003, PL004, PL005, PL006, PL007, PL008, PL009, PL010, PL011,
    PL101, PL102, PL103, PL104, PL105, PL106, PL107, PL108, PL109, PL112, PL113,
    PL201, PL202, PL203, PL204, PL205,
    PL301, PL307,
    PL403, PL405, PL406, PL409,
    PL501, PL502, PL504, PL505, PL506, PL507, PL508,
    PL602, PL605, PL606, PL607, PL610, PL611,
    PL701, PL710, PL711, PL712, PL713, PL714, PL715,
    PL801, PL802,
    PL901, PL903, PL906,
)
# fmt: on

_BY_NUMBER = {known.number: known for known in ALL_CODES}


def code(number: str) -> Code | None:
    """The code with this number, written exactly as "PL201"; None when there is none, and never an error."""
    return _BY_NUMBER.get(number)
