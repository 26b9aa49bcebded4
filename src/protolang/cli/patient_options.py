"""The options that the verbs about one patient share. Only click is imported here."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


def patient_options(function: Decorated) -> Decorated:
    """`--patient` and `--events`."""
    events = click.option(
        "--events", metavar="FILE", required=True, type=click.Path(), help="What happened: CSV or JSON, an event a row."
    )(function)
    return click.option(
        "--patient", metavar="FILE", required=True, type=click.Path(), help="The patient on day 0: CSV or JSON."
    )(events)


def on_option(function: Decorated) -> Decorated:
    """`--on`: the day that is looked at."""
    return click.option(
        "--on", metavar="DATE", required=True, help="The day, as a date (2027-02-03) or as a study day (30)."
    )(function)


def style_option(function: Decorated) -> Decorated:
    """`--format`, of the verbs that tell of a patient."""
    return click.option(
        "--format", "style", type=click.Choice(("text", "json")), default="text", help="[default: text]"
    )(function)
