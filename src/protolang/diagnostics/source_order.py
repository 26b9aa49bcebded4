"""The order in which findings are told: as the author reads the files."""

from collections.abc import Iterable

from protolang.diagnostics.diagnostic import Diagnostic


def in_source_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """The diagnostics by file, place, code and message, each exact repeat told once.

    The main file comes before what it imports, and files in the order of their paths, so the result does not depend on
    which pass spoke first.
    """
    return tuple(sorted(dict.fromkeys(diagnostics), key=_place))


def _place(diagnostic: Diagnostic) -> tuple[bool, str, int, int, str, str]:
    span = diagnostic.primary.span
    imported = bool(span.source.imported_as)
    return imported, span.source.path, span.start, span.end, diagnostic.code.number, diagnostic.message
