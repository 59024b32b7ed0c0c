"""Telling buyers of their parcels before they ask: what is told, when, in which words, and never too often."""
