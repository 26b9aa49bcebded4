"""What stands on paper is read back and compared with the model: no number of the handout comes from elsewhere."""

from __future__ import annotations

import csv
import io
import re
from fractions import Fraction
from typing import Any

import attrs
import pytest
from bs4 import BeautifulSoup, Tag

from protolang.model.action import ActionKind, OnDays
from protolang.prose import number_text
from protolang.quantity import Days
from protolang.render import handout, schedule_table
from protolang.render.renderer import Edition
from protolang.source import SourceFile, Span

ORDINAL = re.compile(r"^(\d+)(st|nd|rd|th) (dose|cycle)$")


@pytest.fixture(scope="module")
def page(flagship: Edition) -> BeautifulSoup:
    return BeautifulSoup(handout.render(flagship)[1].content, "html.parser")


def words(node: Tag) -> str:
    copy = BeautifulSoup(str(node), "html.parser")
    for note in copy.find_all("sup"):
        note.decompose()
    return " ".join(copy.get_text(" ").split())


def rows(page: BeautifulSoup) -> list[list[str]]:
    table = page.select_one("#course table")
    assert table is not None
    return [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]


def given_days(edition: Edition, drug: str) -> list[int]:
    """The listed days of a drug, straight from the model."""
    days = []
    for track in edition.protocol.tracks:
        for phase in track.phases:
            for action in phase.actions:
                if action.subject == drug and action.kind is ActionKind.GIVE and isinstance(action.timing, OnDays):
                    days += action.timing.days
    return sorted(days)


def test_the_table_gives_each_dose_on_its_day_and_on_no_other(page: BeautifulSoup, flagship: Edition) -> None:
    fixed = [row for row in rows(page) if row[0].isdigit()]
    for column, drug in ((2, "rituximab"), (3, "ivig")):
        shown = {}
        for row in fixed:
            found = ORDINAL.match(row[column])
            assert found or row[column] == "–"
            if found:
                shown[int(row[1])] = int(found[1])
        assert shown == {day: number for number, day in enumerate(given_days(flagship, drug), 1)}


def test_week_16_is_found_by_its_number(page: BeautifulSoup) -> None:
    (row,) = [row for row in rows(page) if row[0] == "16"]
    assert row == ["16", "112", "10th dose", "5th cycle", "measure"]


def test_a_week_is_seven_days(page: BeautifulSoup) -> None:
    for row in rows(page):
        if row[0].isdigit():
            assert int(row[1]) == 7 * int(row[0])


def test_blood_is_taken_every_four_weeks_up_to_the_last_fixed_visit(page: BeautifulSoup) -> None:
    taken = [int(row[1]) for row in rows(page) if row[0].isdigit() and row[4] == "measure"]
    assert taken == list(range(0, 169, 28))


def test_no_open_ended_stretch_has_an_invented_number(page: BeautifulSoup) -> None:
    open_rows = [row for row in rows(page) if len(row) == 4]
    assert [row[0] for row in open_rows] == [
        "Are B cells depleted?",
        "Monthly immunoglobulin until repopulation",
        "Six closing cycles",
    ]
    assert open_rows[0][2] == "–"
    assert open_rows[2][2] == "every [undecided: closing interval] , 6 times"
    assert "[undecided: longest maintenance]" in open_rows[1][2]


def test_every_number_in_a_table_comes_from_the_model(page: BeautifulSoup, flagship: Edition) -> None:
    allowed = numbers_of(flagship)
    for table in page.find_all("table"):
        for cell in table.find_all(["th", "td"]):
            shown = re.findall(r"\d+(?:\.\d+)?", words(cell).replace("\u202f", ""))
            assert not [number for number in shown if number not in allowed], words(cell)


def numbers_of(edition: Edition) -> set[str]:
    found: set[str] = set()

    def visit(value: Any) -> None:
        match value:
            case bool() | None | Span() | SourceFile():
                return
            case Days(count=count):
                found.update({str(count), str(count // 7) if count % 7 == 0 else str(count), str(count // 28)})
            case int() | Fraction():
                found.add(number_text(value))
            case str():
                found.update(re.findall(r"\d+(?:\.\d+)?", value))
            case tuple():
                for item in value:
                    visit(item)
            case _ if attrs.has(type(value)):
                for field in attrs.fields(type(value)):
                    visit(getattr(value, field.name))

    protocol = attrs.evolve(edition.protocol, scenarios=())
    visit(protocol)
    visit(edition.results)
    for drug in protocol.drugs:
        days = given_days(edition, drug.id)
        found.update(str(number) for number in range(1, len(days) + 1))
    for track in protocol.tracks:
        for phase in track.phases:
            for action in phase.actions:
                match action.timing:
                    case OnDays(days=days):
                        found.update(str(day // 7) for day in days)
                        found.add(str(len(days)))
    found.update(str(number) for number in range(1, len(protocol.sources) + 1))
    return found


def test_the_csv_says_what_the_page_says(page: BeautifulSoup, flagship: Edition) -> None:
    files = {item.name: item.content.decode("utf-8-sig") for item in schedule_table.render(flagship)}
    table = list(csv.reader(io.StringIO(files["schedule.csv"])))
    head = next(row for row in table if row and row[0] == "Activity")
    of_page = {row[0]: row[2:] for row in rows(page) if row[0].isdigit()}
    for offset, activity in enumerate(("Rituximab", "Intravenous immunoglobulin", "CD20+ B cells")):
        (line,) = [row for row in table if row and row[0].startswith(activity)]
        assert len(line) == len(head)
        for name, cell in zip(head, line, strict=True):
            week = re.match(r"Week (\d+)", name)
            if week:
                assert (cell or "–") == of_page[week[1]][offset]


def test_every_cell_of_the_csv_can_be_traced(flagship: Edition) -> None:
    files = {item.name: item.content.decode("utf-8-sig") for item in schedule_table.render(flagship)}
    lines = list(csv.DictReader(io.StringIO(files["schedule-cells.csv"].split('cell by cell"\r\n')[1])))
    cells = sum(cell is not None for activity in flagship.schedule.activities for cell in activity.cells)
    assert len(lines) == cells
    text = flagship.protocol.source.text.splitlines()
    for line in lines:
        path, number, _ = line["Source line"].rsplit(":", 2)
        assert path == flagship.protocol.source.path
        assert line["Name"] in text[int(number) - 1]
        assert line["Evidence"] != "no source given"
        assert line["Phase"] in flagship.protocol.source.text


def test_both_csv_files_are_marked_and_named(flagship: Edition) -> None:
    for item in schedule_table.render(flagship):
        assert item.content.startswith(b"\xef\xbb\xbf")
        head = dict(row[:2] for row in list(csv.reader(io.StringIO(item.content.decode("utf-8-sig"))))[:8])
        assert head["Version"] == flagship.protocol.version
        assert head["Source SHA-256"] == flagship.protocol.source.sha256
        assert head["Machine SHA-256"] == flagship.machine_sha256
        assert head["DRAFT"] == f"Not ready for use: {'; '.join(flagship.draft_reasons)}"


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
        (122, "122nd"),
    ],
)
def test_ordinals(number: int, text: str) -> None:
    assert schedule_table.ordinal(number) == text


def test_marks_of_notes_are_letters_and_never_repeat() -> None:
    marks = [schedule_table.note_mark(index) for index in range(800)]
    assert marks[:3] == ["a", "b", "c"]
    assert marks[25:28] == ["z", "aa", "ab"]
    assert len(set(marks)) == 800
    assert all(mark.isalpha() for mark in marks)
