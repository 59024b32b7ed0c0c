"""The buyer's pages: see `urls`."""
