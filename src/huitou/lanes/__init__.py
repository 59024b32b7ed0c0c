"""Lanes: how long parcels take from where to where by whom, what is promised from it, and which parcels are stuck."""
