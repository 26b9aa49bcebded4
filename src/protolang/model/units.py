"""Literals: the author's digits and unit words become exact quantities, durations and counts, or a finding."""

import re
from fractions import Fraction

import attrs

from protolang.diagnostics import Label, Severity
from protolang.diagnostics.codes import PL004, PL101, PL105, PL108, PL307
from protolang.diagnostics.suggest import suggest
from protolang.model.findings import Findings
from protolang.quantity import (
    CalendarMonths,
    Days,
    Dimension,
    Duration,
    MonthConvention,
    Quantity,
    Resolution,
    Unit,
    UnitError,
    age_unit,
    decimal_text,
    parse_unit,
)
from protolang.source import Span
from protolang.syntax.ast import QuantityExpr

# The lexer refuses longer numbers; a tree made by hand must not get further, since int() of thousands of digits
# raises and powers of it take for ever.
_NUMBER = re.compile(r"[0-9]{1,18}(\.[0-9]{1,18})?")
_CALENDAR_WORDS = {"month": 1, "months": 1, "year": 12, "years": 12}

# Dates end in the year 9999. Nothing that a protocol asks of one patient lasts a hundred years.
LONGEST_DAYS = 36_525
_LONGEST_MONTHS = 1_200
_FINER = {"hour": 24, "minute": 1440}

BARE = Unit("", Fraction(1), Dimension())


def exact(text: str) -> Fraction | None:
    """The exact value of digits as written; None when they are no number of the language."""
    return Fraction(text) if _NUMBER.fullmatch(text) else None


def literal_text(literal: QuantityExpr) -> str:
    """The literal as the author wrote it, for a message."""
    return f"{literal.number} {literal.unit}" if literal.unit else literal.number


def _word(literal: QuantityExpr) -> str:
    return " ".join((literal.unit or "").split())


def calendar_months(literal: QuantityExpr) -> int | None:
    """How many months one of the literal's unit has (`years`: 12), whatever kind of month; None for other units."""
    return _CALENDAR_WORDS.get(_word(literal).removeprefix("calendar "))


def is_age(unit: Unit | None) -> bool:
    """Whether a unit is the years of a patient's life."""
    return unit is not None and unit.dimension == age_unit().dimension


def is_time(literal: QuantityExpr) -> bool:
    """Whether the literal is written as a time, fixed or calendar."""
    if calendar_months(literal) is not None:
        return True
    try:
        return parse_unit(_word(literal)).is_time
    except UnitError:
        return False


def is_count(literal: QuantityExpr) -> bool:
    """Whether the literal is written as a count: cycles, doses, times."""
    try:
        unit = parse_unit(_word(literal))
    except UnitError:
        return False
    return unit.is_count and unit.symbol != "cells"


