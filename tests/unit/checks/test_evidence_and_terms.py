"""Codes against units, values far from usual, texts against rules, sources that disagree, and what is allowed."""

from protolang.diagnostics import Diagnostic, Severity
from protolang.driver import Analysis, analyse

HEAD = """protocol p "P" {
  day 0 = first d  assumed "x"
  source one "One"
  source two "Two"
  policy { missed skip assumed "x"  next_due after last given assumed "x"
    hold clock stops, at most 28 days then review assumed "x"  missing measure now  rounding to 1 mg assumed "x" }
"""
TRACKS = """
  track t { phase a { give d on days 0, 14  assumed "x"  then end } }
  track m { phase b { measure l every 4 weeks until end of t  assumed "x"  then end } }
"""
DRUG = '  drug d { route oral assumed "x"  dose 5 mg assumed "x" }\n'
LAB = '  lab l "L" { unit %s  range 0..1000000 %s  fresh for 9 weeks assumed "x" %s }\n'


def analysed(*parts: str, tracks: str = TRACKS) -> Analysis:
    return analyse("p.proto", (HEAD + "".join(parts) + tracks + "}\n").encode())


def found(number: str, *parts: str, tracks: str = TRACKS) -> list[Diagnostic]:
    analysis = analysed(*parts, tracks=tracks)
    assert analysis.machine is not None, [item.message for item in analysis.diagnostics]
    return [item for item in analysis.diagnostics if item.code.number == number]


def lab(unit: str, more: str = "") -> str:
    return LAB % (unit, unit, more)


# ---- PL806 -----------------------------------------------------------------------------------------------------


def test_a_loinc_code_of_a_mass_on_moles_points_at_both_clauses() -> None:
    (finding,) = found("PL806", DRUG, lab("umol/L", "loinc 1975-2"), '  alert "x" when l > 3 umol/L  @one\n')
    assert finding.severity is Severity.ERROR
    assert finding.message == (
        "LOINC 1975-2 is Bilirubin.total [Mass/volume], a mass in a volume, and `l` is measured in umol/L"
    )
    assert [label.span.text for label in finding.labels] == ["loinc 1975-2", "unit umol/L"]


def test_a_code_on_another_kind_of_thing() -> None:
    drug = '  drug d { route oral assumed "x"  dose 5 mg assumed "x"  loinc 1975-2 }\n'
    rule = '  alert "x" when l > 3 mg/dL  @one\n'
    (finding,) = found("PL806", drug, lab("mg/dL"), rule)
    assert finding.message == "LOINC has codes of measurements, and `1975-2` stands on drug `d`"
    (finding,) = found("PL806", DRUG, lab("mg/dL", "atc L01AA01"), rule)
    assert finding.message == "ATC has codes of drugs, and `L01AA01` stands on lab `l`"
    assert found("PL806", DRUG, lab("mg/dL", "snomed 92814006"), rule) == []


def test_a_name_that_is_known_is_only_a_warning() -> None:
    rule = '  alert "x" when ldh > 3 mL/min  @one\n'
    (finding,) = found(
        "PL806", DRUG, lab("mL/min").replace("lab l ", "lab ldh "), rule, tracks=TRACKS.replace(" l ", " ldh ")
    )
    assert finding.severity is Severity.WARNING
    assert finding.primary.span.text == "ldh"


def test_a_choice_with_a_wrong_code() -> None:
    words = '  lab l "L" { one of yes (snomed 92814007), no (snomed 92814006)  fresh for 9 weeks assumed "x" }\n'
    (finding,) = found("PL803", DRUG, words, '  alert "x" when l is yes  @one\n')
    assert "choice `yes` of `l`" in finding.message


# ---- PL110 -----------------------------------------------------------------------------------------------------


def slips(rule: str, unit: str, usual: str) -> list[str]:
    declared = lab(unit, f"usual {usual} @one")
    return [item.message for item in found("PL110", DRUG, declared, f'  alert "x" when l > {rule}  @one\n')]


def test_the_likely_slip_is_named() -> None:
    assert slips("51 mmol/L", "mmol/L", "3..17 umol/L") == [
        "51 mmol/L is 3000 times what is usual for `l`; is 51 umol/L meant?"
    ]
    assert slips("150000 x10^9/L", "x10^9/L", "150..400 x10^9/L") == [
        "150000 x10^9/L is 375 times what is usual for `l`; is 150 x10^9/L meant?"
    ]
    assert slips("4 mcg/L", "mg/L", "2..5 mg/L") == ["4 mcg/L is 1/500 of what is usual for `l`; is 4 mg/L meant?"]


def test_a_threshold_beyond_the_usual_is_what_thresholds_are_for() -> None:
    assert slips("170 umol/L", "umol/L", "3..17 umol/L") == []
    assert slips("0.5 umol/L", "umol/L", "3..17 umol/L") == []
    assert slips("0 umol/L", "umol/L", "3..17 umol/L") == []


