"""A language for clinical protocols: text, compiled to a checked state machine, executed and rendered."""

__version__ = "0.1.0"
