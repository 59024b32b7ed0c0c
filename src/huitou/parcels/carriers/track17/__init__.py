"""17TRACK: an aggregator, strong in parcels out of China."""
