"""Several files as one protocol: imports, libraries, and variants with their deltas applied."""
