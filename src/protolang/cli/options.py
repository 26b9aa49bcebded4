"""The arguments and options that verbs share. Only click is imported here: every verb pays for it."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])

ROOT = "protolang.root"

FORMATS = ("text", "concise", "json", "sarif", "github")


class WrongInput(click.ClickException):
    """Input that cannot be read, or a place that cannot be written: one friendly line, exit 2."""

    exit_code = 2


def files_argument(function: Decorated) -> Decorated:
    """One file or several."""
    return click.argument("files", metavar="FILE...", nargs=-1, required=True, type=click.Path())(function)


def file_argument(function: Decorated) -> Decorated:
    """One file."""
    return click.argument("file", metavar="FILE", type=click.Path())(function)


def format_option(*formats: str) -> Callable[[Decorated], Decorated]:
    """`--format`, for the verbs that report."""
    return click.option(
        "--format",
        "style",
        type=click.Choice(formats),
        default=formats[0],
        help="How findings are told. [default: text]",
    )


def set_option(function: Decorated) -> Decorated:
    """`--set name=value`, as often as there are parameters to decide."""
    return click.option(
        "--set",
        "settings",
        metavar="NAME=VALUE",
        multiple=True,
        callback=_settings,
        help='Decide a parameter, as in --set closing_interval="4 weeks". Repeatable.',
    )(function)


def root_option(function: Decorated) -> Decorated:
    """`--root`, for the verbs that read protocols; it holds for every protocol of the command."""
    return click.option(
        "--root",
        metavar="DIR",
        type=click.Path(),
        expose_value=False,
        callback=_keep_root,
        help="The folder that imports may not leave. [default: the nearest with pyproject.toml or .git]",
    )(function)


def budget_option(function: Decorated) -> Decorated:
    """`--budget`: how far the proofs may go, as text that `read_budget` reads."""
    return click.option(
        "--budget",
        metavar="BUDGET",
        callback=_budget,
        help="How far proofs may go: a number of states for each requirement, a time or a memory for all of them, or "
        'several, as in "50000,30s,2GiB". Beyond it the verdict is UNKNOWN. [default: 20000,30s,2GiB]',
    )(function)


def quiet_option(meaning: str) -> Callable[[Decorated], Decorated]:
    """`--quiet`, with what it leaves out."""
    return click.option("-q", "--quiet", is_flag=True, help=meaning)


def output_option(metavar: str, meaning: str) -> Callable[[Decorated], Decorated]:
    """`-o`, for the verbs that write."""
    return click.option("-o", "--output", metavar=metavar, type=click.Path(), help=meaning)


def example(*lines: str) -> str:
    """An epilog that shows command lines as they are typed."""
    return "\b\nExample:\n" + "\n".join(f"  protolang {line}" for line in lines)


def _keep_root(context: click.Context, parameter: click.Parameter, given: str | None) -> None:
    context.meta[ROOT] = given


def _settings(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> dict[str, str]:
    settings: dict[str, str] = {}
    for text in given:
        name, equals, value = text.partition("=")
        name = name.strip()
        if not equals or not name:
            raise click.BadParameter('write a name and a value, as in --set closing_interval="4 weeks"', context)
        if name in settings:
            raise click.BadParameter(f"`{name}` is set twice", context)
        settings[name] = value
    return settings


def _budget(context: click.Context, parameter: click.Parameter, given: str | None) -> str | None:
    """As it was given, once it can be read."""
    if given is None:
        return None
    from protolang.verify.budget import read_budget

    try:
        read_budget(given)
    except ValueError as wrong:
        raise click.BadParameter(str(wrong), context) from None
    return given
