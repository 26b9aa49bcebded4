"""The examples of a code's page, as text or as the bytes that they stand for."""

from tests.unit.diagnostics.written_out import written_out

from protolang.diagnostics import explain


def rejected(number: str) -> str:
    """The example that has the defect."""
    return written_out(explain.examples(number)[0].text).decode()


def accepted(number: str) -> str:
    """The example that has no finding."""
    return written_out(explain.examples(number)[1].text).decode()
