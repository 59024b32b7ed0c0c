"""Tests of order changes."""
