"""The published protocols: `check` finds in each exactly what stands in the published text, and its scenarios pass."""

from pathlib import Path

import pytest

from protolang.cli import scenarios
from protolang.driver import Analysis, analyse

PUBLISHED = Path(__file__).parent.parent / "protocols" / "published"

# What is found in each file, in the order of its text: the code, and words of the message that say of whom.
FINDINGS: dict[str, list[tuple[str, str]]] = {
    "basal_insulin": [
        ("PL112", "`titration_time`"),
        ("PL403", "`glargine`"),
        ("PL504", "until `titration_time` is decided"),
        ("PL208", "the decision “Step of the dose” in `titration` reads"),
        ("PL112", "which comes first when a value is below 56"),
        ("PL201", "`mean(glucose)` is 100 mg/dL"),
        ("PL201", "`mean(glucose)` is 120 mg/dL"),
        ("PL201", "`mean(glucose)` is 140 mg/dL"),
        ("PL201", "`mean(glucose)` is 180 mg/dL"),
        ("PL112", "how insulin goes on after the titration"),
    ],
    "dream": [
        ("PL112", "`rounding`"),
        ("PL112", "`follow_up`"),
        ("PL202", "“Step to adalimumab” in `dmards` applies when `das28` is at least 2.6 points and below 3.2 points"),
        ("PL208", "the decision “Adalimumab every week” in `on_adalimumab` reads"),
        ("PL201", "`fall(das28 since first adalimumab)` is at most 1.2 points"),
        ("PL202", "“Step to etanercept” in `on_adalimumab`"),
        ("PL202", "“Step to infliximab” in `on_adalimumab`"),
        ("PL202", "`fall(das28 since first etanercept)` is above 1.2 points"),
        ("PL208", "the decision “Step to infliximab” in `on_etanercept` reads"),
        ("PL201", "`fall(das28 since first etanercept)` is at most 1.2 points"),
        ("PL208", "the decision “Infliximab every four weeks” in `infliximab_upkeep` reads"),
        ("PL201", "`fall(das28 since first infliximab)` is at most 1.2 points"),
        ("PL202", "in `no_anti_tnf` applies when `das28` is at least 2.6 points and below 3.2 points"),
        ("PL202", "“Step to infliximab” in `no_anti_tnf`"),
        ("PL112", "`then of anti_tnf_failed`"),
        ("PL505", "`follow_up`"),
    ],
    "cml_milestones": [
        ("PL112", "to what a dose is rounded"),
        ("PL112", "`tki_dose`"),
        ("PL112", "`second_dose`"),
        ("PL112", "`deep`"),
        ("PL112", "`follow_up`"),
        ("PL201", "`to_month_12` apply when `bcr_abl` is above 0.1 % and at most 1 %"),
        ("PL201", "`to_month_12` apply when `bcr_abl` is above 1 % and at most 10 %"),
        ("PL702", "`bcr_abl` is valid for 5 weeks"),
        ("PL201", "`later` apply when `bcr_abl` is above 1 % and `mmr` before is true"),
        ("PL112", "what follows when adherence or an interaction explains the failure"),
        ("PL403", "`second_tki`"),
        ("PL504", "`second_line` has no maximum until `follow_up` is decided"),
        ("PL112", "after six months without treatment"),
        ("PL403", "`tki`"),
        ("PL504", "`resumed` has no maximum until `follow_up` is decided"),
    ],
    "hcv_response_guided": [
        ("PL112", "to what a dose is rounded"),
        ("PL112", "`week_dose`"),
        ("PL112", "`detected_from`"),
        ("PL112", "`simeprevir_rest`"),
        ("PL112", "has not fallen by 2 log10 at week 12"),
        ("PL403", "`simeprevir`"),
        ("PL504", "until `simeprevir_rest` is decided"),
    ],
    "mainritsan2": [
        ("PL112", "`cotrimoxazole_interval`"),
        ("PL112", "`significant_rise`"),
    ],
    "tuberculosis": [
        ("PL112", "to what a dose is rounded"),
        ("PL112", "`isoniazid_dose`"),
        ("PL112", "`rifampin_dose`"),
        ("PL112", "`pyrazinamide_dose`"),
        ("PL112", "`ethambutol_dose`"),
        ("PL112", "`alt_stop`"),
        ("PL112", "`intensive_within`"),
        ("PL112", "`continuation_within`"),
        ("PL112", "`extended_within`"),
        ("PL112", "what follows when the culture of month 2 is missing"),
        ("PL202", "`cavitation` is absent and `culture` is positive"),
        ("PL202", "`cavitation` is present and `culture` is negative"),
        ("PL112", "when only one of cavitation and positive culture is there"),
        ("PL112", "when the doses are not taken within their time frame"),
        ("PL112", "when treatment has failed"),
    ],
    "three_plus_three": [
        ("PL112", "to what a dose of capecitabine is rounded"),
        ("PL202", "the count of `evaluated` is 3 and the count of `dlt` is at least 2"),
        ("PL202", "the count of `evaluated` is at least 6 and the count of `dlt` is at least 3"),
        ("PL112", "for how many days a patient is watched"),
        ("PL112", "whether six patients must have been treated"),
    ],
    "r_chop_21": [
        ("PL112", "`rounding`"),
        ("PL202", "`doxorubicin_liver` applies when `bilirubin` is above 50 umol/L and below 51 umol/L"),
        ("PL201", "`doxorubicin_liver` apply when `bilirubin` is at least 21 umol/L and at most 50 umol/L"),
        ("PL201", "`bilirubin` is at least 51 umol/L and at most 85 umol/L and `ast_ratio` is above 3"),
        ("PL201", "at least 51 umol/L and at most 85 umol/L and `ast_ratio` is at least 2 and at most 3"),
        ("PL201", "`bilirubin` is above 85 umol/L and `ast_ratio` is above 3"),
        ("PL201", "`bilirubin` is above 85 umol/L and `ast_ratio` is at least 2 and at most 3"),
        ("PL202", "`bilirubin` is above 51 umol/L and `ast` is below 60 IU/L and `ast_ratio` is above 1"),
        ("PL202", "`bilirubin` is below 26 umol/L and `ast` is above 180 IU/L"),
        ("PL209", "turn at 51 umol/L"),
        ("PL112", "`cycles_planned`"),
        ("PL202", "`platelets` is above 74 x10^9/L and below 75 x10^9/L"),
        ("PL202", "`agc` is above 1.8 x10^9/L and below 1.9 x10^9/L"),
        ("PL112", "what follows when the counts have not recovered after 14 days"),
    ],
    "heparin": [
        ("PL112", "`rounding`"),
        ("PL112", "`infusion_time`"),
        ("PL112", "`count_interval`"),
        ("PL505", "`running` has no time limit until `infusion_time` is decided"),
        ("PL202", "`aptt` is above 45 s and below 46 s"),
        ("PL202", "`aptt` is above 70 s and below 71 s"),
        ("PL112", "what follows the infusion"),
    ],
    "omalizumab": [
        ("PL202", "`ige` is above 700 IU/mL"),
        ("PL202", "`ige` is below 30 IU/mL"),
        ("PL202", "`weight` is above 150 kg"),
        ("PL202", "`weight` is below 30 kg"),
        ("PL112", "`treatment_time`"),
        ("PL403", "`omalizumab`"),
        ("PL504", "until `treatment_time` is decided"),
        ("PL112", "what follows the treatment"),
    ],
    "rathl": [
        ("PL112", "`rounding`"),
        ("PL112", "`choices of pet2`"),
        ("PL112", "`choices of pet3`"),
        ("PL112", "`abvd_dose`"),
        ("PL112", "`avd_dose`"),
        ("PL112", "`beacopp_dose`"),
        ("PL112", "`escalated_dose`"),
        ("PL112", "`abvd_length`"),
        ("PL112", "`pet2_time`"),
        ("PL112", "`pet3_time`"),
        ("PL112", "`escalated_length`"),
        ("PL505", "`first_two` has no time limit until `pet2_time` is decided"),
        ("PL505", "`four_beacopp` has no time limit until `pet3_time` is decided"),
        ("PL505", "`three_escalated` has no time limit until `pet3_time` is decided"),
        ("PL112", "dose and field of the radiotherapy"),
        ("PL112", "which salvage treatment"),
        ("PL112", "when the patient is seen in the follow-up"),
    ],
    "clozapine": [
        ("PL112", "`rounding`"),
        ("PL112", "`clozapine_dose`"),
        ("PL504", "`taking` and `interrupted` lead back to one another"),
        ("PL403", "`clozapine`"),
        ("PL504", "`give clozapine` in `taking`"),
        ("PL202", "no exit of `interrupted` applies when `anc` is 500 cells/uL"),
        ("PL207", "`taking` and `interrupted` can go back and forth within 2 days"),
        ("PL112", "by which steps the dose is lowered"),
        ("PL504", "`first_year` leads back to itself"),
        ("PL201", "the time since `clozapine` is 30 days"),
        ("PL504", "`usual` … `four_weeks` lead back to one another"),
        ("PL504", "`measure anc` in `mild_counts`"),
        ("PL504", "`measure anc` in `moderate_counts`"),
        ("PL504", "`measure anc` in `recovering`"),
        ("PL504", "`very_low_counts` and `very_low_recovering` lead back to one another"),
        ("PL504", "`measure anc` in `very_low_counts`"),
    ],
}


