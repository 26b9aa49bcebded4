"""Published examples with known defects: each is written down as it stands, and `check` reports every defect of it.

The texts: openEHR's R-CHOP-21 (specifications-PROC, process examples), the treatment cycles of HL7 Vulcan's schedule
guide (use case 3), and fomepizole by weight in pounds (common-clinical-models, GDL2). What is wrong in a name or a unit
leaves nothing to explore, so two of them have a second file in which that is mended.
"""

from pathlib import Path

import pytest

from protolang.driver import analyse

HERE = Path(__file__).with_name("known_defects")

# The defect in a few words; the file; the code; the words of its line; words of the message.
DEFECTS: list[tuple[str, str, str, str, str]] = [
    *(
        (f"{drug}: per m2, typed as a mass", "openehr_r_chop_21", "PL105", f"dose {dose} of bsa", "leaves `mg·m2`")
        for drug, dose in (
            ("rituximab", "375 mg"),
            ("doxorubicin", "50 mg"),
            ("vincristine", "1.4 mg"),
            ("cyclophosphamide", "750 mg"),
            ("prednisolone", "40 mg"),
        )
    ),
    ("age is read and declared nowhere", "openehr_r_chop_21", "PL101", "age > 60 years", "is called `age`"),
    ("ECOG is read and declared nowhere", "openehr_r_chop_21", "PL101", "ecog > 1 points", "is called `ecog`"),
    (
        "extranodal sites are read and declared nowhere",
        "openehr_r_chop_21",
        "PL101",
        "extranodal_sites > 1 times",
        "is called `extranodal_sites`",
    ),
    (
        "bilirubin of 20 in mmol/L",
        "openehr_r_chop_21_declared",
        "PL110",
        "from 20 to 51 mmol/L",
        "20 mmol/L is 1176 times what is usual for `bilirubin`; is 20 umol/L meant?",
    ),
    (
        "bilirubin of 51 in mmol/L",
        "openehr_r_chop_21_declared",
        "PL110",
        "from 51 to 85 mmol/L",
        "51 mmol/L is 3000 times what is usual for `bilirubin`; is 51 umol/L meant?",
    ),
    (
        "bilirubin of 85 in mmol/L",
        "openehr_r_chop_21_declared",
        "PL110",
        "above 85 mmol/L",
        "85 mmol/L is 5000 times what is usual for `bilirubin`; is 85 umol/L meant?",
    ),
    (
        "bilirubin of 51 in two ranges",
        "openehr_r_chop_21_declared",
        "PL201",
        "from 51 to 85 mmol/L",
        "`doxorubicin_liver` apply when `bilirubin` is 51 mmol/L",
    ),
    (
        "platelets between 74 and 75",
        "openehr_r_chop_21_declared",
        "PL202",
        "table cyclophosphamide_platelets",
        "`platelets` is above 74 x10^9/L and at most 75 x10^9/L",
    ),
    (
        "doxorubicin without a row for a normal bilirubin",
        "openehr_r_chop_21_declared",
        "PL202",
        "table doxorubicin_liver",
        "applies when `bilirubin` is below 20 mmol/L",
    ),
    (
        "cyclophosphamide without a row for very low platelets",
        "openehr_r_chop_21_declared",
        "PL202",
        "table cyclophosphamide_platelets",
        "applies when `platelets` is below 50 x10^9/L",
    ),
    (
        "LDH in the unit of a clearance",
        "openehr_r_chop_21_declared",
        "PL806",
        'lab ldh       "Lactate dehydrogenase"',
        "`ldh` is measured in mL/min, and LDH is the activity of an enzyme in a volume",
    ),
    (
        "the cap of vincristine is lost",
        "openehr_r_chop_21_declared",
        "PL807",
        "dose  1.4 mg/m2 of bsa",
        "the text says at most 2 mg, and `vincristine` has no `cap`",
    ),
    (
        "a visit leads to one that exists nowhere",
        "vulcan_cycles",
        "PL101",
        "go cycle_2_first_day",
        "no phase is called `cycle_2_first_day`",
    ),
    (
        "an event is spelled in two ways",
        "vulcan_cycles",
        "PL101",
        "when adversevent",
        "no trigger, event or phase is called `adversevent`",
    ),
    (
        "the visits of cycle 2 cannot be reached",
        "vulcan_cycles_severed",
        "PL501",
        "phase cycle_2_day_1",
        "no patient can reach phase `cycle_2_day_1`",
    ),
    (
        "visits that may not be repeated are",
        "vulcan_cycles_joined",
        "PL605",
        "require no_repeat",
        "without a maximum of `visit` during `cycle_1_day_1`, the requirement asks at most 1",
    ),
    (
        "the cycles go on without a bound",
        "vulcan_cycles_joined",
        "PL504",
        "phase cycle_1_day_1",
        "`cycle_1_day_1` … `cycle_2_day_28` lead back to one another without a maximum",
    ),
    (
        "End of Treatment goes on by itself, and is left on a condition",
        "vulcan_cycles_joined",
        "PL201",
        "when lost_to_follow_up",
        "two exits of `end_of_treatment` apply when `lost_to_follow_up` is reported from day 60",
    ),
    (
        "a weight in pounds is divided by another number in one rule",
        "fomepizole",
        "PL809",
        "pounds / 2.2062262",
        "2.2062262 stands here, and 2.20462262 elsewhere",
    ),
]


def findings(name: str) -> list[tuple[str, str, str]]:
    """The code, the text of its line, and the message of each."""
    path = HERE / f"{name}.proto"
    data = path.read_bytes()
    lines = data.decode().splitlines()
    return [
        (item.code.number, " ".join(lines[item.primary.span.start_position.line - 1].split()), item.message)
        for item in analyse(path.name, data).diagnostics
    ]


@pytest.mark.parametrize(
    ("file", "number", "line", "message"), [row[1:] for row in DEFECTS], ids=[r[0] for r in DEFECTS]
)
def test_the_defect_is_reported_where_it_stands(file: str, number: str, line: str, message: str) -> None:
    found = findings(file)
    assert any(code == number and " ".join(line.split()) in text and message in said for code, text, said in found), (
        found
    )


def test_the_visits_behind_the_one_that_is_not_reached_are_named() -> None:
    data = (HERE / "vulcan_cycles_severed.proto").read_bytes()
    (finding,) = [item for item in analyse("severed.proto", data).diagnostics if item.code.number == "PL501"]
    assert finding.notes == (
        "out of reach with it: `cycle_2_day_7`, `cycle_2_day_14`, `cycle_2_day_21`, `cycle_2_day_28`",
    )


def test_the_wrong_event_is_told_with_the_right_one() -> None:
    data = (HERE / "vulcan_cycles.proto").read_bytes()
    helps = [item.help for item in analyse("cycles.proto", data).diagnostics if "adversevent" in item.message]
    assert helps == ["did you mean `adverse_event`?"]
