"""Claims about the days of a course, decided by the fast explorer: what they see, remember, and make of a course."""
