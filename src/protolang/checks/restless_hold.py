"""PL201: a hold that ends while its reason still holds: it begins again on that day, and never comes to its limit."""

from collections.abc import Iterator

from protolang.checks.pointing import statement
from protolang.checks.situations import Situations, undecided_in
from protolang.diagnostics import Diagnostic, Label, Severity
from protolang.diagnostics.codes import PL201
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.verify.cells import NotExactError


def restless_hold(protocol: Protocol, machine: Machine) -> Iterator[Diagnostic]:
    """One finding for each hold with an `until` that can hold together with its `when`, and last."""
    for rule in machine.holds:
        if rule.until is None or undecided_in(machine, (rule.when, rule.until)):
            continue
        try:
            situations = Situations(machine, (rule.when, rule.until), rule.track)
        except NotExactError:
            continue
        for env in situations.lasting():
            if situations.holds(rule.when, env) and situations.holds(rule.until, env):
                yield Diagnostic(
                    PL201,
                    f"a hold of `{rule.track}` ends while its reason still holds",
                    Label(statement(rule.until.origin), "it ends here"),
                    (Label(statement(rule.when.origin), "and begins again here, on the same day"),),
                    notes=("each time its longest duration begins anew, so its limit is never reached",),
                    help="let it end where its reason is over: `hold when platelets < 50 … until platelets >= 75 …`",
                    witness=situations.told(env).pairs,
                    severity=Severity.WARNING,
                )
                break
