"""A comparison -> one self-contained HTML page: both sides beside each other, every mark a sign and a word.

Nothing in it runs or is loaded; it is read on a phone, on a wide screen, and on paper.
"""

from collections.abc import Iterable, Iterator
from importlib import resources
from itertools import groupby
from typing import assert_never

from protolang.compare.behaviour import Behaviour
from protolang.compare.day_words import day_clauses, decided_lines, patient_lines
from protolang.compare.difference import Comparison, Differs, NotFound, Same
from protolang.compare.headline import range_text
from protolang.compare.report import Compared
from protolang.compare.statements import ChangeKind, Section, StatementChange
from protolang.prose import count_text, day_text, day_zero_text
from protolang.release import VERSION
from protolang.render.escape import escape_html
from protolang.source import Span

__all__ = ["comparison_html"]

_LISTED = (Section.SOURCE, Section.SCENARIO)
_ABSENT = "not in it"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_MARKS = {
    ChangeKind.ADDED: ("+", "added"),
    ChangeKind.REMOVED: ("−", "removed"),
    ChangeKind.CHANGED: ("~", "changed"),
    ChangeKind.MOVED: ("→", "moved"),
    ChangeKind.RENAMED: ("=", "renamed"),
    ChangeKind.TITLE: ("=", "in other words"),
    ChangeKind.SOURCE: ("§", "other source"),
}


