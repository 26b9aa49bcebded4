"""Civil dates and times of a record become study days, once, with the offset that stands beside them (R27).

No time zone is ever looked up: neither that of this machine nor that of the site.
"""

import re
from datetime import date, timedelta

import attrs

_DATE = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[T ](?P<time>[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?) ?(?P<offset>Z|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_TIME = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,9})?)?")

LONGEST_DAYS = 36_525
"""How far from day 0 an event may be: a hundred years."""

MINUTES = 1440


class DateError(ValueError):
    """A text that is no date or time; the message is for the person who wrote it, `help` says what to write."""

    def __init__(self, message: str, help: str) -> None:
        super().__init__(message)
        self.help = help


@attrs.frozen
class Moment:
    """A civil date, the minute of that day when it was recorded, and the recorded offset in minutes east of UTC."""

    date: date
    minute: int | None = None
    offset: int | None = None


@attrs.frozen
class Calendar:
    """How one patient's civil dates are numbered.

    Day 0 is that of `start`. A clock that ticks `per_day` times a day starts at the recorded time of `start`, at
    midnight when there is none. `first_day` is the number the author gives to day 0.
    """

    start: Moment
    first_day: int = 0
    per_day: int = 1

    def tick(self, moment: Moment) -> int:
        """The study day, or the tick of a finer clock. One that needs a time takes midnight where there is none."""
        days = (moment.date - self.start.date).days
        if self.per_day == 1:
            return days
        minutes = days * MINUTES + (moment.minute or 0) - (self.start.minute or 0)
        if moment.offset is not None and self.start.offset is not None:
            # the hour that a change of clocks adds or takes away was recorded on both sides
            minutes -= moment.offset - self.start.offset
        return minutes * self.per_day // MINUTES

    def tick_of_day(self, number: int, minute: int | None) -> int:
        """The same of a study day as the author numbers it."""
        return self.tick(Moment(self.start.date + timedelta(days=number - self.first_day), minute))

    def moment(self, tick: int) -> Moment:
        """The civil date of a tick, and its time when the clock is finer than a day."""
        if self.per_day == 1:
            return Moment(self.start.date + timedelta(days=tick))
        minutes = (self.start.minute or 0) + tick * (MINUTES // self.per_day)
        days, minute = divmod(minutes, MINUTES)
        return Moment(self.start.date + timedelta(days=days), minute)

    def last_tick(self, day: date) -> int:
        """The last tick of a civil date."""
        return self.tick(Moment(day, MINUTES - 1)) if self.per_day > 1 else self.tick(Moment(day))


def read_moment(text: str) -> Moment:
    """`2027-03-28`, `2027-03-28T02:30`, `2027-03-28T02:30+01:00`. Raises `DateError`."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise DateError("this is not a date", "write year, month and day: `2027-01-04`")
    try:
        day = date.fromisoformat(match["date"])
    except ValueError:
        raise DateError("there is no such date", "look at the month and at the length of the month") from None
    if match["time"] is None:
        return Moment(day)
    return Moment(day, read_time(match["time"]), None if match["offset"] is None else _offset(match["offset"]))


def read_time(text: str) -> int:
    """The minute of the day of `14:30`. Raises `DateError`."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise DateError("this is not a time", "write hour and minute: `14:30`")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    if hour > 23 or minute > 59 or second > 59:
        raise DateError("there is no such time", "a day goes from `00:00` to `23:59`")
    return hour * 60 + minute


def _offset(text: str) -> int:
    if text == "Z":
        return 0
    hours, minutes = int(text[1:3]), int(text[-2:])
    if hours > 18 or minutes > 59:
        raise DateError("no clock is that far from UTC", "an offset is written `+01:00`")
    return (hours * 60 + minutes) * (-1 if text[0] == "-" else 1)
