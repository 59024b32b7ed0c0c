"""What was promised and what became of it: how long each step of the cases takes, and the goals that a shop sets.

Reads every area's events; writes only its own roll-ups, which can be thrown away and built again at any time.
"""
