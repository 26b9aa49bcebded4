"""Deltas: what each makes of its base, and what is said of one that hits nothing."""

import pytest

from protolang.driver import analyse
from protolang.source.project import Project
from protolang.variants.effective_text import effective_lines

BASE = """\
protocol base "The base" {
  version 1.2.0
  status  draft
  day 0 = enrolment  assumed "an example"
  source paper "A paper"
  policy {
    missed   skip                                      assumed "an example"
    next_due after last given                          assumed "an example"
    hold     clock stops, at most 28 days then review  assumed "an example"
  }
  patient weight { unit kg  range 2..300 kg  fresh for 52 weeks assumed "an example" }
  lab marker { unit mg/L  range 0..100 mg/L  fresh for 5 weeks assumed "an example" }
  event toxicity "Toxicity"
  drug mab "Antibody" { route intravenous @paper  dose 500 mg @paper  cap 1 g @paper }
  param high = 15 mg/L range 1..50 mg/L assumed "an example"
  param pause = 4 weeks assumed "an example"
  trigger raised when marker > high if missing measure now assumed "an example"
  track infusions "Infusions" {
    start weekly
    phase weekly "Weekly" {
      give mab on days 0, 7, 14  @paper
      measure marker on day 14   @paper
      when raised go late        @paper
      then monthly               @paper
    }
    phase monthly "Monthly" { give mab every pause, 3 times @paper  then end @paper }
    phase late "Late" { give mab on day 30 of phase @paper  then end @paper }
  }
  track follow_up {
    start visits
    phase visits { measure marker every 4 weeks, 6 times @paper  then end @paper }
  }
  stop when toxicity @paper
  veto give mab when marker > 40 mg/L @paper
  require doses: count(mab) in 4..6 @paper
  require count(mab) <= 10 @paper
  background { set pause = 6 weeks  patient { weight 70 kg } }
  scenario "all goes well" { marker = 3 mg/L from day 0  expect end by day 200 }
}
"""


@pytest.fixture
def analysed(tmp_path):
    def _analysed(*deltas, **files):
        (tmp_path / "pyproject.toml").touch()
        (tmp_path / "base.proto").write_text(BASE)
        for name, text in files.items():
            (tmp_path / f"{name}.proto").write_text(text)
        imports, base = ("", "base") if not files else ("", list(files)[-1])
        main = tmp_path / "main.proto"
        body = "\n".join(f"  {delta}" for delta in deltas)
        main.write_text(f'{imports}import "{base}.proto"\nvariant main of {base} {{\n{body}\n}}\n')
        return analyse("main.proto", main.read_bytes(), budget=200, project=Project(str(main)))

    return _analysed


def said(analysis):
    return [
        (item.code.number, item.message)
        for item in analysis.diagnostics
        if item.severity.value == "error"
        and (item.code.number[:3] not in ("PL6", "PL9") or item.code.number == "PL906")
    ]


def text_of(analysis):
    assert said(analysis) == []
    return [line.text.strip() for line in effective_lines(analysis.effective)]


# ---- what each delta does ------------------------------------------------------------------------------------------


def test_without_deltas_it_is_the_base_under_another_name(analysed):
    variant, base = analysed(), analyse("base.proto", BASE.encode(), budget=200)
    assert said(variant) == []
    protocol = variant.protocol
    assert (protocol.id, protocol.title, protocol.version) == ("main", "The base", "1.2.0")
    for field in ("drugs", "labs", "tracks", "stops", "vetoes", "requirements", "parameters", "policy", "triggers"):
        assert getattr(protocol, field) == getattr(base.protocol, field)
    assert protocol.scenarios == ()
    assert [item.id for item in protocol.descent.ancestors] == ["base"]
    assert protocol.descent.base.version == "1.2.0"


