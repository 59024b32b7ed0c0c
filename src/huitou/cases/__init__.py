"""The after-sales case: the agreement between buyer and merchant."""
