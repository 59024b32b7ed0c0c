"""Tests of instant refunds."""
