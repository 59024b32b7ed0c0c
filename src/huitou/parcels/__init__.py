"""Outbound, return and replacement parcels and the times they passed."""
