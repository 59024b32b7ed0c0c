"""Pages of instant refunds."""
