"""Source text to abstract syntax."""