@pytest.mark.parametrize(
    ("delta", "there", "gone"),
    [
        ('add event nausea "Nausea" because "x"', 'event nausea "Nausea"', None),
        (
            'add phase infusions.third { give mab on day 1 of phase @paper then end @paper }\n'
            'change phase infusions.late { replace then third @paper }',
            "phase third {",
            None,
        ),
        ('remove require doses because "x"', None, "require doses: count(mab) in 4..6 @paper"),
        ('remove require count(mab) <= 10 because "x"', None, "require count(mab) <= 10 @paper"),
        ('remove stop when toxicity weakens because "x"', None, "stop when toxicity @paper"),
        ('remove veto give mab when marker > 40 mg/L because "x"', None, "veto give mab when marker > 40 mg/L @paper"),
        (
            "replace stop when toxicity with stop when toxicity or raised @paper",
            "stop when toxicity or raised @paper",
            "stop when toxicity @paper",
        ),
        ("replace drug mab { dose 700 mg @paper }", 'drug mab "Antibody" {', "cap 1 g @paper"),
        ("set pause = 5 weeks @paper", "param pause = 5 weeks @paper", "param pause = 4 weeks assumed \"an example\""),
        ('set high = 5 mg/L because "x"', 'param high = 5 mg/L range 1..50 mg/L assumed "x"', None),
        ('set pause unstated "which"', 'param pause unstated "which"', None),
        ("replace policy { missed stop @paper }", "missed stop @paper", 'missed   skip assumed "an example"'),
        (
            "replace phase infusions.weekly { give mab on days 0, 7 @paper then monthly @paper }",
            'phase weekly "Weekly" {',
            "give mab on days 0, 7, 14  @paper",
        ),
        ("replace phase weekly { give mab on day 0 @paper then monthly @paper }", "give mab on day 0 @paper", None),
        (
            "change phase infusions.weekly { replace give mab on days 0, 7 @paper }",
            "give mab on days 0, 7 @paper",
            "give mab on days 0, 7, 14  @paper",
        ),
        ('change phase weekly { remove measure marker because "x" }', None, "measure marker on day 14   @paper"),
        (
            'change phase weekly { replace when raised go late with when toxicity go late because "x" }',
            'when toxicity go late  assumed "x"',
            "when raised go late        @paper",
        ),
        ('change phase weekly { add give mab on day 21 because "x" }', 'give mab on day 21  assumed "x"', None),
        ("change drug mab { replace dose 400 mg @paper }", "dose 400 mg @paper", "dose 500 mg @paper"),
        ('change drug mab { remove cap 1 g weakens because "x" }', None, "cap 1 g @paper"),
        ("change lab marker { replace fresh for 3 weeks @paper }", "fresh for 3 weeks @paper", None),
        ("change patient weight { replace range 3..200 kg @paper }", "range 3..200 kg @paper", None),
        ('change track infusions { add hold when raised because "x" }', 'hold when raised  assumed "x"', None),
        ('rename phase infusions.late to last "The last" because "x"', 'phase last "The last" {', None),
        ('rename drug mab to rituximab because "x"', "veto give rituximab when marker > 40 mg/L @paper", None),
        (
            'rename param high to limit because "x"',
            'trigger raised when marker > limit if missing measure now assumed "an example"',
            None,
        ),
    ],
)  # fmt: skip
def test_what_a_delta_does(analysed, delta, there, gone):
    lines = text_of(analysed(delta))
    assert there is None or there in lines
    assert gone is None or gone not in lines


def test_a_drug_has_a_rate_for_each_title(analysed):
    one, other = 'rate "first" 50 mg/h @paper', 'rate "later" 100 mg/h @paper'
    analysis = analysed(f"change drug mab {{ add {one} add {other} }}")
    assert said(analysis) == []
    lines = text_of(analysis)
    assert one in lines and other in lines


@pytest.mark.parametrize(
    ("delta", "target"),
    [
        ('add scenario "x" { marker = 3 mg/L from day 0  expect end by day 200 }', '`scenario "x"`'),
        ("replace background { set pause = 5 weeks }", "`background`"),
        ("replace stop when toxicity with stop when raised @paper", "`stop when toxicity`"),
    ],
)
def test_a_change_is_called_by_what_tells_it_from_others(analysed, delta, target):
    analysis = analysed(delta)
    assert [item.target for item in analysis.effective.changes] == [target]
    assert not [item for item in analysis.diagnostics if item.code.number == "PL801"]


