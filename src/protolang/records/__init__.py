"""Files about one patient. In: bytes of CSV or JSON, and a Machine. Out: Inputs, day by day, or what is amiss.

A mistake of a file is a diagnostic that points into the file; nothing that was not understood is ever used.
"""
