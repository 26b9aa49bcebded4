"""Diagnostics as data."""

import attrs
import pytest

from protolang.diagnostics import Outcome, Severity

from .examples import DUPLICATE, OVERLAP


def test_the_severity_is_that_of_the_code_unless_it_was_raised():
    assert OVERLAP.severity is Severity.ERROR
    assert attrs.evolve(OVERLAP, severity=Severity.INFO).severity is Severity.INFO


def test_labels_has_the_primary_one_first():
    assert OVERLAP.labels == (OVERLAP.primary, *OVERLAP.secondary)


def test_equal_diagnostics_hash_alike():
    assert len({OVERLAP, attrs.evolve(OVERLAP), DUPLICATE}) == 2


def test_an_outcome_is_frozen_and_has_no_diagnostics_by_default():
    outcome = Outcome("a value")
    assert (outcome.value, outcome.diagnostics) == ("a value", ())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        outcome.value = "another"
