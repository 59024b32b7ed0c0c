"""Template filters of the buyer's pages."""