def test_the_value_of_a_parameter_is_judged_where_it_stands() -> None:
    declared = lab("umol/L", "usual 3..17 umol/L @one")
    rule = '  param edge = 51000 umol/L @one\n  alert "x" when l > edge  @one\n'
    (finding,) = found("PL110", DRUG, declared, rule)
    assert finding.primary.span.text == "param edge = 51000 umol/L"


def doses(dose: str, usual: str) -> list[str]:
    sizes = """  patient weight { unit kg  range 2..300 kg  fresh for 12 weeks assumed "x" }
  patient bsa { unit m2  range 0.2..3 m2  fresh for 12 weeks assumed "x" }
"""
    drug = f'  drug d {{ route oral assumed "x"  dose {dose} assumed "x"  usual {usual} @one }}\n'
    other = "include weight > 0 kg @one  include bsa > 0 m2 @one\n"
    return [
        item.message for item in found("PL110", sizes, drug, lab("%", "").replace("unit %", 'unit % of "x"'), other)
    ]


def test_a_dose_far_from_the_usual_one() -> None:
    assert doses("3750 mg/m2 of bsa", "375..500 mg/m2") == [
        "a dose of 3750 mg/m2 of `d` is 8 times the usual one; is 375 mg/m2 meant?"
    ]
    assert doses("375 mg/kg of weight", "375..500 mg/m2") == ["`d` is given by 375 mg/kg; is 375 mg/m2 meant?"]
    assert doses("2 mg/kg of weight", "1..3 g/kg") == [
        "a dose of 2 mg/kg of `d` is 1/500 of the usual one; is 2 g/kg meant?"
    ]
    assert doses("750 mg/m2 of bsa", "375..500 mg/m2") == []
    assert doses("1000 mg", "375..500 mg/m2") == []


# ---- PL807 -----------------------------------------------------------------------------------------------------


def texts(declared: str) -> list[str]:
    rest = '  alert "x" when l > 3 mg/dL  @one\n' if "trigger" not in declared else ""
    return [item.message for item in found("PL807", DRUG, lab("mg/dL"), declared, rest, "")]


def trigger(title: str, rule: str, mark: str = "@one") -> str:
    return f'  trigger high "{title}" when {rule} if missing block {mark}\n  alert "x" when high  @one\n'


def test_another_number_in_a_title_or_a_place() -> None:
    assert texts(trigger("At least 15 mg/dL", "l >= 10 mg/dL")) == ["the text says 15 mg/dL, and `high` has 10 mg/dL"]
    assert texts(trigger("High", "l >= 10 mg/dL", '@one "Table 2: 15 mg/dL or more"')) == [
        "the text says 15 mg/dL, and `high` has 10 mg/dL"
    ]


def test_more_than_against_at_least() -> None:
    (message,) = texts(trigger("More than 10 mg/dL", "l >= 10 mg/dL"))
    assert message == "the text says more than 10 mg/dL, and `high` has at least 10 mg/dL"
    assert texts(trigger("More than 10 mg/dL", "l > 10 mg/dL")) == []
    assert texts(trigger("10 mg/dL or more", "l > 10 mg/dL")) == [
        "the text says at least 10 mg/dL, and `high` has more than 10 mg/dL"
    ]
    # what holds on the other side of the same edge
    assert texts(trigger("Not yet more than 10 mg/dL", "l <= 10 mg/dL")) == []


def test_numbers_that_cannot_be_compared_are_let_be() -> None:
    for title in ("After 15 days", "Table 15", "15 IU/L", "1,500 mg/dL", "10 to 20 mg/dL", "page 15-20"):
        assert texts(trigger(title, "l >= 10 mg/dL")) == [], title


def test_an_interval_in_a_text() -> None:
    rule = '  alert "x" when l > 3 mg/dL  @one\n'

    def told(words: str) -> list[str]:
        tracks = TRACKS.replace(
            'measure l every 4 weeks until end of t  assumed "x"', f"measure l every 4 weeks until end of t  {words}"
        )
        return [item.message for item in found("PL807", DRUG, lab("mg/dL"), rule, tracks=tracks)]

    assert told('@one "every 3 weeks"') == ["the text says every 3 weeks, and `measure l` has every 28 days"]
    assert told('@one "every 28 days"') == []
    assert told('@one "every 4 weeks, then every 8 weeks"') == []
    assert told('@one "for 3 weeks"') == []


