"""Everything `./run build` makes, and each output by itself."""

import tempfile

from side_by_side import PROTOLANG, Subject, compare

AHMED = "protocols/ahmed.proto"

with tempfile.TemporaryDirectory(prefix="protolang-bench-") as folder:
    compare(
        "build of the flagship",
        [
            Subject("protolang check", [PROTOLANG, "check", AHMED]),
            Subject("protolang schedule", [PROTOLANG, "schedule", AHMED, "-o", f"{folder}/schedule.csv"]),
            Subject("protolang handout", [PROTOLANG, "handout", AHMED, "-o", f"{folder}/handout.pdf"]),
            Subject("protolang flowchart", [PROTOLANG, "flowchart", AHMED, "-o", f"{folder}/flowchart.svg"]),
            Subject("protolang docs", [PROTOLANG, "docs", AHMED, "-o", f"{folder}/docs"]),
            Subject("protolang build", [PROTOLANG, "build", AHMED, "-o", f"{folder}/build"]),
        ],
        turns=3,
    )
