"""The words of the language. Outside the places where the grammar asks for them, all but three are free for names."""

# Kept by hand so that a reader and an editor need no grammar; a test compares them with the grammar.
KEYWORDS: tuple[str, ...] = ()

# Words that can never be names, because they stand where a name may stand too.
RESERVED = frozenset({"end", "not", "once"})