def test_a_phase_is_moved_into_another_track(analysed):
    analysis = analysed(
        'move phase infusions.late to follow_up because "x"',
        'change phase weekly { remove when raised go late because "x" }',
        "change phase visits { replace then late @paper }",
    )
    assert said(analysis) == []
    assert [[phase.id for phase in track.phases] for track in analysis.protocol.tracks] == [
        ["weekly", "monthly"],
        ["visits", "late"],
    ]


def test_a_phase_is_moved_and_renamed_in_one_variant(analysed):
    deltas = [
        'move phase infusions.late to follow_up because "x"',
        'rename phase infusions.late to last "Last" because "x"',
        'change phase weekly { remove when raised go late because "x" }',
        "change phase visits { replace then late @paper }",
    ]
    for given in (deltas, deltas[::-1]):
        analysis = analysed(*given)
        assert said(analysis) == []
        assert [phase.id for phase in analysis.protocol.tracks[1].phases] == ["visits", "last"]


def test_what_nothing_needs_any_more_goes_and_its_settings_with_it(analysed):
    analysis = analysed("replace phase monthly { give mab on day 60 @paper then end @paper }")
    lines = text_of(analysis)
    assert not [line for line in lines if "pause" in line]
    assert "patient { weight 70 kg }" in lines  # nothing in the base needs it either


def test_what_the_author_adds_is_told_when_nothing_uses_it(analysed):
    analysis = analysed('add param idle = 3 weeks because "x"')
    assert ("PL104", "parameter `idle` is never used") in [(i.code.number, i.message) for i in analysis.diagnostics]


def test_two_names_are_swapped(analysed):
    analysis = analysed(
        'rename phase infusions.weekly to monthly because "x"', 'rename phase infusions.monthly to weekly because "x"'
    )
    assert said(analysis) == []
    infusions = analysis.protocol.tracks[0]
    assert (infusions.start, [phase.id for phase in infusions.phases]) == ("monthly", ["monthly", "weekly", "late"])


def test_the_order_of_deltas_decides_nothing(analysed):
    deltas = [
        'rename phase infusions.late to last because "x"',
        "change phase infusions.late { replace give mab on day 10 of phase @paper }",
        'add event nausea "Nausea" because "x"',
        "replace stop when toxicity with stop when toxicity or nausea @paper",
    ]
    one, other = analysed(*deltas), analysed(*reversed(deltas))
    assert said(one) == said(other) == []
    assert one.protocol.tracks == other.protocol.tracks and one.protocol.stops == other.protocol.stops


def test_what_is_cited_for_a_change_counts_as_cited(analysed):
    analysis = analysed('add source new "New"', 'remove require doses @new "p. 3"')
    assert not [item.message for item in analysis.diagnostics if "`new`" in item.message]
    (modification,) = [item for item in analysis.protocol.descent.modifications if item.target == "require `doses`"]
    assert [citation.source for citation in modification.evidence.citations] == ["new"]


# ---- variants of variants ------------------------------------------------------------------------------------------

MIDDLE = """\
import "base.proto"
variant middle of base {
  set pause = 5 weeks because "m"
  change phase infusions.weekly { replace give mab on days 0, 7 @paper }
  remove require doses because "m"
  add event nausea "Nausea" because "m"
  rename phase infusions.monthly to long because "m"
}
"""


def test_a_variant_of_a_variant(analysed):
    analysis = analysed("set high = 20 mg/L @paper", middle=MIDDLE)
    assert said(analysis) == []
    assert [item.id for item in analysis.protocol.descent.ancestors] == ["base", "middle"]
    assert [phase.id for phase in analysis.protocol.tracks[0].phases] == ["weekly", "long", "late"]


@pytest.mark.parametrize(
    ("delta", "message"),
    [
        ('set pause = 6 weeks because "x"', "param `pause` has been set by variant `middle` already"),
        (
            "change phase weekly { replace give mab on day 0 @paper }",
            "`give mab` in phase `weekly` has been replaced by variant `middle` already",
        ),
        ('remove require doses because "x"', "require `doses` is gone: variant `middle` has removed it"),
    ],
)
def test_what_a_variant_in_between_has_changed_is_not_changed_unknowingly(analysed, delta, message):
    analysis = analysed(delta, middle=MIDDLE)
    assert said(analysis)[0] == ("PL906", message)
    (finding,) = [item for item in analysis.diagnostics if item.message == message]
    assert [item.span.source.path for item in finding.labels] == ["main.proto", "middle.proto"]


