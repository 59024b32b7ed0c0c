"""Buyers after the purchase: their questions, their visits, and what is recommended to them. docs/selling-gently.md."""
