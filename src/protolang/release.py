"""The version of this tool, as every output names it. `pyproject.toml` holds the same text; a test compares them."""

VERSION = "0.1.0"
