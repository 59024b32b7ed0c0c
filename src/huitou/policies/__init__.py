"""Executable promises: what a shop allows, until when, at whose cost, and why."""
