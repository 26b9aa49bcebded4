"""For each code a protocol that has the defect, and at least fifty in which it is repaired, each in another way.

A module `plNNN.py` has `DEFECT`, a whole file that is reported with the code, and `repaired()`, which yields whole
files that are not. A repair stays near the defect: the threshold moved to the next value, the missing row added at each
place where it can stand, the clause written in each way that the language knows.
"""
