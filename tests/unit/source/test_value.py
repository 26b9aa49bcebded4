import attrs

from protolang.source import Value


@attrs.frozen(eq=False, repr=False)
class Dose(Value):
    amount: int
    unit: str
    line: int = attrs.field(default=0, eq=False, repr=False)


@attrs.frozen(eq=False, repr=False)
class Limit(Value):
    amount: int
    unit: str


def test_equal_by_the_fields_that_count() -> None:
    assert Dose(375, "mg", line=1) == Dose(375, "mg", line=2)
    assert hash(Dose(375, "mg", line=1)) == hash(Dose(375, "mg", line=2))
    assert Dose(375, "mg") != Dose(376, "mg")


def test_two_classes_with_the_same_fields_are_not_equal() -> None:
    assert Dose(375, "mg") != Limit(375, "mg")
    assert Dose(375, "mg") != (375, "mg")


def test_text_names_class_and_fields_but_not_places() -> None:
    assert repr(Dose(375, "mg", line=7)) == "Dose(amount=375, unit='mg')"
