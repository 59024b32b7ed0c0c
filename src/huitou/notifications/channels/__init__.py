"""Whoever carries short messages: one Protocol, one folder for each, named by the settings."""