def comparison_html(found: Compared, drawing: str) -> str:
    """The page; `drawing` is the flowchart of both as SVG, which this project has made."""
    style = (resources.files("protolang.render") / "comparison.css").read_text(encoding="utf-8")
    one, two = (side.protocol for side in found.sides)
    title = escape_html(f"What {two.title} changes against {one.title}")
    verdict = "A and B differ." if found.differs else "A and B are the same."
    parts = (
        _headline(found),
        _behaviour(found),
        _patient(found),
        _weakened(found),
        _chart(drawing),
        *_statements(found.changes),
    )
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{_POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
{style}</style>
</head>
<body>
<main>
<header>
<h1>What B changes against A</h1>
<dl class="sides">{_side("A", found, 0)}{_side("B", found, 1)}</dl>
<p class="verdict"><strong>{verdict}</strong></p>
</header>
{"".join(part for part in parts if part)}</main>
<footer>Compared by protolang {escape_html(VERSION)}. Every sentence is made from the two files named above.</footer>
</body>
</html>
"""


def _side(letter: str, found: Compared, place: int) -> str:
    protocol = found.sides[place].protocol
    text = f"{escape_html(protocol.title)}, version {escape_html(protocol.version)}"
    digest = protocol.source.sha256[:12]
    path = escape_html(found.paths[place])
    return f'<dt>{letter}</dt><dd>{text}<br><span class="quiet"><code>{path}</code>, source {digest}</span></dd>'


def _section(name: str, title: str, body: str) -> str:
    return (
        f'<section id="{name}" aria-labelledby="{name}-title">\n<h2 id="{name}-title">{title}</h2>\n{body}</section>\n'
    )


# ---- for a patient ---------------------------------------------------------------------------------------------


def _headline(found: Compared) -> str:
    if not found.headline:
        return ""
    items = "".join(f"<li>{escape_html(_sentence(text))}</li>" for text in found.headline)
    return _section("headline", "B instead of A", f"<ul>{items}</ul>\n")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}." if text else text


def _behaviour(found: Compared) -> str:
    rows = "".join(
        f'<tr{_differing(before, after)}><th scope="row">{escape_html(name)}{_changed(before, after)}</th>'
        f"<td>{escape_html(before)}</td><td>{escape_html(after)}</td></tr>\n"
        for name, before, after in _measures(*found.behaviours)
    )
    if not rows:
        return ""
    notes = "".join(f"<p>With {escape_html(line)}.</p>\n" for line in decided_lines(found.decided))
    reasons = dict.fromkeys(reason for side in found.behaviours for reason in _reasons(side))
    notes += "".join(f'<p class="quiet">{escape_html(_sentence(reason.removesuffix(".")))}</p>\n' for reason in reasons)
    table = (
        '<div class="scroll"><table>\n<caption>Over every complete course without a clinician’s review</caption>\n'
        '<thead><tr><th scope="col">What</th><th scope="col">A</th><th scope="col">B</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody></table></div>\n"
    )
    return _section("behaviour", "How much, how often, how long", table + notes)


def _measures(ours: Behaviour, theirs: Behaviour) -> Iterator[tuple[str, str, str]]:
    before = {course.drug: course for course in ours.drugs}
    after = {course.drug: course for course in theirs.drugs}
    for name in dict.fromkeys((*after, *before)):
        title = (after.get(name) or before[name]).title
        first, second = (range_text(side[name].doses, "dose") if name in side else _ABSENT for side in (before, after))
        yield f"{title}: doses", first, second
    asked, now = {lab.lab: lab for lab in ours.labs}, {lab.lab: lab for lab in theirs.labs}
    for name in dict.fromkeys((*now, *asked)):
        title = (now.get(name) or asked[name]).title
        first, second = (range_text(side[name].times, "time") if name in side else _ABSENT for side in (asked, now))
        yield f"{title}: measured", first, second
    yield "Length of the course", range_text(ours.length, "day"), range_text(theirs.length, "day")
    yield "Days with a visit", range_text(ours.visits, "day"), range_text(theirs.visits, "day")


def _reasons(found: Behaviour) -> Iterator[str]:
    for course in found.drugs:
        yield from (one.reason for one in (course.doses, course.span) if one.reason)
    yield from (one.reason for one in (found.length, found.visits) if one.reason)


def _differing(before: str, after: str) -> str:
    return "" if before == after else ' class="differs"'


def _changed(before: str, after: str) -> str:
    return "" if before == after else f" {_mark(ChangeKind.CHANGED)}"


def _patient(found: Compared) -> str:
    one, two = (side.protocol for side in found.sides)
    comparison: Comparison = found.comparison
    match comparison:
        case Same(reason=reason):
            said = escape_html(_sentence(reason.removesuffix(".")))
            return _section("patient", "For a patient: the same", f"<p>{said}</p>\n")
        case NotFound(reason=reason, searched=searched):
            followed = f'<p class="quiet">Followed: {escape_html(searched)}</p>\n' if searched else ""
            body = f"<p>{escape_html(_sentence(reason.removesuffix('.')))}</p>\n{followed}"
            return _section("patient", "For a patient: no difference was found, which proves nothing", body)
        case Differs():
            pass
        case _:
            assert_never(comparison)
    first = "first day" if comparison.earliest else "first day that was found"
    title = f"The {first} on which one patient is treated differently: {day_text(comparison.day, one)}"
    zero = "".join(
        f"<li>{letter}: {escape_html(day_zero_text(protocol.conventions, protocol))}</li>"
        for letter, protocol in (("A", one), ("B", two))
        if one.conventions.day_zero != two.conventions.day_zero
    )
    zero = zero and f'<ul class="plain">{zero}</ul>'
    days = "".join(
        f'<tr><th scope="row">{escape_html(day_text(day, one))}</th><td>{escape_html(text)}</td></tr>\n'
        for day, text in patient_lines(comparison)
    )
    body = (
        f'{zero}\n<div class="scroll"><table>\n<caption>The patient, followed on both sides'
        f'</caption>\n<tbody>\n{days}</tbody></table></div>\n<div class="pair">'
        f'<div class="side"><h3>A on that day</h3>{_clauses(day_clauses(comparison.one, comparison.two, one))}</div>'
        f'<div class="side"><h3>B on that day</h3>{_clauses(day_clauses(comparison.two, comparison.one, two))}</div>'
        f'</div>\n<p class="quiet">Followed: {escape_html(comparison.searched)}</p>\n'
    )
    return _section("patient", escape_html(title), body)


def _clauses(clauses: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape_html(clause)}</li>' for clause in clauses)}</ul>"


def _weakened(found: Compared) -> str:
    rows = []
    for item in found.weakened:
        rule, loss = item.weakening, item.weakening.loss
        variant = rule.variant
        before = _said("A", rule.base.sentence, rule.base.origin, None, "removed")
        sentence, place = (None, None) if variant is None else (variant.sentence, variant.origin)
        after = _said("B", sentence, place, None, "added")
        why = f"<p>Its author says why: “{escape_html(item.reason)}”</p>" if item.reason else ""
        heading = (
            f'<h3><span class="mark removed">! {escape_html(loss.value)}</span> {escape_html(rule.kind.value)}</h3>'
        )
        witness = f"<p>{escape_html(_sentence(rule.witness.removesuffix('.')))}</p>"
        pair = f'<div class="pair">{before}{after}</div>'
        rows.append(f'<article class="changed">\n{heading}\n{witness}{why}{pair}\n</article>\n')
    if not rows:
        return ""
    return _section("weaker", "Safety rules that B does not keep as strict", "".join(rows))


# ---- statements ------------------------------------------------------------------------------------------------


def _statements(changes: Iterable[StatementChange]) -> Iterator[str]:
    for section, group in groupby(changes, key=lambda change: change.section):
        listed = section in _LISTED
        rows = "\n".join(_item(change) if listed else _change(change) for change in group)
        rows = f'<ul class="plain">{rows}</ul>' if listed else rows
        safety = ' <strong class="safety">safety</strong>' if section.is_safety else ""
        heading = f"{section.value[0].upper()}{section.value[1:]}"
        yield _section(_anchor(section), f"{escape_html(heading)}{safety}", f"{rows}\n")


def _item(change: StatementChange) -> str:
    """A change that is named rather than shown: what an example patient goes through is no rule."""
    said = f": {escape_html(change.before)} → {escape_html(change.after)}" if change.before and change.after else ""
    return f"<li>{_mark(change.kind)} {escape_html(change.subject)}{said}</li>"


def _anchor(section: Section) -> str:
    return f"says-{section.name.lower()}"


def _change(change: StatementChange) -> str:
    before = _said("A", change.before, change.before_at, change.before_source, "removed")
    after = _said("B", change.after, change.after_at, change.after_source, "added")
    more = f' <span class="quiet">with {count_text(change.inside, "statement")} in it</span>' if change.inside else ""
    heading = f"<h3>{_mark(change.kind)} {escape_html(change.subject)}{more}</h3>"
    pair = f'<div class="pair">{before}{after}</div>'
    return f'<article class="{change.kind.name.lower()}">\n{heading}\n{pair}\n</article>'


def _mark(kind: ChangeKind) -> str:
    sign, word = _MARKS[kind]
    return f'<span class="mark {kind.name.lower()}"><span aria-hidden="true">{sign}</span> {word}</span>'


def _said(letter: str, text: str | None, place: Span | None, source: str | None, word: str) -> str:
    if text is None:
        return f'<div class="side nothing"><p><strong>{letter}</strong> says nothing of it</p></div>'
    where = ""
    if place is not None:
        where = f"{place.source.path}, line {place.start_position.line}"
    lines = [f"<p><strong>{letter}</strong> {escape_html(text)}</p>"]
    said = "; ".join(part for part in (source, where) if part)
    if said:
        lines.append(f'<p class="quiet">{escape_html(said)}</p>')
    return f'<div class="side {word}">{"".join(lines)}</div>'


def _chart(drawing: str) -> str:
    if not drawing:
        return ""
    return _section("flowchart", "Both in one flowchart", f'<div class="scroll chart">\n{drawing}</div>\n')
