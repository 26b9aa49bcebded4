"""What every renderer takes and gives. Renderers are pure: they never open a file and compute no clinical fact."""

import attrs

from protolang.diagnostics import Diagnostic, Severity
from protolang.diagnostics.codes import PL901
from protolang.machine.statechart import Machine
from protolang.model.protocol import Protocol
from protolang.schedule.timeline import Schedule
from protolang.verify.verdict import Result, Verdict


@attrs.frozen
class Artifact:
    """One output file: a relative name with `/`, and its bytes."""

    name: str
    content: bytes


@attrs.frozen
class Edition:
    """One checked protocol, ready to be published: every renderer reads only this."""

    protocol: Protocol
    machine: Machine
    machine_sha256: str
    schedule: Schedule
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]
    tool_version: str

    @property
    def draft_reasons(self) -> tuple[str, ...]:
        """Why this edition must carry the DRAFT mark; empty when nothing is open."""
        reasons = []
        if self.protocol.status == "draft":
            reasons.append("its status is draft")
        if self.protocol.decisions:
            count = len(self.protocol.decisions)
            reasons.append(f"{count} open decision{'s' if count > 1 else ''}")
        outside = sum(parameter.set_outside for parameter in self.protocol.parameters)
        if outside:
            reasons.append(f"{outside} value{'s' if outside > 1 else ''} set from outside the file")
        for verdict, word in ((Verdict.VIOLATED, "violated"), (Verdict.UNKNOWN, "not decided")):
            count = sum(result.verdict is verdict for result in self.results)
            if count:
                reasons.append(f"{count} requirement{'s' if count > 1 else ''} {word}")
        errors = sum(item.severity is Severity.ERROR for item in self.diagnostics)
        if errors:
            reasons.append(f"{errors} error{'s' if errors > 1 else ''} found by check")
        return tuple(reasons)

    @property
    def weakened(self) -> tuple[str, ...]:
        """The safety rules of its base that a variant drops or weakens, one sentence each, with the author's reason.

        What the ancestors of the variant weaken of theirs comes last.
        """
        found = [item for item in self.diagnostics if item.code is PL901]
        own = [item for item in found if item.message.startswith(f"`{self.protocol.id}`")]
        return tuple(_weakened(item) for item in (*own, *(item for item in found if item not in own)))

    @property
    def is_draft(self) -> bool:
        """Whether anything is open, violated, undecided or wrong."""
        return bool(self.draft_reasons)


def _weakened(item: Diagnostic) -> str:
    message = item.message.replace("`", "")
    reason = item.notes[0].removeprefix("weakened on purpose: ")
    return f"{message[:1].upper()}{message[1:]} ({reason})."
