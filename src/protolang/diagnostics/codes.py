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
PL110 = Code("PL110", "implausible-value", _WARNING, "a value far from what patients have or assays report")
PL111 = Code("PL111", "finer-than-reported", _WARNING, "a threshold with more digits than the result is reported with")
PL112 = Code("PL112", "open-decision", _WARNING, "a value that the sources do not state is not yet decided")
PL113 = Code("PL113", "outside-range", _ERROR, "a parameter is given a value outside its range")

PL201 = Code("PL201", "overlap", _ERROR, "two rules apply to the same patient and lead to different places")
PL202 = Code("PL202", "gap", _ERROR, "no rule applies to some possible value")
PL203 = Code("PL203", "dead-trigger", _ERROR, "a rule that can never apply")
PL204 = Code("PL204", "always-true", _WARNING, "a rule that applies to every patient")
PL205 = Code("PL205", "unknown-gap", _ERROR, "nothing says what to do when a result is missing or too old")
PL206 = Code("PL206", "masked-stop", _ERROR, "a dose can be given on the day a stop rule holds")
PL207 = Code("PL207", "flapping", _WARNING, "a hold or a phase that ends and begins again within days")
PL208 = Code("PL208", "derived-comparison", _INFO, "a rule on a computed value, which was judged as a whole")
PL209 = Code("PL209", "edge-mismatch", _WARNING, "two rules that should meet at a value and do not")
PL210 = Code("PL210", "equality-on-measurement", _WARNING, "a measured value compared for being exactly equal")

PL301 = Code("PL301", "contradictory-window", _ERROR, "a window that reaches into the next dose or visit")
PL302 = Code("PL302", "incompatible-together", _ERROR, "two drugs to be kept apart can be given together")
PL303 = Code("PL303", "out-of-order", _ERROR, "something can be given before what must precede it")
PL304 = Code("PL304", "calendar-month-claim", _ERROR, "a calendar month in which a dose can be lacking")
PL305 = Code("PL305", "no-working-day", _WARNING, "a window in which there may be no working day")
PL306 = Code("PL306", "early-window", _ERROR, "a window that opens before what it counts from")
PL307 = Code("PL307", "implausible-repeat", _WARNING, "an interval or a repeat that is not plausible")
PL308 = Code("PL308", "unbounded-postponing", _ERROR, "a dose that can be postponed for ever")
PL309 = Code("PL309", "month-drift", _WARNING, "months added one by one, so that the day of the month wanders")
PL310 = Code("PL310", "clashing-visits", _WARNING, "two protocols want one patient on days near each other")
PL311 = Code("PL311", "duplicate-sample", _INFO, "two protocols sample one thing on days near each other")
PL312 = Code("PL312", "contradictory-orders", _ERROR, "one protocol orders what another one forbids")

PL401 = Code("PL401", "dose-out-of-bounds", _ERROR, "a single dose that is larger or smaller than the drug allows")
PL402 = Code("PL402", "daily-total", _ERROR, "the doses of one day together are more than the drug allows")
PL403 = Code("PL403", "course-total", _INFO, "the total of a drug over a course has no maximum")
PL404 = Code("PL404", "rounding-over-limit", _ERROR, "rounding takes a dose over its limit")
PL405 = Code("PL405", "level-steps", _ERROR, "the steps of a level do not go one way")
PL406 = Code("PL406", "dose-count", _ERROR, "the number of doses can differ from the number stated")
PL407 = Code("PL407", "size-missing", _ERROR, "a dose is computed from a size that may be missing or too old")
PL408 = Code("PL408", "dose-form-mismatch", _ERROR, "a dose in a unit that its route or form cannot have")
PL409 = Code("PL409", "part-of-what", _ERROR, "a dose changed by a part, and nothing says of which dose")
PL410 = Code("PL410", "same-drug-twice", _WARNING, "two protocols give one drug to one patient")

PL501 = Code("PL501", "unreachable-phase", _ERROR, "a phase that no patient can reach")
PL502 = Code("PL502", "deadlock", _ERROR, "a patient for whom the protocol says nothing more")
PL503 = Code("PL503", "immediate-circle", _ERROR, "phases that lead back to one another on the same day")
PL504 = Code("PL504", "unbounded-stay", _ERROR, "a phase or loop that may last for ever")
PL505 = Code("PL505", "no-escape", _WARNING, "a phase that waits for a result and has no time limit")
PL506 = Code("PL506", "no-reachable-end", _ERROR, "no patient can reach the end")
PL507 = Code("PL507", "end-out-of-reach", _ERROR, "a place from which the end cannot be reached any more")
PL508 = Code("PL508", "race", _ERROR, "two tracks can change one level on the same day")
PL509 = Code("PL509", "no-progress", _WARNING, "a patient can go round for ever and is given nothing")
PL510 = Code("PL510", "safety-rule-out-of-reach", _ERROR, "a safety rule that cannot be judged where it is in force")