def test_over_admits_that_it_was_changed(analysed):
    analysis = analysed('set pause = 6 weeks over middle because "x"', middle=MIDDLE)
    assert said(analysis) == []
    wrong = analysed('set high = 6 mg/L over middle because "x"', middle=MIDDLE)
    assert said(wrong) == [("PL906", "variant `middle` has not changed param `high`")]


def test_a_background_that_was_trimmed_on_its_way_is_still_the_one_that_was_replaced(analysed):
    between = {
        "mid": 'import "base.proto"\nvariant mid of base {\n  replace background { set pause = 7 weeks }\n}\n',
        "last": 'import "mid.proto"\nvariant last of mid {\n  change phase monthly { replace give mab every 3 weeks, '
        '3 times @paper }\n  remove param pause because "fixed"\n}\n',
    }
    background = "replace background { patient { weight 80 kg } }"
    assert said(analysed(f"{background} over mid", **between)) == []
    assert [number for number, _ in said(analysed(background, **between))] == ["PL906"]


def test_what_was_taken_out_comes_back_only_knowingly(analysed):
    text = "add require doses: count(mab) in 4..6 @paper"
    assert said(analysed(text, middle=MIDDLE))[0] == (
        "PL906",
        "require `doses` has been removed by variant `middle` already",
    )
    assert said(analysed(f"{text} over middle", middle=MIDDLE)) == []


def test_what_a_variant_in_between_adds_may_be_changed(analysed):
    assert said(analysed('rename event nausea to sickness because "x"', middle=MIDDLE)) == []


# ---- what is wrong -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("delta", "code", "message"),
    [
        ('set pauze = 3 weeks because "x"', "PL906", "the base has no param `pauze`"),
        ('remove lab high because "x"', "PL906", "`high` is not of the kind `lab`, it is of the kind `param`"),
        ('remove phase infusions.other because "x"', "PL906", "the base has no phase `infusions.other`"),
        ('remove phase follow_up.weekly because "x"', "PL906", "the base has no phase `follow_up.weekly`"),
        ('remove stop when raised because "x"', "PL906", "the base has no `stop when raised`"),
        ('remove require other because "x"', "PL906", "the base has no require `other`"),
        ('add event toxicity because "x"', "PL102", "event `toxicity` is there already"),
        ('add stop when toxicity because "x"', "PL102", "`stop when toxicity` is there already"),
        ("add phase infusions.late { then end @paper }", "PL102", "phase `infusions.late` is there already"),
        ("add phase third { then end @paper }", "PL906", "nothing says in which track phase `third` is to stand"),
        ("add phase other.third { then end @paper }", "PL906", "the base has no `other`"),
        ("add policy { missed stop @paper }", "PL102", "policy clause `missed` is there already"),
        ("replace policy { rounding to 10 mg @paper }", "PL906", "the base has no policy clause `rounding`"),
        ("remove require doses", "PL801", "nothing says why require `doses` is removed"),
        ("set pause = 5 weeks", "PL801", "nothing says why param `pause` is set"),
        ("rename phase infusions.late to last", "PL801", "nothing says why phase `infusions.late` is renamed"),
        ("add event nausea", "PL801", "nothing says why event `nausea` is added"),
        ('rename event toxicity to weekly because "x"', "PL102", "`weekly` is there already"),
        ('move phase infusions.late to nowhere because "x"', "PL906", "the base has no track `nowhere`"),
        ('move phase late to infusions.late because "x"', "PL906", "phase `late` cannot be moved into itself"),
        ('migrate infusions.gone to end because "x"', "PL906", "the base has no phase `infusions.gone`"),
        ('migrate infusions.late to gone because "x"', "PL906", "the variant has no phase `gone`"),
        ('change drug mab { remove floor 3 mg because "x" }', "PL906", "the base has no `floor` in drug `mab`"),
        ('change drug mab { add dose 3 mg because "x" }', "PL102", "`dose` in drug `mab` is there already"),
        (
            'change phase weekly { remove give other because "x" }',
            "PL906",
            "the base has no `give other` in phase `weekly`",
        ),
        ('set high = 60 mg/L because "x"', None, None),
    ],
)  # fmt: skip
def test_a_delta_that_hits_nothing_or_says_no_reason(analysed, delta, code, message):
    analysis = analysed(delta)
    assert analysis.machine is None
    if code is not None:
        assert said(analysis)[0] == (code, message)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('set pause = 5 weeks because "x"', 'remove param pause because "x"'),
        ('remove phase infusions.late because "x"', "change phase late { replace then monthly @paper }"),
        ("replace track follow_up { start a phase a { then end @paper } }", 'remove phase visits because "x"'),
        ('remove stop when toxicity because "x"', "replace stop when toxicity with stop when raised @paper"),
    ],
)  # fmt: skip
def test_two_deltas_on_one_target(analysed, one, other):
    for first, second in ((one, other), (other, one)):
        found = [item for item in analysed(first, second).diagnostics if "changed twice" in item.message]
        (finding,) = found or [None]
        if finding is not None:
            assert finding.code.number == "PL906" and len(finding.labels) == 2
        else:
            assert said(analysed(first, second))[0][0] == "PL906"