def test_a_cap_that_stands_only_in_a_text() -> None:
    drug = '  drug d { route oral assumed "x"  dose 5 mg @one "maximum 2 mg" %s }\n'
    rule = '  alert "x" when l > 3 mg/dL  @one\n'
    (finding,) = found("PL807", drug % "", lab("mg/dL"), rule)
    assert finding.message == "the text says at most 2 mg, and `d` has no `cap`"
    assert finding.primary.span.text == "maximum 2 mg"
    assert found("PL807", drug % "cap 2 mg @one", lab("mg/dL"), rule) == []
    (finding,) = found("PL807", drug % "cap 20 mg @one", lab("mg/dL"), rule)
    assert finding.message == "the text says at most 2 mg, and `d` has a cap of 20 mg"


# ---- PL809 -----------------------------------------------------------------------------------------------------


def test_two_sources_with_two_values() -> None:
    rule = '  param edge = 1 mg/dL @one but 10 mg/dL @two "page 2" but 1 mg/dL @two\n  alert "x" when l > edge  @one\n'
    (finding,) = found("PL809", DRUG, lab("mg/dL"), rule)
    assert finding.message == "the sources disagree about `edge`: 1 mg/dL in `one`, 10 mg/dL in `two`"
    assert [label.span.text for label in finding.secondary] == ["but 10 mg/dL"]


def test_an_open_parameter_with_what_a_source_says() -> None:
    rule = '  param edge unstated "which" but 10 mg/dL @two\n  alert "x" when l > edge  @one\n'
    (finding,) = found("PL809", DRUG, lab("mg/dL"), rule)
    assert finding.message == "the sources disagree about `edge`: 10 mg/dL in `two`"


def test_constants_that_are_nearly_equal() -> None:
    formula = """  patient x { unit ratio  range 1..700  fresh for 12 weeks assumed "x" }
  patient y = x / 2.20462262  assumed "x"
  patient z = x / %s  assumed "x"
  include y > 0 and z > 0 @one
"""
    rule = '  alert "x" when l > 3 mg/dL  @one\n'
    (finding,) = found("PL809", DRUG, lab("mg/dL"), formula % "2.2062262", rule)
    assert finding.primary.span.text == "2.2062262"
    assert [label.span.text for label in finding.secondary] == ["2.20462262"]
    for other in ("2.20462262", "2.2", "2.5", "22.0462262"):
        assert found("PL809", DRUG, lab("mg/dL"), formula % other, rule) == []


# ---- PL810 -----------------------------------------------------------------------------------------------------


def allowed(comment_above: str = "", comment_behind: str = "") -> tuple[list[str], list[tuple[str, str]]]:
    event = f"{comment_above}\n  event e {comment_behind}\n" if comment_above else f"  event e {comment_behind}\n"
    analysis = analysed(DRUG, lab("mg/dL"), '  alert "x" when l > 3 mg/dL  @one\n', event)
    told = [item.message for item in analysis.diagnostics if item.code.number == "PL810" or "`e`" in item.message]
    return told, [(item.finding.code.number, item.reason) for item in analysis.allowed]


def test_a_reason_allows_the_statement_below_or_the_own_line() -> None:
    assert allowed("  # allow PL104: later") == ([], [("PL104", "later")])
    assert allowed("", "# allow PL104: later") == ([], [("PL104", "later")])
    assert allowed("  # allow PL104: later\n\n  # a remark") == ([], [("PL104", "later")])


def test_what_may_not_be_allowed() -> None:
    unused = "event `e` is never used"
    assert allowed("  # allow PL104") == (["PL104 is allowed without a reason", unused], [])
    assert allowed("  # allow PL104:  ") == (["PL104 is allowed without a reason", unused], [])
    assert allowed("  # allow PL999: x") == (["`PL999` is no finding that could be allowed", unused], [])
    assert allowed("  # allow PL801: x") == (["PL801 is allowed here, and nothing is found", unused], [])
    assert allowed("  # allow: x") == (["a comment allows a finding and does not name its code", unused], [])
    told, _ = allowed("  # allow PL112: x")
    assert told[0].startswith("PL112 cannot be allowed")


def test_an_error_stays() -> None:
    other = '  lab k "K" { unit mg/dL  range 0..9 mg/dL  fresh for 9 weeks assumed "x" loinc 1-1 }\n'
    rule = f"  # allow PL804: it is right\n{other}"
    analysis = analysed(DRUG, lab("mg/dL"), rule, '  alert "x" when l > 3 mg/dL or k > 3 mg/dL  @one\n')
    numbers = {item.code.number: item.message for item in analysis.diagnostics}
    assert "PL804" in numbers
    assert numbers["PL810"] == "PL804 cannot be allowed: it is an error"


def test_a_permission_in_a_file_with_an_error_is_not_said_to_be_idle() -> None:
    analysis = analysed("  # allow PL801: x\n", "  event e\n", "  event e\n")
    assert [item.message for item in analysis.diagnostics if item.code.number == "PL810"] == []
