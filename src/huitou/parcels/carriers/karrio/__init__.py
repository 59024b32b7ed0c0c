"""Karrio: an open shipping platform that an operator runs beside Huitou, and its results as files."""
