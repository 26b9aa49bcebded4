"""`protolang`: the words of a command line in, an exit code out.

Exit: 0 clean, 1 findings, 2 wrong use or unreadable input, 70 our own fault, 130 interrupted.
"""

import atexit
import errno
import gc
import importlib
import os
import sys
from collections.abc import Sequence

import click

from protolang.release import VERSION

CLEAN, FINDINGS, WRONG_USE, OWN_FAULT, INTERRUPTED = 0, 1, 2, 70, 130

# A verb is imported when it is called, never to list it: start-up is paid at every call.
_VERBS = {
    "build": "Check a protocol and write every output.",
    "check": "Report every finding, and the verdict on every requirement.",
    "test": "Run the scenarios that are written in a protocol.",
    "run": "Follow one patient, day by day.",
    "next": "Say where one patient stands, and what is due.",
    "why": "Say why something happened to one patient, or did not.",
    "diff": "Say what one protocol changes against another.",
    "format": "Lay files out in the one canonical way.",
    "explain": "Explain a diagnostic code.",
    "flowchart": "Draw the flowchart.",
    "schedule": "Write the schedule of activities.",
    "handout": "Write the clinical handout.",
    "docs": "Write the documentation site.",
    "expand": "Print the whole protocol that a variant stands for.",
    "migrate": "Say where the patients of one version land in another.",
    "dump": "Print one stage of the compiler as JSON.",
}

# What no program can help; met where the place is not of our choosing, as with standard output.
_REFUSALS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "your share of the disk is full",
    errno.EIO: "the disk cannot be written to",
    errno.EROFS: "the disk cannot be written to",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
}


class _Verbs(click.Group):
    """The verbs, in the order in which a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _VERBS:
            return None
        verb: click.Command = importlib.import_module(f"protolang.cli.{cmd_name}").command
        return verb

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _VERBS and not name.startswith("-"):
            raise click.UsageError(f"there is no verb `{_shown(name)}`{_hint(name)}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Verbs"):
            formatter.write_dl(list(_VERBS.items()))


def _hint(name: str) -> str:
    if os.path.exists(name):  # noqa: PTH110  pathlib is not imported for `--version`
        return f"; to check that file: protolang check {_shown(name)}"
    import difflib

    near = difflib.get_close_matches(name.lower(), _VERBS, 1)
    return f"; did you mean `{near[0]}`?" if near else ""


def _shown(text: str) -> str:
    from protolang.diagnostics.terminal import escape_terminal

    return escape_terminal(text)


@click.command(
    cls=_Verbs,
    subcommand_metavar="VERB ...",
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  protolang check protocols/ahmed.proto\n  protolang check --help",
)
@click.version_option(VERSION, prog_name="protolang", message="%(prog)s %(version)s")
def _protolang() -> None:
    """Clinical protocols: checked, proved, executed, drawn and printed."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and gives its exit code. Never raises, and shows no traceback to a user."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show × shows \xd7, instead of an error.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    if arguments is None:
        # This process lives for one command, so it is quicker not to look for garbage than to find it: 12 % of `check`.
        gc.set_threshold(1_000_000)
        atexit.register(gc.freeze)
    try:
        code = _protolang.main(args=arguments, prog_name="protolang", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as wrong:
        _tell(wrong)
        return wrong.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted.", err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has seen enough: `| head`.
        _close_output()
        return CLEAN
    except OSError as error:
        if error.errno not in _REFUSALS:
            return _own_fault(error)
        _close_output()
        click.echo(f"protolang: {_REFUSALS[error.errno]}", err=True)
        return WRONG_USE
    except Exception as fault:
        return _own_fault(fault)
    return code if isinstance(code, int) else CLEAN


def _close_output() -> None:
    # What is still waiting to be written has nowhere to go; Python must not complain about it when it ends.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell(wrong: click.ClickException) -> None:
    if isinstance(wrong, click.exceptions.NoArgsIsHelpError):
        click.echo(wrong.format_message(), err=True)
        return
    if isinstance(wrong, click.UsageError) and wrong.ctx is not None:
        click.echo(f"{wrong.ctx.get_usage()}\nHelp: {wrong.ctx.command_path} --help\n", err=True)
    click.echo(f"protolang: {wrong.format_message()}", err=True)


def _own_fault(fault: Exception) -> int:
    if os.environ.get("PROTOLANG_DEBUG") == "1":
        import traceback

        traceback.print_exception(fault)
        return OWN_FAULT
    from protolang.cli.fault import report

    click.echo(report(fault), err=True)
    return OWN_FAULT
