"""A proof of the walk is looked at once more, and one that was tampered with is rejected."""

import attrs
import pytest

from protolang.machine.from_model import lower as machine_of
from protolang.model.from_ast import lower
from protolang.source import SourceFile
from protolang.syntax.parser import parse
from protolang.verify.certificate import RejectedError, recheck
from protolang.verify.verdict import Verdict
from protolang.verify.walk.evidence import Certificate
from protolang.verify.walk.inquiry import judge

from .test_requirements import HEAD

BODY = """track t { start p
  phase p { give a every 7 days, 3 times window -1..+2 days missed make_up at most 2 days then review
    measure x on days 0, 7  when low go q  then end }
  phase q { give b on days 1, 8 of phase missed skip  then end } }"""

CLAIMS = [
    "count(a) <= 3",
    "span(a) <= 40 days",
    "gap(a) <= 40 days",
    "at most 3 a in any 30 days",
    "b never while p",
    "b only after low",
    "never p and q",
    "duration(p) <= 90 days",
    "spacing(a) >= 3 days",
]


def read(body: str):
    source = SourceFile("tiny.proto", HEAD + body + "\n}")
    parsed = parse(source)
    assert parsed.value is not None
    assert parsed.value.tree is not None, parsed.diagnostics
    lowered = lower(parsed.value.tree, source, frozenset())
    return lowered.value, machine_of(lowered.value)


def proofs(claim: str) -> tuple[Certificate, ...]:
    protocol, machine = read(f"{BODY}\n require r: {claim}")
    result = judge(machine, protocol.requirements[0], evidence=True)
    assert result.verdict is Verdict.PROVED, result.reason
    assert result.evidence
    return result.evidence


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_proof_is_found_good(claim):
    for proof in proofs(claim):
        recheck(proof)


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_proof_without_a_place_that_a_dose_leads_to_is_rejected(claim):
    for proof in proofs(claim):
        days = {form: member.patient.day for form, member in proof.members.items()}
        given = [
            form
            for form, member in proof.members.items()
            if any(item.day == days[form] and item.amount is None for item in member.patient.given)
        ]
        assert given
        members = {form: member for form, member in proof.members.items() if form != given[0]}
        with pytest.raises(RejectedError):
            recheck(proof._replace(members=members))


def test_a_proof_without_any_place_is_rejected():
    (proof,) = proofs("b never while p")
    with pytest.raises(RejectedError):
        recheck(proof._replace(members={}))


def test_a_place_under_a_wrong_form_is_rejected():
    (proof,) = proofs("count(a) <= 3")
    forms = list(proof.members)
    members = dict(proof.members)
    members[forms[0]], members[forms[1]] = members[forms[1]], members[forms[0]]
    with pytest.raises(RejectedError):
        recheck(proof._replace(members=members))


def test_what_is_ahead_must_add_up():
    (proof,) = proofs("count(a) <= 3")
    for at, (form, member) in enumerate(proof.members.items()):
        if member.ahead is None or not member.ahead.most or at > 40:
            continue
        for wrong in (member.ahead._replace(most=member.ahead.most - 1), None):
            members = dict(proof.members)
            members[form] = member._replace(ahead=wrong)
            with pytest.raises(RejectedError):
                recheck(proof._replace(members=members))
        return
    raise AssertionError("no place with doses ahead")


def test_another_beginning_is_rejected():
    (proof,) = proofs("count(a) <= 3")
    later = attrs.evolve(proof.first.patient, day=3)
    with pytest.raises(RejectedError):
        recheck(proof._replace(first=proof.first._replace(patient=later)))


def test_a_claim_that_is_broken_has_no_proof():
    """The evidence of one claim is none for another."""
    (proof,) = proofs("count(a) <= 3")
    proof.asked.high = 2
    with pytest.raises(RejectedError):
        recheck(proof)
