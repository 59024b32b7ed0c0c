"""Huitou (回头): the after-sales service for online shops."""

__version__ = "0.1.0"
