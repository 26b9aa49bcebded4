"""The Machine: the small, printable, hashed statechart that every executor shares."""
