"""Two protocols beside each other: what each says, what each does to a patient, and what of the one is weaker."""
