"""What `check` knows of common labs is what the library says, with the same sources."""

from fractions import Fraction
from pathlib import Path

from protolang.checks.codes_of_terms import wrong_with_loinc
from protolang.checks.known_labs import KNOWN_LABS, LOINC_KINDS
from protolang.driver import analyse
from protolang.model.treatment import Lab
from protolang.quantity import parse_unit

LIBRARY = Path(__file__).parents[3] / "protocols" / "library" / "labs.proto"


def labs() -> dict[str, Lab]:
    protocol = analyse(LIBRARY.name, LIBRARY.read_bytes()).protocol
    assert protocol is not None
    return {lab.id: lab for lab in protocol.labs}


def test_each_known_range_stands_in_the_library_with_its_source() -> None:
    declared = labs()
    protocol = analyse(LIBRARY.name, LIBRARY.read_bytes()).protocol
    assert protocol is not None
    sources = {source.id: source.citation for source in protocol.sources}
    for known in KNOWN_LABS:
        for low, high, unit, source in known.usual:
            said = [
                item
                for name in known.names
                if name in declared
                and (item := declared[name]).usual is not None
                and item.unit.dimension == parse_unit(unit).dimension
            ]
            # of bilirubin the list prints both, and a lab has one unit
            if not said and known.title == "Bilirubin" and unit == "mg/dL":
                continue
            (lab,) = said
            assert lab.usual is not None
            assert (lab.usual.low, lab.usual.high, str(lab.usual.unit)) == (Fraction(low), Fraction(high), unit)
            assert [sources[item.source] for item in lab.usual.evidence.citations] == [source]


def test_the_library_says_nothing_that_is_not_known() -> None:
    names = {name for known in KNOWN_LABS for name in known.names}
    assert set(labs()) <= names


def test_each_known_code_checks_and_is_on_a_lab_it_fits() -> None:
    for code, (title, kind) in LOINC_KINDS.items():
        assert wrong_with_loinc(code) is None, title
        assert all(kind.fits(parse_unit(unit).dimension) for unit in kind.units)
    for lab in labs().values():
        for coding in lab.codes:
            assert LOINC_KINDS[coding.code][1].fits(lab.unit.dimension)
