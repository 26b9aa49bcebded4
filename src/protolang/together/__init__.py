"""Two protocols for one patient. In: both, with the day on which the second begins. Out: diagnostics.

What is said of days speaks of the planned days: nothing is missed, delayed or held, and no rule leaves a phase early.
"""
