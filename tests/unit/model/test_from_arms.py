"""Arms and their allocation, who is treated, and who must not be."""

import pytest

from protolang.model.expression import Compare, Fact, Is, Not, Operator
from protolang.model.rule import VetoVerb
from protolang.model.term import ParameterValue, Reading

from .examples import mistakes, one, small

ILL = "creatinine > 2 mg/dL or cd19 from 1 % to below 3 %"
ARMS = 'arms regimen { arm fixed "Fixed doses" share 2  arm tailored  allocate by randomisation stratified by weight }'


def test_arms_are_an_attribute_that_the_allocation_decides():
    protocol = small("event remission", f"{ARMS}  event remission", ILL, "regimen is not fixed")
    arms = next(attribute for attribute in protocol.attributes if attribute.id == "regimen")
    titles = [(choice.id, choice.title) for choice in arms.choices]
    assert titles == [("fixed", "Fixed doses"), ("tailored", "tailored")]
    assert (arms.allocation.method, arms.allocation.strata, arms.allocation.shares) == (
        "randomisation",
        ("weight",),
        (2, 1),
    )
    assert arms.max_age is None
    assert protocol.triggers[1].when == Not(Is("regimen", "fixed", 0, None), None)


@pytest.mark.parametrize(
    ("arms", "code", "place", "message"),
    [
        (
            "arm fixed  arm tailored",
            "PL109",
            "regimen",
            "nothing says how a patient comes to an arm of `regimen`",
        ),
        ("arm fixed  allocate by choice", "PL109", "regimen", "`regimen` has one arm, so nothing is allocated"),
        (
            "arm fixed  arm tailored  arm fixed  allocate by choice",
            "PL102",
            "fixed",
            "`fixed` stands twice among the choices of `regimen`",
        ),
        ("arm fixed share 0  arm b  allocate by choice", "PL307", "arm fixed share 0", "nobody comes to arm `fixed`"),
        (
            "arm fixed  arm b  allocate by choice stratified by stage",
            "PL101",
            "stage",
            "no lab or patient attribute is called `stage`",
        ),
    ],
)
def test_mistakes_in_arms(arms, code, place, message):
    found = mistakes("event remission", f"arms regimen {{ {arms} }}  event remission", ILL, "regimen is fixed")
    assert [(number, where) for number, where, _ in found] == [(code, place)]
    if code != "PL101":
        assert found[0][2] == message


def test_who_is_treated():
    rules = 'include "Heavy enough" weight >= 40 kg @trial "Methods"  exclude ill  event remission'
    heavy, ill = small("event remission", rules).eligibility
    assert (heavy.include, heavy.title, heavy.evidence.citations[0].locator) == (True, "Heavy enough", "Methods")
    assert heavy.when.operator is Operator.AT_LEAST
    assert (ill.include, ill.title, ill.when) == (False, "ill", Fact("ill", None))


def test_a_parameter_may_bound_who_is_treated():
    rules = "param least = 40 kg  include weight >= least  event remission"
    rule = small("event remission", rules).eligibility[0]
    assert rule.when == Compare(Reading("weight"), Operator.AT_LEAST, ParameterValue("least"), None)


def test_a_contraindication_is_a_veto():
    (veto,) = small("event remission", "contraindicated rituximab when ill  event remission").vetoes
    assert (veto.verb, veto.subject, veto.when) == (VetoVerb.GIVE, "rituximab", Fact("ill", None))
    assert (veto.contraindication, veto.track, veto.phase) == (True, None, None)


def test_what_is_contraindicated_is_a_drug_that_another_protocol_may_give():
    assert mistakes("event remission", "contraindicated cd20 when ill  event remission") == [
        ("PL101", "cd20", "`cd20` is a lab, not a drug")
    ]
    drug = "drug other { dose 5 mg }  contraindicated other when ill  event remission"
    assert mistakes("event remission", drug) == []
    unnamed = drug.replace("contraindicated other when ill", "")
    assert one("event remission", unnamed).message == "drug `other` is never given"
