"""Drugs that are kept apart, as an order."""

from tests.near_misses.pl302 import DEFECT

from protolang.driver import analyse
from protolang.prose import separation_text


def test_it_is_an_order_that_holds_in_both_directions():
    protocol = analyse("x.proto", DEFECT.encode(), budget=0).protocol
    (pair,) = protocol.separations
    text = separation_text(pair, protocol).replace("\u00a0", " ")
    assert text == "Do NOT give a less than 4 weeks before or after b."
