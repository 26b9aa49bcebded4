from .examples import BASE, mistakes, one, small


def test_a_name_has_one_meaning_over_all_kinds():
    assert mistakes("event remission", "event remission  event cd20") == [
        ("PL102", "cd20", "`cd20` is declared twice: as a lab and as an event")
    ]
    finding = one("event remission", "event remission  event cd20")
    assert [label.text for label in finding.labels] == ["declared again here", "first declared here"]
    assert finding.secondary[0].span.start_position.line == 20


def test_phases_are_unique_over_all_tracks():
    other = "track other { start opening  phase opening { stop } } stop when remission"
    assert ("PL102", "opening", "`opening` is declared twice") in mistakes("stop when remission", other)


def test_a_track_that_was_copied_is_one_mistake():
    copied = BASE[BASE.index("  track infusions") : BASE.index("  stop when remission")]
    assert mistakes(copied, copied * 2) == [("PL102", "infusions", "`infusions` is declared twice")]


def test_the_first_of_two_declarations_counts():
    assert mistakes("lab cd19 {", "lab cd20 { unit mg/dL  fresh for 1 week }  lab cd19 {") == [
        ("PL102", "cd20", "`cd20` is declared twice")
    ]


def test_a_name_of_the_language_is_not_for_others():
    for word in ("count", "span", "gap", "mosteller"):
        found = mistakes(
            "lab cd19", f"lab {word}", "or cd19 from", f"or {word} from", "measure cd19", f"measure {word}"
        )
        assert found == [("PL103", word, f"a lab cannot be called `{word}`, which is a function of the language")]


def test_a_unit_cannot_name_a_parameter_but_a_phase():
    assert mistakes("param pause", "param month = 4 weeks  param pause", "every 4 weeks", "every month") == [
        ("PL103", "month", "a parameter cannot be called `month`, which is a unit"),
        ("PL104", "month", "parameter `month` is never used"),
    ]
    small("phase aborted", "phase month", "go aborted", "go month", "go aborted", "go month")


def test_a_word_of_the_language_may_name_a_phase():
    small("phase aborted", "phase dose", "go aborted", "go dose", "go aborted", "go dose")
