"""The platform's views."""