def test_a_dangling_phase_shows_what_removed_it(analysed):
    analysis = analysed('remove phase infusions.late because "x"')
    (finding,) = [item for item in analysis.diagnostics if item.code.number == "PL101"]
    assert finding.primary.span.source.path == "base.proto"
    assert [(item.span.source.path, item.text) for item in finding.secondary][-1] == ("main.proto", "removed here")


def test_a_variant_of_itself_of_a_stranger_and_of_a_library(tmp_path, analysed):
    (tmp_path / "lib.proto").write_text('library lib { source x "X" }\n')
    unknown = "no imported file declares `{}`, of which this is a variant"
    library = "`lib` is a library, and a variant is one of a protocol or of another variant"
    gone = "`gone.proto` cannot be imported: there is no such file"
    for text, code, message in [
        ('import "base.proto"\nvariant base of base {}', "PL102", "`base` is a variant of itself"),
        ('import "base.proto"\nvariant a of bass {}', "PL101", unknown.format("bass")),
        ("variant a of base {}", "PL101", unknown.format("base")),
        ('import "lib.proto"\nvariant a of lib {}', "PL101", library),
        ('import "gone.proto"\nvariant a of gone {}', "PL008", gone),
    ]:
        analysed()
        main = tmp_path / "other.proto"
        main.write_text(text)
        analysis = analyse("other.proto", main.read_bytes(), project=Project(str(main)))
        assert said(analysis) == [(code, message)]


def test_who_names_the_file_instead_of_the_protocol_is_told_what_the_file_holds(tmp_path, analysed):
    analysed()
    main = tmp_path / "other.proto"
    for text, help in [
        ('import "base.proto"\nvariant a of x {}', "the file that it imports holds `base`: write `of base`"),
        ('import "base.proto"\nvariant a of bass {}', "did you mean `base`?"),
        ("variant a of base {}", 'import the file it stands in: `import "../ahmed.proto"` at the top'),
        ('import "base"\nvariant a of base {}', "did you mean `base.proto`?"),
        ('import "bases"\nvariant a of base {}', None),
    ]:
        main.write_text(text)
        (finding,) = analyse("other.proto", main.read_bytes(), project=Project(str(main))).diagnostics
        assert finding.help == help


def test_a_library_gives_what_is_used_and_nothing_else(tmp_path):
    (tmp_path / "lib.proto").write_text(
        'library lib {\n  source paper "A paper"\n  lab other { unit mg/L fresh for 3 weeks @paper }\n'
        "  lab marker { unit mg/L  range 0..100 mg/L  fresh for high_age @paper }\n}\n".replace("high_age", "5 weeks")
    )
    main = tmp_path / "main.proto"
    lines = [line for line in BASE.splitlines() if not line.startswith(("  source", "  lab"))]
    main.write_text('import "lib.proto"\n' + "\n".join(lines))
    analysis = analyse("main.proto", main.read_bytes(), project=Project(str(main)))
    assert said(analysis) == []
    assert [lab.id for lab in analysis.protocol.labs] == ["marker"]
    assert [source.id for source in analysis.protocol.sources] == ["paper"]
    assert not [item for item in analysis.diagnostics if "lib.proto" in item.primary.span.source.path]


