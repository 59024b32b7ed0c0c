"""Tests of the buyer's pages."""
