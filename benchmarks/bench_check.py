"""The flagship from file to verdicts, beside the import of two libraries that a compiler in Python would start with."""

from side_by_side import PROTOLANG, PYTHON, Subject, compare

AHMED = "protocols/ahmed.proto"

compare(
    "check of the flagship, all verdicts",
    [
        Subject("python -c 'import lark, attrs'", [PYTHON, "-c", "import lark, attrs"]),
        Subject("import of protolang.driver", [PYTHON, "-c", "import protolang.driver"]),
        Subject("protolang dump --stage ast", [PROTOLANG, "dump", AHMED, "--stage", "ast"]),
        Subject("protolang check", [PROTOLANG, "check", AHMED], goal=4),
        Subject("protolang check --format json", [PROTOLANG, "check", AHMED, "--format", "json"]),
        Subject("protolang test", [PROTOLANG, "test", AHMED]),
    ],
)