OFFERED = """library lib "Offered" {
  source leaflet "A leaflet"
  param amount unstated "how much"
  lab urea { unit mmol/L  range 0..90 mmol/L  fresh for 5 weeks @leaflet }
  drug pill "Pill" { route oral @leaflet  dose amount @leaflet }
}
"""


def with_library(analysed, tmp_path, library, *deltas):
    (tmp_path / "lib.proto").write_text(library)
    analysed(*deltas)
    main = tmp_path / "main.proto"
    main.write_text(f'import "lib.proto"\n{main.read_text()}')
    return analyse("main.proto", main.read_bytes(), budget=200, project=Project(str(main)))


def test_a_variant_decides_and_changes_what_it_takes_from_a_library(analysed, tmp_path):
    give = "change phase weekly { add give pill with mab @paper }"
    watch = "change phase visits { add measure urea on day 7 @paper }"
    decide, change = "set amount = 5 mg @leaflet", "change lab urea { replace fresh for 2 weeks @leaflet }"
    lines = text_of(with_library(analysed, tmp_path, OFFERED, give, watch, decide, change))
    assert "param amount = 5 mg @leaflet" in lines
    assert 'param amount unstated "how much"' not in lines
    assert "fresh for 2 weeks @leaflet" in lines


@pytest.mark.parametrize("delta", ['add lab urea { unit mmol/L } because "x"', 'set high = 5 mg/L because "x"'])
def test_a_name_that_a_library_declares_too_is_told_at_both_places(analysed, tmp_path, delta):
    library = OFFERED.replace("drug pill", "drug mab") if "high" in delta else OFFERED
    analysis = with_library(analysed, tmp_path, library, delta)
    (finding,) = [item for item in analysis.diagnostics if item.code.number == "PL102"]
    places = {item.span.source.path for item in finding.labels}
    assert places == {"lib.proto", "main.proto" if "urea" in delta else "base.proto"}


def test_a_library_that_declares_a_drug_again_is_told_at_both_places(tmp_path):
    (tmp_path / "lib.proto").write_text('library lib { source paper2 "P" drug mab { dose 5 mg/kg of weight @paper2 } }')
    main = tmp_path / "main.proto"
    main.write_text(f'import "lib.proto"\n{BASE}')
    analysis = analyse("main.proto", main.read_bytes(), project=Project(str(main)))
    (finding,) = [item for item in analysis.diagnostics if item.severity.value == "error"]
    assert (finding.code.number, finding.message) == (
        "PL102",
        "`mab` is declared in two files that are read together",
    )
    assert [item.span.source.path for item in finding.labels] == ["main.proto", "lib.proto"]


def test_a_library_by_itself_is_checked_and_has_no_machine(tmp_path):
    main = tmp_path / "lib.proto"
    main.write_text("library lib { lab marker { unit mg/L  fresh for 5 weeks } drug mab { dose 5 mg/kg of weight } }")
    analysis = analyse("lib.proto", main.read_bytes(), project=Project(str(main)))
    assert [message for _, message in said(analysis)] == ["no patient attribute is called `weight`"]
    assert analysis.machine is None


@pytest.mark.parametrize(
    ("line", "code"),
    [("import base.proto", "PL010"), ('import "base.proto" sha256 abc', "PL010"), ('import "base.proto"', "PL008")],
)
def test_an_import_that_brings_nothing_is_one_finding(tmp_path, line, code):
    (tmp_path / "base.proto").write_text(BASE)
    main = tmp_path / "main.proto"
    main.write_text(f"{line}\n{BASE.replace('protocol base', 'protocol main').replace('  source paper', '  # paper')}")
    analysis = analyse("main.proto", main.read_bytes(), project=Project(str(main)))
    assert [item.code.number for item in analysis.diagnostics] == [code]
