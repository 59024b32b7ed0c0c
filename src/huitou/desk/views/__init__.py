"""The desk's views, in files named after what they show."""
