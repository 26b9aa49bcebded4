"""The words of the language. Outside the places where the grammar asks for them, all but three are free for names."""

# Kept by hand, so that editors and documents need no grammar; a test compares them with the grammar.
KEYWORDS: tuple[str, ...] = (
    "above", "after", "alert", "and", "assumed", "at", "below", "between", "block", "by", "calendar", "clock", "cycle",
    "day", "days", "doi", "dose", "drug", "during", "else", "end", "enrolment", "event", "every", "exit", "expect",
    "first", "for", "fresh", "from", "give", "given", "go", "grid", "hold", "if", "ignore", "in", "lab", "last",
    "least", "make_up", "measure", "missed", "missing", "month", "most", "never", "next_due", "not", "now", "of", "on",
    "once", "or", "over", "param", "patient", "per", "phase", "pmc", "pmid", "policy", "population", "postpone",
    "protocol", "purpose", "range", "repeat", "require", "review", "rounded", "rounding", "route", "runs", "scenario",
    "set", "skip", "source", "start", "status", "stop", "stops", "then", "times", "to", "track", "trigger", "unit",
    "unstated", "until", "version", "week", "weeks", "when", "window",
)  # fmt: skip

# Words that can never be names, because they stand where a name may stand too.
RESERVED = frozenset({"end", "not", "once"})
