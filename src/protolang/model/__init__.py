"""The Protocol: names resolved, numbers given units, provenance attached. Clinical nouns only."""
