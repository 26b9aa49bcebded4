"""Doses from a patient's size, exact: roots stay roots, and there is one rounding, the last step (R22)."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import assert_never

import attrs

from protolang.model.treatment import Attribute, DerivedAttribute, Dose, Drug, Formula
from protolang.quantity import Quantity, Root, Unit, parse_unit

_CM, _KG = parse_unit("cm"), parse_unit("kg")


@attrs.frozen(eq=False, repr=False)
class DoseAmount:
    """`value` of `unit`. Exact; when `rounded`, a whole number of rounding steps."""

    value: Root
    unit: Unit
    rounded: bool

    def __str__(self) -> str:
        return f"{self.value.decimal_text()} {self.unit}"


def body_surface(height: Quantity, weight: Quantity) -> Root:
    """Mosteller: √(height in cm × weight in kg / 3600), in m2."""
    return Root(Fraction(1), height.to(_CM).magnitude * weight.to(_KG).magnitude / 3600)


def attribute_value(
    attribute: Attribute | DerivedAttribute, attributes: Mapping[str, Quantity]
) -> tuple[Root, Unit] | None:
    """The value of a recorded or computed attribute; None when the patient lacks a value it needs."""
    match attribute:
        case Attribute(id=name):
            quantity = attributes.get(name)
            return None if quantity is None else (Root(quantity.magnitude), quantity.unit)
        case DerivedAttribute(formula=Formula.MOSTELLER, arguments=(height, weight), unit=unit):
            if height not in attributes or weight not in attributes:
                return None
            return body_surface(attributes[height], attributes[weight]), unit
        case DerivedAttribute():
            # Another number of arguments was reported when the file was read.
            return None
        case _:
            assert_never(attribute)


def dose_amount(
    dose: Dose,
    drug: Drug,
    attributes: Mapping[str, Quantity],
    rounding: Quantity | None,
    definitions: Iterable[Attribute | DerivedAttribute] = (),
) -> DoseAmount | None:
    """The amount of one dose for a patient with these recorded attributes; None when one of them is missing.

    A dose from a patient's size is rounded once and last: by the drug's own step, else by `rounding`, else not at
    all. A fixed dose is the author's own number and stays as written. `definitions` are the protocol's attributes,
    which say what `bsa` is computed from. Raises `UnitError` when the step is of another kind than the dose, which
    the lowering reports as PL105.
    """
    if dose.basis is None:
        return DoseAmount(Root(dose.amount.magnitude), dose.amount.unit, rounded=False)
    size = _size(dose.basis, attributes, definitions)
    if size is None:
        return None
    value, size_unit = size
    unit = dose.amount.unit * size_unit
    factor = dose.amount.unit.factor * size_unit.factor / unit.factor
    exact = value.times(dose.amount.magnitude * factor)
    step = drug.rounded_to or rounding
    if step is None:
        return DoseAmount(exact, unit, rounded=False)
    return DoseAmount(Root(exact.rounded(step.to(unit).magnitude)), unit, rounded=True)


def _size(
    basis: str, attributes: Mapping[str, Quantity], definitions: Iterable[Attribute | DerivedAttribute]
) -> tuple[Root, Unit] | None:
    definition = next((definition for definition in definitions if definition.id == basis), None)
    if definition is not None:
        return attribute_value(definition, attributes)
    quantity = attributes.get(basis)
    return None if quantity is None else (Root(quantity.magnitude), quantity.unit)
