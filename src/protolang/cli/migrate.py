"""`protolang migrate`: two versions of a protocol in, where the patients of one land in the other out."""

import click

from protolang.cli.options import WrongInput, example, format_option, root_option, set_option


@click.command(
    "migrate",
    epilog=example(
        "migrate protocols/ahmed.proto protocols/variants/nejm2006.proto",
        "migrate old.proto new.proto --map immunoglobulin.maintenance=immunoglobulin.cycles",
    ),
)
@click.argument("one", metavar="A", type=click.Path())
@click.argument("two", metavar="B", type=click.Path())
@click.option(
    "--map",
    "maps",
    metavar="OLD=NEW",
    multiple=True,
    help="The patients in phase OLD of A begin phase NEW of B; NEW may be `end` or `stop`. Repeatable.",
)
@format_option("text", "json")
@set_option
@root_option
def command(one: str, two: str, maps: tuple[str, ...], style: str, settings: dict[str, str]) -> int:
    """Say where the patients of protocol A land in protocol B, phase by phase.

    A phase of the same name in the same track goes on as it was: what was given counts, and intervals count from the
    last dose. Another phase must be mapped, in a variant with `migrate OLD to NEW because "…"`, or with --map; its
    patients begin it on the day after. A patient is carried over in each phase, and followed to the end of his course.

    Exit: 0 when all patients have a place, 1 when some have none, 2 when a file cannot be read or has errors.
    """
    asked = _maps(maps)
    from protolang.cli.migrate_reading import versions, written

    read = versions(one, two, settings)
    if read is None:
        return 2
    from protolang.cli.migrate_report import Migrated, migrated_as_json, migrated_as_text
    from protolang.compare.destinations import MapError
    from protolang.compare.landing import migrate

    old, new = (version.side for version in read)
    try:
        said = written(old, new)
        found = migrate(old, new, landings={**said.landings, **asked}, renamed=said.renamed, settings=settings)
    except MapError as wrong:
        raise WrongInput(str(wrong)) from None
    from protolang.cli.console import colour, out, width

    report = Migrated((one, two), (old, new), found)
    out(migrated_as_json(report) if style == "json" else migrated_as_text(report, coloured=colour(), width=width()))
    return 1 if found.problems else 0


def _maps(given: tuple[str, ...]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in given:
        old, equals, new = (part.strip() for part in text.partition("="))
        if not equals or not old or not new:
            raise WrongInput("write two phases, as in --map immunoglobulin.maintenance=immunoglobulin.cycles")
        if old in found:
            raise WrongInput(f"`{old}` is mapped twice")
        found[old] = new
    return found
