"""Tests of orders: connectors, imports, verbs, queries."""
