"""Goods back: handed over, received, inspected."""