def checked(name: str) -> Analysis:
    path = PUBLISHED / f"{name}.proto"
    return analyse(path.name, path.read_bytes())


def went_through(name: str) -> scenarios.TestedFile:
    path = PUBLISHED / f"{name}.proto"
    return scenarios.run_all(path.name, path.read_bytes(), analyse(path.name, path.read_bytes(), budget=0))


def test_each_file_is_listed_here() -> None:
    assert sorted(FINDINGS) == sorted(path.stem for path in PUBLISHED.glob("*.proto"))


@pytest.mark.parametrize("name", FINDINGS)
def test_what_is_found_stands_in_the_published_text(name: str) -> None:
    found = [(item.code.number, item.message) for item in checked(name).diagnostics]
    expected = FINDINGS[name]
    assert [code for code, _ in found] == [code for code, _ in expected], found
    for (_, message), (_, words) in zip(found, expected, strict=True):
        assert words in message


@pytest.mark.parametrize("name", FINDINGS)
def test_its_patients_take_the_published_course(name: str) -> None:
    result = went_through(name)
    assert [finding.message for finding in result.failures] == []
    assert result.scenarios
    assert result.transitions is not None
    missed = [one.place.name for one in result.transitions if not one.by]
    assert len(missed) * 10 <= len(result.transitions), missed
