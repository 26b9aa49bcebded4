"""A small protocol made by hand: enough to phrase every construct, independent of the parser."""

from __future__ import annotations

from fractions import Fraction

import pytest

from protolang.model.course import Phase, Track
from protolang.model.evidence import Citation, Evidence, OpenDecision, Source
from protolang.model.expression import All, Compare, Fact, Not, Once, Operator
from protolang.model.protocol import Conventions, Protocol
from protolang.model.term import Formula, FormulaValue, ParameterValue, Reading
from protolang.model.treatment import (
    Attribute,
    DerivedAttribute,
    Dose,
    Drug,
    Event,
    Lab,
    MissingPolicy,
    Parameter,
    Policy,
    Trigger,
)
from protolang.quantity import Days, MonthConvention, Quantity, parse_unit
from protolang.source import SourceFile, Span

FILE = SourceFile("test.proto", "every 1 month every 28 days every 4 weeks")
SPAN = Span(FILE, 0, 0)
NONE = Evidence()
BSA = FormulaValue(Formula.MOSTELLER, (Reading("height"), Reading("weight")), SPAN)


def quantity(number: str, unit: str) -> Quantity:
    return Quantity(Fraction(number), parse_unit(unit))


def drug(name: str, title: str, dose: Dose | None, over: Evidence = NONE) -> Drug:
    return Drug(name, title, "intravenous", dose, None, over, None, NONE, SPAN)


@pytest.fixture
def span() -> Span:
    return SPAN


@pytest.fixture
def protocol() -> Protocol:
    below = Compare(Reading("cd20"), Operator.BELOW, ParameterValue("depleted_below"), SPAN)
    back = Compare(Reading("cd20"), Operator.AT_LEAST, ParameterValue("repopulated_from"), SPAN)
    open_days = Evidence(open_questions=("on how many days",))
    ready = All((Once("depleted", SPAN), Not(Fact("repopulated", SPAN), SPAN)), SPAN)
    per_surface = Dose(quantity("375", "mg/m2"), "bsa", False, NONE, SPAN)
    per_weight = Dose(quantity("2", "g/kg"), "weight", True, NONE, SPAN)
    kg, cm, m2 = parse_unit("kg"), parse_unit("cm"), parse_unit("m2")
    return Protocol(
        id="demo",
        title="Demo",
        version="1.0.0",
        status="draft",
        purpose=None,
        population=None,
        conventions=Conventions(MonthConvention(28), NONE, "ivig", True, NONE, 0, NONE),
        policy=Policy(),
        sources=(
            Source("frontiers2018", "Ahmed AR, Kaveri S. Reversing. Front Immunol 2018;9:1189", (), SPAN),
            Source("didona2019", "Didona D et al. Front Immunol 2019;10:1418, Table 2", (), SPAN),
            Source("rituximab_label", "Rituximab prescribing information (Rituxan), openFDA", (), SPAN),
        ),
        drugs=(
            drug("rituximab", "Rituximab", per_surface),
            drug("ivig", "Intravenous immunoglobulin", per_weight, open_days),
        ),
        labs=(
            Lab(
                "cd20",
                "CD20+ B cells in peripheral blood",
                parse_unit("%"),
                "lymphocytes",
                Fraction(0),
                Fraction(100),
                Days(35),
                NONE,
                SPAN,
            ),
            Lab("neutrophils", "Neutrophils", parse_unit("x10^9/L"), None, None, None, Days(7), NONE, SPAN),
        ),
        attributes=(
            Attribute("weight", "Body weight", kg, None, None, None, NONE, SPAN),
            Attribute("height", "Height", cm, None, None, None, NONE, SPAN),
            DerivedAttribute("bsa", "Body surface", BSA, m2, NONE, SPAN),
        ),
        events=(Event("clinical_remission", "Clinical remission", SPAN),),
        parameters=(
            Parameter("depleted_below", quantity("1", "%"), NONE, SPAN),
            Parameter("repopulated_from", quantity("15.0", "%"), NONE, SPAN),
            Parameter("closing_interval", None, NONE, SPAN),
            Parameter("longest_maintenance", 36, NONE, SPAN),
            Parameter("longest_wait", Days(84), NONE, SPAN),
        ),
        triggers=(
            Trigger("depleted", "B cells depleted", below, MissingPolicy.PROTECT, NONE, SPAN),
            Trigger("repopulated", "B cells repopulated", back, None, NONE, SPAN),
            Trigger("ready", "Ready", ready, None, NONE, SPAN),
        ),
        tracks=(
            Track(
                "immunoglobulin",
                "Immunoglobulin",
                "maintenance",
                (Phase("maintenance", "Monthly immunoglobulin", "immunoglobulin", (), (), None, (), SPAN),),
                SPAN,
            ),
        ),
        stops=(),
        requirements=(),
        scenarios=(),
        decisions=(OpenDecision("closing_interval", "how far apart", True, SPAN),),
        source=FILE,
        origin=SPAN,
    )


@pytest.fixture
def cited() -> Evidence:
    return Evidence((Citation("frontiers2018", "abstract"), Citation("rituximab_label", None)), ("working value",), ())
