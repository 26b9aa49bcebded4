"""One-token changes of a protocol, and which of them its own scenarios and requirements notice."""
