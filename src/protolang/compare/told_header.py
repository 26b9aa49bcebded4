"""The statements about a protocol as a whole: header, policy, sources, scenarios."""

from collections.abc import Iterator

from protolang import prose
from protolang.compare.entry import Aspect, Entry, Role, Section, Teller
from protolang.model.evidence import Evidence, Source
from protolang.model.protocol import Protocol
from protolang.model.scenario import Scenario
from protolang.source import Span

_NONE = Evidence()


def header_entries(teller: Teller) -> Iterator[Entry]:
    """Title, version, purpose, population, what day 0 and a month are, and whom the protocol follows."""
    protocol = teller.protocol
    yield _header("title", f"“{protocol.title}”", protocol.title, protocol, role=Role.TITLE)
    yield _header("version", protocol.version, protocol.version, protocol)
    yield _header("status", protocol.status, protocol.status, protocol)
    for name, statement in (("purpose", protocol.purpose), ("population", protocol.population)):
        if statement is not None:
            yield _header(name, statement.text, statement.text, protocol, statement.evidence, statement.origin)
    codes = prose.codes_text(protocol.codes)
    if codes:
        yield _header("codes", codes, codes, protocol)
    said = protocol.conventions
    month = None if said.month is None else said.month.days or "calendar"
    day_zero = None if said.day_zero is None else teller.name(said.day_zero)
    week = None if said.week_zero is None else said.week_zero // said.resolution.per_day
    conventions = (
        ("month", prose.month_text(said), month, said.month_evidence),
        ("day 0", prose.day_zero_text(said, protocol), (day_zero, said.day_zero_said), said.day_zero_evidence),
        ("first day", f"the first day is day {said.first_day}", said.first_day, _NONE),
        ("week 0", prose.week_zero_text(said), week, said.week_zero_evidence),
        ("resolution", prose.resolution_text(said), said.resolution.per_day, _NONE),
    )
    for name, text, meaning, evidence in conventions:
        if text is not None:
            yield _header(name, text, meaning, protocol, evidence)
    yield _header("whom it follows", f"a {protocol.subject}", protocol.subject, protocol)


def policy_entries(teller: Teller) -> Iterator[Entry]:
    """The clauses of the policy."""
    protocol, policy = teller.protocol, teller.protocol.policy
    per_day = protocol.conventions.resolution.per_day
    if policy.missed is not None:
        aspect = teller.aspect(prose.missed_text(policy.missed, per_day=per_day), policy.missed)
        yield _policy("late doses", aspect, policy.missed.evidence, policy.missed.origin)
    if policy.anchor is not None:
        aspect = teller.aspect(prose.anchor_text(policy.anchor), policy.anchor)
        yield _policy("the next dose", aspect, policy.anchor_evidence, protocol.origin)
    if policy.hold is not None:
        aspect = teller.aspect(prose.hold_text(policy.hold, per_day), policy.hold)
        yield _policy("holds", aspect, policy.hold.evidence, policy.hold.origin)
    undecided = bool(policy.rounding_evidence.open_questions)
    rounded = teller.aspect(prose.rounding_text(policy), policy.rounding, policy.rounding_said, undecided)
    yield _policy("rounding", rounded, policy.rounding_evidence, protocol.origin)
    for name, text, node in (
        ("missing results", prose.missing_policy_text(policy), policy.missing),
        ("old results", prose.max_age_text(policy), policy.max_age),
    ):
        if text is not None:
            yield _policy(name, teller.aspect(text, node), _NONE, protocol.origin)


def source_entries(teller: Teller) -> Iterator[Entry]:
    """The sources, each under its name."""
    for source in teller.protocol.sources:
        identifiers = ", ".join(f"{scheme} {value}" for scheme, value in source.identifiers)
        text = f"{source.citation} ({identifiers})" if identifiers else source.citation
        yield _of_source(source, text, teller)


def scenario_entries(teller: Teller) -> Iterator[Entry]:
    """The scenarios, each under its title."""
    protocol = teller.protocol
    for scenario in protocol.scenarios:
        yield Entry(
            Section.SCENARIO,
            ("scenario", scenario.title),
            f"“{scenario.title}”",
            f"scenario “{scenario.title}”",
            (teller.aspect("", scenario),),
            _NONE,
            scenario.origin,
            lines=_story(scenario, protocol),
        )


def _story(scenario: Scenario, protocol: Protocol) -> tuple[str, ...]:
    known = [
        f"{prose.title_of(name, protocol)} {prose.value_text(name, value, protocol)}"
        for name, value in scenario.attributes
    ]
    decided = [f"{prose.words(name)} {prose.setting_text(value)}" for name, value in scenario.settings]
    expected = [f"expect {one.text}" for one in scenario.expectations]
    return (*decided, *known, *prose.happenings(scenario, protocol), *expected)


def _header(
    name: str,
    text: str,
    meaning: object,
    protocol: Protocol,
    evidence: Evidence = _NONE,
    origin: Span | None = None,
    *,
    role: Role = Role.SAID,
) -> Entry:
    aspect = Aspect(text, repr(meaning))
    place = origin or protocol.origin
    return Entry(Section.HEADER, ("header", name), name, name, (aspect,), evidence, place, named=True, role=role)


def _policy(name: str, aspect: Aspect, evidence: Evidence, origin: Span) -> Entry:
    return Entry(Section.POLICY, ("policy", name), name, "", (aspect,), evidence, origin, named=True)


def _of_source(source: Source, text: str, teller: Teller) -> Entry:
    name = prose.words(source.id)
    aspect = Aspect(text, (source.citation, tuple(sorted(source.identifiers))))
    return Entry(
        Section.SOURCE,
        ("source", teller.name(source.id)),
        name,
        name,
        (aspect,),
        _NONE,
        source.origin,
        named=True,
        declares=teller.name(source.id),
    )
