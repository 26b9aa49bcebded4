"""What we say to people. The data is re-exported here; each reporter is a module, imported when used."""

from protolang.diagnostics.codes import Code, Severity
from protolang.diagnostics.diagnostic import Applicability, Diagnostic, Edit, Fix, Label, Recorded, WitnessStep
from protolang.diagnostics.outcome import Outcome
from protolang.diagnostics.source_order import in_source_order

__all__ = [
    "Applicability",
    "Code",
    "Diagnostic",
    "Edit",
    "Fix",
    "Label",
    "Outcome",
    "Recorded",
    "Severity",
    "WitnessStep",
    "in_source_order",
]