PL601 = Code("PL601", "always-violated", _ERROR, "something that must always hold can fail")
PL602 = Code("PL602", "never-violated", _ERROR, "something that must never happen can happen")
PL603 = Code("PL603", "eventually-violated", _ERROR, "something that must happen may never happen")
PL604 = Code("PL604", "response-violated", _ERROR, "something that must follow in time can be late")
PL605 = Code("PL605", "count-violated", _ERROR, "a required number of doses or visits is not kept")
PL606 = Code("PL606", "duration-violated", _ERROR, "a required total duration is not kept")
PL607 = Code("PL607", "interval-violated", _ERROR, "a required longest distance between doses is not kept")
PL608 = Code("PL608", "order-violated", _ERROR, "a dose at a time that a requirement rules out")
PL609 = Code("PL609", "vacuous-requirement", _WARNING, "a requirement about something that never happens")
PL610 = Code("PL610", "unknown-verdict", _WARNING, "a requirement could be neither proved nor refuted")
PL611 = Code("PL611", "failed-scenario", _ERROR, "a scenario does not go as its author expects")

PL701 = Code("PL701", "unmeasured-lab", _ERROR, "a rule needs a result that is not measured there")
PL702 = Code("PL702", "measured-too-rarely", _ERROR, "a result can be too old on the day it is needed")
PL703 = Code("PL703", "result-too-late", _WARNING, "a result is needed before it can be there")
PL704 = Code("PL704", "no-baseline", _ERROR, "a rule compares with a first value that may never have been measured")
PL705 = Code("PL705", "unused-measurement", _INFO, "something is measured and nothing reads it")
PL710 = Code("PL710", "unreadable-record", _ERROR, "a patient or event file, or a part of it, that cannot be read")
PL711 = Code("PL711", "unknown-in-record", _ERROR, "a patient or event file names what the protocol does not have")
PL712 = Code("PL712", "value-in-record", _ERROR, "a recorded value that cannot be used")
PL713 = Code("PL713", "date-in-record", _ERROR, "a recorded date that cannot be, or is not of this course")
PL714 = Code("PL714", "duplicate-record", _ERROR, "one event that is recorded twice")
PL715 = Code("PL715", "records-out-of-order", _INFO, "events that do not stand in the order of time")

PL801 = Code("PL801", "missing-citation", _WARNING, "a dose, threshold or rule without a source")
PL802 = Code("PL802", "unresolved-citation", _ERROR, "a citation of a source that is not declared")
PL803 = Code("PL803", "snomed-code", _ERROR, "a SNOMED CT code that is not one")
PL804 = Code("PL804", "loinc-code", _ERROR, "a LOINC code that is not one")
PL805 = Code("PL805", "drug-code", _ERROR, "an RxNorm or ATC code that is not one")
PL806 = Code("PL806", "code-against-unit", _ERROR, "a code that does not fit the unit or kind of what it stands on")
PL807 = Code("PL807", "text-against-rule", _WARNING, "a text says another number than the rule it stands on")
PL808 = Code("PL808", "unshowable-text", _ERROR, "a text with characters that a handout cannot show")
PL809 = Code("PL809", "sources-disagree", _WARNING, "two sources give different values for one thing")
PL810 = Code("PL810", "allowed-without-reason", _WARNING, "a finding that is allowed without a reason, or may not be")

PL901 = Code("PL901", "weakened-safety-rule", _ERROR, "a variant drops or weakens a safety rule of its base")
PL902 = Code("PL902", "changed-meaning", _INFO, "the first patient whom a variant treats otherwise")
PL903 = Code("PL903", "nowhere-to-go", _ERROR, "patients of one version have no place in another")
PL904 = Code("PL904", "engines-disagree", _ERROR, "our own fault: two engines judge one requirement differently")
PL905 = Code("PL905", "changed-since-built", _ERROR, "an output was made from another text of the protocol")
PL906 = Code("PL906", "stale-delta", _ERROR, "a change of a variant whose target is not there as it was")

# fmt: off
ALL_CODES: tuple[Code, ...] = (
    PL001, PL002, PL003, PL004, PL005, PL006, PL007, PL008, PL009, PL010, PL011,
    PL101, PL102, PL103, PL104, PL105, PL106, PL107, PL108, PL109, PL110, PL111,
    PL112, PL113,
    PL201, PL202, PL203, PL204, PL205, PL206, PL207, PL208, PL209, PL210,
    PL301, PL302, PL303, PL304, PL305, PL306, PL307, PL308, PL309,
    PL310, PL311, PL312,
    PL401, PL402, PL403, PL404, PL405, PL406, PL407, PL408, PL409, PL410,
    PL501, PL502, PL503, PL504, PL505, PL506, PL507, PL508, PL509, PL510,
    PL601, PL602, PL603, PL604, PL605, PL606, PL607, PL608, PL609, PL610, PL611,
    PL701, PL702, PL703, PL704, PL705, PL710, PL711, PL712, PL713, PL714, PL715,
    PL801, PL802, PL803, PL804, PL805, PL806, PL807, PL808, PL809, PL810,
    PL901, PL902, PL903, PL904, PL905, PL906,
)
# fmt: on

_BY_NUMBER = {known.number: known for known in ALL_CODES}


def code(number: str) -> Code | None:
    """The code with this number, written exactly as "PL201"; None when there is none, and never an error."""
    return _BY_NUMBER.get(number)
