"""Tests of parcels: their course, verbs, times and imports."""
