"""Looks at the evidence of a proof once more: every day of every place, one by one, without how it was found.

A proof stands when the first place is right, each way that a day can end from a place leads to a place (or to an end
of the course), the claim is kept on the way, and what is still ahead adds up. Days that the walk passed over are lived
through here one after the other. Cost: that of the walk, several times; `check` does not ask for it, tests do.
"""

from collections.abc import Iterator

from protolang.execution.event import NOTHING, Inputs
from protolang.execution.state import PatientState
from protolang.execution.step import begin
from protolang.verify.walk.bounds import COMPLETE
from protolang.verify.walk.evidence import Ahead, Certificate, Member
from protolang.verify.walk.monitors import BROKEN_CLAIM, Evening, State

LONGEST = 1000
"""Days in a row that may have been passed over."""


class RejectedError(Exception):
    """The evidence is no proof; the message says what is missing."""


def recheck(certificate: Certificate) -> None:
    """Raises `RejectedError` unless the evidence proves the claim."""
    asked, first = certificate.asked, certificate.first
    fresh = begin(certificate.walk.machine, first.patient.start)
    if (first.patient, first.state) != (fresh, asked.monitor().start):
        raise RejectedError("it does not begin where courses begin")
    if not asked.every_course and first.ahead is not None and not asked.keeps(first.ahead.least, first.ahead.most):
        raise RejectedError("the claim does not follow from what is ahead")
    for inputs in certificate.walk.sizes():
        _look(certificate, first, inputs)
    for form, member in certificate.members.items():
        if (certificate.walk.canon.of(member.patient), member.state) != form:
            raise RejectedError("a place does not have the form under which it stands")
        _look(certificate, member, NOTHING)


def _look(certificate: Certificate, member: Member, known: Inputs) -> None:
    """All that can come in one place, through the days on which the walk did not stop."""
    waiting = [(member.patient, member.state, 0, 0, known, 0)]
    while waiting:
        patient, state, weight, observed, inputs, passed = waiting.pop()
        if passed > LONGEST:
            raise RejectedError("days were passed over that do not end")
        for came, end, after, then, more, seen in _days(certificate, patient, state, inputs):
            total, most = weight + more, max(observed, seen)
            if end is not None:
                if end == COMPLETE and not certificate.asked.every_course:
                    _weigh(certificate, member, Ahead(0, 0), total, most)
                continue
            reached = certificate.members.get((certificate.walk.canon.of(after), then))
            if reached is None and came:
                raise RejectedError("a dose or a result leads to a place that is missing")
            if reached is None:
                waiting.append((after, then, total, most, NOTHING, passed + 1))
            elif reached.ahead is not None and not certificate.asked.every_course:
                _weigh(certificate, member, reached.ahead, total, most)


def _days(
    certificate: Certificate, patient: PatientState, state: State, known: Inputs
) -> Iterator[tuple[bool, int | None, PatientState, State, int, int]]:
    walk, asked = certificate.walk, certificate.asked
    for inputs, after, completed in walk.days.evenings(patient, known):
        end = walk.course_end(after)
        evening = Evening(walk.machine, patient, after, 1, end is not None, completed)
        for seen in asked.monitor().observe(state, evening):
            if asked.every_course and seen.state == BROKEN_CLAIM:
                raise RejectedError(f"day {after.day} breaks the claim")
            came = bool(inputs.administrations or inputs.observations)
            yield came, end, after, seen.state, seen.weight, seen.observed


def _weigh(certificate: Certificate, member: Member, then: Ahead, weight: int, observed: int) -> None:
    joined, here = certificate.asked.joined, member.ahead
    if here is None or here.least > joined(weight, observed, then.least):
        raise RejectedError("less is ahead than it says")
    if here.most is not None and (then.most is None or here.most < joined(weight, observed, then.most)):
        raise RejectedError("more is ahead than it says")