@attrs.define
class Literals:
    """Reads literals under the conventions of one protocol: its month (None: the header does not say), its clock."""

    findings: Findings
    month: MonthConvention | None = None
    month_failed: bool = False
    resolution: Resolution = attrs.field(factory=Resolution)
    _bare_months: list[Span] = attrs.field(factory=list)

    def quiet(self) -> "Literals":
        """The same without a word: for a literal that is read again, and then reported."""
        return Literals(Findings(), self.month, month_failed=True, resolution=self.resolution)

    def number(self, text: str, span: Span) -> Fraction | None:
        """The exact value of digits, or a finding."""
        value = exact(text)
        if value is None:
            shown = text if len(text) <= 24 else f"{text[:20]}…"
            self.findings.report(
                PL004,
                f"`{shown}` is not a number of at most 18 digits",
                Label(span, "digits, and a decimal point if needed"),
            )
        return value

    def whole(self, text: str, span: Span) -> int | None:
        """A whole number, or a finding."""
        value = self.number(text, span)
        if value is not None and value.denominator != 1:
            self.findings.report(PL105, f"`{text}` is not a whole number", Label(span, "count in whole numbers"))
            return None
        return None if value is None else int(value)

    def quantity(self, literal: QuantityExpr, beside: Unit | None = None) -> Quantity | None:
        """A magnitude with its unit; a number without one is dimensionless.

        `beside` is the unit of what it stands beside: beside an age, `18 years` and `6 months` are ages.
        """
        magnitude = self.number(literal.number, literal.span)
        if magnitude is None:
            return None
        if literal.unit is None:
            return Quantity(magnitude, BARE)
        months = calendar_months(literal)
        if months is not None and is_age(beside):
            return Quantity(magnitude * months / 12, age_unit())
        if months is not None:
            return self._calendar_quantity(literal)
        unit = self.unit(_word(literal), literal.span)
        return None if unit is None else Quantity(magnitude, unit)

    def unit(self, text: str, span: Span) -> Unit | None:
        """The unit written `text`, or a finding."""
        try:
            return parse_unit(text)
        except UnitError as error:
            wrong = error.atom
        if wrong is None:
            self.findings.report(
                PL108,
                f"`{text}` contains a unit of no fixed length",
                Label(span, "months and years differ in length"),
                help="write it per day or per week",
            )
            return None
        near = suggest(wrong, _COMMON_UNITS)
        self.findings.report(
            PL101,
            f"`{wrong}` is not a unit",
            Label(span, "unknown unit"),
            help=f"did you mean `{near}`?" if near else "write one of the units of the language, such as `mg/m2`",
        )
        return None

    def knows(self, literal: QuantityExpr) -> bool:
        """Whether its unit is one of the language, or a finding. For a literal whose meaning its uses will tell."""
        if literal.unit is None or calendar_months(literal) is not None:
            return True
        return self.unit(_word(literal), literal.span) is not None

    def duration(self, literal: QuantityExpr, what: str, least: int = 0) -> Duration | None:
        """A duration in whole ticks of the clock or calendar months, or a finding; `what` says what is expected."""
        magnitude = self.number(literal.number, literal.span)
        if magnitude is None:
            return None
        duration = self._duration(magnitude, literal, what)
        if duration is None:
            return None
        longest = self._longest(duration)
        if not least <= duration.count <= longest:
            reason = "is longer than a hundred years" if duration.count > longest else f"cannot be {what}"
            self.findings.report(
                PL307,
                f"`{literal_text(literal)}` {reason}",
                Label(literal.span, f"{what} is expected here"),
                help=f"write at least one {self.resolution.name}" if duration.count < least else None,
                severity=Severity.ERROR,
            )
            return None
        return duration

    def days(self, literal: QuantityExpr, what: str, least: int = 0) -> int | None:
        """A duration of fixed length, in clock ticks, or a finding."""
        duration = self.duration(literal, what, least)
        match duration:
            case None:
                return None
            case Days(count=count):
                return count
            case CalendarMonths():
                self.findings.report(
                    PL105,
                    f"`{literal_text(literal)}` is not a fixed number of days",
                    Label(literal.span, f"{what} is counted in days"),
                    help="write it in days or weeks",
                )
                return None

    def infusion_time(self, literal: QuantityExpr, what: str) -> Duration | None:
        """How long a part of one administration takes: to the minute, whatever the clock of the protocol."""
        clock, self.resolution = self.resolution, Resolution(1440)
        minutes = self.duration(literal, what, least=1)
        self.resolution = clock
        match minutes:
            case Days(count=count):
                ticks = clock.ticks(Fraction(count, 1440))
                return minutes if ticks is None else Days(ticks, clock.per_day)
            case _:
                return minutes

    def report_bare_months(self) -> None:
        """Say once that the header must define a month, with every place that needs it."""
        if self.month is not None or self.month_failed or not self._bare_months:
            return
        first, *others = list(dict.fromkeys(self._bare_months))[:4]
        self.findings.report(
            PL108,
            f"the protocol does not say what a month is, but uses `{first.text}`"
            if first.text
            else "the protocol does not say what a month is",
            Label(first, "28 days, 30 days or a calendar month?"),
            *(Label(other, "here too") for other in others),
            help="write `month = 28 days` or `month = calendar` in the header, or `calendar month` here",
        )

    def _longest(self, duration: Duration) -> int:
        match duration:
            case Days():
                return LONGEST_DAYS * self.resolution.per_day
            case CalendarMonths():
                return _LONGEST_MONTHS

    def _duration(self, magnitude: Fraction, literal: QuantityExpr, what: str) -> Duration | None:
        months = calendar_months(literal)
        if months is not None:
            return self._months(magnitude * months, literal)
        if literal.unit is None:
            self.findings.report(
                PL105,
                f"`{literal.number}` has no unit of time",
                Label(literal.span, f"{what} is expected here"),
                help=f"write `{literal.number} days` or `{literal.number} weeks`",
            )
            return None
        unit = self.unit(_word(literal), literal.span)
        if unit is None:
            return None
        if not unit.is_time:
            self.findings.report(
                PL105,
                f"`{literal_text(literal)}` is not a time",
                Label(literal.span, f"{what} is expected here"),
            )
            return None
        return self._whole_ticks(magnitude * unit.factor, literal)

    def _whole_ticks(self, days: Fraction, literal: QuantityExpr) -> Days | None:
        ticks = self.resolution.ticks(days)
        if ticks is not None:
            return Days(ticks, self.resolution.per_day)
        word = self.resolution.name
        finer = next((name for name, per_day in _FINER.items() if (days * per_day).denominator == 1), None)
        self.findings.report(
            PL105,
            f"`{literal_text(literal)}` is {decimal_text(days * self.resolution.per_day, 2)} {word}s, "
            f"not a whole number of {word}s",
            Label(literal.span, f"a protocol is kept by the {word}"),
            help=None if finer is None else f"write `resolution 1 {finer}` in the header to keep it by the {finer}",
        )
        return None

    def _months(self, months: Fraction, literal: QuantityExpr) -> Duration | None:
        if not _word(literal).startswith("calendar "):
            if self.month is None:
                self._bare_months.append(literal.span)
                return None
            if self.month.days is not None:
                return self._fixed_months(months, self.month.days, literal)
        if months.denominator == 1:
            return CalendarMonths(int(months))
        self.findings.report(
            PL105,
            f"`{literal_text(literal)}` is not a whole number of calendar months",
            Label(literal.span, "a calendar month has no fixed half"),
            help="write it in days or weeks",
        )
        return None

    def _fixed_months(self, months: Fraction, days: int, literal: QuantityExpr) -> Days | None:
        if _CALENDAR_WORDS[_word(literal)] == 1:
            return self._whole_ticks(months * days, literal)
        self.findings.report(
            PL108,
            f"`{literal_text(literal)}` has no fixed length when a month is {days} days",
            Label(literal.span, f"12 months of {days} days, or a calendar year?"),
            help=f"write `{decimal_text(months)} months` or `{decimal_text(months)} calendar months`",
        )
        return None

    def _calendar_quantity(self, literal: QuantityExpr) -> Quantity | None:
        duration = self.duration(literal, "a quantity of fixed length")
        match duration:
            case None:
                return None
            case Days(days=days):
                return Quantity(days, parse_unit("days"))
            case CalendarMonths():
                self.findings.report(
                    PL105,
                    f"`{literal_text(literal)}` has no fixed length, so nothing can be compared with it",
                    Label(literal.span, "the length depends on the date"),
                    help="write it in days or weeks",
                )
                return None


_COMMON_UNITS = (
    *("%", "g", "mg", "mcg", "ng", "kg", "m2", "m", "cm", "mm", "L", "dL", "mL", "uL", "mol", "mmol", "umol", "nmol"),
    *("IU", "units", "points", "mmHg", "min", "minutes", "hours", "days", "weeks", "months"),
    *("cycles", "doses", "infusions", "times", "cells"),
)
