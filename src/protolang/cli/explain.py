"""`protolang explain`: a diagnostic code in, its page out."""

import click

from protolang.cli.options import WrongInput, example


@click.command("explain", epilog=example("explain PL202", "explain gap", "explain"))
@click.argument("code", required=False)
def command(code: str | None) -> int:
    """Explain a diagnostic code: what is wrong, why it matters, how it is put right.

    CODE is the number or the name that a finding shows, such as PL202 or gap. Without CODE all codes are listed.
    """
    from protolang.cli.console import colour, out, paint
    from protolang.diagnostics.codes import ALL_CODES
    from protolang.diagnostics.explain import page
    from protolang.diagnostics.terminal import escape_terminal

    coloured = colour()
    if code is None:
        width = max(len(known.name) for known in ALL_CODES)
        for known in ALL_CODES:
            retired = " (no longer used)" if known.status == "retired" else ""
            number = paint(known.number, "1", coloured=coloured)
            out(f"{number}  {known.severity.value:7}  {known.name:{width}}  {known.summary}{retired}\n")
        return 0
    wanted = code.strip().strip("[]`").casefold()
    found = next((known for known in ALL_CODES if wanted in (known.number.casefold(), known.name)), None)
    if found is None:
        import difflib

        # A code is named from memory, so any near one helps: other than with an author's names, nothing is changed.
        names = {name: known for known in ALL_CODES for name in (known.number.casefold(), known.name)}
        near = list(dict.fromkeys(names[name] for name in difflib.get_close_matches(wanted, names, 3, 0.5)))
        hint = "".join(f"  {known.number}  {known.name}: {known.summary}\n" for known in near)
        asked = f"; did you mean\n{hint}All" if hint else "; all"
        raise WrongInput(f"there is no code `{escape_terminal(code)}`{asked} codes: protolang explain")
    text = page(found.number)
    if text is None:
        text = f"# {found.number} {found.name}\n\nAs {found.severity.value}: {found.summary}.\n"
    for line in text.splitlines():
        out(f"{paint(line, '1', coloured=coloured) if line.startswith('#') else line}\n")
    return 0
