"""Door pick-ups: the slots that are offered, and the seats in them that are taken."""
