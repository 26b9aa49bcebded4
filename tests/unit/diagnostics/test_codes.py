"""The public table of codes."""

import re

from protolang.diagnostics import codes
from protolang.diagnostics.codes import ALL_CODES, Code, Severity, code


def test_all_codes_lists_every_constant_once_in_ascending_order():
    constants = [value for value in vars(codes).values() if isinstance(value, Code)]
    assert list(ALL_CODES) == constants
    assert [known.number for known in ALL_CODES] == sorted({known.number for known in ALL_CODES})


def test_each_constant_is_named_by_its_number():
    assert all(getattr(codes, known.number) is known for known in ALL_CODES)


def test_numbers_and_names_have_their_form_and_names_are_unique():
    assert all(re.fullmatch(r"PL\d{3}", known.number) for known in ALL_CODES)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", known.name) for known in ALL_CODES)
    assert len({known.name for known in ALL_CODES}) == len(ALL_CODES)


def test_every_status_is_a_known_one():
    assert {known.status for known in ALL_CODES} <= {"preview", "stable", "retired"}


def test_numbers_once_given_stay():
    given = """PL001 PL002 PL003 PL004 PL005 PL006 PL007 PL009 PL010 PL011 PL101 PL102 PL103 PL104 PL105 PL106 PL107
        PL108 PL109 PL112 PL201 PL202 PL203 PL204 PL205 PL301 PL307 PL403 PL406 PL501 PL502 PL504 PL505 PL506 PL507
        PL602 PL605 PL606 PL607 PL610 PL611 PL701 PL710 PL711 PL712 PL713 PL714 PL715 PL801 PL802"""
    assert {known.number for known in ALL_CODES} >= set(given.split())


def test_what_warns_and_what_refuses():
    warnings = {known.number for known in ALL_CODES if known.severity is Severity.WARNING}
    names = {"PL009", "PL104", "PL110", "PL111", "PL112"}
    rules = {"PL204", "PL207", "PL209", "PL210", "PL305", "PL307", "PL309", "PL310", "PL410", "PL505", "PL509"}
    assert warnings == names | rules | {"PL609", "PL610", "PL703", "PL801", "PL807", "PL809", "PL810"}
    told = {known.number for known in ALL_CODES if known.severity is Severity.INFO}
    assert told == {"PL208", "PL311", "PL403", "PL705", "PL715", "PL902"}


def test_a_code_is_found_by_its_number_only():
    assert code("PL201") is codes.PL201
    assert code("PL999") is None
    assert code("../PL201") is None
    assert code("overlap") is None
