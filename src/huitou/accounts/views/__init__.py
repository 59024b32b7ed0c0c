"""The staff's own pages that allauth does not have."""
