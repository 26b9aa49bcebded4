"""The words of the language. Outside the places where the grammar asks for them, all but three are free for names."""

# Kept by hand, so that editors and documents need no grammar; a test compares them with the grammar.
KEYWORDS: tuple[str, ...] = (
    "above", "add", "after", "alert", "allocate", "always", "and", "any", "apart", "arm", "arms", "as", "assumed",
    "at", "atc", "back", "background", "because", "before", "below", "between", "block", "but", "by", "calendar",
    "cancelled", "cap", "change", "clock", "columns", "consecutive", "contraindicated", "corrected", "current",
    "cycle", "day", "days", "decide", "delay", "delayed", "doi", "dose", "down", "drug", "during", "each", "else",
    "end", "enrolment", "entry", "event", "eventually", "every", "exactly", "exclude", "exit", "expect", "fact",
    "first", "floor", "following", "for", "fresh", "from", "give", "given", "go", "grid", "hold", "hour", "hours",
    "if", "ignore", "import", "in", "include", "infuse", "is", "lab", "last", "lasting", "leads", "least", "level",
    "library", "limit", "loinc", "lower", "make_up", "measure", "migrate", "minute", "missed", "missing", "month",
    "months", "most", "move", "never", "new", "next_due", "no", "none", "not", "nothing", "notify", "now", "of", "on",
    "once", "one", "only", "or", "original", "otherwise", "over", "param", "patient", "per", "phase", "pmc", "pmid",
    "policy", "population", "postpone", "preliminary", "protocol", "purpose", "raise", "raised", "range", "rate",
    "refer", "remove", "rename", "repeat", "replace", "reported", "require", "resolution", "restore", "resume",
    "review", "rounded", "rounding", "route", "runs", "rxnorm", "scenario", "separate", "set", "sha256", "share",
    "since", "skip", "snomed", "source", "spaced", "split", "start", "status", "steps", "stop", "stops", "stratified",
    "subject", "table", "taper", "then", "times", "to", "total", "track", "trigger", "unit", "unstated", "until", "up",
    "usual", "variant", "version", "veto", "weakens", "week", "weeks", "when", "while", "window", "with", "within",
)  # fmt: skip

# Words that can never be names, because they stand where a name may stand too.
RESERVED = frozenset({"end", "not", "once"})
