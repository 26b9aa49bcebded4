"""One file per check. The tuples are the order in which checks run; a check yields diagnostics and changes nothing."""

from collections.abc import Callable, Iterable, Sequence

from protolang.checks.broken_requirement import broken_requirement
from protolang.checks.calendar_month import calendar_month
from protolang.checks.circle_of_phases import circle_of_phases
from protolang.checks.code_against_unit import code_against_unit
from protolang.checks.constant_rule import constant_rule
from protolang.checks.daily_total import daily_total
from protolang.checks.dead_end import dead_end
from protolang.checks.derived_comparison import derived_comparison
from protolang.checks.dose_bounds import dose_bounds
from protolang.checks.dose_form_mismatch import dose_form_mismatch
from protolang.checks.early_window import early_window
from protolang.checks.edge_mismatch import edge_mismatch
from protolang.checks.engines_disagree import engines_disagree
from protolang.checks.equality_on_measurement import equality_on_measurement
from protolang.checks.finer_than_reported import finer_than_reported
from protolang.checks.flapping import flapping
from protolang.checks.forestalled_exit import forestalled_exit
from protolang.checks.gap_between_exits import gap_between_exits
from protolang.checks.gap_between_rows import gap_between_rows
from protolang.checks.immediate_circle import immediate_circle
from protolang.checks.implausible_value import implausible_value
from protolang.checks.kept_apart import kept_apart
from protolang.checks.loop_without_limit import loop_without_limit
from protolang.checks.masked_stop import masked_stop
from protolang.checks.measured_too_rarely import measured_too_rarely
from protolang.checks.missing_source import missing_source
from protolang.checks.month_drift import month_drift
from protolang.checks.no_baseline import no_baseline
from protolang.checks.no_progress import no_progress
from protolang.checks.no_rule_for_missing_result import no_rule_for_missing_result
from protolang.checks.no_working_day import no_working_day
from protolang.checks.out_of_order import out_of_order
from protolang.checks.overlapping_exits import overlapping_exits
from protolang.checks.overlapping_rows import overlapping_rows
from protolang.checks.race import race
from protolang.checks.restless_hold import restless_hold
from protolang.checks.result_too_late import result_too_late
from protolang.checks.rounding_over_limit import rounding_over_limit
from protolang.checks.safety_rule_out_of_reach import safety_rule_out_of_reach
from protolang.checks.size_missing import size_missing
from protolang.checks.sources_disagree import sources_disagree
from protolang.checks.text_against_rule import text_against_rule
from protolang.checks.threshold_outside_range import threshold_outside_range
from protolang.checks.total_without_maximum import total_without_maximum
from protolang.checks.unbounded_postponing import unbounded_postponing
from protolang.checks.undecided_requirement import undecided_requirement
from protolang.checks.unmeasured_lab import unmeasured_lab
from protolang.checks.unreachable_phase import unreachable_phase
from protolang.checks.unshowable_text import unshowable_text
from protolang.checks.unused_measurement import unused_measurement
from protolang.checks.vacuous_requirement import vacuous_requirement
from protolang.checks.wait_without_limit import wait_without_limit
from protolang.checks.wrong_code import wrong_code
from protolang.diagnostics import Diagnostic
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.verify.verdict import Result

ProtocolCheck = Callable[[Protocol], Iterable[Diagnostic]]
MachineCheck = Callable[[Protocol, Machine], Iterable[Diagnostic]]
VariantCheck = Callable[[Protocol, Sequence[Protocol]], Iterable[Diagnostic]]
ResultCheck = Callable[[Protocol, Machine, tuple[Result, ...]], Iterable[Diagnostic]]

PROTOCOL_CHECKS: tuple[ProtocolCheck, ...] = (
    missing_source,
    unshowable_text,
    wrong_code,
    code_against_unit,
    sources_disagree,
)
# Of a library: what can be said of a declaration that nothing uses yet.
LIBRARY_CHECKS: tuple[ProtocolCheck, ...] = (unshowable_text, wrong_code, code_against_unit, sources_disagree)
MACHINE_CHECKS: tuple[MachineCheck, ...] = (
    overlapping_exits,
    gap_between_exits,
    overlapping_rows,
    gap_between_rows,
    race,
    restless_hold,
    constant_rule,
    forestalled_exit,
    no_rule_for_missing_result,
    unreachable_phase,
    dead_end,
    loop_without_limit,
    wait_without_limit,
    circle_of_phases,
    unmeasured_lab,
    implausible_value,
    text_against_rule,
    kept_apart,
    early_window,
    out_of_order,
    calendar_month,
    no_working_day,
    unbounded_postponing,
    month_drift,
    dose_bounds,
    daily_total,
    rounding_over_limit,
    immediate_circle,
    no_progress,
    safety_rule_out_of_reach,
    masked_stop,
    flapping,
    edge_mismatch,
    equality_on_measurement,
    threshold_outside_range,
    finer_than_reported,
    derived_comparison,
    size_missing,
    dose_form_mismatch,
    measured_too_rarely,
    result_too_late,
    no_baseline,
    unused_measurement,
)
RESULT_CHECKS: tuple[ResultCheck, ...] = (
    broken_requirement,
    undecided_requirement,
    vacuous_requirement,
    engines_disagree,
    total_without_maximum,
)

# Of a variant and its ancestors, its base first: loaded when there is one, because what compares protocols is large.
VARIANT_CHECKS: tuple[VariantCheck, ...]


def __getattr__(name: str) -> object:
    if name == "VARIANT_CHECKS":
        from protolang.checks.changed_meaning import changed_meaning
        from protolang.checks.weakened_safety_rule import along_the_descent

        return (along_the_descent, changed_meaning)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
