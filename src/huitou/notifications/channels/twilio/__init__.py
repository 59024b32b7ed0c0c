"""One channel: see README.md."""
