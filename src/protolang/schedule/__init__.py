"""The Schedule of activities: what is done in which week, as far as the text fixes it."""
