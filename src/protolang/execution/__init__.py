"""Machine and inputs to Trace: the definition of the semantics. Pure, exact, one day at a time."""
